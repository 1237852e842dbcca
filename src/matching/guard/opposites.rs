//! Groups of words that exclude each other: a name that says one of them is not the name of a term that says another.
//!
//! Source: the must-not-match pairs of the domain notes crate::5.3. Not clinically reviewed: they make people look, no more.

mod table;

pub use table::GROUPS;

/// Which warning a group gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Left, right, both.
    Laterality,
    /// Malignant, benign.
    Malignancy,
    /// Anything else.
    Other,
}

/// Sides that exclude each other, each with the words that say it.
#[derive(Debug)]
pub struct Group {
    /// Which warning it gives.
    pub kind: Kind,
    /// The sides.
    pub sides: &'static [&'static [&'static str]],
    /// Longer words that only look like one of the sides: 肾上腺 says nothing about 上 and 下.
    pub neutral: &'static [&'static str],
}

/// A side that a text says, and by which word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// The number of the side in its group.
    pub side: usize,
    /// The word.
    pub word: &'static str,
}

impl Group {
    /// A group of this kind without neutral words.
    pub const fn new(kind: Kind, sides: &'static [&'static [&'static str]]) -> Self {
        Self {
            kind,
            sides,
            neutral: &[],
        }
    }

    /// Whether one side alone is worth a warning.
    pub fn is_malignancy(&self) -> bool {
        self.kind == Kind::Malignancy
    }

    /// The sides that a normalised text says. At each place the longest word of the group counts.
    pub fn find(&self, text: &str) -> Vec<Found> {
        let mut found: Vec<Found> = Vec::new();
        if !self.words().any(|(_, word)| text.contains(word)) {
            return found;
        }
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let here = self.words().filter(|(_, word)| rest.starts_with(word));
            let longest = here.max_by_key(|(_, word)| word.len());
            if let Some((Some(side), word)) = longest {
                found.push(Found { side, word });
            }
            let step = longest.map_or(c.len_utf8(), |(_, word)| word.len());
            rest = rest.get(step..).unwrap_or_default();
        }
        self.both_sides(&mut found);
        found
    }

    /// Left and right together are both sides.
    fn both_sides(&self, found: &mut Vec<Found>) {
        let says = |side| found.iter().any(|one: &Found| one.side == side);
        if self.kind == Kind::Laterality && says(0) && says(1) {
            found.push(Found { side: 2, word: "双" });
        }
    }

    /// Every word with its side; neutral words have none.
    fn words(&self) -> impl Iterator<Item = (Option<usize>, &'static str)> {
        let sides = self.sides.iter().enumerate();
        let words = sides.flat_map(|(side, words)| words.iter().map(move |word| (Some(side), *word)));
        words.chain(self.neutral.iter().map(|word| (None, *word)))
    }
}
