//! Suggestions for a term: equal names, synonyms, similar names, guarded and ranked.

mod equal;
mod finish;
mod of_kind;
mod pool;
mod ranked;
mod targets;
mod term;

use super::entry::Term;
use super::features::Row;
use super::guard::Guard;
use super::matcher::Matcher;
use super::memory::Memory;
use super::reason::Reason;
use super::warning::Warning;
use crate::error::Result;
use pool::Pool;
use serde::Deserialize;
use serde::Serialize;
use term::Prepared;

/// The lowest score of a suggestion. Whether anything fits at all is decided before, by how much of a name the term
/// covers; this only cuts the tail.
pub const FLOOR: f64 = 0.001;

/// One entry that the term may mean.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Suggestion {
    /// The code of the entry.
    pub code: String,
    /// Its official name.
    pub display: String,
    /// How likely it is a target, from 0 to 1, to four decimals. Equal names stand above all likelihoods; what speaks against it
    /// caps it.
    pub score: f64,
    /// Whether it belongs to the targets that are proposed for the term: none, one or several of the list.
    #[serde(default)]
    pub proposed: bool,
    /// Why it is suggested, the strongest reason first; never empty.
    pub reasons: Vec<Reason>,
    /// What speaks against it.
    pub warnings: Vec<Warning>,
}

impl Suggestion {
    /// The score in thousandths, rounded down: a limit is reached only by what is above it.
    pub fn score_per_mille(&self) -> u16 {
        let thousandths = (self.score * 1_000.0 + 1e-6).floor().clamp(0.0, 1_000.0);
        format!("{thousandths:.0}").parse().unwrap_or(0)
    }
}

impl Matcher {
    /// Entries that the term may mean, best first, ties by the bytes of the code. Empty when nothing is similar enough.
    pub fn suggest(&self, term: &Term<'_>, limit: usize) -> Result<Vec<Suggestion>> {
        self.suggest_from(&Memory::default(), term, limit)
    }

    /// The same with approved mappings onto this edition as evidence.
    pub fn suggest_from(&self, memory: &Memory, term: &Term<'_>, limit: usize) -> Result<Vec<Suggestion>> {
        suggest(self, memory, term, limit)
    }

    /// The candidates for a term with their features, before they are ranked.
    pub fn describe(&self, memory: &Memory, term: &Term<'_>) -> Result<Vec<Row>> {
        describe(self, memory, term)
    }
}

/// Entries that the term may mean, best first.
fn suggest(matcher: &Matcher, memory: &Memory, term: &Term<'_>, limit: usize) -> Result<Vec<Suggestion>> {
    let mut prepared = Prepared::new(matcher.names().words(), term);
    prepared.reading = matcher.kinds().read(term, matcher.lexicon());
    if limit == 0 || (prepared.is_empty() && !matcher.is_small()) {
        return Ok(Vec::new());
    }
    let guard =
        Guard::new(matcher.names().words(), &prepared.name.text).among_other_things(matcher.holds_other_things());
    let mut pool = Pool::default();
    equal::add(matcher, &prepared, &mut pool);
    of_kind::add(matcher, &prepared, &mut pool);
    ranked::add(matcher, memory, &prepared, &guard, &mut pool)?;
    for refused in memory.refused_for(&prepared.core()) {
        pool.withdraw(refused);
    }
    let mut suggestions = finish::finish(matcher, &prepared, &guard, pool, limit);
    targets::propose(&mut suggestions, matcher.trees().share());
    Ok(suggestions)
}

/// The candidates for a term with their features, before they are ranked: what the ranker is trained on.
fn describe(matcher: &Matcher, memory: &Memory, term: &Term<'_>) -> Result<Vec<Row>> {
    let prepared = Prepared::new(matcher.names().words(), term);
    let guard =
        Guard::new(matcher.names().words(), &prepared.name.text).among_other_things(matcher.holds_other_things());
    let mut pool = Pool::default();
    equal::add(matcher, &prepared, &mut pool);
    ranked::rows(matcher, memory, &prepared, &guard, &pool)
}
