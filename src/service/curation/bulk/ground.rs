//! What the risk rules need to know of a dictionary beside the row: looked up in batches, once for many rows.

use super::PlannedRow;
use crate::error::Result;
use crate::id::DictionaryId;
use crate::id::EditionRef;
use crate::id::OrganizationId;
use crate::mapping::decision::Decision;
use crate::mapping::risk::TargetContext;
use crate::mapping::target::Target;
use crate::matching::normalise::normalise;
use crate::matching::values::SMALL;
use crate::source::local_code::LocalCode;
use crate::storage::DbConn;
use crate::storage::curation::mappings;
use crate::storage::registry::concepts;
use crate::storage::registry::editions;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// Codes that are looked up at once.
const CHUNK: usize = 2_000;

/// The names of every code of a dictionary.
pub(super) struct Neighbours(BTreeMap<String, Names>);

struct Names {
    /// The name of its first row, normalised.
    first: String,
    /// How many different names it has.
    count: usize,
}

/// What surrounds the targets of many rows.
pub(super) struct Ground {
    names_on_target: BTreeMap<(EditionRef, String), BTreeSet<String>>,
    lists: BTreeMap<EditionRef, List>,
}

/// What is known of an edition: the display of the codes that matter, and whether each may be a target.
struct List {
    is_small: bool,
    codes: BTreeMap<String, (String, bool)>,
}

impl Neighbours {
    /// Of the rows of a dictionary, which are by code and occurrence.
    pub(super) fn of(entries: &[LocalCode]) -> Self {
        let mut codes = BTreeMap::new();
        for rows in entries.chunk_by(|one, other| one.code == other.code) {
            let names: BTreeSet<&str> = rows.iter().map(|row| row.name.as_str()).collect();
            if let Some(row) = rows.first() {
                let names = Names {
                    first: normalise(&row.name).text.into_owned(),
                    count: names.len(),
                };
                codes.insert(row.code.clone(), names);
            }
        }
        Self(codes)
    }

    /// Every code, in order.
    pub(super) fn codes(&self) -> impl Iterator<Item = &String> {
        self.0.keys()
    }

    /// How many different names a code has.
    pub(super) fn names_of(&self, code: &str) -> usize {
        self.0.get(code).map_or(0, |names| names.count)
    }

    /// What surrounds the targets of these rows: the other rows of the dictionary as they are now, and these as planned.
    pub(super) fn ground(
        &self,
        tx: &mut DbConn,
        organization: &OrganizationId,
        dictionary: &DictionaryId,
        edition: &EditionRef,
        planned: &[PlannedRow],
    ) -> Result<Ground> {
        let mut ground = Ground {
            names_on_target: BTreeMap::new(),
            lists: BTreeMap::new(),
        };
        let by_plan: BTreeSet<&str> = planned.iter().map(|row| row.code.as_str()).collect();
        let others: Vec<&str> = self
            .codes()
            .map(String::as_str)
            .filter(|code| !by_plan.contains(code))
            .collect();
        for codes in others.chunks(CHUNK) {
            for (code, mapping) in mappings::find_many(tx, organization, dictionary, codes)? {
                self.count(&mut ground, &code, &mapping.decision);
            }
        }
        for row in planned {
            self.count(&mut ground, &row.code, &row.decision);
        }
        let mut wanted: BTreeMap<EditionRef, BTreeSet<&str>> = BTreeMap::new();
        for row in planned {
            wanted.entry(edition.clone()).or_default().insert(&row.code);
            for target in row.decision.targets() {
                let codes = wanted.entry(target.edition_ref()).or_default();
                codes.insert(&target.code);
                codes.insert(&row.code);
            }
        }
        for (of, codes) in wanted {
            let codes: Vec<&str> = codes.into_iter().collect();
            let list = List::load(tx, &of, &codes)?;
            ground.lists.insert(of, list);
        }
        Ok(ground)
    }

    fn count(&self, ground: &mut Ground, code: &str, decision: &Decision) {
        let Some(names) = self.0.get(code) else { return };
        for target in decision.targets() {
            let key = (target.edition_ref(), target.code.clone());
            ground
                .names_on_target
                .entry(key)
                .or_default()
                .insert(names.first.clone());
        }
    }
}

impl List {
    fn load(tx: &mut DbConn, of: &EditionRef, codes: &[&str]) -> Result<Self> {
        let stored = editions::must_find(tx, of)?;
        let mut list = Self {
            is_small: stored.edition.rows <= u64::from(SMALL),
            codes: BTreeMap::new(),
        };
        for part in codes.chunks(CHUNK) {
            for (code, concept) in concepts::find_many(tx, stored.key, part)? {
                let may_be_target = concept.may_be_target();
                list.codes.insert(code, (concept.display, may_be_target));
            }
        }
        Ok(list)
    }
}

impl Ground {
    /// What surrounds each target of a row.
    pub(super) fn contexts<'a>(&'a self, row: &'a PlannedRow) -> Vec<TargetContext<'a>> {
        let targets = row.decision.targets().iter().enumerate();
        targets
            .map(|(index, target)| self.context(row, index, target))
            .collect()
    }

    fn context<'a>(&'a self, row: &'a PlannedRow, index: usize, target: &Target) -> TargetContext<'a> {
        let key = (target.edition_ref(), target.code.clone());
        let list = self.lists.get(&key.0);
        let concept = |code: &str| list.and_then(|list| list.codes.get(code));
        TargetContext {
            names_on_target: self.names_on_target.get(&key).map_or(0, BTreeSet::len),
            not_assignable: concept(&target.code).is_none_or(|(_, may_be_target)| !may_be_target),
            local_code_means: concept(&row.code).map(|(display, _)| display.as_str()),
            is_small_list: list.is_some_and(|list| list.is_small),
            warnings: row.warnings.get(index).map_or(&[], Vec::as_slice),
        }
    }
}
