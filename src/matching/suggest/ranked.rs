//! Entries that are alike or that the memory knows: compared, and ranked by how likely each is a target.

use super::equal::by_synonym;
use super::pool::Pool;
use super::pool::SIMILAR;
use super::term::Prepared;
use crate::error::Result;
use crate::matching::core::core;
use crate::matching::features;
use crate::matching::features::Candidate;
use crate::matching::features::Row;
use crate::matching::features::Texts;
use crate::matching::guard::Guard;
use crate::matching::lexicon::Meaning;
use crate::matching::lexicon::Sense;
use crate::matching::matcher::Matcher;
use crate::matching::memory::Memory;
use crate::matching::memory::Replacement;
use crate::matching::memory::grams;
use crate::matching::normalise::normalise;
use crate::matching::ranker::Trees;
use crate::matching::reason::Reason;

/// From this likeness on a remembered source is evidence that something fits, and a reason to show.
const ALIKE_SOURCE: f64 = 0.5;
/// From this likelihood on something fits, if neighbouring characters are shared or a source is remembered.
const LIKELY: f64 = 0.25;
/// From this likeness of the whole on, a term is worded like the entries themselves.
const OFFICIAL_WORDING: f64 = 0.7;
/// A source at least so alike is the term itself in other spelling.
const SAME_SOURCE: f64 = 0.9999;
/// A replacement is a reason when it was seen so often, in at least this share of the cases.
const SEEN_OFTEN: u32 = 3;
const USUAL: f64 = 0.3;

/// Offers every candidate with its likelihood.
pub fn add(matcher: &Matcher, memory: &Memory, term: &Prepared<'_>, guard: &Guard<'_>, pool: &mut Pool) -> Result<()> {
    let texts = texts(matcher, memory, term);
    let rows = features::rows(matcher, memory, &texts, guard, &pool.equal())?;
    let by_trees = term.reading.is_none() && !matcher.is_small();
    let likelihoods = if by_trees {
        by_trees_and_wording(matcher.trees(), memory, &rows)
    } else {
        rows.iter().map(|row| of_kind(&row.candidate)).collect()
    };
    for (row, likelihood) in rows.iter().zip(likelihoods) {
        let candidate = &row.candidate;
        let by_wording = candidate.part.is_alike() || candidate.best.0 >= ALIKE_SOURCE;
        let is_grounded = candidate.part.name_pairs > 0.0 || candidate.best.0 > 0.0;
        let is_alike = by_wording || (by_trees && is_grounded && likelihood >= LIKELY);
        if !is_alike && !candidate.part.is_related() && candidate.best.0 <= 0.0 {
            continue;
        }
        let score = SIMILAR * likelihood;
        pool.offer_similar(candidate.entry, score, is_alike, || {
            reasons(matcher, memory, term, &texts, candidate)
        });
    }
    Ok(())
}

/// Lists with levels of their own are compared by levels, small lists by meaning; the trees never saw one. Here only the
/// wording counts, or what was approved for a name like it.
fn of_kind(candidate: &Candidate) -> f64 {
    candidate.part_score.max(candidate.best.0 * candidate.votes)
}

/// The likelihood of each candidate. When a term is worded like an official name and no memory knows better, its likeness to
/// the whole term counts beside the trees: they learned from what clinicians write, who leave out and add; between official
/// names every character counts.
fn by_trees_and_wording(trees: &Trees, memory: &Memory, rows: &[Row]) -> Vec<f64> {
    let values: Vec<&[f64]> = rows.iter().map(|row| row.values.as_slice()).collect();
    let likelihoods = trees.likelihoods(&values);
    let best = rows.iter().map(|row| row.candidate.whole_score).fold(0.0, f64::max);
    if !memory.is_empty() || trees.wording() == 0 || best <= OFFICIAL_WORDING {
        return likelihoods;
    }
    let share = |row: &Row| (row.candidate.whole_score / best).powi(trees.wording());
    let pairs = likelihoods.into_iter().zip(rows);
    pairs
        .map(|(likelihood, row)| less_likely(likelihood, share(row)))
        .collect()
}

/// The likelihood when the odds are lowered to this part.
fn less_likely(likelihood: f64, part: f64) -> f64 {
    let odds = likelihood * part;
    odds / (odds + 1.0 - likelihood).max(f64::MIN_POSITIVE)
}

