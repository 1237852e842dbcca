//! Caps: how high the score of a suggestion may be when something speaks against it.

/// The highest score of a suggestion that contradicts the term: a person has to look.
pub const CONFLICT_CAP: f64 = 0.5;
/// The highest score of a suggestion that says more or less than the term.
pub const CAUTION_CAP: f64 = 0.85;
