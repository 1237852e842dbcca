//! Grants: rows are only added, and withdrawn by another row.

use super::grid;
use crate::access::area::Area;
use crate::access::grant::GivenGrant;
use crate::access::grant::Grant;
use crate::access::role::Role;
use crate::access::session::Scope;
use crate::error::Result;
use crate::id::AccountId;
use crate::id::DivisionCode;
use crate::storage::account_schema::account_grants;
use crate::storage::account_schema::grant_withdrawals;
use crate::storage::connection::DbConn;
use crate::storage::registry::successions::next_number;
use crate::storage::rows;
use crate::time::Instant;
use diesel::prelude::*;
use std::collections::BTreeSet;

#[derive(Queryable)]
struct GrantRow {
    id: i64,
    account: String,
    role: String,
    scope: String,
    granted_by: String,
    granted_at: i64,
    until: Option<i64>,
    reason: String,
    division: Option<String>,
    tiers: String,
    lines: String,
}

/// Keeps a new grant; returns its number.
pub fn insert(tx: &mut DbConn, given: &GivenGrant) -> Result<i64> {
    let id = next_number(tx, "account-grant")?;
    let area = given.grant.area.as_ref();
    let division = area.and_then(|area| area.division.as_ref());
    let none = BTreeSet::new();
    let (tiers, lines) = area.map_or((&none, &none), |area| (&area.tiers, &area.lines));
    let row = (
        account_grants::id.eq(id),
        account_grants::account.eq(given.account.as_str()),
        account_grants::role.eq(given.grant.role.as_str()),
        account_grants::scope.eq(given.grant.named().to_text()),
        account_grants::granted_by.eq(given.granted_by.as_str()),
        account_grants::granted_at.eq(given.granted_at.0),
        account_grants::until.eq(given.grant.until.map(|end| end.0)),
        account_grants::reason.eq(&given.reason),
        account_grants::division.eq(division.map(DivisionCode::as_str)),
        account_grants::tiers.eq(grid::joined(tiers)),
        account_grants::lines.eq(grid::joined(lines)),
    );
    diesel::insert_into(account_grants::table).values(row).execute(tx)?;
    Ok(id)
}

/// Ends a grant for good.
pub fn withdraw(tx: &mut DbConn, id: i64, by: &AccountId, reason: &str, now: Instant) -> Result<()> {
    let row = (
        grant_withdrawals::grant_id.eq(id),
        grant_withdrawals::account.eq(by.as_str()),
        grant_withdrawals::at.eq(now.0),
        grant_withdrawals::reason.eq(reason),
    );
    diesel::insert_into(grant_withdrawals::table).values(row).execute(tx)?;
    Ok(())
}

/// The grant with this number.
pub fn find(tx: &mut DbConn, id: i64) -> Result<Option<GivenGrant>> {
    let row: Option<(GrantRow, Option<i64>)> = account_grants::table
        .left_join(grant_withdrawals::table.on(grant_withdrawals::grant_id.eq(account_grants::id)))
        .filter(account_grants::id.eq(id))
        .select((account_grants::all_columns, grant_withdrawals::at.nullable()))
        .first(tx)
        .optional()?;
    row.map(given).transpose()
}

/// Every grant that an account ever had, oldest first.
pub fn of_account(tx: &mut DbConn, account: &AccountId) -> Result<Vec<GivenGrant>> {
    let found: Vec<(GrantRow, Option<i64>)> = account_grants::table
        .left_join(grant_withdrawals::table.on(grant_withdrawals::grant_id.eq(account_grants::id)))
        .filter(account_grants::account.eq(account.as_str()))
        .order(account_grants::id)
        .select((account_grants::all_columns, grant_withdrawals::at.nullable()))
        .load(tx)?;
    found.into_iter().map(given).collect()
}

/// What an account holds now; a narrowed grant is good for the organizations that are in its area now.
pub fn in_force(tx: &mut DbConn, account: &AccountId, now: Instant) -> Result<Vec<Grant>> {
    let all = of_account(tx, account)?.into_iter();
    let standing = all.filter(|given| given.is_in_force(now)).map(|given| given.grant);
    standing
        .map(|grant| match &grant.area {
            None => Ok(grant),
            Some(area) => Ok(Grant {
                scope: Scope::Organizations(grid::organizations_of(tx, area)?),
                ..grant
            }),
        })
        .collect()
}

fn given((row, withdrawn_at): (GrantRow, Option<i64>)) -> Result<GivenGrant> {
    let area = Area {
        named: Scope::parse(&row.scope)?,
        division: row.division.as_deref().map(DivisionCode::new).transpose()?,
        tiers: grid::split(&row.tiers)?,
        lines: grid::split(&row.lines)?,
    };
    let role = rows::word(Role::parse(&row.role), "role")?;
    Ok(GivenGrant {
        id: row.id,
        account: AccountId::new(row.account)?,
        grant: Grant::within(role, area, rows::instant(row.until)),
        granted_by: AccountId::new(row.granted_by)?,
        granted_at: Instant(row.granted_at),
        reason: row.reason,
        withdrawn_at: rows::instant(withdrawn_at),
    })
}
