//! The texts of a term: the whole and its parts, each with what the memory holds that is like it.

use crate::matching::core::core;
use crate::matching::matcher::Matcher;
use crate::matching::memory::Gram;
use crate::matching::memory::Memory;
use crate::matching::memory::grams;
use crate::matching::names::Names;
use crate::matching::score::Probe;
use foldhash::HashMap;
use std::collections::BTreeSet;

/// How many remembered sources vote.
const VOTERS: usize = 30;
/// A source that is half as like has a sixteenth of the vote.
const SHARPNESS: i32 = 4;

/// The whole term first, then its parts.
pub struct Texts<'a> {
    list: Vec<Text<'a>>,
}

/// One of them.
pub struct Text<'a> {
    /// Its core.
    pub core: String,
    /// The characters of the core.
    pub chars: Vec<char>,
    /// Its grams, ascending, each with how often the memory keeps it.
    pub grams: Vec<(Gram, f64)>,
    /// Ready to compare names with.
    pub probe: Probe<'a>,
    /// What the memory says about it.
    pub votes: Votes,
}

/// Votes of remembered sources for their targets.
#[derive(Debug, Default)]
pub struct Votes {
    by_entry: HashMap<u32, Vote>,
    by_kin: HashMap<String, f64>,
    sum: f64,
}

/// The votes for one entry.
#[derive(Clone, Copy, Debug, Default)]
pub struct Vote {
    /// Their weight.
    pub weight: f64,
    /// The likeness of the source most like the text.
    pub best: f64,
    /// The pair of that source.
    pub pair: u32,
}

impl<'a> Texts<'a> {
    /// Prepares the core of a term and the normalised parts of it.
    pub fn new(matcher: &'a Matcher, memory: &Memory, whole: String, parts: &[&str]) -> Self {
        let mut cores = vec![whole];
        for part in parts {
            let core = core(matcher.names().words(), part).into_owned();
            if !cores.contains(&core) {
                cores.push(core);
            }
        }
        Self {
            list: cores.into_iter().map(|core| Text::new(matcher, memory, core)).collect(),
        }
    }

    /// The whole and the parts.
    pub fn iter(&self) -> impl Iterator<Item = &Text<'a>> {
        self.list.iter()
    }

    /// A text by its place; 0 is the whole.
    pub fn get(&self, at: usize) -> Option<&Text<'a>> {
        self.list.get(at)
    }

    /// How many parts there are beside the whole.
    pub fn parts(&self) -> usize {
        self.list.len().saturating_sub(1)
    }
}

impl<'a> Text<'a> {
    fn new(matcher: &'a Matcher, memory: &Memory, core: String) -> Self {
        let habits = memory.habits();
        Self {
            chars: core.chars().collect(),
            grams: grams(&core).into_iter().map(|gram| (gram, habits.kept(gram))).collect(),
            probe: Probe::new(&core, matcher.rarity()),
            votes: Votes::of(matcher.names(), memory, &core),
            core,
        }
    }
}

impl Votes {
    fn of(names: &Names, memory: &Memory, core: &str) -> Self {
        let mut votes = Self::default();
        if memory.is_empty() {
            return votes;
        }
        for near in memory.neighbours(core, VOTERS) {
            let Some(pair) = memory.pair(near.pair) else { continue };
            let weight = near.likeness.powi(SHARPNESS);
            votes.sum += weight;
            for target in &pair.targets {
                let vote = votes.by_entry.entry(*target).or_default();
                vote.weight += weight;
                if near.likeness > vote.best {
                    (vote.best, vote.pair) = (near.likeness, near.pair);
                }
            }
            for refused in &pair.refused {
                votes.by_entry.entry(*refused).or_default().weight -= weight;
            }
            let kin: BTreeSet<&str> = pair.targets.iter().map(|target| kin(names.code(*target))).collect();
            for code in kin {
                *votes.by_kin.entry(code.to_owned()).or_default() += weight;
            }
        }
        votes
    }

    /// The entries that got a vote.
    pub fn entries(&self) -> impl Iterator<Item = u32> {
        self.by_entry.keys().copied()
    }

    /// The votes for an entry.
    pub fn vote(&self, entry: u32) -> Vote {
        self.by_entry.get(&entry).copied().unwrap_or_default()
    }

    /// The share of all votes that an entry has.
    pub fn share(&self, entry: u32) -> f64 {
        self.part(self.vote(entry).weight.max(0.0))
    }

    /// The share of all votes that the kin of a code have.
    pub fn share_of_kin(&self, code: &str) -> f64 {
        self.part(self.by_kin.get(kin(code)).copied().unwrap_or_default())
    }

    fn part(&self, weight: f64) -> f64 {
        if self.sum > 0.0 { weight / self.sum } else { 0.0 }
    }
}

/// The beginning of a code that its kin share: the category of three characters in ICD-10 and ICD-9-CM-3.
fn kin(code: &str) -> &str {
    code.get(..3).unwrap_or(code)
}
