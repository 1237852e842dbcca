//! Accounts: made, listed, locked, unlocked, disabled; their credentials reset.
//!
//! Who manages an organization manages the accounts of its people; an account without an organization is managed by who
//! manages the whole platform. Nobody manages their own.

use super::passwords;
use crate::access::account::Account;
use crate::access::account::AccountStatus;
use crate::access::account::masked;
use crate::access::grant::Grant;
use crate::access::permit::Permit;
use crate::access::role::Right;
use crate::access::role::Role;
use crate::access::session::Scope;
use crate::access::session::Session;
use crate::access::token::Secret;
use crate::audit::Act;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::AccountId;
use crate::id::OrganizationId;
use crate::page::Page;
use crate::page::Slice;
use crate::service::Service;
use crate::service::curation::memory::must_be_reason;
use crate::service::texts::must_be_name;
use crate::storage::DbConn;
use crate::storage::access::accounts;
use crate::storage::access::accounts::AccountFilter;
use crate::storage::access::organizations;
use crate::storage::access::second_factors;
use crate::storage::access::sign_ins;
use crate::storage::audit::audit_log;
use crate::time::Instant;
use serde_json::json;

const DAY_MICROS: i64 = 24 * 3_600_000_000;
/// The account that the first start makes.
const FIRST_SECURITY_ADMINISTRATOR: &str = "security";

/// What an account is made with.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// The name to sign in with.
    pub id: AccountId,
    /// The real name of the person.
    pub name: String,
    /// Where the person works.
    pub organization: Option<OrganizationId>,
    /// How to reach the person.
    pub contact: String,
}

/// Which accounts are wanted.
#[derive(Clone, Copy, Debug, Default)]
pub struct AccountsWanted {
    /// Only those of this state.
    pub status: Option<AccountStatus>,
    /// Only those that nobody used for so many days.
    pub unused_days: Option<u32>,
}

impl Service {
    /// Makes an account with a one-time password, which is returned once and has to be changed at the first sign-in.
    pub fn add_account(&self, session: &Session, new: &NewAccount) -> Result<(Account, Secret)> {
        let permit = permit_for(session, Right::ManageAccounts, new.organization.as_ref())?;
        must_be_name("name", &new.name)?;
        if !new.contact.is_empty() {
            must_be_name("contact", &new.contact)?;
        }
        let now = self.now();
        let account = Account {
            id: new.id.clone(),
            name: new.name.clone(),
            organization: new.organization.clone(),
            contact: new.contact.clone(),
            status: AccountStatus::Active,
            created_at: now,
            created_by: permit.account().clone(),
            signed_in_at: None,
            unlocked_at: None,
        };
        let (stored, secret) = self.one_time_password(now)?;
        let act = Act::new("account.add", object(&new.id))
            .with_details(json!({ "name": new.name, "organization": new.organization }));
        self.db.write(|tx| {
            if accounts::find(tx, &new.id)?.is_some() {
                return Err(Error::new(Code::AccountExists).with("account", &new.id).in_field("id"));
            }
            if let Some(organization) = &new.organization {
                organizations::must_find(tx, organization)?;
            }
            accounts::insert(tx, &account)?;
            passwords::put(tx, &new.id, &stored, now)?;
            audit_log::append(tx, &permit, &act, now)
        })?;
        Ok((account, secret))
    }

    /// The accounts of the session's scope, their contacts masked.
    pub fn accounts(&self, session: &Session, wanted: AccountsWanted, page: &Page) -> Result<Slice<Account>> {
        session.permit(Right::ReadAccounts)?;
        let since = |days: u32| Instant(self.now().0.saturating_sub(i64::from(days).saturating_mul(DAY_MICROS)));
        let filter = AccountFilter {
            status: wanted.status,
            unused_since: wanted.unused_days.map(since),
        };
        let scope = session.scope_of(Right::ReadAccounts);
        self.write_last_uses()?;
        let slice = self.db.read(|tx| accounts::page(tx, &scope, &filter, page))?;
        Ok(slice.map(|account| Account {
            contact: masked(&account.contact),
            ..self.shown(account)
        }))
    }

    /// One account; its contact is masked unless the session manages it.
    pub fn account(&self, session: &Session, id: &AccountId) -> Result<Account> {
        session.permit(Right::ReadAccounts)?;
        let account = self.shown(self.db.read(|tx| visible(tx, session, Right::ReadAccounts, id))?);
        if is_visible(&session.scope_of(Right::ManageAccounts), &account) {
            return Ok(account);
        }
        Ok(Account {
            contact: masked(&account.contact),
            ..account
        })
    }

    /// The account as it is shown: one that may not sign in because nobody did for too long says so.
    fn shown(&self, account: Account) -> Account {
        let is_unused = account.is_unused(self.now(), self.surroundings.access.unused_micros());
        let status = match account.status {
            AccountStatus::Active if is_unused => AccountStatus::Unused,
            kept
            @ (AccountStatus::Active | AccountStatus::Locked | AccountStatus::Disabled | AccountStatus::Unused) => kept,
        };
        Account { status, ..account }
    }

    /// The real name behind an account; programs with a token alone have none.
    pub fn name_of(&self, session: &Session) -> Result<Option<String>> {
        let account = self.db.read(|tx| accounts::find(tx, &session.account))?;
        Ok(account.map(|account| account.name))
    }

