//! The targets of the decisions at work, kept with them, so that mappings are found by what they lead to.

use crate::error::Result;
use crate::id::DictionaryId;
use crate::id::EditionRef;
use crate::id::OrganizationId;
use crate::mapping::life::Mapping;
use crate::mapping::target::Target;
use crate::matching::name_key::name_key;
use crate::storage::connection::DbConn;
use crate::storage::connection::both;
use crate::storage::rows;
use crate::storage::schema::mapping_targets;
use diesel::prelude::*;
use std::collections::BTreeMap;

#[derive(Insertable)]
#[diesel(table_name = mapping_targets, treat_none_as_default_value = false)]
struct TargetRow<'a> {
    organization_id: &'a str,
    dictionary: &'a str,
    code: &'a str,
    position: i64,
    target_system: &'a str,
    target_edition: &'a str,
    target_code: &'a str,
    name_key: String,
}

/// Keeps the targets of these mappings as they are now.
pub(in crate::storage) fn save<'a>(
    tx: &mut DbConn,
    organization: &OrganizationId,
    list: impl Iterator<Item = &'a Mapping>,
) -> Result<()> {
    let mut by_dictionary: BTreeMap<&DictionaryId, Vec<&Mapping>> = BTreeMap::new();
    for mapping in list {
        by_dictionary.entry(&mapping.dictionary).or_default().push(mapping);
    }
    for (dictionary, list) in by_dictionary {
        for batch in list.chunks(rows::BATCH) {
            let codes: Vec<&str> = batch.iter().map(|mapping| mapping.code.as_str()).collect();
            forget(tx, organization, dictionary, &codes)?;
            let mut targets: Vec<TargetRow<'_>> = batch.iter().flat_map(|mapping| of(organization, mapping)).collect();
            while !targets.is_empty() {
                let later = targets.split_off(targets.len().min(rows::BATCH));
                both!(&mut *tx, |c| diesel::insert_into(mapping_targets::table)
                    .values(targets)
                    .execute(c))?;
                targets = later;
            }
        }
    }
    Ok(())
}

/// Forgets the targets of codes that have no mapping any longer, or get another.
pub(in crate::storage) fn forget(
    tx: &mut DbConn,
    organization: &OrganizationId,
    dictionary: &DictionaryId,
    codes: &[&str],
) -> Result<()> {
    let former = mapping_targets::table
        .filter(mapping_targets::organization_id.eq(organization.as_str()))
        .filter(mapping_targets::dictionary.eq(dictionary.as_str()))
        .filter(mapping_targets::code.eq_any(codes));
    diesel::delete(former).execute(tx)?;
    Ok(())
}

/// The names of a dictionary, by their keys, that lead to each of these targets of an edition.
pub fn names_on(
    tx: &mut DbConn,
    organization: &OrganizationId,
    dictionary: &DictionaryId,
    edition: &EditionRef,
    targets: &[&str],
) -> Result<BTreeMap<String, Vec<String>>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for batch in targets.chunks(rows::BATCH) {
        let list: Vec<(String, String)> = mapping_targets::table
            .filter(mapping_targets::organization_id.eq(organization.as_str()))
            .filter(mapping_targets::dictionary.eq(dictionary.as_str()))
            .filter(mapping_targets::target_code.eq_any(batch))
            .filter(mapping_targets::target_system.eq(edition.system.as_str()))
            .filter(mapping_targets::target_edition.eq(edition.edition.as_str()))
            .select((mapping_targets::target_code, mapping_targets::name_key))
            .distinct()
            .load(tx)?;
        for (target, key) in list {
            found.entry(target).or_default().push(key);
        }
    }
    Ok(found)
}

fn of<'a>(organization: &'a OrganizationId, mapping: &'a Mapping) -> Vec<TargetRow<'a>> {
    let key = name_key(&mapping.name);
    let row = |(position, target): (i64, &'a Target)| TargetRow {
        organization_id: organization.as_str(),
        dictionary: mapping.dictionary.as_str(),
        code: &mapping.code,
        position,
        target_system: target.system.as_str(),
        target_edition: target.edition.as_str(),
        target_code: &target.code,
        name_key: key.clone(),
    };
    (1..).zip(mapping.decision.targets()).map(row).collect()
}
