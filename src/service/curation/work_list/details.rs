//! What a page of a work list shows beside each row: other hospitals, notes, sides, and who else has the name.

use super::DetailedRow;
use super::rows::FoundRow;
use crate::error::Result;
use crate::id::DictionaryId;
use crate::id::OrganizationId;
use crate::mapping::life::Mapping;
use crate::mapping::origin::Origin;
use crate::matching::name_key::name_key;
use crate::service::curation::choices::choices_in;
use crate::service::curation::reuse::withdrawn::Withdrawals;
use crate::source::local_code::Dictionary;
use crate::storage::DbConn;
use crate::storage::curation::code_notes;
use crate::storage::curation::dictionaries;
use crate::storage::curation::mappings;
use crate::storage::curation::reuse_policies;
use crate::storage::curation::work_rows;
use std::collections::BTreeMap;

/// How many other codes of the same name a row shows.
const SHOWN_TWINS: usize = 20;

/// Reads what belongs to these rows, a few queries for all of them.
pub fn detailed(
    tx: &mut DbConn,
    organization: &OrganizationId,
    dictionary: &Dictionary,
    found: Vec<FoundRow>,
) -> Result<Vec<DetailedRow>> {
    let codes: Vec<&str> = found.iter().map(|one| one.row.local_code.code.as_str()).collect();
    let names: Vec<String> = found.iter().map(|one| name_key(&one.row.local_code.name)).collect();
    let keys: Vec<&str> = names.iter().map(String::as_str).filter(|key| !key.is_empty()).collect();
    let teachers = reuse_policies::in_force(tx, organization, &dictionary.id)?.teachers();
    let choices = choices_in(tx, organization, dictionary, &teachers, &keys)?;
    let mut notes = code_notes::find_many(tx, organization, &dictionary.id, &codes)?;
    let twins = work_rows::named(tx, organization, &dictionary.id, &keys)?;
    let sides = sides(tx, organization, dictionary, &codes)?;
    let origins = found.iter().filter_map(|one| one.row.mapping.as_ref());
    let withdrawals = Withdrawals::of(tx, origins.map(|mapping| &mapping.origin))?;
    let detail = |(one, key): (FoundRow, String)| {
        let code = one.row.local_code.code.clone();
        let choices = choices.get(&key).cloned().unwrap_or_default();
        let decision = one.row.mapping.as_ref().map(|mapping| &mapping.decision);
        let origin = one.row.mapping.as_ref().map(|mapping| &mapping.origin);
        let others = twins
            .get(&key)
            .into_iter()
            .flatten()
            .filter(|(other, _)| *other != code);
        DetailedRow {
            is_outlier: decision.is_some_and(|decision| choices.make_outlier(decision)),
            withdrawal: origin.and_then(|origin: &Origin| withdrawals.find(origin)),
            choices,
            notes: notes.remove(&code).unwrap_or_default(),
            same_name: others.take(SHOWN_TWINS).cloned().collect(),
            sides: sides.get(&code).cloned().unwrap_or_default(),
            risks: one.risks,
            row: one.row,
        }
    };
    Ok(found.into_iter().zip(names).map(detail).collect())
}

/// The mappings of the same rows in the other sides, by code.
fn sides(
    tx: &mut DbConn,
    organization: &OrganizationId,
    dictionary: &Dictionary,
    codes: &[&str],
) -> Result<BTreeMap<String, Vec<Mapping>>> {
    let base: &DictionaryId = dictionary.rows_of.as_ref().unwrap_or(&dictionary.id);
    let mut family: Vec<DictionaryId> = vec![base.clone()];
    family.extend(
        dictionaries::sides(tx, organization, base)?
            .into_iter()
            .map(|side| side.id),
    );
    family.retain(|id| *id != dictionary.id);
    let mut found: BTreeMap<String, Vec<Mapping>> = BTreeMap::new();
    for side in &family {
        for (code, mapping) in mappings::find_many(tx, organization, side, codes)? {
            found.entry(code).or_default().push(mapping);
        }
    }
    Ok(found)
}
