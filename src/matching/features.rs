//! Features: what a term and an entry have in common, as numbers for the [`ranker`](super::ranker). One row a candidate.
//!
//! The entries that share characters with the term or with a part of it, and the targets of remembered sources that are like
//! it, are the candidates. A cheap comparison keeps the most promising; those get all features.

mod candidates;
mod context;
mod experience;
mod habit;
mod texts;
mod wording;

pub use candidates::Candidate;
pub use texts::Texts;

use super::guard::Guard;
use super::matcher::Matcher;
use super::memory::Memory;
use crate::error::Result;
use context::Context;

/// How many numbers describe a candidate.
pub const COUNT: usize = wording::COUNT + experience::COUNT + habit::COUNT + context::COUNT;

/// The name of each number, in their order.
pub fn names() -> impl Iterator<Item = &'static str> {
    let groups: [&[&str]; 4] = [&wording::NAMES, &experience::NAMES, &habit::NAMES, &context::NAMES];
    groups.into_iter().flatten().copied()
}

/// A candidate with everything that is known about it.
#[derive(Clone, Debug)]
pub struct Row {
    /// What was compared.
    pub candidate: Candidate,
    /// The numbers, in the order of [`names`].
    pub values: Vec<f64>,
}

/// The candidates for a term, by number of the entry. `equal` are the entries of equal name; they are always among them.
pub fn rows(
    matcher: &Matcher,
    memory: &Memory,
    texts: &Texts<'_>,
    guard: &Guard<'_>,
    equal: &[u32],
) -> Result<Vec<Row>> {
    let candidates = candidates::gather(matcher, texts, equal)?;
    let habits: Vec<[f64; habit::COUNT]> = candidates
        .iter()
        .map(|candidate| habit::values(matcher, memory, texts, candidate))
        .collect();
    let context = Context::of(&candidates, &habits);
    let rows = candidates.into_iter().zip(habits).enumerate();
    let rows = rows.map(|(at, (candidate, habit))| {
        let mut values = Vec::with_capacity(COUNT);
        values.extend(wording::values(matcher, texts, guard, equal, &candidate));
        values.extend(experience::values(matcher, memory, texts, &candidate));
        values.extend(habit);
        values.extend(context.values(at));
        Row { candidate, values }
    });
    Ok(rows.collect())
}

/// A length as a number.
fn number(length: usize) -> f64 {
    f64::from(u32::try_from(length).unwrap_or(u32::MAX))
}

/// 1 for yes and 0 for no.
fn flag(yes: bool) -> f64 {
    f64::from(u8::from(yes))
}
