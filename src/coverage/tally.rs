//! Counts of codes, and of how often data used them; and what they are divided by.

use serde::Deserialize;
use serde::Serialize;

/// Decimal places of a rate.
const PLACES: usize = 6;
const SCALE: u128 = 1_000_000;

/// Some local codes: how many different ones, and how often data used them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tally {
    /// Different codes.
    pub codes: u64,
    /// The sum of their usage counts; a code that nobody counted adds nothing.
    pub usage: u128,
}

/// A part of a whole, exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// The part.
    pub numerator: u128,
    /// The whole.
    pub denominator: u128,
}

impl Tally {
    /// One code that was used so often.
    pub const fn one(usage: u128) -> Self {
        Self { codes: 1, usage }
    }

    /// Takes more codes.
    pub fn add(&mut self, more: Self) {
        self.codes += more.codes;
        self.usage += more.usage;
    }

    /// Both together.
    #[must_use]
    pub fn plus(mut self, more: Self) -> Self {
        self.add(more);
        self
    }
}

impl Rate {
    /// The rate with six decimal places, the rest cut off: it says 1 only of the whole, and every machine gives the same
    /// characters. None of nothing.
    pub fn decimal(self) -> Option<String> {
        let whole = self.numerator.checked_div(self.denominator)?;
        let rest = self.numerator.checked_rem(self.denominator)?;
        let places = rest.checked_mul(SCALE)?.checked_div(self.denominator)?;
        Some(format!("{whole}.{places:0PLACES$}"))
    }
}
