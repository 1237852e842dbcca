//! Which codes of a dictionary are mapped, and why their mappings stand where they stand.

use super::connection::DbConn;
use super::rows;
use super::schema::mapping_steps;
use super::schema::mappings;
use crate::error::Result;
use crate::id::DictionaryId;
use crate::id::OrganizationId;
use diesel::prelude::*;
use std::collections::BTreeMap;

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
