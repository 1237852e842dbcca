//! What is said of dictionaries and source systems: the fields and value domains that a dictionary feeds, the campus on which
//! a source system runs. Every word is kept; the last one up to a moment counts.

use crate::coverage::Binding;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::AccountId;
use crate::id::DictionaryId;
use crate::id::OrganizationId;
use crate::storage::connection::DbConn;
use crate::storage::rows;
use crate::storage::schema::dictionary_bindings;
use crate::storage::schema::source_system_campuses;
use crate::storage::schema::source_systems;
use crate::time::Instant;
use diesel::prelude::*;
use std::collections::BTreeMap;

/// Who says something, and when.
#[derive(Clone, Copy, Debug)]
pub struct Said<'a> {
    /// Who.
    pub by: &'a AccountId,
    /// When.
    pub at: Instant,
}

/// Writes down what a dictionary feeds from now on.
pub fn bind(
    tx: &mut DbConn,
    organization: &OrganizationId,
    dictionary: &DictionaryId,
    feeds: &[Binding],
    said: Said<'_>,
) -> Result<()> {
    let last: Option<i64> = dictionary_bindings::table
        .filter(dictionary_bindings::organization_id.eq(organization.as_str()))
        .filter(dictionary_bindings::dictionary.eq(dictionary.as_str()))
        .select(diesel::dsl::max(dictionary_bindings::number))
        .first(tx)?;
    let row = (
        dictionary_bindings::organization_id.eq(organization.as_str()),
        dictionary_bindings::dictionary.eq(dictionary.as_str()),
        dictionary_bindings::number.eq(last.unwrap_or(0) + 1),
        dictionary_bindings::bindings.eq(rows::to_json(&feeds)?),
        dictionary_bindings::account.eq(said.by.as_str()),
        dictionary_bindings::at.eq(said.at.0),
    );
    diesel::insert_into(dictionary_bindings::table)
        .values(row)
        .execute(tx)?;
    Ok(())
}

/// What the dictionaries of an organization feed at a moment, by dictionary.
pub fn bindings(tx: &mut DbConn, organization: &OrganizationId, at: Instant) -> Result<BTreeMap<String, Vec<Binding>>> {
    let found: Vec<(String, String)> = dictionary_bindings::table
        .filter(dictionary_bindings::organization_id.eq(organization.as_str()))
        .filter(dictionary_bindings::at.le(at.0))
        .order((dictionary_bindings::dictionary, dictionary_bindings::number))
        .select((dictionary_bindings::dictionary, dictionary_bindings::bindings))
        .load(tx)?;
    let last: BTreeMap<String, String> = found.into_iter().collect();
    let read = |(dictionary, text): (String, String)| Ok((dictionary, rows::from_json(&text, "list of bindings")?));
    last.into_iter().map(read).collect()
}

/// Writes down on which campus a source system runs from now on; an empty text says that nobody knows.
pub fn place(
    tx: &mut DbConn,
    organization: &OrganizationId,
    source_system: &str,
    campus: &str,
    said: Said<'_>,
) -> Result<()> {
    let last: Option<i64> = source_system_campuses::table
        .filter(source_system_campuses::organization_id.eq(organization.as_str()))
        .filter(source_system_campuses::source_system.eq(source_system))
        .select(diesel::dsl::max(source_system_campuses::number))
        .first(tx)?;
    let row = (
        source_system_campuses::organization_id.eq(organization.as_str()),
        source_system_campuses::source_system.eq(source_system),
        source_system_campuses::number.eq(last.unwrap_or(0) + 1),
        source_system_campuses::campus.eq(campus),
        source_system_campuses::account.eq(said.by.as_str()),
        source_system_campuses::at.eq(said.at.0),
    );
    diesel::insert_into(source_system_campuses::table)
        .values(row)
        .execute(tx)?;
    Ok(())
}

/// The campuses of an organization's source systems at a moment; one of which nothing is said has none.
pub fn campuses(tx: &mut DbConn, organization: &OrganizationId, at: Instant) -> Result<BTreeMap<String, String>> {
    let found: Vec<(String, String)> = source_system_campuses::table
        .filter(source_system_campuses::organization_id.eq(organization.as_str()))
        .filter(source_system_campuses::at.le(at.0))
        .order((source_system_campuses::source_system, source_system_campuses::number))
        .select((source_system_campuses::source_system, source_system_campuses::campus))
        .load(tx)?;
    let mut last: BTreeMap<String, String> = found.into_iter().collect();
    last.retain(|_, campus| !campus.is_empty());
    Ok(last)
}

/// Refuses a source system that the organization does not have.
pub fn must_have_source_system(tx: &mut DbConn, organization: &OrganizationId, id: &str) -> Result<()> {
    let known: i64 = source_systems::table
        .find((organization.as_str(), id))
        .count()
        .get_result(tx)?;
    if known > 0 {
        return Ok(());
    }
    Err(Error::new(Code::SourceSystemUnknown)
        .with("organization", organization)
        .with("source", id))
}
