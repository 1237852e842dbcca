//! What other hospitals chose 他院选择 for a name: how many for which targets, and whether one differs from most.

use super::decision::Decision;
use super::target::Target;
use crate::id::DictionaryId;
use crate::id::EditionRef;
use crate::id::OrganizationId;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// What one hospital has in force for a local code, under the name that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Released {
    /// Whose it is.
    pub organization: OrganizationId,
    /// The release that brought it.
    pub release: i64,
    /// Its dictionary.
    pub dictionary: DictionaryId,
    /// Its code there.
    pub code: String,
    /// The edition that its dictionary is mapped to.
    pub aims_at: EditionRef,
    /// Its targets; none when nothing fits.
    pub targets: Vec<Target>,
}

/// One thing that hospitals chose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The targets as the first of them has it; none when they say that nothing fits.
    pub targets: Vec<Target>,
    /// Who chose it, by id.
    pub hospitals: BTreeSet<OrganizationId>,
    /// One of the mappings, that of the first hospital.
    pub example: Released,
    /// Whether all of them have the same targets with the same relationships and conditions.
    pub is_uniform: bool,
}

/// What hospitals chose for one name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    /// How many hospitals decided about this name.
    pub hospitals: usize,
    /// What they chose, the most frequent first.
    pub choices: Vec<Choice>,
}

/// A majority is clear from two hospitals and two thirds.
const FEWEST: usize = 2;

impl Choices {
    /// Counts hospitals, not rows: one that has the name several times counts once for each thing that it chose.
    pub fn count(mut list: Vec<Released>) -> Self {
        list.sort_by(|a, b| (&a.organization, &a.dictionary, &a.code).cmp(&(&b.organization, &b.dictionary, &b.code)));
        let hospitals: BTreeSet<OrganizationId> = list.iter().map(|one| one.organization.clone()).collect();
        let mut by_codes: BTreeMap<BTreeSet<String>, Choice> = BTreeMap::new();
        for one in list {
            let choice = by_codes.entry(codes(&one.targets)).or_insert_with(|| Choice {
                targets: one.targets.clone(),
                hospitals: BTreeSet::new(),
                example: one.clone(),
                is_uniform: true,
            });
            choice.is_uniform &= choice.targets == one.targets;
            choice.hospitals.insert(one.organization);
        }
        let mut choices: Vec<Choice> = by_codes.into_values().collect();
        choices.sort_by_key(|choice| Reverse(choice.hospitals.len()));
        Self {
            hospitals: hospitals.len(),
            choices,
        }
    }

    /// What a clear majority chose.
    pub fn majority(&self) -> Option<&Choice> {
        let first = self.choices.first()?;
        let count = first.hospitals.len();
        (count >= FEWEST && count * 3 >= self.hospitals * 2).then_some(first)
    }

    /// Whether a decision differs from what a clear majority chose.
    pub fn make_outlier(&self, decision: &Decision) -> bool {
        let Some(majority) = self.majority() else {
            return false;
        };
        match decision {
            Decision::Mapped { targets } => codes(targets) != codes(&majority.targets),
            Decision::NoMatch { .. } => !majority.targets.is_empty(),
            Decision::Ignored { .. } => false,
        }
    }

    /// The one thing that at least so many hospitals chose and nobody did otherwise, down to relationships and conditions.
    pub fn agreed(&self, hospitals: u32) -> Option<&Choice> {
        let [only] = self.choices.as_slice() else {
            return None;
        };
        let enough = usize::try_from(hospitals).is_ok_and(|least| only.hospitals.len() >= least);
        (enough && only.is_uniform && !only.targets.is_empty()).then_some(only)
    }
}

/// The targets as entries of another edition, by `same`, which finds the display of a code there: an entry is the same only
/// with its code and its name. `None` when one of them is not.
pub fn in_edition(
    targets: Vec<Target>,
    edition: &EditionRef,
    same: impl Fn(&str) -> Option<String>,
) -> Option<Vec<Target>> {
    let turn = |mut target: Target| {
        if target.edition_ref() == *edition {
            return Some(target);
        }
        let is_same = target.system == edition.system && same(&target.code)? == target.display;
        is_same.then(|| {
            target.edition = edition.edition.clone();
            target
        })
    };
    targets.into_iter().map(turn).collect()
}

fn codes(targets: &[Target]) -> BTreeSet<String> {
    targets.iter().map(|target| target.code.clone()).collect()
}
