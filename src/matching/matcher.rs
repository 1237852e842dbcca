//! One edition, ready to answer: built once, immutable, shared by many threads.

use super::entry::Entry;
use super::guard::holds_other_things;
use super::index::GramIndex;
use super::index::Need;
use super::kinds::Comparison;
use super::kinds::Kinds;
use super::lexicon::Lexicon;
use super::memory::Lesson;
use super::memory::Memory;
use super::names::Names;
use super::ranker::Trees;
use super::ranker::trees_for;
use super::score::Rarity;
use super::values::SMALL;
use crate::error::Result;
use std::path::Path;
use std::sync::Arc;

/// An edition with its index and the lexicon that applies to it.
#[derive(Debug)]
pub struct Matcher {
    names: Names,
    rarity: Rarity,
    trees: Arc<Trees>,
    index: Option<GramIndex>,
    lexicon: Arc<Lexicon>,
    holds_other_things: bool,
    kinds: Kinds,
}

impl Matcher {
    /// Takes an edition over; its code system's `kind` says what is compared beside names. `folder` is the derived index directory of this edition: built when it is absent, unreadable
    /// or of other names, opened by memory map otherwise. A small list ([`SMALL`]) needs none and leaves it alone.
    pub fn open(kind: Comparison, mut entries: Vec<Entry>, lexicon: Arc<Lexicon>, folder: &Path) -> Result<Self> {
        let kinds = Kinds::of(kind, &mut entries);
        let names = Names::new(entries, Arc::clone(lexicon.words()))?;
        let index = if names.entries() > SMALL {
            Some(GramIndex::open(&names, folder)?)
        } else {
            None
        };
        Ok(Self {
            rarity: Rarity::of(&names),
            trees: trees_for(&names)?,
            holds_other_things: holds_other_things(
                names.words(),
                (0..names.entries()).map(|entry| names.display(entry)),
            ),
            names,
            index,
            lexicon,
            kinds,
        })
    }

    /// Ranks by these trees instead of the shipped ones.
    pub fn rank_by(&mut self, trees: Trees) {
        self.trees = Arc::new(trees);
    }

    /// The number of the entry with this code.
    pub fn entry_of_code(&self, code: &str) -> Option<u32> {
        let mut same = self.names.code_starts_with(code);
        same.find(|entry| self.names.code(*entry) == code)
    }

    /// The first entry with this official name, byte for byte.
    pub fn entry_named(&self, display: &str) -> Option<u32> {
        self.names.equal_to(display).find(|name| *name < self.names.entries())
    }

    /// The official name of an entry.
    pub fn display(&self, entry: u32) -> &str {
        self.names.display(entry)
    }

    /// Teaches a memory of this edition.
    pub fn teach(&self, memory: &mut Memory, lesson: &Lesson<'_>) -> u32 {
        memory.learn(&self.names, lesson)
    }

    /// Takes a lesson back.
    pub fn unteach(&self, memory: &mut Memory, lesson: u32) {
        memory.forget(&self.names, lesson);
    }

    /// How many entries there are.
    pub fn len(&self) -> u32 {
        self.names.entries()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether this is a small value list, matched by meaning.
    pub(crate) fn is_small(&self) -> bool {
        self.index.is_none()
    }

    /// Whether next to nothing of it is an operation, as in a list of diagnoses.
    pub(crate) fn holds_other_things(&self) -> bool {
        self.holds_other_things
    }

    pub(crate) fn names(&self) -> &Names {
        &self.names
    }

    pub(crate) fn rarity(&self) -> &Rarity {
        &self.rarity
    }

    pub(crate) fn trees(&self) -> &Trees {
        &self.trees
    }

    pub(crate) fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    pub(crate) fn kinds(&self) -> &Kinds {
        &self.kinds
    }

    /// The names that share grams with a core, best first; of a small list all names.
    pub(crate) fn sharing_grams(&self, core: &str, need: Need, limit: usize) -> Result<Vec<u32>> {
        match &self.index {
            Some(index) => index.find(core, need, limit),
            None => Ok((0..self.names.count()).collect()),
        }
    }
}
