//! Suggestions for a term: equal names, synonyms, similar names, guarded and ranked.

mod equal;
mod finish;
mod pool;
mod similar;
mod term;

use super::entry::Term;
use super::matcher::Matcher;
use super::reason::Reason;
use super::warning::Warning;
use crate::error::Result;
use pool::Pool;
use serde::Deserialize;
use serde::Serialize;
use term::Prepared;

/// The lowest score of a suggestion. Whether anything fits at all is decided before, by how much of a name the term
/// covers; this only cuts the tail.
pub const FLOOR: f64 = 0.02;

/// One entry that the term may mean.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Suggestion {
    /// The code of the entry.
    pub code: String,
    /// Its official name.
    pub display: String,
    /// From 0 to 1, to four decimals.
    pub score: f64,
    /// Why it is suggested, the strongest reason first; never empty.
    pub reasons: Vec<Reason>,
    /// What speaks against it.
    pub warnings: Vec<Warning>,
}

/// Entries that the term may mean, best first.
pub fn suggest(matcher: &Matcher, term: &Term<'_>, limit: usize) -> Result<Vec<Suggestion>> {
    let prepared = Prepared::new(term);
    if limit == 0 || (prepared.is_empty() && !matcher.is_small()) {
        return Ok(Vec::new());
    }
    let mut pool = Pool::default();
    equal::add(matcher, &prepared, &mut pool);
    similar::add(matcher, &prepared, limit, &mut pool)?;
    Ok(finish::finish(matcher, &prepared, pool, limit))
}
