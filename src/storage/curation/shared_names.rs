//! What organizations that share have in force, by normalised name: derived from releases in the transactions that change
//! them, consents or retractions, so that it holds what may be shown to others and nothing else.

use super::sharing;
use crate::error::Result;
use crate::id::DictionaryId;
use crate::id::EditionId;
use crate::id::EditionRef;
use crate::id::OrganizationId;
use crate::id::SystemId;
use crate::mapping::choices::Released;
use crate::mapping::release::Change;
use crate::mapping::reuse::Teachers;
use crate::matching::name_key::name_key;
use crate::snapshot::body::Line;
use crate::storage::connection::DbConn;
use crate::storage::connection::both;
use crate::storage::distribution::releases;
use crate::storage::rows;
use crate::storage::schema::dictionaries;
use crate::storage::schema::release_changes;
use crate::storage::schema::shared_names;
use diesel::prelude::*;
use diesel::upsert::excluded;
use std::collections::BTreeMap;

#[derive(Insertable)]
#[diesel(table_name = shared_names, treat_none_as_default_value = false)]
struct NameRow<'a> {
    organization_id: &'a str,
    dictionary: &'a str,
    code: &'a str,
    release: i64,
    name_key: String,
}

/// Key, organization, dictionary, code, release, line, target system and edition.
type Found = (String, String, String, String, i64, Option<String>, String, String);

/// Makes what an organization shares again: everything it has in force, or nothing.
pub(in crate::storage) fn refresh(tx: &mut DbConn, organization: &OrganizationId) -> Result<()> {
    let own = shared_names::table.filter(shared_names::organization_id.eq(organization.as_str()));
    diesel::delete(own).execute(tx)?;
    if !sharing::shares(tx, organization)? {
        return Ok(());
    }
    let retracted = releases::retractions(tx, organization)?;
    let mut in_force = releases::in_force(tx, organization)?;
    in_force.retain(|change| !retracted.contains_key(&change.release));
    released(tx, organization, &in_force)
}

/// Takes in what a release of an organization that shares changed.
pub(in crate::storage) fn released(tx: &mut DbConn, organization: &OrganizationId, changes: &[Change]) -> Result<()> {
    for batch in changes.chunks(rows::BATCH) {
        let mut named = Vec::with_capacity(batch.len());
        for change in batch {
            match &change.line {
                Some(line) => named.push(NameRow::of(organization, change, line)?),
                None => withdraw(tx, organization, change)?,
            }
        }
        if named.is_empty() {
            continue;
        }
        both!(&mut *tx, |c| diesel::insert_into(shared_names::table)
            .values(named)
            .on_conflict((
                shared_names::organization_id,
                shared_names::dictionary,
                shared_names::code
            ))
            .do_update()
            .set((
                shared_names::release.eq(excluded(shared_names::release)),
                shared_names::name_key.eq(excluded(shared_names::name_key)),
            ))
            .execute(c))?;
    }
    Ok(())
}

/// What others that share have for names with these keys, by key; `for_whom` itself is not among them.
pub fn find_many(
    tx: &mut DbConn,
    for_whom: &OrganizationId,
    teachers: &Teachers,
    keys: &[&str],
) -> Result<BTreeMap<String, Vec<Released>>> {
    let mut found: BTreeMap<String, Vec<Released>> = BTreeMap::new();
    if *teachers == Teachers::Nobody {
        return Ok(found);
    }
    let same_change = release_changes::organization_id
        .eq(shared_names::organization_id)
        .and(release_changes::dictionary.eq(shared_names::dictionary))
        .and(release_changes::code.eq(shared_names::code))
        .and(release_changes::release.eq(shared_names::release));
    let same_dictionary = dictionaries::organization_id
        .eq(shared_names::organization_id)
        .and(dictionaries::dictionary.eq(shared_names::dictionary));
    for batch in keys.chunks(rows::BATCH) {
        let list: Vec<Found> = shared_names::table
            .inner_join(release_changes::table.on(same_change))
            .inner_join(dictionaries::table.on(same_dictionary))
            .filter(shared_names::name_key.eq_any(batch))
            .filter(shared_names::organization_id.ne(for_whom.as_str()))
            .select((
                shared_names::name_key,
                shared_names::organization_id,
                shared_names::dictionary,
                shared_names::code,
                shared_names::release,
                release_changes::line,
                dictionaries::target_system,
                dictionaries::target_edition,
            ))
            .load(tx)?;
        for (key, organization, dictionary, code, release, line, system, edition) in list {
            let organization = OrganizationId::new(organization)?;
            let Some(line) = line.filter(|_| teachers.includes(&organization) && !key.is_empty()) else {
                continue;
            };
            let line: Line = rows::from_json(&line, "line of a release")?;
            found.entry(key).or_default().push(Released {
                organization,
                release,
                dictionary: DictionaryId::new(dictionary)?,
                code,
                aims_at: EditionRef {
                    system: SystemId::new(system)?,
                    edition: EditionId::new(edition)?,
                },
                targets: line.targets,
            });
        }
    }
    Ok(found)
}

fn withdraw(tx: &mut DbConn, organization: &OrganizationId, change: &Change) -> Result<()> {
    let key = (organization.as_str(), change.dictionary.as_str(), change.code.as_str());
    diesel::delete(shared_names::table.find(key)).execute(tx)?;
    Ok(())
}

impl<'a> NameRow<'a> {
    fn of(organization: &'a OrganizationId, change: &'a Change, line: &str) -> Result<Self> {
        let line: Line = rows::from_json(line, "line of a release")?;
        Ok(Self {
            organization_id: organization.as_str(),
            dictionary: change.dictionary.as_str(),
            code: &change.code,
            release: change.release,
            name_key: name_key(&line.name),
        })
    }
}