    /// Locks, unlocks or disables an account; its sessions end at once. What is disabled stays disabled. Who unlocks an account
    /// that nobody used makes it as good as a new one.
    pub fn set_account_status(
        &self,
        session: &Session,
        id: &AccountId,
        status: AccountStatus,
        reason: &str,
    ) -> Result<Account> {
        self.change_account(session, id, reason, |tx, account, permit, now| {
            let from = account.status;
            if from == AccountStatus::Disabled && status != AccountStatus::Disabled {
                return Err(Error::new(Code::AccountDisabled).with("account", id));
            }
            let is_unused = account.is_unused(now, self.surroundings.access.unused_micros());
            let after = Account {
                status,
                unlocked_at: if status == AccountStatus::Active {
                    Some(now)
                } else {
                    account.unlocked_at
                },
                ..account
            };
            accounts::set_status(tx, &after)?;
            sign_ins::end_all(tx, id, now)?;
            sign_ins::forget_tries(tx, id, None)?;
            let details =
                json!({ "from": from.as_str(), "to": status.as_str(), "unused": is_unused, "reason": reason });
            audit_log::append(
                tx,
                permit,
                &Act::new("account.set-status", object(id)).with_details(details),
                now,
            )?;
            Ok(after)
        })
    }

    /// Gives an account a new one-time password, which is returned once; its sessions end at once.
    pub fn reset_password(&self, session: &Session, id: &AccountId, reason: &str) -> Result<Secret> {
        session.permit(Right::ManageAccounts)?;
        let (stored, secret) = self.one_time_password(self.now())?;
        self.change_account(session, id, reason, |tx, _, permit, now| {
            passwords::put(tx, id, &stored, now)?;
            sign_ins::forget_tries(tx, id, None)?;
            let act = Act::new("account.reset-password", object(id)).with_details(json!({ "reason": reason }));
            audit_log::append(tx, permit, &act, now)
        })?;
        Ok(secret)
    }

    /// Removes the second factor of an account, to be enrolled anew; its sessions end at once.
    pub fn remove_second_factor(&self, session: &Session, id: &AccountId, reason: &str) -> Result<()> {
        self.change_account(session, id, reason, |tx, _, permit, now| {
            second_factors::remove(tx, id)?;
            sign_ins::end_all(tx, id, now)?;
            let act = Act::new("second-factor.remove", object(id)).with_details(json!({ "reason": reason }));
            audit_log::append(tx, permit, &act, now)
        })
    }

    /// At the very first start, when there is no account yet: the security administrator's, with a one-time password.
    pub fn first_security_administrator(&self, session: &Session) -> Result<Option<(AccountId, Secret)>> {
        session.permit(Right::ManageAccounts)?;
        if self.db.read(accounts::any)? {
            return Ok(None);
        }
        let new = NewAccount {
            id: AccountId::new(FIRST_SECURITY_ADMINISTRATOR)?,
            name: Role::SecurityAdministrator.words().0.to_owned(),
            organization: None,
            contact: String::new(),
        };
        let (account, secret) = self.add_account(session, &new)?;
        let grant = Grant::new(Role::SecurityAdministrator, Scope::All);
        self.give_grant(session, &account.id, &grant, "首次启动 first start")?;
        Ok(Some((account.id, secret)))
    }

    /// Changes an account of another. The right comes first: whoever lacks it learns nothing of what they sent.
    pub(in crate::service) fn change_account<T>(
        &self,
        session: &Session,
        id: &AccountId,
        reason: &str,
        change: impl Fn(&mut DbConn, Account, &Permit, Instant) -> Result<T>,
    ) -> Result<T> {
        session.permit(Right::ManageAccounts)?;
        must_be_of_another(session, id)?;
        let now = self.now();
        self.db.write(|tx| {
            let account = visible(tx, session, Right::ManageAccounts, id)?;
            let permit = permit_for(session, Right::ManageAccounts, account.organization.as_ref())?;
            must_be_reason(reason)?;
            change(tx, account, &permit, now)
        })
    }
}

/// Refuses to let somebody manage their own account.
pub(in crate::service) fn must_be_of_another(session: &Session, id: &AccountId) -> Result<()> {
    if session.account == *id {
        return Err(Code::GrantToOneself.into());
    }
    Ok(())
}

/// The account, unless it does not exist or belongs to an organization for which the right is not held.
pub(in crate::service) fn visible(tx: &mut DbConn, session: &Session, right: Right, id: &AccountId) -> Result<Account> {
    let scope = session.scope_of(right);
    let account = accounts::must_find(tx, id)?;
    if is_visible(&scope, &account) {
        Ok(account)
    } else {
        Err(accounts::unknown(id))
    }
}

/// The permit for an account of this organization, or of none.
pub(in crate::service) fn permit_for(
    session: &Session,
    right: Right,
    organization: Option<&OrganizationId>,
) -> Result<Permit> {
    let Some(organization) = organization else {
        let permit = session.permit(right)?;
        if !session.scope_of(right).covers(&Scope::All) {
            return Err(Error::new(Code::OutOfScope).with("organization", "*"));
        }
        return Ok(permit);
    };
    Ok(session.permit_in(right, organization)?.permit().clone())
}

pub(in crate::service) fn object(id: &AccountId) -> String {
    format!("accounts/{id}")
}

fn is_visible(scope: &Scope, account: &Account) -> bool {
    match &account.organization {
        Some(organization) => scope.includes(organization),
        None => scope.covers(&Scope::All),
    }
}
