//! Entries whose name is spoken like the text, and entries that are the text but for one slip.

use super::Matched;
use super::keep_best;
use crate::matching::names::Names;
use crate::matching::normalise::normalise;
use crate::matching::pinyin::Pattern;
use crate::matching::pinyin::nearly_holds;
use crate::matching::pinyin::reads;
use crate::matching::pinyin::respelled;
use crate::matching::pinyin::spoken;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::BinaryHeap;

/// Where the classes of characters leave a doubt, at most so many names are read.
const READ: usize = 3_000;
/// The same where every name is compared with many spellings.
const READ_RESPELLED: usize = 500;
/// So many first letters of respelled texts are looked for, the shortest first.
const MOST_RESPELLED: usize = 100;
/// A shorter text of letters finds nearly everything when one may be wrong.
const FEWEST_LETTERS: usize = 4;
/// The same where a Chinese character stands among them.
const FEWEST_CHARACTERS: usize = 3;

/// The names that an automaton found: those fitting from the beginning first, then targets, short names, low numbers.
#[derive(Default)]
struct Found {
    places: Vec<Reverse<(bool, bool, u16, u32)>>,
}

/// Adds the best names that are spoken like a normalised text with at least one letter.
pub fn add(names: &Names, text: &str, limit: usize, found: &mut BTreeMap<u32, Matched>) {
    let Some(pattern) = Pattern::new(text).filter(|_| text.contains(|c: char| c.is_ascii_alphabetic())) else {
        return;
    };
    let candidates = Found::by(names, &pattern);
    candidates.offer(names, (limit, READ), found, |name, from_start| {
        let from_start = if pattern.is_exact() {
            from_start
        } else {
            reads(pattern.text(), &characters(names, name))?
        };
        let matched = if from_start {
            Matched::PinyinStart
        } else {
            Matched::PinyinPart
        };
        Some(matched)
    });
}

/// Adds the best names that hold a normalised text but for one slip.
pub fn add_slips(names: &Names, text: &str, limit: usize, found: &mut BTreeMap<u32, Matched>) {
    let Some(pattern) = Pattern::new(text) else { return };
    let is_ascii = pattern.text().iter().all(char::is_ascii);
    let fewest = if is_ascii { FEWEST_LETTERS } else { FEWEST_CHARACTERS };
    if pattern.text().len() < fewest {
        return;
    }
    if pattern.text().iter().all(char::is_ascii_alphabetic) {
        add_respelled(names, &pattern, limit, found);
    }
    let pattern = pattern.with_one_slip();
    let candidates = Found::by(names, &pattern);
    candidates.offer(names, (limit, READ), found, |name, _| {
        let fits = is_ascii || nearly_holds(&characters(names, name), pattern.text());
        fits.then_some(Matched::OneSlip)
    });
}

fn add_respelled(names: &Names, pattern: &Pattern, limit: usize, found: &mut BTreeMap<u32, Matched>) {
    let respelled = respelled(pattern.text());
    let mut initials: Vec<&str> = respelled.iter().map(|(initials, _)| initials.as_str()).collect();
    initials.sort_by_key(|initials| initials.len());
    initials.dedup();
    let spellings: BTreeSet<&str> = respelled.iter().map(|(_, spelling)| spelling.as_str()).collect();
    let spellings: Vec<Vec<char>> = spellings
        .into_iter()
        .map(|spelling| spelling.chars().collect())
        .collect();
    initials.truncate(MOST_RESPELLED);
    let mut candidates = Found::default();
    for pattern in Pattern::any_of(&initials) {
        candidates.add(names, &pattern);
    }
    candidates.offer(names, (limit, READ_RESPELLED), found, |name, _| {
        let name = characters(names, name);
        let fits = spellings.iter().any(|spelling| reads(spelling, &name).is_some());
        fits.then_some(Matched::OneSlip)
    });
}

/// The characters of a name that are typed.
fn characters(names: &Names, name: u32) -> Vec<char> {
    spoken(&normalise(names.name(name)).text).collect()
}

impl Found {
    fn by(names: &Names, pattern: &Pattern) -> Self {
        let mut found = Self::default();
        found.add(names, pattern);
        found
    }

    fn add(&mut self, names: &Names, pattern: &Pattern) {
        let mut last = None;
        names.mnemonics().scan(pattern, |name, from_start| {
            if last == Some(name) && !from_start {
                return;
            }
            last = Some(name);
            let entry = names.owner(name);
            let is_target = names.is_assignable(entry) && names.is_active(entry);
            let length = u16::try_from(names.display(entry).len()).unwrap_or(u16::MAX);
            self.places.push(Reverse((!from_start, !is_target, length, name)));
        });
    }

    /// Reads the names in their order until enough entries fit.
    fn offer(
        self,
        names: &Names,
        (limit, read): (usize, usize),
        found: &mut BTreeMap<u32, Matched>,
        fits: impl Fn(u32, bool) -> Option<Matched>,
    ) {
        let mut heap = BinaryHeap::from(self.places);
        let mut fitting = BTreeSet::new();
        for _ in 0..read {
            let Some(Reverse((not_from_start, _, _, name))) = heap.pop() else {
                return;
            };
            if let Some(matched) = fits(name, !not_from_start) {
                let entry = names.owner(name);
                keep_best(found, entry, matched);
                fitting.insert(entry);
            }
            if fitting.len() >= limit {
                return;
            }
        }
    }
}
