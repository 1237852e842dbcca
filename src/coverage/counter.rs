//! Counting the codes of one dictionary, one after the other: only what their targets have in common is remembered.

use super::counts::Counts;
use super::report::AddedCodes;
use super::tally::Tally;
use crate::mapping::state::State;
use crate::mapping::target::Relationship;
use crate::mapping::target::Target;
use crate::matching::guard::residual_word;
use crate::time::Day;
use crate::time::Instant;
use serde::Deserialize;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashMap;

/// How many codes the list of unmapped ones has.
const TOP: usize = 100;
/// What is known of one local code.
#[derive(Clone, Copy, Debug)]
pub struct CodeFacts<'a> {
    /// The code.
    pub code: &'a str,
    /// Its name.
    pub name: &'a str,
    /// How often data used it, all its rows together, where somebody counted.
    pub usage: Option<u128>,
    /// When a load brought it first, where that is known.
    pub first_seen: Option<Instant>,
    /// Where its mapping is in its life; none without a mapping.
    pub state: Option<State>,
    /// Whether its mapping says that it is never sent.
    pub is_ignored: bool,
    /// What is in force for it.
    pub published: Option<Published<'a>>,
}

/// What is in force for a code.
#[derive(Clone, Copy, Debug)]
pub enum Published<'a> {
    /// It has these targets.
    Mapped {
        /// The targets.
        targets: &'a [Target],
        /// Whether no published edition has one of them.
        invalid: bool,
        /// Whether one of them is retired, or its edition.
        retired: bool,
    },
    /// Nothing fits.
    NoMatch,
}

/// Which codes count as new: those first seen after `from` up to `to`.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// The moment before the first new code.
    pub from: Instant,
    /// The moment of the figures.
    pub to: Instant,
}

/// An unmapped code, for the list of those that data uses most.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnmappedCode {
    /// How often data used it.
    pub usage: u128,
    /// Its organization.
    pub organization: String,
    /// Its dictionary.
    pub dictionary: String,
    /// The code.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// Codes with the same targets.
#[derive(Clone, Copy, Debug, Default)]
struct Sharing {
    codes: u64,
    /// Those among them that are not lossy anyway.
    others: Tally,
}

/// Counts the codes of one dictionary.
#[derive(Debug)]
pub struct Counter {
    settings: Settings,
    counts: Counts,
    same_targets: HashMap<String, Sharing>,
    added: BTreeMap<Day, (Tally, Tally)>,
    unmapped: BTreeSet<(Reverse<u128>, String, String)>,
}

impl Counter {
    /// A counter that has seen nothing.
    pub fn new(settings: Settings) -> Self {
        Self {
            settings,
            counts: Counts::default(),
            same_targets: HashMap::new(),
            added: BTreeMap::new(),
            unmapped: BTreeSet::new(),
        }
    }

    /// Counts a code; each code comes once.
    pub fn take(&mut self, facts: &CodeFacts<'_>) {
        let tally = Tally::one(facts.usage.unwrap_or(0));
        self.counts.codes.add(tally);
        if facts.usage.is_none() {
            self.counts.uncounted.add(tally);
        }
        self.take_standing(facts, tally);
        self.take_work(facts, tally);
        if let Some(Published::Mapped {
            targets,
            invalid,
            retired,
        }) = facts.published
        {
            self.take_targets(targets, tally);
            add_if(invalid, &mut self.counts.invalid, tally);
            add_if(retired, &mut self.counts.retired, tally);
        }
        self.take_new(facts, tally);
    }

    /// The counts of what was taken.
    pub fn counts(&self) -> Counts {
        let mut counts = self.counts.clone();
        for sharing in self.same_targets.values() {
            add_if(sharing.codes > 1, &mut counts.lossy, sharing.others);
        }
        counts
    }

    /// The new codes by day.
    pub fn added(&self) -> Vec<AddedCodes> {
        let of_day = |(day, (codes, unmapped)): (&Day, &(Tally, Tally))| AddedCodes {
            day: day.to_string(),
            codes: *codes,
            unmapped: *unmapped,
        };
        self.added.iter().map(of_day).collect()
    }

