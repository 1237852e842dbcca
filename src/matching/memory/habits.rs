//! Habits 用词习惯: what approved pairs show about characters. How often a gram of a source is kept in the target, how often
//! a gram of a target came from nowhere, and which gram stands for which.

use super::grams::Gram;
use super::grams::grams;
use super::grams::same_length;
use super::grams::text;
use super::replacement::Replacement;
use foldhash::HashMap;

/// What is thought of a gram that was never seen: it is kept in [`KEPT`] and added in 1 − [`KEPT`] of all cases, as if
/// seen [`PRIOR`] times. Of the grams of public train rows 70 % are kept.
const KEPT: f64 = 0.7;
const PRIOR: f64 = 2.0;

/// Counters over grams. Only moving every counter back by the same pairs makes an earlier state again.
#[derive(Debug, Default)]
pub struct Habits {
    sources: HashMap<Gram, Seen>,
    targets: HashMap<Gram, Seen>,
    instead: HashMap<(Gram, Gram), u32>,
}

/// How often a gram was seen, and how often only on this side.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    times: u32,
    alone: u32,
}

impl Habits {
    /// Moves the counters of one pair by one step, up to learn and down to forget.
    pub fn count(&mut self, source: &str, targets: &[&str], step: fn(u32, u32) -> u32) {
        let from = grams(source);
        let mut to: Vec<Gram> = targets.iter().flat_map(|target| grams(target)).collect();
        to.sort_unstable();
        to.dedup();
        let only_from = see(&mut self.sources, &from, &to, step);
        let only_to = see(&mut self.targets, &to, &from, step);
        for dropped in only_from {
            for written in only_to.iter().filter(|written| same_length(dropped, **written)) {
                let both = self.instead.entry((dropped, *written)).or_default();
                *both = step(*both, 1);
                if *both == 0 {
                    self.instead.remove(&(dropped, *written));
                }
            }
        }
    }

    /// The share of pairs with this gram in the source whose target keeps it.
    pub fn kept(&self, gram: Gram) -> f64 {
        let seen = self.sources.get(&gram).copied().unwrap_or_default();
        (f64::from(seen.times - seen.alone) + KEPT * PRIOR) / (f64::from(seen.times) + PRIOR)
    }

    /// The share of pairs with this gram in the target whose source lacks it.
    pub fn added(&self, gram: Gram) -> f64 {
        let seen = self.targets.get(&gram).copied().unwrap_or_default();
        (f64::from(seen.alone) + (1.0 - KEPT) * PRIOR) / (f64::from(seen.times) + PRIOR)
    }

    /// How often `written` stands in the target when `dropped` is not kept, from 0 to 1.
    pub fn instead(&self, dropped: Gram, written: Gram) -> f64 {
        let Some(both) = self.instead.get(&(dropped, written)) else {
            return 0.0;
        };
        f64::from(*both) / (f64::from(self.dropped(dropped)) + PRIOR)
    }

    /// The replacement of one gram by another, with its counts.
    pub fn replacement(&self, dropped: Gram, written: Gram) -> Option<Replacement> {
        let times = *self.instead.get(&(dropped, written))?;
        Some(Replacement {
            dropped: text(dropped),
            written: text(written),
            times,
            of: self.dropped(dropped),
        })
    }

    /// Replacements of two characters by two, the most frequent first.
    pub fn replacements(&self, limit: usize) -> Vec<Replacement> {
        let two = |gram: &Gram| !same_length(*gram, 0);
        let pairs = self.instead.keys().filter(|(dropped, _)| two(dropped));
        let mut list: Vec<Replacement> = pairs
            .filter_map(|(dropped, written)| self.replacement(*dropped, *written))
            .filter(|replacement| replacement.times > 1)
            .collect();
        list.sort_unstable_by(|one, other| {
            let by_times = other.times.cmp(&one.times);
            by_times.then_with(|| (&one.dropped, &one.written).cmp(&(&other.dropped, &other.written)))
        });
        list.truncate(limit);
        list
    }

    /// In how many pairs with this gram in the source the target lacks it.
    pub fn dropped(&self, gram: Gram) -> u32 {
        self.sources.get(&gram).map_or(0, |seen| seen.alone)
    }
}

/// Counts the grams of one side and answers those that the other side lacks.
fn see(side: &mut HashMap<Gram, Seen>, own: &[Gram], other: &[Gram], step: fn(u32, u32) -> u32) -> Vec<Gram> {
    let mut alone = Vec::new();
    for gram in own {
        let seen = side.entry(*gram).or_default();
        seen.times = step(seen.times, 1);
        if other.binary_search(gram).is_err() {
            seen.alone = step(seen.alone, 1);
            alone.push(*gram);
        }
    }
    alone
}