/// The candidates with their features.
pub fn rows(
    matcher: &Matcher,
    memory: &Memory,
    term: &Prepared<'_>,
    guard: &Guard<'_>,
    pool: &Pool,
) -> Result<Vec<Row>> {
    let texts = texts(matcher, memory, term);
    features::rows(matcher, memory, &texts, guard, &pool.equal())
}

/// The term, its parts, and what a synonym calls it.
fn texts<'a>(matcher: &'a Matcher, memory: &Memory, term: &Prepared<'_>) -> Texts<'a> {
    let mut parts = term.parts();
    let preferred = synonym(matcher, term).map(|sense| normalise(&sense.preferred).text.into_owned());
    parts.extend(preferred.as_deref());
    Texts::new(matcher, memory, term.core(), &parts)
}

fn synonym<'a>(matcher: &'a Matcher, term: &Prepared<'_>) -> Option<&'a Sense> {
    match matcher.lexicon().meaning_of_normalised(&term.name.text)? {
        Meaning::One(sense) => Some(sense),
        Meaning::Several(_) => None,
    }
}

fn reasons(
    matcher: &Matcher,
    memory: &Memory,
    term: &Prepared<'_>,
    texts: &Texts<'_>,
    candidate: &Candidate,
) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let remembered = remembered(memory, texts, candidate);
    let is_same = matches!(remembered, Some(Reason::ApprovedBefore { .. }));
    reasons.extend(remembered.clone().filter(|_| is_same));
    reasons.push(Reason::SimilarName {
        name: (candidate.name != candidate.entry).then(|| matcher.names().name(candidate.name).to_owned()),
        measures: candidate.part.rounded(),
        steps: term.name.steps.clone(),
    });
    reasons.extend(remembered.filter(|_| !is_same));
    let text = texts.get(candidate.text).map_or("", |text| &text.core);
    let replacement = replacement(memory, text, matcher.names().core(candidate.name));
    reasons.extend(replacement.map(|replacement| Reason::UsualReplacement { replacement }));
    if candidate.text > 0 {
        let sense = synonym(matcher, term)
            .filter(|sense| core(matcher.names().words(), &normalise(&sense.preferred).text) == text);
        reasons.push(match sense {
            Some(sense) => by_synonym(sense),
            None => Reason::PartOfTerm { part: text.to_owned() },
        });
    }
    reasons
}

fn remembered(memory: &Memory, texts: &Texts<'_>, candidate: &Candidate) -> Option<Reason> {
    let (likeness, pair) = candidate.best;
    let source = memory.pair(pair)?.source.clone();
    if likeness >= SAME_SOURCE {
        let core = &texts.get(candidate.voted_text)?.core;
        let times = memory.times(core, candidate.entry);
        return Some(Reason::ApprovedBefore { source, times });
    }
    let likeness = (likeness * 1000.0).round() / 1000.0;
    (likeness >= ALIKE_SOURCE).then_some(Reason::LikeApproved { source, likeness })
}

/// The most frequent replacement that takes the text towards the name.
fn replacement(memory: &Memory, text: &str, name: &str) -> Option<Replacement> {
    if memory.is_empty() {
        return None;
    }
    let (own, theirs) = (grams(text), grams(name));
    let habits = memory.habits();
    let dropped = own.iter().filter(|gram| theirs.binary_search(gram).is_err());
    let dropped = dropped.filter(|gram| habits.dropped(**gram) >= SEEN_OFTEN);
    let all = dropped.flat_map(|dropped| {
        let written = theirs.iter().filter(|gram| own.binary_search(gram).is_err());
        written.filter_map(move |written| habits.replacement(*dropped, *written))
    });
    let is_new = |part: &str, text: &str| !part.chars().any(|c| text.contains(c));
    let usual = all.filter(|found| {
        let share = f64::from(found.times) / f64::from(found.of.max(1));
        found.times >= SEEN_OFTEN && share >= USUAL && is_new(&found.dropped, name) && is_new(&found.written, text)
    });
    usual.max_by_key(|found| {
        (
            found.dropped.len(),
            found.times,
            std::cmp::Reverse(found.written.clone()),
        )
    })
}
