//! The entries found so far, each with its best score and the reasons for it.

use crate::matching::reason::Reason;
use std::collections::BTreeMap;

/// Name and code are equal byte for byte.
pub const CODE_AND_NAME: f64 = 1.0;
/// The official name is equal byte for byte.
pub const NAME: f64 = 0.99;
/// The official name is equal once normalised.
pub const NORMALISED: f64 = 0.97;
/// Another name of the entry is equal.
pub const OTHER_NAME: f64 = 0.96;
/// A governed synonym or a word of a value list stands for the name.
pub const SYNONYM: f64 = 0.95;
/// The most that similarity can give.
pub const SIMILAR: f64 = 0.94;

/// What is known about one entry.
#[derive(Debug, Default)]
pub struct Pick {
    /// The best score so far.
    pub score: f64,
    /// The reasons for that score.
    pub reasons: Vec<Reason>,
    /// Whether an equal name or a synonym gave it: then the guards have nothing to compare.
    pub is_equal: bool,
    /// The ambiguous alias that led here, if that is the only way.
    pub ambiguous: Option<String>,
}

/// Entries by their number.
#[derive(Debug, Default)]
pub struct Pool {
    picks: BTreeMap<u32, Pick>,
    something_fits: bool,
}

impl Pool {
    /// Offers an entry of equal name; the first offer of an entry is its strongest.
    pub fn offer_equal(&mut self, entry: u32, score: f64, reason: Reason) {
        self.something_fits = true;
        self.picks.entry(entry).or_insert_with(|| Pick {
            score,
            reasons: vec![reason],
            is_equal: true,
            ambiguous: None,
        });
    }

    /// Offers a meaning of an ambiguous alias: it never counts as equal.
    pub fn offer_ambiguous(&mut self, entry: u32, alias: &str, reason: Reason) {
        self.something_fits = true;
        self.picks.entry(entry).or_insert_with(|| Pick {
            score: SYNONYM,
            reasons: vec![reason],
            is_equal: true,
            ambiguous: Some(alias.to_owned()),
        });
    }

    /// Offers a similar entry; only a better score replaces what is known.
    pub fn offer_similar(&mut self, entry: u32, score: f64, is_alike: bool, reasons: impl FnOnce() -> Vec<Reason>) {
        let pick = self.picks.entry(entry).or_default();
        self.something_fits |= is_alike;
        if score > pick.score && !pick.is_equal {
            pick.score = score;
            pick.reasons = reasons();
        }
    }

    /// The entries of equal name or meaning.
    pub fn equal(&self) -> Vec<u32> {
        let equal = self.picks.iter().filter(|(_, pick)| pick.is_equal);
        equal.map(|(entry, _)| *entry).collect()
    }

    /// Takes an entry out again.
    pub fn withdraw(&mut self, entry: u32) {
        self.picks.remove(&entry);
    }

    /// Whether some entry is equal or alike.
    pub fn something_fits(&self) -> bool {
        self.something_fits
    }

    /// Every entry with what is known about it; none when not one is equal or alike.
    pub fn into_picks(self) -> impl Iterator<Item = (u32, Pick)> {
        let picks = if self.something_fits {
            self.picks
        } else {
            BTreeMap::new()
        };
        picks.into_iter()
    }
}
