//! The memory 历史对照: approved mappings onto one edition, as evidence. It finds pairs whose source is like a term, and it
//! learns from all pairs which characters a standard keeps, which it adds, and what it writes instead.
//!
//! Learning a pair moves a few hundred counters and [`Memory::forget`] moves them back, so that a release that is retracted
//! stops teaching. What a memory answers depends on the pairs that it holds, not on the order in which they came, nor on
//! what was forgotten meanwhile.

mod grams;
mod habits;
mod postings;
mod replacement;

pub use grams::Gram;
pub use grams::grams;
pub use habits::Habits;
pub use postings::Neighbour;
pub use replacement::Replacement;

use super::core::core;
use super::names::Names;
use super::normalise::normalise;
use foldhash::HashMap;
use postings::Postings;
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// A mapping that somebody approved, or a target that somebody refused, as the memory takes it in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lesson<'a> {
    /// The local name.
    pub source: &'a str,
    /// The entries that it was given, by number; none when only refusals are known.
    pub targets: Vec<u32>,
    /// The entries that a reviewer refused for it, by number.
    pub refused: Vec<u32>,
    /// Whether it is the hospital's own, whose refusals are final.
    pub own: bool,
}

/// One lesson as it is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pair {
    /// The local name.
    pub source: String,
    /// The core of the local name.
    pub core: String,
    /// Its targets, in their order.
    pub targets: Vec<u32>,
    /// What was refused for it.
    pub refused: Vec<u32>,
    /// Whether it is the hospital's own.
    pub own: bool,
}

/// Approved mappings onto one edition.
#[derive(Debug, Default)]
pub struct Memory {
    pairs: Vec<Pair>,
    by_core: HashMap<String, Vec<u32>>,
    postings: Postings,
    habits: Habits,
    uses: HashMap<u32, u32>,
    taught: u32,
}

impl Memory {
    /// Learns a lesson and answers its number, by which it can be forgotten. A source without characters teaches nothing.
    pub fn learn(&mut self, names: &Names, lesson: &Lesson<'_>) -> u32 {
        let number = u32::try_from(self.pairs.len()).unwrap_or(u32::MAX);
        let pair = Pair {
            source: lesson.source.to_owned(),
            core: core(names.words(), &normalise(lesson.source).text).into_owned(),
            targets: lesson.targets.clone(),
            refused: lesson.refused.clone(),
            own: lesson.own,
        };
        self.postings.add(number, &pair.core);
        if pair.core.is_empty() {
            self.pairs.push(Pair::default());
            return number;
        }
        self.by_core.entry(pair.core.clone()).or_default().push(number);
        self.count(names, &pair, u32::saturating_add);
        self.pairs.push(pair);
        number
    }

    /// Takes a lesson back: every counter stands as if it had never been taught.
    pub fn forget(&mut self, names: &Names, number: u32) {
        let slot = usize::try_from(number).ok().and_then(|at| self.pairs.get_mut(at));
        let Some(pair) = slot.map(std::mem::take).filter(|pair| !pair.core.is_empty()) else {
            return;
        };
        self.postings.remove(number);
        if let Some(numbers) = self.by_core.get_mut(&pair.core) {
            numbers.retain(|known| *known != number);
        }
        self.count(names, &pair, u32::saturating_sub);
    }

    fn count(&mut self, names: &Names, pair: &Pair, step: fn(u32, u32) -> u32) {
        if pair.targets.is_empty() {
            return;
        }
        self.taught = step(self.taught, 1);
        let cores: Vec<&str> = pair.targets.iter().map(|entry| names.core(*entry)).collect();
        self.habits.count(&pair.core, &cores, step);
        for target in &pair.targets {
            let uses = self.uses.entry(*target).or_default();
            *uses = step(*uses, 1);
        }
    }

    /// How many mappings teach.
    pub fn len(&self) -> u32 {
        self.taught
    }

    /// Whether none teaches.
    pub fn is_empty(&self) -> bool {
        self.taught == 0
    }

    /// A pair by its number; one that was forgotten is empty.
    pub fn pair(&self, number: u32) -> Option<&Pair> {
        self.pairs.get(usize::try_from(number).ok()?)
    }

    /// The pairs whose source has this core.
    pub fn equal_to(&self, core: &str) -> impl Iterator<Item = &Pair> {
        let numbers = self.by_core.get(core).into_iter().flatten();
        numbers.filter_map(|number| self.pair(*number))
    }

    /// The entries that the hospital itself refused for a source with this core: they are not offered again.
    pub fn refused_for(&self, core: &str) -> BTreeSet<u32> {
        let own = self.equal_to(core).filter(|pair| pair.own);
        own.flat_map(|pair| pair.refused.iter().copied()).collect()
    }

    /// How many mappings gave an entry to a source with this core.
    pub fn times(&self, core: &str, entry: u32) -> u32 {
        let times = self.equal_to(core).filter(|pair| pair.targets.contains(&entry)).count();
        u32::try_from(times).unwrap_or(u32::MAX)
    }

    /// The pairs whose source is most like a core, best first, ties by what they say.
    pub fn neighbours(&self, core: &str, limit: usize) -> Vec<Neighbour> {
        self.postings.nearest(core, limit, |one, other| self.order(one, other))
    }

    fn order(&self, one: u32, other: u32) -> Ordering {
        self.pair(one).cmp(&self.pair(other)).then(one.cmp(&other))
    }

    /// How many mappings have an entry as a target.
    pub fn uses(&self, entry: u32) -> u32 {
        self.uses.get(&entry).copied().unwrap_or_default()
    }

    /// What was learned about characters.
    pub fn habits(&self) -> &Habits {
        &self.habits
    }

    /// What sources and targets write for each other, the most frequent first: for people who ask what was learned.
    pub fn replacements(&self, limit: usize) -> Vec<Replacement> {
        self.habits.replacements(limit)
    }
}
