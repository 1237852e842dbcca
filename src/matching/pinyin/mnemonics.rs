//! The mnemonic codes 助记码 of all names in one row of bytes: a [`class`] for each character, then a byte that ends the name.
//!
//! About eleven bytes a name. A search reads the whole row once and needs no index: each byte is one step of an automaton
//! ([`Pattern`]).

use super::class::END;
use super::class::class;
use super::pattern::Pattern;

/// Characters of a name beyond this are not searched by sound.
const LONGEST: usize = 80;

/// The row of classes, in the order of the names.
#[derive(Debug, Default)]
pub struct Mnemonics {
    classes: Vec<u8>,
}

impl Mnemonics {
    /// Appends a normalised name.
    pub fn push(&mut self, normalised: &str) {
        self.classes.extend(spoken(normalised).take(LONGEST).map(class));
        self.classes.push(END);
    }

    /// Gives back what was reserved and not used.
    pub fn shrink(&mut self) {
        self.classes.shrink_to_fit();
    }

    /// Calls `found` with the number of every name that fits, and whether it fits from its beginning; several times in a row
    /// for a name that fits at several places.
    pub fn scan(&self, pattern: &Pattern, found: impl FnMut(u32, bool)) {
        if pattern.is_tolerant() {
            pattern.scan_tolerant(&self.classes, found);
        } else {
            pattern.scan(&self.classes, found);
        }
    }
}

/// The characters of a name that are typed: signs and blanks are left out.
pub fn spoken(normalised: &str) -> impl Iterator<Item = char> + '_ {
    normalised.chars().filter(|c| c.is_alphanumeric())
}
