//! Grants: a security administrator gives roles that they may not use themselves, to others, within their scope.

use super::accounts::must_be_of_another;
use super::accounts::object;
use super::accounts::permit_for;
use super::accounts::visible;
use super::grid::must_be_words;
use crate::access::account::AccountStatus;
use crate::access::grant::GivenGrant;
use crate::access::grant::Grant;
use crate::access::role::Right;
use crate::access::role::Role;
use crate::access::session::Session;
use crate::audit::Act;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::AccountId;
use crate::service::Service;
use crate::service::curation::memory::must_be_reason;
use crate::storage::access::grants;
use crate::storage::access::sign_ins;
use crate::storage::audit::audit_log;
use crate::time::Instant;
use serde_json::json;

impl Service {
    /// Gives a role to an account; its sessions end, so that the next one has it.
    pub fn give_grant(&self, session: &Session, id: &AccountId, grant: &Grant, reason: &str) -> Result<GivenGrant> {
        session.permit(Right::GrantRoles)?;
        must_be_of_another(session, id)?;
        must_be_reason(reason)?;
        if !session.covers(Right::GrantRoles, grant) {
            return Err(Error::new(Code::OutOfScope).with("organization", grant.reach()));
        }
        let now = self.now();
        must_be_possible(grant, now)?;
        self.db.write(|tx| {
            let account = visible(tx, session, Right::GrantRoles, id)?;
            let permit = permit_for(session, Right::GrantRoles, account.organization.as_ref())?;
            if account.status == AccountStatus::Disabled {
                return Err(Error::new(Code::AccountDisabled).with("account", id));
            }
            if let Some(area) = &grant.area {
                must_be_words(tx, &area.tiers, &area.lines)?;
            }
            let held = grants::in_force(tx, id, now)?;
            if let Some(other) = held.iter().find(|held| held.role.excludes(grant.role)) {
                return Err(Error::new(Code::PowersNotSeparate)
                    .with("account", id)
                    .with("held", other.role.as_str())
                    .with("role", grant.role.as_str()));
            }
            let mut given = GivenGrant {
                id: 0,
                account: id.clone(),
                grant: grant.clone(),
                granted_by: permit.account().clone(),
                granted_at: now,
                reason: reason.to_owned(),
                withdrawn_at: None,
            };
            given.id = grants::insert(tx, &given)?;
            sign_ins::end_all(tx, id, now)?;
            audit_log::append(tx, &permit, &act("grant.give", &given, reason), now)?;
            Ok(given)
        })
    }

    /// Ends a grant; the sessions of its account end at once.
    pub fn withdraw_grant(&self, session: &Session, grant: i64, reason: &str) -> Result<()> {
        session.permit(Right::GrantRoles)?;
        must_be_reason(reason)?;
        let now = self.now();
        let unknown = || Error::new(Code::GrantUnknown).with("grant", grant);
        self.db.write(|tx| {
            let given = grants::find(tx, grant)?.filter(|given| given.withdrawn_at.is_none());
            let given = given.ok_or_else(unknown)?;
            let account =
                visible(tx, session, Right::GrantRoles, &given.account).map_err(|error| unknown().caused_by(error))?;
            must_be_of_another(session, &account.id)?;
            if !session.covers(Right::GrantRoles, &given.grant) {
                return Err(unknown());
            }
            let permit = permit_for(session, Right::GrantRoles, account.organization.as_ref())?;
            grants::withdraw(tx, grant, permit.account(), reason, now)?;
            sign_ins::end_all(tx, &account.id, now)?;
            audit_log::append(tx, &permit, &act("grant.withdraw", &given, reason), now)
        })
    }

    /// Every grant that an account ever had, oldest first, and whether each is in force.
    pub fn grants_of(&self, session: &Session, id: &AccountId) -> Result<Vec<(GivenGrant, bool)>> {
        session.permit(Right::ReadAccounts)?;
        let now = self.now();
        let list = self.db.read(|tx| {
            visible(tx, session, Right::ReadAccounts, id)?;
            grants::of_account(tx, id)
        })?;
        let with_state = |given: GivenGrant| {
            let is_in_force = given.is_in_force(now);
            (given, is_in_force)
        };
        Ok(list.into_iter().map(with_state).collect())
    }
}

/// The operator is whoever holds the data folder; a grant in the past is none.
fn must_be_possible(grant: &Grant, now: Instant) -> Result<()> {
    let field = if grant.role == Role::Operator {
        "role"
    } else if grant.is_good_at(now) {
        return Ok(());
    } else {
        "until"
    };
    let value = if field == "role" {
        grant.role.as_str().to_owned()
    } else {
        grant.until.map(Instant::to_rfc3339).unwrap_or_default()
    };
    Err(Error::new(Code::FieldInvalid)
        .with("field", field)
        .with("value", value)
        .with("rule_zh", "不能授予 operator；截止时间须在将来")
        .with(
            "rule_en",
            "operator cannot be granted, and the end has to be in the future",
        )
        .in_field(field))
}

fn act(action: &'static str, given: &GivenGrant, reason: &str) -> Act {
    Act::new(action, format!("{}/grants/{}", object(&given.account), given.id)).with_details(json!({
        "role": given.grant.role, "scope": given.grant.reach(), "reason": reason,
        "until": given.grant.until.map(Instant::to_rfc3339),
    }))
}
