//! One edition, ready to answer: built once, immutable, shared by many threads.

use super::entry::Entry;
use super::entry::Term;
use super::index::GramIndex;
use super::index::Need;
use super::kinds::Kind;
use super::kinds::Kinds;
use super::lexicon::Lexicon;
use super::names::Names;
use super::score::Rarity;
use super::search;
use super::search::Hit;
use super::suggest;
use super::suggest::Suggestion;
use super::values::SMALL;
use crate::error::Result;
use std::path::Path;
use std::sync::Arc;

/// An edition with its index and the lexicon that applies to it.
#[derive(Debug)]
pub struct Matcher {
    names: Names,
    rarity: Rarity,
    index: Option<GramIndex>,
    lexicon: Arc<Lexicon>,
    kinds: Kinds,
}

impl Matcher {
    /// Takes an edition over; its code system's `kind` says what is compared beside names. `folder` is the derived index directory of this edition: built when it is absent, unreadable
    /// or of other names, opened by memory map otherwise. A small list ([`SMALL`]) needs none and leaves it alone.
    pub fn open(kind: Kind, mut entries: Vec<Entry>, lexicon: Arc<Lexicon>, folder: &Path) -> Result<Self> {
        let kinds = Kinds::of(kind, &mut entries);
        let names = Names::new(entries)?;
        let index = if names.entries() > SMALL {
            Some(GramIndex::open(&names, folder)?)
        } else {
            None
        };
        Ok(Self {
            rarity: Rarity::of(&names),
            names,
            index,
            lexicon,
            kinds,
        })
    }

    /// Entries that the term may mean, best first, ties by the bytes of the code. Empty when nothing is similar enough.
    pub fn suggest(&self, term: &Term<'_>, limit: usize) -> Result<Vec<Suggestion>> {
        suggest::suggest(self, term, limit)
    }

    /// Entries for a text that a person is typing: part of a code or of a name, best first.
    pub fn search(&self, text: &str, limit: usize) -> Result<Vec<Hit>> {
        search::search(self, text, limit)
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

    pub(crate) fn names(&self) -> &Names {
        &self.names
    }

    pub(crate) fn rarity(&self) -> &Rarity {
        &self.rarity
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
