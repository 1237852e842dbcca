//! What other hospitals that share chose for names, counted for a dictionary.

use crate::error::Result;
use crate::id::OrganizationId;
use crate::mapping::choices::Choices;
use crate::mapping::choices::Released;
use crate::mapping::choices::in_edition;
use crate::mapping::reuse::Teachers;
use crate::source::local_code::Dictionary;
use crate::storage::DbConn;
use crate::storage::curation::shared_names;
use crate::storage::registry::concepts;
use crate::storage::registry::editions;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// What others chose for names with these keys, by key, as far as it is about the target edition of the dictionary.
pub(in crate::service) fn choices_in(
    tx: &mut DbConn,
    organization: &OrganizationId,
    dictionary: &Dictionary,
    teachers: &Teachers,
    keys: &[&str],
) -> Result<BTreeMap<String, Choices>> {
    let target = &dictionary.target;
    let found = shared_names::find_many(tx, organization, teachers, keys)?;
    let is_foreign =
        |one: &&crate::mapping::target::Target| one.system == target.system && one.edition != target.edition;
    let released = found.values().flatten().flat_map(|one| &one.targets);
    let foreign: BTreeSet<&str> = released.filter(is_foreign).map(|one| one.code.as_str()).collect();
    let foreign: Vec<&str> = foreign.into_iter().collect();
    let known = if foreign.is_empty() {
        BTreeMap::new()
    } else {
        let key = editions::must_find(tx, target)?.key;
        concepts::find_many(tx, key, &foreign)?
    };
    let display = |code: &str| known.get(code).map(|concept| concept.display.clone());
    let here = |mut one: Released| {
        let says_nothing_fits = one.targets.is_empty();
        if says_nothing_fits {
            return (one.aims_at == *target).then_some(one);
        }
        one.targets = in_edition(one.targets, target, display)?;
        Some(one)
    };
    let counted = found.into_iter().map(|(key, list)| {
        let list = list.into_iter().filter_map(here).collect();
        (key, Choices::count(list))
    });
    Ok(counted.collect())
}
