//! A session: who is signed in, in which role, for which organizations. It turns rights into permits, or refuses.

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

/// Who is signed in and where the request came from.
#[derive(Clone, Debug)]
pub struct Session {
    /// The account.
    pub account: AccountId,
    /// Its role in this session.
    pub role: Role,
    /// The organizations it may act for.
    pub scope: Scope,
    /// Where the request came from.
    pub origin: Origin,
}

impl Session {
    /// The proof that the session holds a right on the platform, or the refusal.
    pub fn permit(&self, right: Right) -> Result<Permit> {
        self.check(right)?;
        Ok(self.proof(right, None))
    }

    /// The proof that the session holds a right within the organization, or the refusal.
    ///
    /// The scope is checked before anything is looked up, so that the answer for a foreign organization is the same
    /// whether it exists or not.
    pub fn permit_in(&self, right: Right, organization: &OrganizationId) -> Result<HospitalPermit> {
        self.check(right)?;
        if !self.scope.includes(organization) {
            return Err(Error::new(Code::OutOfScope).with("organization", organization));
        }
        let permit = self.proof(right, Some(organization.clone()));
        Ok(HospitalPermit::new(permit, organization.clone()))
    }

    /// The proof that the session holds one of the rights within the organization, or the refusal of the first.
    pub fn permit_in_any(&self, rights: &[Right], organization: &OrganizationId) -> Result<HospitalPermit> {
        let held = rights.iter().copied().find(|right| self.role.holds(*right));
        let right = held.or_else(|| rights.first().copied());
        right.map_or_else(
            || Err(Error::new(Code::Internal).caused_by("no right is asked for")),
            |right| self.permit_in(right, organization),
        )
    }

    fn check(&self, right: Right) -> Result<()> {
        if self.role.holds(right) {
            return Ok(());
        }
        let (zh, en) = right.words();
        Err(Error::new(Code::RightMissing)
            .with("role", self.role.as_str())
            .with("right_zh", zh)
            .with("right_en", en))
    }

    fn proof(&self, right: Right, organization: Option<OrganizationId>) -> Permit {
        Permit::new(
            self.account.clone(),
            self.role,
            right,
            organization,
            self.origin.clone(),
        )
    }
}
