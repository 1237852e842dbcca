//! Finds the numbers of a text by its hash: two sorted columns, eight bytes an item, and no second copy of the text.
//!
//! A hash is only a hint: the caller compares the text itself.

use std::hash::DefaultHasher;
use std::hash::Hash as _;
use std::hash::Hasher as _;

/// Hashes in ascending order, each with a number.
#[derive(Debug, Default)]
pub struct Lookup {
    hashes: Vec<u32>,
    numbers: Vec<u32>,
}

impl Lookup {
    /// Sorts the pairs of text hash and number.
    pub fn new(mut pairs: Vec<(u32, u32)>) -> Self {
        pairs.sort_unstable();
        Self {
            hashes: pairs.iter().map(|(hash, _)| *hash).collect(),
            numbers: pairs.iter().map(|(_, number)| *number).collect(),
        }
    }

    /// The numbers whose text may be this one, ascending.
    pub fn candidates(&self, text: &str) -> &[u32] {
        let wanted = hash(text);
        let start = self.hashes.partition_point(|hash| *hash < wanted);
        let rest = self.hashes.get(start..).unwrap_or_default();
        let length = rest.partition_point(|hash| *hash == wanted);
        self.numbers.get(start..start + length).unwrap_or_default()
    }
}

/// The hash of a text; it lives in memory alone and is never stored.
pub fn hash(text: &str) -> u32 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    let bits = hasher.finish();
    u32::try_from(bits >> 32).unwrap_or_default()
}
