//! Permits: a permit is the proof that a right was checked, and for whom. Only a session makes one.

use super::role::Right;
use super::role::Role;
use crate::id::AccountId;
use crate::id::OrganizationId;

/// Where an act came from, for the audit log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The id of the request, the same in the answer, the log and the audit event.
    pub request_id: String,
    /// The address of the client, or `cli`.
    pub address: String,
}

/// Proof that an account holds a right on the whole platform, or within one organization.
#[derive(Clone, Debug)]
pub struct Permit {
    account: AccountId,
    role: Role,
    right: Right,
    organization: Option<OrganizationId>,
    origin: Origin,
    is_personal: bool,
}

impl Permit {
    /// What somebody does with their own credentials, or tries to: it needs no role, and the account may not exist.
    pub fn personal(account: AccountId, origin: Origin) -> Self {
        Self {
            is_personal: true,
            ..Self::new(account, Role::Collector, Right::UseOwnAccount, None, origin)
        }
    }

    pub(super) fn new(
        account: AccountId,
        role: Role,
        right: Right,
        organization: Option<OrganizationId>,
        origin: Origin,
    ) -> Self {
        Self {
            account,
            role,
            right,
            organization,
            origin,
            is_personal: false,
        }
    }

    /// The role as the audit log has it; `-` when no role was needed.
    pub fn role_word(&self) -> &'static str {
        if self.is_personal { "-" } else { self.role.as_str() }
    }

    /// Who acts.
    pub fn account(&self) -> &AccountId {
        &self.account
    }

    /// In which role.
    pub fn role(&self) -> Role {
        self.role
    }

    /// The right that was checked.
    pub fn right(&self) -> Right {
        self.right
    }

    /// The organization within which it was checked, if it was about one.
    pub fn organization(&self) -> Option<&OrganizationId> {
        self.organization.as_ref()
    }

    /// Where the act came from.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }
}

/// Proof that an account holds a right within one organization: the only key to hospital data.
#[derive(Clone, Debug)]
pub struct HospitalPermit {
    permit: Permit,
    organization: OrganizationId,
}

impl HospitalPermit {
    pub(super) fn new(permit: Permit, organization: OrganizationId) -> Self {
        Self { permit, organization }
    }

    /// The organization.
    pub fn organization(&self) -> &OrganizationId {
        &self.organization
    }

    /// Who acts.
    pub fn account(&self) -> &AccountId {
        self.permit.account()
    }

    /// The permit itself, for the audit event.
    pub fn permit(&self) -> &Permit {
        &self.permit
    }
}
