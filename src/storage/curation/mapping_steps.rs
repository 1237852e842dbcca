//! Steps of one sort that the mappings of a dictionary took.

use crate::error::Result;
use crate::id::DictionaryId;
use crate::id::OrganizationId;
use crate::mapping::decision::Decision;
use crate::mapping::state::Step;
use crate::storage::connection::DbConn;
use crate::storage::rows;
use crate::storage::schema::mapping_steps;
use crate::storage::schema::mappings;
use crate::time::Instant;
use diesel::prelude::*;

/// A step that a mapping took, with the decision as it was.
#[derive(Clone, Debug)]
pub struct PastStep {
    /// The local code.
    pub code: String,
    /// The decision at the time.
    pub decision: Decision,
    /// Who took the step.
    pub account: String,
    /// When.
    pub at: Instant,
    /// Why.
    pub reason: String,
}

/// The codes of a dictionary that have a mapping, by their bytes.
pub fn codes(tx: &mut DbConn, organization: &OrganizationId, dictionary: &DictionaryId) -> Result<Vec<String>> {
    Ok(mappings::table
        .filter(mappings::organization_id.eq(organization.as_str()))
        .filter(mappings::dictionary.eq(dictionary.as_str()))
        .order(mappings::code)
        .select(mappings::code)
        .load(tx)?)
}

/// When each step of this sort was taken, by code and in the order of the steps.
pub fn instants(
    tx: &mut DbConn,
    organization: &OrganizationId,
    dictionary: &DictionaryId,
    step: Step,
) -> Result<Vec<(String, Instant)>> {
    let found: Vec<(String, i64)> = mapping_steps::table
        .filter(mapping_steps::organization_id.eq(organization.as_str()))
        .filter(mapping_steps::dictionary.eq(dictionary.as_str()))
        .filter(mapping_steps::step.eq(step.as_str()))
        .order((mapping_steps::code, mapping_steps::version))
        .select((mapping_steps::code, mapping_steps::at))
        .load(tx)?;
    Ok(found.into_iter().map(|(code, at)| (code, Instant(at))).collect())
}

/// The steps of this sort, by code and in their order.
pub fn of_sort(
    tx: &mut DbConn,
    organization: &OrganizationId,
    dictionary: &DictionaryId,
    step: Step,
) -> Result<Vec<PastStep>> {
    let found: Vec<(String, String, String, i64, String)> = mapping_steps::table
        .filter(mapping_steps::organization_id.eq(organization.as_str()))
        .filter(mapping_steps::dictionary.eq(dictionary.as_str()))
        .filter(mapping_steps::step.eq(step.as_str()))
        .order((mapping_steps::code, mapping_steps::version))
        .select((
            mapping_steps::code,
            mapping_steps::decision,
            mapping_steps::account,
            mapping_steps::at,
            mapping_steps::reason,
        ))
        .load(tx)?;
    let read = |(code, decision, account, at, reason): (String, String, String, i64, String)| {
        Ok(PastStep {
            code,
            decision: rows::from_json(&decision, "decision")?,
            account,
            at: Instant(at),
            reason,
        })
    };
    found.into_iter().map(read).collect()
}
