//! How much a character of an edition says: 术 stands in half of all operations, 斜 in few.

use crate::matching::names::Names;
use std::collections::HashMap;

/// The weight of each character that an edition uses.
#[derive(Debug, Default)]
pub struct Rarity {
    weights: HashMap<char, f64>,
    unknown: f64,
}

impl Rarity {
    /// Counts in how many names each character stands; its weight is ln(1 + names / count).
    pub fn of(names: &Names) -> Self {
        let mut last_seen: HashMap<char, (u32, u32)> = HashMap::new();
        for (at, core) in (1..).zip(names.cores()) {
            for c in core.chars() {
                let (count, seen) = last_seen.entry(c).or_default();
                if *seen != at {
                    *count += 1;
                    *seen = at;
                }
            }
        }
        let total = f64::from(names.count().max(1));
        let weight = |count: u32| (1.0 + total / f64::from(count.max(1))).ln();
        let weights = last_seen.into_iter().map(|(c, (count, _))| (c, weight(count)));
        Self {
            weights: weights.collect(),
            unknown: weight(1),
        }
    }

    /// The weight of a character; one that the edition never uses weighs as much as its rarest.
    pub fn weight(&self, c: char) -> f64 {
        self.weights.get(&c).copied().unwrap_or(self.unknown)
    }
}
