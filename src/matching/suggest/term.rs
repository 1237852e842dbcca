//! A term prepared once: its normalised spelling, and the texts that are looked for.

use crate::matching::core::core;
use crate::matching::entry::Term;
use crate::matching::guard::UNCERTAIN;
use crate::matching::kinds::Reading;
use crate::matching::normalise::Normalised;
use crate::matching::normalise::normalise;

/// Signs between the things that one term names.
const SEPARATORS: [char; 4] = ['+', ',', ';', '/'];
/// A part of fewer characters says too little to be looked for alone.
const SHORTEST_PART: usize = 3;
/// Further parts of one term are not looked for alone.
const MOST_PARTS: usize = 4;

/// A term with its normalised spelling.
pub struct Prepared<'a> {
    /// The local code.
    pub code: Option<&'a str>,
    /// The local name, normalised.
    pub name: Normalised<'a>,
    /// The term read into the levels of the edition's kind.
    pub reading: Option<Reading>,
}

impl<'a> Prepared<'a> {
    /// Normalises the name of a term.
    pub fn new(term: &Term<'a>) -> Self {
        Self {
            code: term.code,
            name: normalise(term.name),
            reading: None,
        }
    }

    /// Whether nothing is left to look for.
    pub fn is_empty(&self) -> bool {
        self.name.text.trim().is_empty()
    }

    /// The core of the whole term without its words of uncertainty.
    pub fn core(&self) -> String {
        let mut text = self.name.text.to_string();
        for word in UNCERTAIN {
            let shorter = text.replace(word, "");
            if !shorter.is_empty() {
                text = shorter;
            }
        }
        core(&text).into_owned()
    }

    /// The things that the term names, when there are several.
    pub fn parts(&self) -> Vec<&str> {
        let parts: Vec<&str> = self
            .name
            .text
            .split(SEPARATORS)
            .map(|part| part.trim_matches(['(', ')', ' ']))
            .filter(|part| part.chars().count() >= SHORTEST_PART)
            .take(MOST_PARTS)
            .collect();
        if parts.len() > 1 { parts } else { Vec::new() }
    }
}
