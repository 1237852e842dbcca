//! Traits of an edition that tell the ranker what kind of list it is looking at.

use crate::matching::names::Names;

/// Measured once, when the edition is opened.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct EditionTraits {
    /// ln(1 + entries).
    pub size: f64,
    /// The share of names that end in 术, as operations do.
    pub procedures: f64,
    /// The mean length of a code in characters.
    pub code_length: f64,
    /// The mean length of a name's core in characters.
    pub name_length: f64,
}

impl EditionTraits {
    /// Measures the entries of an edition.
    pub fn of(names: &Names) -> Self {
        let (mut procedures, mut code_length, mut name_length) = (0.0, 0.0, 0.0);
        for entry in 0..names.entries() {
            procedures += super::flag(names.display(entry).ends_with('术'));
            code_length += super::number(names.code(entry).len());
            name_length += super::number(names.core(entry).chars().count());
        }
        let total = f64::from(names.entries().max(1));
        Self {
            size: (1.0 + f64::from(names.entries())).ln(),
            procedures: procedures / total,
            code_length: code_length / total,
            name_length: name_length / total,
        }
    }
}
