//! Mappings of one whole dictionary.

use super::MappingRow;
use crate::error::Result;
use crate::id::DictionaryId;
use crate::id::OrganizationId;
use crate::mapping::life::Mapping;
use crate::storage::DbConn;
use crate::storage::mapping_targets;
use crate::storage::schema::mappings;
use diesel::prelude::*;

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

/// Keeps the targets of every mapping of an organization's dictionary again.
pub(in crate::storage) fn keep_targets(
    tx: &mut DbConn,
    organization: &OrganizationId,
    dictionary: &DictionaryId,
) -> Result<()> {
    let list = all(tx, organization, dictionary)?;
    mapping_targets::save(tx, organization, list.iter())
}
