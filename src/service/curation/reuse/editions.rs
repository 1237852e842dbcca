//! Carrying decisions over to the target edition of a dictionary.

use super::take_over::LeftOutReason;
use crate::error::Result;
use crate::id::EditionRef;
use crate::mapping::choices::in_edition;
use crate::mapping::concept_map::MapRow;
use crate::mapping::decision::Decision;
use crate::mapping::target::Relationship;
use crate::mapping::target::Target;
use crate::registry::concept::Concept;
use crate::storage::DbConn;
use crate::storage::registry::concept_maps;
use crate::storage::registry::concepts;
use crate::storage::registry::editions;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// What carries targets over to one edition.
pub struct Editions {
    wanted: EditionRef,
    former: EditionRef,
    concepts: BTreeMap<String, Concept>,
    /// For each foreign edition what its published maps say of a code.
    maps: BTreeMap<EditionRef, BTreeMap<String, Vec<MapRow>>>,
}

impl Editions {
    /// Reads what is needed for these decisions, which are of a dictionary mapped to `former`.
    pub fn load<'a>(
        tx: &mut DbConn,
        wanted: &EditionRef,
        former: &EditionRef,
        decisions: impl Iterator<Item = &'a Decision>,
    ) -> Result<Self> {
        let targets: Vec<&Target> = decisions.flat_map(Decision::targets).collect();
        let mut of_editions: BTreeMap<EditionRef, BTreeSet<&str>> = BTreeMap::new();
        for target in &targets {
            of_editions
                .entry(target.edition_ref())
                .or_default()
                .insert(&target.code);
        }
        let mut named: BTreeSet<String> = targets.iter().map(|target| target.code.clone()).collect();
        let mut maps = BTreeMap::new();
        for (edition, codes) in of_editions.into_iter().filter(|(edition, _)| edition != wanted) {
            let codes: Vec<&str> = codes.into_iter().collect();
            let mut said: BTreeMap<String, Vec<MapRow>> = BTreeMap::new();
            for version in concept_maps::published_between(tx, &edition, wanted)? {
                for row in concept_maps::rows_of_sources(tx, version.key, &codes)? {
                    named.extend(row.target.as_ref().map(|target| target.code.clone()));
                    said.entry(row.source.clone()).or_default().push(row);
                }
            }
            maps.insert(edition, said);
        }
        let named: Vec<&str> = named.iter().map(String::as_str).collect();
        let key = editions::must_find(tx, wanted)?.key;
        Ok(Self {
            wanted: wanted.clone(),
            former: former.clone(),
            concepts: concepts::find_many(tx, key, &named)?,
            maps,
        })
    }

    /// The decision for the wanted edition, or why there is none. Every target has to be carried over: a part of a decision
    /// is another decision.
    pub fn translate(&self, decision: &Decision) -> std::result::Result<Decision, LeftOutReason> {
        match decision {
            Decision::Mapped { targets } => {
                let targets = targets
                    .iter()
                    .map(|target| self.target(target))
                    .collect::<std::result::Result<Vec<Target>, LeftOutReason>>()?;
                let mapped = Decision::Mapped { targets };
                mapped.validate().map_err(|_cause| LeftOutReason::OtherEdition)?;
                Ok(mapped)
            }
            // That nothing fits was said of the other edition.
            Decision::NoMatch { .. } if self.former != self.wanted => Err(LeftOutReason::OtherEdition),
            Decision::NoMatch { .. } | Decision::Ignored { .. } => Ok(decision.clone()),
        }
    }

    fn target(&self, target: &Target) -> std::result::Result<Target, LeftOutReason> {
        let carried = self.carried(target).ok_or(LeftOutReason::OtherEdition)?;
        let concept = self.concepts.get(&carried.code);
        if concept.is_some_and(Concept::may_be_target) {
            return Ok(carried);
        }
        Err(LeftOutReason::TargetUnusable)
    }

    /// A map that knows the code decides; without one, code and name do.
    fn carried(&self, target: &Target) -> Option<Target> {
        if target.edition_ref() == self.wanted {
            return Some(target.clone());
        }
        let said = self
            .maps
            .get(&target.edition_ref())
            .and_then(|map| map.get(&target.code));
        if let Some(rows) = said {
            let code = only_equivalent(rows)?;
            return Some(Target {
                system: self.wanted.system.clone(),
                edition: self.wanted.edition.clone(),
                code: code.to_owned(),
                ..target.clone()
            });
        }
        let display = |code: &str| self.concepts.get(code).map(|concept| concept.display.clone());
        in_edition(vec![target.clone()], &self.wanted, display)?.pop()
    }
}

/// The code that all rows call equivalent, when they name no other.
fn only_equivalent(rows: &[MapRow]) -> Option<&str> {
    let mut codes = BTreeSet::new();
    for row in rows {
        let target = row.target.as_ref()?;
        if target.relationship != Relationship::Equivalent {
            return None;
        }
        codes.insert(target.code.as_str());
    }
    let only = codes.pop_first()?;
    codes.is_empty().then_some(only)
}
