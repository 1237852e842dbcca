//! 一致性: whether the same local name has the same targets wherever it is published. Names are compared in their normalised
//! spelling and for one target edition; memory holds two hashes a name.

use super::counter::key_of;
use super::tally::Rate;
use crate::mapping::target::Target;
use crate::matching::normalise::normalise;
use serde::Deserialize;
use serde::Serialize;
use std::collections::BTreeSet;
use std::collections::HashMap;
use std::hash::DefaultHasher;
use std::hash::Hasher as _;

/// How many names with different targets a report names.
const NAMED: usize = 100;

/// How far the same names have the same targets.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consistency {
    /// The organizations that were compared, by id.
    pub organizations: Vec<String>,
    /// Names of the report's own dictionaries that stand in several dictionaries.
    pub compared: u64,
    /// Those among them whose targets are the same everywhere.
    pub consistent: u64,
    /// The share with six decimal places, the rest cut off; none when nothing can be compared.
    pub rate: Option<String>,
    /// The first hundred names with different targets, by their bytes.
    pub differing: Vec<String>,
}

#[derive(Debug)]
struct Seen {
    targets: u64,
    place: u64,
    in_several: bool,
    differs: bool,
}

/// Names with their targets, from one dictionary after the other.
#[derive(Debug, Default)]
pub struct Names {
    seen: HashMap<u128, Seen>,
    differing: BTreeSet<String>,
    organizations: BTreeSet<String>,
}

impl Names {
    /// Takes a name of one of the report's own dictionaries.
    pub fn take_own(&mut self, (organization, dictionary): (&str, &str), name: &str, targets: &[Target]) {
        self.take((organization, dictionary), name, targets, true);
    }

    /// Takes a name of another organization; it counts only when the own ones are taken before and have it.
    pub fn take_other(&mut self, (organization, dictionary): (&str, &str), name: &str, targets: &[Target]) {
        self.take((organization, dictionary), name, targets, false);
    }

    /// Notes that an organization takes part.
    pub fn compare(&mut self, organization: &str) {
        self.organizations.insert(organization.to_owned());
    }

    /// The figures.
    pub fn consistency(self) -> Consistency {
        let compared = self.seen.values().filter(|seen| seen.in_several);
        let (mut all, mut same) = (0_u64, 0_u64);
        for seen in compared {
            all += 1;
            same += u64::from(!seen.differs);
        }
        let rate = Rate {
            numerator: same.into(),
            denominator: all.into(),
        };
        Consistency {
            organizations: self.organizations.into_iter().collect(),
            compared: all,
            consistent: same,
            rate: rate.decimal(),
            differing: self.differing.into_iter().collect(),
        }
    }

    fn take(&mut self, place: (&str, &str), name: &str, targets: &[Target], is_own: bool) {
        let Some(first) = targets.first() else { return };
        let name = normalise(name).text;
        let key = (name.as_ref(), first.system.as_str(), first.edition.as_str());
        let key = (u128::from(hash(&(0, key))) << 64) | u128::from(hash(&(1, key)));
        let (place, answer) = (hash(&place), hash(&key_of(targets)));
        let seen = match self.seen.get_mut(&key) {
            Some(seen) => seen,
            None if !is_own => return,
            None => self.seen.entry(key).or_insert(Seen {
                targets: answer,
                place,
                in_several: false,
                differs: false,
            }),
        };
        seen.in_several |= seen.place != place;
        seen.differs |= seen.targets != answer;
        if seen.differs && seen.in_several {
            self.differing.insert(name.into_owned());
            if self.differing.len() > NAMED {
                self.differing.pop_last();
            }
        }
    }
}

fn hash(of: &impl std::hash::Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}
