//! What mappings were at former versions: the base of a three-way merge, and of undoing.

use super::bulk_acts::UNMAPPED;
use super::mappings::TakenStep;
use crate::error::Result;
use crate::id::AccountId;
use crate::id::DictionaryId;
use crate::id::OrganizationId;
use crate::mapping::decision::Decision;
use crate::mapping::state::State;
use crate::mapping::state::Step;
use crate::storage::connection::DbConn;
use crate::storage::rows;
use crate::storage::schema::mapping_steps;
use crate::time::Instant;
use diesel::prelude::*;
use std::collections::BTreeMap;

/// A mapping as it was after one of its steps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastVersion {
    /// The number of the step.
    pub version: i64,
    /// The state.
    pub state: State,
    /// The decision.
    pub decision: Decision,
    /// Why: the author's words.
    pub justification: String,
    /// Who took the step.
    pub account: AccountId,
    /// When.
    pub at: Instant,
}

#[derive(Queryable)]
struct PastRow {
    code: String,
    version: i64,
    step: String,
    state: String,
    decision: String,
    account: String,
    at: i64,
    reason: String,
}

/// Every version of the mappings of these codes, in order, by code.
pub fn versions(
    tx: &mut DbConn,
    organization: &OrganizationId,
    dictionary: &DictionaryId,
    codes: &[&str],
) -> Result<BTreeMap<String, Vec<PastVersion>>> {
    let mut found: BTreeMap<String, Vec<PastVersion>> = BTreeMap::new();
    for batch in codes.chunks(rows::BATCH) {
        let list: Vec<PastRow> = mapping_steps::table
            .filter(mapping_steps::organization_id.eq(organization.as_str()))
            .filter(mapping_steps::dictionary.eq(dictionary.as_str()))
            .filter(mapping_steps::code.eq_any(batch))
            .order((mapping_steps::code, mapping_steps::version))
            .select((
                mapping_steps::code,
                mapping_steps::version,
                mapping_steps::step,
                mapping_steps::state,
                mapping_steps::decision,
                mapping_steps::account,
                mapping_steps::at,
                mapping_steps::reason,
            ))
            .load(tx)?;
        for row in list {
            let past = found.entry(row.code.clone()).or_default();
            if row.state == UNMAPPED {
                continue;
            }
            let justification = if row.step == Step::Draft.as_str() {
                row.reason
            } else {
                past.last()
                    .map_or_else(String::new, |before| before.justification.clone())
            };
            past.push(PastVersion {
                version: row.version,
                state: rows::word(State::parse(&row.state), "mapping state")?,
                decision: rows::from_json(&row.decision, "decision")?,
                justification,
                account: AccountId::new(row.account)?,
                at: Instant(row.at),
            });
        }
    }
    Ok(found)
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = mapping_steps)]
struct StepOfCode {
    code: String,
    version: i64,
    step: String,
    state: String,
    name: String,
    decision: String,
    account: String,
    at: i64,
    reason: String,
    origin: String,
    bulk: Option<i64>,
}

/// Every step that the mappings of these codes took, in order, by code.
pub fn steps(
    tx: &mut DbConn,
    organization: &OrganizationId,
    dictionary: &DictionaryId,
    codes: &[&str],
) -> Result<BTreeMap<String, Vec<TakenStep>>> {
    let mut found: BTreeMap<String, Vec<TakenStep>> = BTreeMap::new();
    for batch in codes.chunks(rows::BATCH) {
        let list: Vec<StepOfCode> = mapping_steps::table
            .filter(mapping_steps::organization_id.eq(organization.as_str()))
            .filter(mapping_steps::dictionary.eq(dictionary.as_str()))
            .filter(mapping_steps::code.eq_any(batch))
            .order((mapping_steps::code, mapping_steps::version))
            .select(StepOfCode::as_select())
            .load(tx)?;
        for row in list {
            let step = TakenStep {
                version: row.version,
                step: row.step,
                state: row.state,
                name: row.name,
                decision: row.decision,
                account: row.account,
                at: Instant(row.at),
                reason: row.reason,
                origin: rows::from_json(&row.origin, "origin")?,
                bulk: row.bulk,
            };
            found.entry(row.code).or_default().push(step);
        }
    }
    Ok(found)
}
