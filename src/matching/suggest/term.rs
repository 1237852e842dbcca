//! A term prepared once: its normalised spelling, and the texts that are looked for.

use crate::matching::core::core;
use crate::matching::entry::Term;
use crate::matching::kinds::Reading;
use crate::matching::normalise::Normalised;
use crate::matching::normalise::normalise;
use crate::matching::qualifier;
use crate::matching::split;
use crate::matching::split::Part;
use crate::matching::words::Words;

/// A part of fewer characters says too little to be looked for alone.
const SHORTEST_PART: usize = 2;
/// Further parts of one term are not looked for alone.
const MOST_PARTS: usize = 8;

/// A term with its normalised spelling.
pub struct Prepared<'a> {
    /// The local code.
    pub code: Option<&'a str>,
    /// The local name, normalised.
    pub name: Normalised<'a>,
    parts: Vec<Part>,
    words: &'a Words,
    /// The term read into the levels of the edition's kind.
    pub reading: Option<Reading>,
}

impl<'a> Prepared<'a> {
    /// Normalises the name of a term.
    pub fn new(words: &'a Words, term: &Term<'a>) -> Self {
        let name = normalise(term.name);
        let mut parts = match split::mark_blanks(term.name) {
            Some(marked) => split::split(words, &normalise(&marked).text),
            None => split::split(words, &name.text),
        };
        parts.retain(|part| part.text.chars().count() >= SHORTEST_PART);
        parts.truncate(MOST_PARTS);
        Self {
            code: term.code,
            name,
            parts,
            words,
            reading: None,
        }
    }

    /// Whether nothing is left to look for.
    pub fn is_empty(&self) -> bool {
        self.name.text.trim().is_empty()
    }

    /// The core of the whole term without the qualifiers that are no part of a name.
    pub fn core(&self) -> String {
        let stripped = qualifier::parse(self.words, &self.name.text).core;
        let text = if stripped.is_empty() {
            &*self.name.text
        } else {
            &stripped
        };
        core(self.words, text).into_owned()
    }

    /// The things that the term names, when there are several.
    pub fn parts(&self) -> Vec<&str> {
        self.parts.iter().map(|part| part.text.as_str()).collect()
    }
}