    /// The hundred unmapped codes that data uses most; those that it never used are not among them.
    pub fn unmapped(self, organization: &str, dictionary: &str) -> Vec<UnmappedCode> {
        let named = |(Reverse(usage), code, name)| UnmappedCode {
            usage,
            organization: organization.to_owned(),
            dictionary: dictionary.to_owned(),
            code,
            name,
        };
        self.unmapped.into_iter().map(named).collect()
    }

    /// Every code stands in exactly one place.
    fn take_standing(&mut self, facts: &CodeFacts<'_>, tally: Tally) {
        let counts = &mut self.counts;
        let place = match (facts.published, facts.state) {
            (Some(Published::Mapped { .. }), _) => &mut counts.mapped,
            (Some(Published::NoMatch), _) => &mut counts.no_match,
            (None, None) => &mut counts.unmapped,
            (None, Some(State::Released)) if facts.is_ignored => &mut counts.ignored,
            (None, Some(State::Released | State::Approved)) => &mut counts.approved,
            (None, Some(State::Drafted)) => &mut counts.drafted,
            (None, Some(State::InReview)) => &mut counts.in_review,
            (None, Some(State::Returned)) => &mut counts.returned,
            (None, Some(State::NeedsRecheck)) => &mut counts.needs_recheck,
        };
        place.add(tally);
    }

    fn take_work(&mut self, facts: &CodeFacts<'_>, tally: Tally) {
        let Some(state) = facts.state else { return };
        let is_changing = facts.published.is_some() && state != State::Released;
        add_if(is_changing, &mut self.counts.changing, tally);
        self.counts.decided.add(tally);
        let is_reviewed = matches!(state, State::Approved | State::Released);
        add_if(is_reviewed, &mut self.counts.reviewed, tally);
    }

    fn take_targets(&mut self, targets: &[Target], tally: Tally) {
        let is_residual = targets.iter().any(|target| residual_word(&target.display).is_some());
        add_if(is_residual, &mut self.counts.residual, tally);
        let is_broader = targets
            .iter()
            .any(|target| target.relationship == Relationship::Broader);
        add_if(is_broader, &mut self.counts.broader, tally);
        add_if(is_broader, &mut self.counts.lossy, tally);
        let sharing = self.same_targets.entry(key_of(targets)).or_default();
        sharing.codes += 1;
        add_if(!is_broader, &mut sharing.others, tally);
    }

    fn take_new(&mut self, facts: &CodeFacts<'_>, tally: Tally) {
        let is_unmapped = facts.published.is_none() && facts.state.is_none();
        let is_new = |at: &Instant| *at > self.settings.from && *at <= self.settings.to;
        if let Some(at) = facts.first_seen.filter(is_new) {
            let (codes, unmapped) = self.added.entry(at.day()).or_default();
            codes.add(tally);
            add_if(is_unmapped, unmapped, tally);
            self.counts.new_codes.add(tally);
            add_if(is_unmapped, &mut self.counts.new_unmapped, tally);
        }
        if is_unmapped && tally.usage > 0 {
            let is_wanted = self.unmapped.len() < TOP
                || self
                    .unmapped
                    .last()
                    .is_some_and(|(Reverse(least), ..)| tally.usage >= *least);
            if is_wanted {
                let entry = (Reverse(tally.usage), facts.code.to_owned(), facts.name.to_owned());
                self.unmapped.insert(entry);
            }
            if self.unmapped.len() > TOP {
                self.unmapped.pop_last();
            }
        }
    }
}

/// The most used of several lists of unmapped codes, a hundred at most.
pub(super) fn most_used(mut list: Vec<UnmappedCode>) -> Vec<UnmappedCode> {
    let key = |one: &UnmappedCode| {
        let names = (one.organization.clone(), one.dictionary.clone(), one.code.clone());
        (Reverse(one.usage), names)
    };
    list.sort_by_cached_key(key);
    list.truncate(TOP);
    list
}

fn add_if(condition: bool, place: &mut Tally, tally: Tally) {
    if condition {
        place.add(tally);
    }
}

/// What codes with the same targets have in common.
pub(super) fn key_of(targets: &[Target]) -> String {
    let mut key = String::new();
    for target in targets {
        for part in [target.system.as_str(), target.edition.as_str(), &target.code] {
            key.push_str(part);
            key.push('\u{1f}');
        }
    }
    key
}
