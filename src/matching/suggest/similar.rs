//! Entries whose name is similar: candidates that share grams, then measured one by one.

use super::equal::by_synonym;
use super::pool::OF_PART;
use super::pool::Pool;
use super::pool::SIMILAR;
use super::pool::THROUGH_SYNONYM;
use super::term::Prepared;
use crate::error::Result;
use crate::matching::core::core;
use crate::matching::index::Need;
use crate::matching::lexicon::Meaning;
use crate::matching::matcher::Matcher;
use crate::matching::normalise::Step;
use crate::matching::normalise::normalise;
use crate::matching::reason::Reason;
use crate::matching::score::Probe;

/// How many names that share grams are measured for a whole term.
const CANDIDATES: usize = 200;
/// How many are measured for a part of a term.
const CANDIDATES_OF_PART: usize = 60;

/// A text to look for, and what makes it count less than the term itself.
struct Text {
    core: String,
    factor: f64,
    candidates: usize,
    because: Vec<Reason>,
}

/// Offers every similar entry for the term, its synonym and its parts.
pub fn add(matcher: &Matcher, term: &Prepared<'_>, limit: usize, pool: &mut Pool) -> Result<()> {
    for text in texts(matcher, term) {
        compare(matcher, &text, &term.name.steps, limit, pool)?;
    }
    Ok(())
}

fn compare(matcher: &Matcher, text: &Text, steps: &[Step], limit: usize, pool: &mut Pool) -> Result<()> {
    let names = matcher.names();
    let probe = Probe::new(&text.core, matcher.rarity());
    for name in matcher.sharing_grams(&text.core, Need::Any, text.candidates.max(limit))? {
        let measures = probe.measure(names.core(name));
        if !measures.is_related() {
            continue;
        }
        let score = SIMILAR * text.factor * measures.score();
        let entry = names.owner(name);
        pool.offer_similar(entry, score, measures.is_alike(), || {
            let other_name = (name != entry).then(|| names.name(name).to_owned());
            let similar = Reason::SimilarName {
                name: other_name,
                measures: measures.rounded(),
                steps: steps.to_vec(),
            };
            let mut reasons = vec![similar];
            reasons.extend(text.because.iter().cloned());
            reasons
        });
    }
    Ok(())
}

fn texts(matcher: &Matcher, term: &Prepared<'_>) -> Vec<Text> {
    let mut texts = vec![Text {
        core: term.core(),
        factor: 1.0,
        candidates: CANDIDATES,
        because: Vec::new(),
    }];
    if let Some(Meaning::One(sense)) = matcher.lexicon().meaning_of_normalised(&term.name.text) {
        texts.push(Text {
            core: core(&normalise(&sense.preferred).text).into_owned(),
            factor: THROUGH_SYNONYM,
            candidates: CANDIDATES,
            because: vec![by_synonym(sense)],
        });
    }
    for part in term.parts() {
        texts.push(Text {
            core: core(part).into_owned(),
            factor: OF_PART,
            candidates: CANDIDATES_OF_PART,
            because: vec![Reason::PartOfTerm { part: part.to_owned() }],
        });
    }
    texts
}
