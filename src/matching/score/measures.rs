//! The measures of one comparison, and the score that they make together.

use serde::Deserialize;
use serde::Serialize;

/// How alike a term and a name are, each from 0 to 1. Characters weigh by how rare they are in the edition.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Measures {
    /// How much of the name the term covers.
    pub name_covered: f64,
    /// How much of the term the name covers.
    pub term_covered: f64,
    /// The same for pairs of neighbouring characters of the name.
    pub name_pairs: f64,
    /// The same for pairs of neighbouring characters of the term.
    pub term_pairs: f64,
    /// The longest common subsequence over the length of the name.
    pub order: f64,
    /// Twice the longest common subsequence over the length of both (the indel ratio).
    pub edit: f64,
    /// Jaro-Winkler, which counts the beginning more.
    pub jaro_winkler: f64,
    /// How many of the last four characters are equal.
    pub ending: f64,
}

/// The weight of each measure and the constant, fitted by logistic regression on the train rows of public sets of operation
/// and diagnosis wordings.
const CONSTANT: f64 = -9.0;
const WEIGHTS: Measures = Measures {
    name_covered: 4.0,
    term_covered: 2.5,
    name_pairs: 2.0,
    term_pairs: 1.5,
    order: 1.0,
    edit: 2.0,
    jaro_winkler: 0.5,
    ending: 1.5,
};

impl Measures {
    /// The measures in a fixed order.
    pub fn values(&self) -> [f64; 8] {
        [
            self.name_covered,
            self.term_covered,
            self.name_pairs,
            self.term_pairs,
            self.order,
            self.edit,
            self.jaro_winkler,
            self.ending,
        ]
    }

    /// One number from 0 to 1; higher is more alike.
    pub fn score(&self) -> f64 {
        let parts = self.values().into_iter().zip(WEIGHTS.values());
        let sum: f64 = parts.map(|(measure, weight)| measure * weight).sum();
        1.0 / (1.0 + (-(sum + CONSTANT)).exp())
    }

    /// The measures to three decimals, as they are stored.
    #[must_use]
    pub fn rounded(&self) -> Self {
        Self {
            name_covered: round(self.name_covered),
            term_covered: round(self.term_covered),
            name_pairs: round(self.name_pairs),
            term_pairs: round(self.term_pairs),
            order: round(self.order),
            edit: round(self.edit),
            jaro_winkler: round(self.jaro_winkler),
            ending: round(self.ending),
        }
    }
}

/// A number to three decimals.
fn round(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

/// A part of a weight, from 0 to 1.
pub fn ratio(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}
