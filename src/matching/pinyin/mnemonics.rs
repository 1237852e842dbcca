//! The mnemonic codes 助记码 of all names in one row of bytes: a [`class`] for each character, then a byte that ends the name.
//!
//! About eleven bytes a name, and three for the [`Pairs`] of its block. A search reads the blocks that can hold the text
//! from end to end: each byte is one step of an automaton ([`Pattern`]).

use super::block::NAMES;
use super::block::Pairs;
use super::class::END;
use super::class::class;
use super::class::spoken;
use super::pattern::Pattern;

/// Characters of a name beyond this are not searched by sound.
const LONGEST: usize = 80;

/// The row of classes, in the order of the names.
#[derive(Debug, Default)]
pub struct Mnemonics {
    classes: Vec<u8>,
    /// Where each full block ends, and its pairs.
    blocks: Vec<(usize, Pairs)>,
    names: u32,
}

impl Mnemonics {
    /// Appends a normalised name.
    pub fn push(&mut self, normalised: &str) {
        self.classes.extend(spoken(normalised).take(LONGEST).map(class));
        self.classes.push(END);
        self.names += 1;
        if self.names.is_multiple_of(NAMES) {
            let start = self.blocks.last().map_or(0, |(end, _)| *end);
            let pairs = Pairs::of(self.classes.get(start..).unwrap_or_default());
            self.blocks.push((self.classes.len(), pairs));
        }
    }

    /// Gives back what was reserved and not used.
    pub fn shrink(&mut self) {
        self.classes.shrink_to_fit();
        self.blocks.shrink_to_fit();
    }

    /// Calls `found` with the number of every name that fits, and whether it fits from its beginning; several times in a row
    /// for a name that fits at several places.
    pub fn scan(&self, pattern: &Pattern, mut found: impl FnMut(u32, bool)) {
        let (mut first, mut start) = (0, 0);
        for (end, pairs) in &self.blocks {
            if pattern.may_stand_in(pairs) {
                pattern.scan(self.classes.get(start..*end).unwrap_or_default(), first, &mut found);
            }
            (first, start) = (first + NAMES, *end);
        }
        pattern.scan(self.classes.get(start..).unwrap_or_default(), first, &mut found);
    }
}
