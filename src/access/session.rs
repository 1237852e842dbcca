//! A session: who is signed in and what they hold. It turns rights into permits, or refuses.

use super::area::Place;
use super::grant::Grant;
use super::permit::HospitalPermit;
use super::permit::Origin;
use super::permit::Permit;
use super::role::Right;
use super::role::Role;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::AccountId;
use crate::id::OrganizationId;
use crate::id::SessionId;
use crate::id::TokenId;
use std::collections::BTreeSet;

/// The organizations that an account may act for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Every organization of the platform.
    All,
    /// These and no others.
    Organizations(BTreeSet<OrganizationId>),
}

impl Scope {
    /// Whether the scope includes the organization.
    pub fn includes(&self, organization: &OrganizationId) -> bool {
        match self {
            Self::All => true,
            Self::Organizations(list) => list.contains(organization),
        }
    }

    /// Whether the scope includes every organization of the other scope.
    pub fn covers(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::All, _) => true,
            (Self::Organizations(_), Self::All) => false,
            (Self::Organizations(own), Self::Organizations(theirs)) => theirs.is_subset(own),
        }
    }

    /// The scope of whoever holds both.
    #[must_use]
    pub fn union(self, other: &Self) -> Self {
        match (self, other) {
            (Self::All, _) | (_, Self::All) => Self::All,
            (Self::Organizations(mut own), Self::Organizations(theirs)) => {
                own.extend(theirs.iter().cloned());
                Self::Organizations(own)
            }
        }
    }

    /// A scope without organizations.
    pub const fn none() -> Self {
        Self::Organizations(BTreeSet::new())
    }

    /// The scope as text: `*`, or ids with commas.
    pub fn to_text(&self) -> String {
        match self {
            Self::All => "*".to_owned(),
            Self::Organizations(list) => list.iter().map(OrganizationId::as_str).collect::<Vec<_>>().join(","),
        }
    }

    /// Reads `*` or ids with commas; an empty text is a scope without organizations.
    pub fn parse(text: &str) -> Result<Self> {
        if text == "*" {
            return Ok(Self::All);
        }
        let ids = text.split(',').map(str::trim).filter(|id| !id.is_empty());
        Ok(Self::Organizations(
            ids.map(OrganizationId::new).collect::<Result<_>>()?,
        ))
    }
}

/// Who is signed in, what they hold, and where the request came from.
#[derive(Clone, Debug)]
pub struct Session {
    /// The account.
    pub account: AccountId,
    /// What it holds; those that ended are not among them.
    pub grants: Vec<Grant>,
    /// Where the request came from.
    pub origin: Origin,
    /// By what the account is known.
    pub via: Via,
    /// What the person has to do before anything else: the code that everything else is refused with.
    pub duty: Option<Code>,
}

/// By what an account is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Via {
    /// By being in this process: the command line, a task.
    Process,
    /// By a token.
    Token(TokenId),
    /// By having signed in.
    SignIn(SessionId),
}

impl Session {
    /// A session with one grant.
    pub fn new(account: AccountId, role: Role, scope: Scope, origin: Origin) -> Self {
        Self {
            account,
            grants: vec![Grant::new(role, scope)],
            origin,
            via: Via::Process,
            duty: None,
        }
    }

    /// The proof that somebody acts on their own account: everybody may, whatever they hold and still have to do.
    pub fn personal_permit(&self) -> Permit {
        Permit::personal(self.account.clone(), self.origin.clone())
    }

    /// The session of a person who signed in, or the refusal: programs and the command line have none.
    pub fn sign_in(&self) -> Result<&SessionId> {
        match &self.via {
            Via::SignIn(id) => Ok(id),
            Via::Process | Via::Token(_) => Err(Code::SessionNeeded.into()),
        }
    }

    fn must_be_free(&self) -> Result<()> {
        self.duty.map_or(Ok(()), |code| Err(code.into()))
    }

    /// The proof that the session holds a right on the platform, or the refusal.
    pub fn permit(&self, right: Right) -> Result<Permit> {
        self.must_be_free()?;
        let grant = self.grants.iter().find(|grant| grant.holds(right));
        let grant = grant.ok_or_else(|| self.lacks(right))?;
        Ok(self.proof(grant, right, None))
    }

