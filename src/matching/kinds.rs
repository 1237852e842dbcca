//! Names of kinds that have parts: a drug's generic name, salt, form, strength; a laboratory item's specimen; the place
//! above a division. Each part is a *level*: term and entry are read into their levels and compared one by one.
//!
//! A level is the same, or differs, or one side says nothing of it. What differs warns and caps; what is the same is a
//! reason. Reading knows no edition: it is a table of words, a grammar, and the governed synonyms.

pub mod department;
pub mod division;
pub mod drug;
pub mod laboratory;
pub mod level;
pub mod titles;
pub mod verdict;

pub use crate::registry::comparison::Comparison;

use super::arena::Texts;
use super::entry::Entry;
use super::entry::Term;
use super::lexicon::Lexicon;
use super::names::Names;
use crate::error::Result;
use department::Department;
use division::Division;
use drug::DrugTerm;
use laboratory::Laboratory;
use std::collections::BTreeMap;
use titles::Attributes;
use verdict::Verdict;

/// The kind of an edition, and what its entries say beside their names. Empty for a plain one.
#[derive(Debug, Default)]
pub struct Kinds {
    kind: Comparison,
    /// The codes of the entries above, while the entries are taken.
    parents: Texts,
    /// The entry above each entry, or [`NOTHING`].
    above: Vec<u32>,
    /// The entries that say anything, ascending.
    properties: Vec<(u32, BTreeMap<String, String>)>,
}

/// Stands for no entry.
const NOTHING: u32 = u32::MAX;

/// A term read by its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// A drug.
    Drug(DrugTerm),
    /// A laboratory item.
    Laboratory(Laboratory),
    /// A division.
    Division(Division),
    /// A department.
    Department(Department),
}

impl Kinds {
    /// Of this kind, without entries.
    pub fn new(kind: Comparison) -> Self {
        Self {
            kind,
            ..Self::default()
        }
    }

    /// Takes from the entry of the next number what the kind compares, before its names are stored. Former names of divisions
    /// become other names, so that they are found.
    pub fn take(&mut self, number: u32, entry: &mut Entry) -> Result<()> {
        if self.kind == Comparison::Plain {
            return Ok(());
        }
        if self.kind == Comparison::Division {
            let former = division::former_names(&entry.properties);
            entry.synonyms.extend(former.into_iter().map(|former| former.name));
        }
        self.parents.push(entry.parent.as_deref().unwrap_or_default())?;
        if !entry.properties.is_empty() {
            self.properties.push((number, std::mem::take(&mut entry.properties)));
        }
        Ok(())
    }

    /// Finds the entries above, once all are stored.
    pub fn settle(&mut self, names: &Names) {
        let parents = std::mem::take(&mut self.parents);
        // Neighbours mostly stand below the same entry.
        let mut last = ("", NOTHING);
        self.above = parents
            .iter()
            .map(|code| match code {
                "" => NOTHING,
                code => {
                    if code != last.0 {
                        last = (code, names.entry_of_code(code).unwrap_or(NOTHING));
                    }
                    last.1
                }
            })
            .collect();
        self.properties.shrink_to_fit();
    }

    /// Reads a term; nothing for a plain edition.
    pub fn read(&self, term: &Term<'_>, lexicon: &Lexicon) -> Option<Reading> {
        let given = term.attributes.map(Attributes::of).unwrap_or_default();
        match self.kind {
            Comparison::Plain => None,
            Comparison::Drug => Some(Reading::Drug(DrugTerm::read(term.name, &given, lexicon))),
            Comparison::Laboratory => Some(Reading::Laboratory(Laboratory::read(term.name, &given))),
            Comparison::Division => Some(Reading::Division(Division::read(term.name))),
            Comparison::Department => Some(Reading::Department(Department::read(term.name))),
        }
    }

    /// Compares a term with an entry, level by level.
    pub fn compare(&self, reading: &Reading, names: &Names, entry: u32) -> Verdict {
        let given = Attributes::of(self.properties(entry));
        let display = names.display(entry);
        match reading {
            Reading::Drug(term) => drug::compare(term, display, names.other_names(entry), &given),
            Reading::Laboratory(term) => laboratory::compare(term, display, names.other_names(entry), &given),
            Reading::Department(term) => department::compare(term, display, names.other_names(entry)),
            Reading::Division(term) => {
                let former = division::former_names(self.properties(entry));
                let own: Vec<&str> = std::iter::once(display).chain(names.other_names(entry)).collect();
                division::compare(term, &own, &self.above(names, entry), &former)
            }
        }
    }

    fn properties(&self, entry: u32) -> &BTreeMap<String, String> {
        static NONE: BTreeMap<String, String> = BTreeMap::new();
        let found = self.properties.binary_search_by_key(&entry, |(number, _)| *number);
        let found = found.ok().and_then(|at| self.properties.get(at));
        found.map_or(&NONE, |(_, properties)| properties)
    }

    /// The names of the entries above, the nearest first.
    fn above<'a>(&self, names: &'a Names, entry: u32) -> Vec<&'a str> {
        const DEEPEST: usize = 8;
        let chain = std::iter::successors(self.parent(entry), |entry| self.parent(*entry));
        chain.take(DEEPEST).map(|entry| names.display(entry)).collect()
    }

    fn parent(&self, entry: u32) -> Option<u32> {
        let above = usize::try_from(entry).ok().and_then(|at| self.above.get(at));
        above.copied().filter(|above| *above != NOTHING)
    }
}

impl Reading {
    /// Further names to look for, each with the level that it stands for, the surest first.
    pub fn names_to_look_for(&self) -> Vec<(level::Level, String)> {
        match self {
            Self::Drug(term) => term.names_to_look_for(),
            Self::Laboratory(term) => term.names_to_look_for(),
            Self::Division(term) => term.names_to_look_for(),
            Self::Department(term) => term.names_to_look_for(),
        }
    }
}
