//! Onward to a second standard: through one published map between two editions, code by code.

use super::table::TargetView;
use crate::id::EditionRef;
use crate::mapping::concept_map::MapRow;
use crate::mapping::concept_map::then;
use crate::mapping::target::Relationship;
use std::collections::HashMap;
use std::sync::Arc;

/// The way to one edition of a second standard: a map from each edition that has one.
#[derive(Clone, Debug)]
pub struct Onward {
    /// The edition at the end.
    pub target: EditionRef,
    /// The maps, each from another edition.
    pub maps: Vec<Arc<OnwardMap>>,
}

/// What a map between two editions says of each code of the first.
#[derive(Debug)]
pub struct OnwardMap {
    source: EditionRef,
    ways: HashMap<String, Vec<OnwardTarget>>,
}

/// Where a code leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnwardTarget {
    /// The code in the second standard.
    pub code: String,
    /// Its official display there.
    pub display: String,
    /// How it relates to the code of the first.
    pub relationship: Relationship,
    /// Whether data may carry it.
    pub may_be_target: bool,
}

/// What sort of loss a chain has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LossKind {
    /// The map has no target for a code.
    TargetDropped,
    /// The relationship at the end says less than that to the first standard.
    RelationWeakened,
}

/// One loss of a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loss<'t> {
    /// What sort.
    pub kind: LossKind,
    /// The code in the first standard.
    pub via: &'t str,
    /// The code in the second; empty when there is none.
    pub target: &'t str,
}

/// The end of a chain.
#[derive(Debug, Default)]
pub(super) struct Chained<'t> {
    pub(super) targets: Vec<TargetView<'t>>,
    pub(super) losses: Vec<Loss<'t>>,
    pub(super) has_several_ways: bool,
    pub(super) has_retired: bool,
}

impl LossKind {
    /// The word in answers and files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TargetDropped => "target-dropped",
            Self::RelationWeakened => "relation-weakened",
        }
    }
}

impl OnwardMap {
    /// What the rows say. `official` gives the official display of a code of the second standard, and whether data may
    /// carry it; a code that it does not know leads nowhere.
    pub fn new(source: EditionRef, rows: &[MapRow], official: impl Fn(&str) -> Option<(String, bool)>) -> Self {
        let mut ways: HashMap<String, Vec<OnwardTarget>> = HashMap::new();
        for row in rows {
            let Some(to) = &row.target else { continue };
            let Some((display, may_be_target)) = official(&to.code) else {
                continue;
            };
            ways.entry(row.source.clone()).or_default().push(OnwardTarget {
                code: to.code.clone(),
                display,
                relationship: to.relationship,
                may_be_target,
            });
        }
        Self { source, ways }
    }

    /// Bytes that it takes in memory, about.
    pub fn bytes(&self) -> usize {
        let texts = self.ways.iter().map(|(code, ways)| {
            let ways: usize = ways
                .iter()
                .map(|way| way.code.len() + way.display.len() + size_of::<OnwardTarget>())
                .sum();
            code.len() + ways + size_of::<(String, Vec<OnwardTarget>)>()
        });
        texts.sum()
    }

    fn ways(&self, code: &str) -> &[OnwardTarget] {
        self.ways.get(code).map(Vec::as_slice).unwrap_or_default()
    }
}

impl Onward {
    /// Where targets lead. One that is in the second standard already stays; one of a third edition is dropped.
    pub(super) fn follow<'t>(&'t self, targets: impl Iterator<Item = TargetView<'t>>) -> Chained<'t> {
        let mut chained = Chained::default();
        for first in targets {
            if *first.edition == self.target {
                chained.arrive(first);
                continue;
            }
            let map = self.maps.iter().find(|map| map.source == *first.edition);
            let ways = map.map(|map| map.ways(first.code)).unwrap_or_default();
            if ways.is_empty() {
                chained.lose(LossKind::TargetDropped, first.code, "");
            }
            chained.has_several_ways |= ways.len() > 1;
            for way in ways {
                let relationship = then(first.relationship, way.relationship);
                if relationship != first.relationship {
                    chained.lose(LossKind::RelationWeakened, first.code, &way.code);
                }
                chained.has_retired |= !way.may_be_target;
                chained.arrive(TargetView {
                    edition: &self.target,
                    code: &way.code,
                    display: &way.display,
                    relationship,
                    when: &[],
                    via: Some(first.code),
                });
            }
        }
        chained
    }
}

impl<'t> Chained<'t> {
    /// Adds a target; of several ways to the same, the relationships are put together.
    fn arrive(&mut self, target: TargetView<'t>) {
        match self.targets.iter_mut().find(|there| there.code == target.code) {
            Some(there) => there.relationship = then(there.relationship, target.relationship),
            None => self.targets.push(target),
        }
    }

    fn lose(&mut self, kind: LossKind, via: &'t str, target: &'t str) {
        self.losses.push(Loss { kind, via, target });
    }
}
