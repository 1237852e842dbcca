//! Which entries are compared with a term, and which of them are worth all features.

use super::texts::Texts;
use crate::error::Result;
use crate::matching::index::Need;
use crate::matching::matcher::Matcher;
use crate::matching::score::Measures;
use foldhash::HashSet;

/// How many names that share grams with the whole term are compared, and how many with a part.
const OF_WHOLE: usize = 200;
const OF_PART: usize = 60;
/// How many stay by each of: likeness of the whole, likeness of the best part, votes of the memory.
const STAY: usize = 60;

/// An entry that may be what a term means.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The entry, by number.
    pub entry: u32,
    /// Its name that is most like the term, by number.
    pub name: u32,
    /// How alike the whole term is.
    pub whole: Measures,
    /// The score of that.
    pub whole_score: f64,
    /// The text of the term that is most alike: 0 for the whole, else a part.
    pub text: usize,
    /// How alike that text is.
    pub part: Measures,
    /// The score of that.
    pub part_score: f64,
    /// The largest share of the votes of any text.
    pub votes: f64,
    /// The likeness of the remembered source most like any text, with its pair; 0 when none is remembered.
    pub best: (f64, u32),
    /// The text that this source is like.
    pub voted_text: usize,
}

/// A name that was found for a text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Found {
    entry: u32,
    name: u32,
    text: usize,
}

/// The candidates, by number of the entry. Those of equal name are always among them.
pub fn gather(matcher: &Matcher, texts: &Texts<'_>, equal: &[u32]) -> Result<Vec<Candidate>> {
    let names = matcher.names();
    let whole = |entry: u32| Found {
        entry,
        name: entry,
        text: 0,
    };
    let mut found: Vec<Found> = equal.iter().copied().map(whole).collect();
    for (at, text) in texts.iter().enumerate() {
        let limit = if at == 0 { OF_WHOLE } else { OF_PART };
        for name in matcher.sharing_grams(&text.core, Need::Any, limit)? {
            let entry = names.owner(name);
            found.push(Found { entry, name, text: at });
        }
        found.extend(text.votes.entries().map(|entry| Found {
            text: at,
            ..whole(entry)
        }));
    }
    found.sort_unstable();
    found.dedup();
    let compared = found.chunk_by(|one, other| one.entry == other.entry);
    let compared = compared.filter_map(|found| compare(matcher, texts, found)).collect();
    Ok(stay(compared, equal))
}

/// Compares an entry with the whole term and with the texts that found it.
fn compare(matcher: &Matcher, texts: &Texts<'_>, found: &[Found]) -> Option<Candidate> {
    let entry = found.first()?.entry;
    let mut best: Option<Candidate> = None;
    for names in found.chunk_by(|one, other| one.name == other.name) {
        let name = names.first()?.name;
        let core = matcher.names().core(name);
        let whole = texts.get(0)?.probe.measure(core);
        let mut candidate = Candidate {
            entry,
            name,
            whole,
            whole_score: whole.score(),
            text: 0,
            part: whole,
            part_score: whole.score(),
            votes: 0.0,
            best: (0.0, 0),
            voted_text: 0,
        };
        for text in names.iter().map(|found| found.text).filter(|text| *text > 0) {
            let part = texts.get(text)?.probe.measure(core);
            if part.score() > candidate.part_score {
                (candidate.text, candidate.part, candidate.part_score) = (text, part, part.score());
            }
        }
        if best
            .as_ref()
            .is_none_or(|known| candidate.part_score > known.part_score)
        {
            best = Some(candidate);
        }
    }
    let mut candidate = best?;
    for (at, text) in texts.iter().enumerate() {
        candidate.votes = candidate.votes.max(text.votes.share(entry));
        let vote = text.votes.vote(entry);
        if vote.best > candidate.best.0 {
            (candidate.best, candidate.voted_text) = ((vote.best, vote.pair), at);
        }
    }
    Some(candidate)
}

/// Leaves the most promising by each measure, in the order of their entries.
fn stay(candidates: Vec<Candidate>, equal: &[u32]) -> Vec<Candidate> {
    let mut kept: HashSet<u32> = equal.iter().copied().collect();
    let measures: [fn(&Candidate) -> f64; 3] = [|c| c.whole_score, |c| c.part_score, |c| c.votes];
    for measure in measures {
        let mut order: Vec<(f64, u32)> = candidates.iter().map(|c| (measure(c), c.entry)).collect();
        order.retain(|(value, _)| *value > 0.0);
        order.sort_unstable_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
        kept.extend(order.into_iter().take(STAY).map(|(_, entry)| entry));
    }
    candidates
        .into_iter()
        .filter(|candidate| kept.contains(&candidate.entry))
        .collect()
}