    /// The proof that the session holds a right within the organization, or the refusal.
    ///
    /// The scope is checked before anything is looked up, so that the answer for a foreign organization is the same
    /// whether it exists or not.
    pub fn permit_in(&self, right: Right, organization: &OrganizationId) -> Result<HospitalPermit> {
        self.must_be_free()?;
        let grant = self.grants.iter().find(|grant| grant.holds_in(right, organization));
        let Some(grant) = grant else {
            self.permit(right)?;
            return Err(Error::new(Code::OutOfScope).with("organization", organization));
        };
        let permit = self.proof(grant, right, Some(organization.clone()));
        Ok(HospitalPermit::new(permit, organization.clone()))
    }

    /// The proof that the session holds one of the rights within the organization, or the refusal: of the scope when it
    /// holds one of them elsewhere, and of the first right when it holds none.
    pub fn permit_in_any(&self, rights: &[Right], organization: &OrganizationId) -> Result<HospitalPermit> {
        let within = rights.iter().find(|right| self.holds_in(**right, organization));
        let held = within.or_else(|| rights.iter().find(|right| self.holds(**right)));
        let right = held.or_else(|| rights.first()).copied();
        right.map_or_else(
            || Err(Error::new(Code::Internal).caused_by("no right is asked for")),
            |right| self.permit_in(right, organization),
        )
    }

    /// Whether it holds the right anywhere.
    pub fn holds(&self, right: Right) -> bool {
        self.grants.iter().any(|grant| grant.holds(right))
    }

    /// Whether it holds the right within the organization.
    pub fn holds_in(&self, right: Right, organization: &OrganizationId) -> bool {
        self.grants.iter().any(|grant| grant.holds_in(right, organization))
    }

    /// The proof that the session may let an organization of this name stand there, whether it is registered or not.
    pub fn permit_to_place(
        &self,
        right: Right,
        organization: &OrganizationId,
        place: &Place,
    ) -> Result<HospitalPermit> {
        self.must_be_free()?;
        let mut holding = self.grants.iter().filter(|grant| grant.holds(right));
        let Some(grant) = holding.find(|grant| grant.may_place(organization, place)) else {
            self.permit(right)?;
            return Err(Error::new(Code::OutOfScope).with("organization", organization));
        };
        let permit = self.proof(grant, right, Some(organization.clone()));
        Ok(HospitalPermit::new(permit, organization.clone()))
    }

    /// Whether it holds the right wherever the other grant is or may come to be good.
    pub fn covers(&self, right: Right, other: &Grant) -> bool {
        let Some(area) = &other.area else {
            return self.scope_of(right).covers(&other.scope);
        };
        let mut holding = self.grants.iter().filter(|grant| grant.holds(right));
        holding.any(|own| {
            let covers = own.area.as_ref().is_some_and(|own| own.covers(area));
            covers || own.scope.covers(&area.named)
        })
    }

    /// Every organization for which it holds the right.
    pub fn scope_of(&self, right: Right) -> Scope {
        let holding = self.grants.iter().filter(|grant| grant.holds(right));
        holding.fold(Scope::none(), |scope, grant| scope.union(&grant.scope))
    }

    /// Every right that it holds somewhere, in the order of the table of rights.
    pub fn rights(&self) -> impl Iterator<Item = Right> {
        let free = self.duty.is_none();
        Right::ALL
            .iter()
            .copied()
            .filter(move |right| free && self.holds(*right))
    }

    fn lacks(&self, right: Right) -> Error {
        let mut roles: Vec<&str> = self.grants.iter().map(|grant| grant.role.as_str()).collect();
        roles.dedup();
        let (zh, en) = right.words();
        Error::new(Code::RightMissing)
            .with(
                "role",
                if roles.is_empty() {
                    "-".to_owned()
                } else {
                    roles.join(", ")
                },
            )
            .with("right_zh", zh)
            .with("right_en", en)
    }

    fn proof(&self, grant: &Grant, right: Right, organization: Option<OrganizationId>) -> Permit {
        Permit::new(
            self.account.clone(),
            grant.role,
            right,
            organization,
            self.origin.clone(),
        )
    }
}
