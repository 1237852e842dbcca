//! Delegated subtrees, proposals and decisions: rows are only added.

use super::successions::next_number;
use crate::error::Result;
use crate::id::AccountId;
use crate::id::EditionId;
use crate::id::SystemId;
use crate::registry::delegation::Decision;
use crate::registry::delegation::Delegation;
use crate::registry::delegation::Proposal;
use crate::registry::delegation::ProposedChange;
use crate::storage::connection::DbConn;
use crate::storage::rows;
use crate::storage::schema::delegation_revocations;
use crate::storage::schema::delegations;
use crate::storage::schema::succession_decisions;
use crate::storage::schema::succession_proposals;
use crate::time::Instant;
use diesel::prelude::*;

type DelegationRow = (i64, String, String, String, String, i64, Option<i64>);
type ProposalRow = (i64, String, i64, String, String, i64);
type DecisionRow = (i64, bool, Option<String>, String, i64, String);

/// Keeps a new delegation; returns its number.
pub fn insert(tx: &mut DbConn, new: &Delegation) -> Result<i64> {
    let id = next_number(tx, "delegation")?;
    let row = (
        delegations::id.eq(id),
        delegations::system_id.eq(new.system.as_str()),
        delegations::root.eq(&new.root),
        delegations::account.eq(new.account.as_str()),
        delegations::granted_by.eq(new.granted_by.as_str()),
        delegations::granted_at.eq(new.granted_at.0),
        delegations::ends_at.eq(new.ends_at.map(|end| end.0)),
    );
    diesel::insert_into(delegations::table).values(row).execute(tx)?;
    Ok(id)
}

/// Ends a delegation for good.
pub fn revoke(tx: &mut DbConn, id: i64, by: &AccountId, reason: &str, now: Instant) -> Result<()> {
    let row = (
        delegation_revocations::delegation.eq(id),
        delegation_revocations::account.eq(by.as_str()),
        delegation_revocations::at.eq(now.0),
        delegation_revocations::reason.eq(reason),
    );
    diesel::insert_into(delegation_revocations::table)
        .values(row)
        .execute(tx)?;
    Ok(())
}

/// The delegations of a code system, oldest first.
pub fn list(tx: &mut DbConn, system: &SystemId) -> Result<Vec<Delegation>> {
    let found: Vec<(DelegationRow, Option<i64>)> = delegations::table
        .left_join(delegation_revocations::table.on(delegation_revocations::delegation.eq(delegations::id)))
        .filter(delegations::system_id.eq(system.as_str()))
        .order(delegations::id)
        .select((delegations::all_columns, delegation_revocations::at.nullable()))
        .load(tx)?;
    found.into_iter().map(delegation).collect()
}

fn delegation((row, revoked_at): (DelegationRow, Option<i64>)) -> Result<Delegation> {
    let (id, system, root, account, granted_by, granted_at, ends_at) = row;
    Ok(Delegation {
        id,
        system: SystemId::new(system)?,
        root,
        account: AccountId::new(account)?,
        granted_by: AccountId::new(granted_by)?,
        granted_at: Instant(granted_at),
        ends_at: rows::instant(ends_at),
        revoked_at: rows::instant(revoked_at),
    })
}

/// Keeps a new proposal; returns its number.
pub fn propose(tx: &mut DbConn, new: &Proposal) -> Result<i64> {
    let id = next_number(tx, "succession-proposal")?;
    let row = (
        succession_proposals::id.eq(id),
        succession_proposals::system_id.eq(new.system.as_str()),
        succession_proposals::delegation.eq(new.delegation),
        succession_proposals::event.eq(rows::to_json(&new.change)?),
        succession_proposals::author.eq(new.author.as_str()),
        succession_proposals::at.eq(new.at.0),
    );
    diesel::insert_into(succession_proposals::table)
        .values(row)
        .execute(tx)?;
    Ok(id)
}

/// Keeps what was decided of a proposal.
pub fn decide(tx: &mut DbConn, proposal: i64, decision: &Decision) -> Result<()> {
    let row = (
        succession_decisions::proposal.eq(proposal),
        succession_decisions::approved.eq(decision.approved),
        succession_decisions::edition.eq(decision.edition.as_ref().map(EditionId::as_str)),
        succession_decisions::account.eq(decision.account.as_str()),
        succession_decisions::at.eq(decision.at.0),
        succession_decisions::reason.eq(&decision.reason),
    );
    diesel::insert_into(succession_decisions::table)
        .values(row)
        .execute(tx)?;
    Ok(())
}

/// The proposals for a code system, oldest first.
pub fn proposals(tx: &mut DbConn, system: &SystemId) -> Result<Vec<Proposal>> {
    let found: Vec<(ProposalRow, Option<DecisionRow>)> = succession_proposals::table
        .left_join(succession_decisions::table.on(succession_decisions::proposal.eq(succession_proposals::id)))
        .filter(succession_proposals::system_id.eq(system.as_str()))
        .order(succession_proposals::id)
        .select((
            succession_proposals::all_columns,
            succession_decisions::all_columns.nullable(),
        ))
        .load(tx)?;
    found.into_iter().map(proposal).collect()
}

fn proposal((row, decision): (ProposalRow, Option<DecisionRow>)) -> Result<Proposal> {
    let (id, system, delegation, event, author, at) = row;
    let change: ProposedChange = rows::from_json(&event, "proposed change")?;
    let decision = decision.map(|(_, approved, edition, account, at, reason)| -> Result<Decision> {
        Ok(Decision {
            approved,
            edition: edition.map(EditionId::new).transpose()?,
            account: AccountId::new(account)?,
            at: Instant(at),
            reason,
        })
    });
    Ok(Proposal {
        id,
        system: SystemId::new(system)?,
        delegation,
        change,
        author: AccountId::new(author)?,
        at: Instant(at),
        decision: decision.transpose()?,
    })
}
