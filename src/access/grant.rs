//! Grants: a role for the organizations of a scope, for ever or until an instant.

use super::area::Area;
use super::area::Place;
use super::role::Right;
use super::role::Role;
use super::session::Scope;
use crate::id::AccountId;
use crate::id::OrganizationId;
use crate::time::Instant;

/// What somebody holds: the rights of a role, for the organizations of a scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// The organizations it is good for; of a narrowed grant those that are in its area now.
    pub scope: Scope,
    /// What narrows it, if anything does.
    pub area: Option<Area>,
    /// When it ends by itself; `None` is without end.
    pub until: Option<Instant>,
}

impl Grant {
    /// A grant without end.
    pub fn new(role: Role, scope: Scope) -> Self {
        Self {
            role,
            scope,
            area: None,
            until: None,
        }
    }

    /// A grant for an area; its organizations are looked up when it is used. What narrows nothing is a grant for its scope.
    pub fn within(role: Role, area: Area, until: Option<Instant>) -> Self {
        if !area.is_narrow() {
            return Self {
                until,
                ..Self::new(role, area.named)
            };
        }
        Self {
            area: Some(area),
            until,
            ..Self::new(role, Scope::none())
        }
    }

    /// The organizations that it names, whatever narrows them.
    pub fn named(&self) -> &Scope {
        self.area.as_ref().map_or(&self.scope, |area| &area.named)
    }

    /// For what it is good, in one line.
    pub fn reach(&self) -> String {
        self.area
            .as_ref()
            .map_or_else(|| self.scope.to_text(), ToString::to_string)
    }

    /// Whether whoever holds it may let an organization of this name stand there: within its part of the grid any, but whoever
    /// has organizations by name says nothing of their place.
    pub fn may_place(&self, organization: &OrganizationId, place: &Place) -> bool {
        match (&self.area, &self.scope) {
            (Some(area), _) => area.named == Scope::All && area.includes(place),
            (None, Scope::All) => true,
            (None, Scope::Organizations(list)) => list.contains(organization) && place.is_empty(),
        }
    }

    /// Who holds it, in words: Chinese, English. An administrator is one of a health commission, for the platform or a part
    /// of the grid, or of organizations.
    pub fn words(&self) -> (&'static str, &'static str) {
        match (self.role, self.named()) {
            (Role::Administrator, Scope::Organizations(_)) => ("单位管理员", "organization administrator"),
            (role, _) => role.words(),
        }
    }

    /// Whether its role holds the right.
    pub fn holds(&self, right: Right) -> bool {
        self.role.holds(right)
    }

    /// Whether its role holds the right and its scope includes the organization.
    pub fn holds_in(&self, right: Right, organization: &OrganizationId) -> bool {
        self.holds(right) && self.scope.includes(organization)
    }

    /// Whether it still stands.
    pub fn is_good_at(&self, now: Instant) -> bool {
        self.until.is_none_or(|end| now < end)
    }
}

/// A grant as it was given to an account; it is never altered, only withdrawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenGrant {
    /// Its number.
    pub id: i64,
    /// To whom.
    pub account: AccountId,
    /// What.
    pub grant: Grant,
    /// By whom.
    pub granted_by: AccountId,
    /// When.
    pub granted_at: Instant,
    /// Why.
    pub reason: String,
    /// When it was withdrawn.
    pub withdrawn_at: Option<Instant>,
}

impl GivenGrant {
    /// Whether it stands: not withdrawn, and not ended by time.
    pub fn is_in_force(&self, now: Instant) -> bool {
        self.withdrawn_at.is_none() && self.grant.is_good_at(now)
    }
}
