//! Features of experience: what remembered sources that are like the term were given.

use super::candidates::Candidate;
use super::number;
use super::texts::Texts;
use crate::matching::matcher::Matcher;
use crate::matching::memory::Memory;
use crate::matching::score::common_subsequence;

/// How many there are.
pub const COUNT: usize = 10;

/// What each number is; all are 0 when nothing is remembered.
pub const NAMES: [&str; COUNT] = [
    "memory_size",
    "memory_best_of_whole",
    "memory_best",
    "memory_votes_of_whole",
    "memory_votes",
    "memory_uses",
    "memory_kin_of_whole",
    "memory_kin",
    "memory_source_within_term",
    "memory_term_within_source",
];

/// The numbers of one candidate.
pub fn values(matcher: &Matcher, memory: &Memory, texts: &Texts<'_>, candidate: &Candidate) -> [f64; COUNT] {
    if memory.is_empty() {
        return [0.0; COUNT];
    }
    let code = matcher.names().code(candidate.entry);
    let kin = texts
        .iter()
        .map(|text| text.votes.share_of_kin(code))
        .fold(0.0, f64::max);
    let votes = texts.get(0).map(|text| &text.votes);
    let (best, pair) = candidate.best;
    let (source_within, term_within) = within(memory, texts, candidate, pair).unwrap_or_default();
    [
        (1.0 + f64::from(memory.len())).ln(),
        votes.map_or(0.0, |votes| votes.vote(candidate.entry).best),
        best,
        votes.map_or(0.0, |votes| votes.share(candidate.entry)),
        candidate.votes,
        (1.0 + f64::from(memory.uses(candidate.entry))).ln(),
        votes.map_or(0.0, |votes| votes.share_of_kin(code)),
        kin,
        source_within,
        term_within,
    ]
}

/// How much of the remembered source stands in the text, in order, and the other way.
fn within(memory: &Memory, texts: &Texts<'_>, candidate: &Candidate, pair: u32) -> Option<(f64, f64)> {
    if candidate.best.0 <= 0.0 {
        return None;
    }
    let source: Vec<char> = memory.pair(pair)?.core.chars().collect();
    let text = &texts.get(candidate.voted_text)?.chars;
    let common = number(common_subsequence(text, &source));
    Some((common / number(source.len().max(1)), common / number(text.len().max(1))))
}
