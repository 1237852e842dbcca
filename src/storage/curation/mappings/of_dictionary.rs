//! Mappings of one whole dictionary.

use super::MappingRow;
use crate::error::Result;
use crate::id::DictionaryId;
use crate::id::OrganizationId;
use crate::mapping::life::Mapping;
use crate::storage::DbConn;
use crate::storage::curation::mapping_targets;
use crate::storage::rows;
use crate::storage::schema::mapping_steps;
use crate::storage::schema::mappings;
use diesel::prelude::*;
use std::collections::BTreeMap;

/// Every mapping of a dictionary, by code.
pub fn all(tx: &mut DbConn, organization: &OrganizationId, dictionary: &DictionaryId) -> Result<Vec<Mapping>> {
    let list: Vec<MappingRow> = mappings::table
        .filter(mappings::organization_id.eq(organization.as_str()))
        .filter(mappings::dictionary.eq(dictionary.as_str()))
        .order(mappings::code)
        .load(tx)?;
    list.into_iter().map(Mapping::try_from).collect()
}

/// The mappings of a dictionary whose decision was taken over from another organization, by code.
pub fn taken_over(tx: &mut DbConn, organization: &OrganizationId, dictionary: &DictionaryId) -> Result<Vec<Mapping>> {
    let list: Vec<MappingRow> = mappings::table
        .filter(mappings::organization_id.eq(organization.as_str()))
        .filter(mappings::dictionary.eq(dictionary.as_str()))
        .filter(mappings::origin.like("{\"by\":\"organization\"%"))
        .order(mappings::code)
        .load(tx)?;
    list.into_iter().map(Mapping::try_from).collect()
}

/// The codes of a dictionary that have a mapping, in their order.
pub fn codes(tx: &mut DbConn, organization: &OrganizationId, dictionary: &DictionaryId) -> Result<Vec<String>> {
    Ok(mappings::table
        .filter(mappings::organization_id.eq(organization.as_str()))
        .filter(mappings::dictionary.eq(dictionary.as_str()))
        .order(mappings::code)
        .select(mappings::code)
        .load(tx)?)
}

/// The reasons of the last steps of these codes, by code.
pub fn last_reasons(
    tx: &mut DbConn,
    organization: &OrganizationId,
    dictionary: &DictionaryId,
    codes: &[&str],
) -> Result<BTreeMap<String, String>> {
    let last_step = mapping_steps::organization_id
        .eq(mappings::organization_id)
        .and(mapping_steps::dictionary.eq(mappings::dictionary))
        .and(mapping_steps::code.eq(mappings::code))
        .and(mapping_steps::version.eq(mappings::version));
    let mut found = BTreeMap::new();
    for batch in codes.chunks(rows::BATCH) {
        let list: Vec<(String, String)> = mappings::table
            .inner_join(mapping_steps::table.on(last_step))
            .filter(mappings::organization_id.eq(organization.as_str()))
            .filter(mappings::dictionary.eq(dictionary.as_str()))
            .filter(mappings::code.eq_any(batch))
            .select((mappings::code, mapping_steps::reason))
            .load(tx)?;
        found.extend(list);
    }
    Ok(found)
}

/// Keeps the targets of every mapping of an organization's dictionary again.
pub(in crate::storage) fn keep_targets(
    tx: &mut DbConn,
    organization: &OrganizationId,
    dictionary: &DictionaryId,
) -> Result<()> {
    let list = all(tx, organization, dictionary)?;
    mapping_targets::save(tx, organization, list.iter())
}
