//! A text prepared once, then compared with many candidates.

use super::Measures;
use super::Rarity;
use super::measures::ratio;
use std::collections::HashMap;

/// The text of a term, ready to be compared.
pub struct Probe<'a> {
    rarity: &'a Rarity,
    chars: Vec<char>,
    counts: Vec<(char, u8)>,
    pairs: Vec<(char, char)>,
    weight: f64,
    pair_weight: f64,
}

/// Characters that say less in a term than in a name of the standard: the standard mostly has no side, so a side that it
/// lacks costs little.
const SIDES: &[char] = &['左', '右', '双', '侧'];
const SIDE_FACTOR: f64 = 0.25;
/// What a term that names one side says too: 左肾切除术 is a 单侧肾切除术.
const ONE_SIDE: [char; 2] = ['单', '侧'];

impl<'a> Probe<'a> {
    /// Prepares a core.
    pub fn new(core: &str, rarity: &'a Rarity) -> Self {
        let chars: Vec<char> = core.chars().collect();
        let mut counts: HashMap<char, u8> = HashMap::new();
        for c in &chars {
            let count = counts.entry(*c).or_default();
            *count = count.saturating_add(1);
        }
        let term_weight = |c: char| rarity.weight(c) * if SIDES.contains(&c) { SIDE_FACTOR } else { 1.0 };
        let weight = chars.iter().map(|c| term_weight(*c)).sum();
        if chars.contains(&'左') != chars.contains(&'右') {
            for c in ONE_SIDE {
                counts.entry(c).or_insert(1);
            }
        }
        let mut counts: Vec<(char, u8)> = counts.into_iter().collect();
        counts.sort_unstable();
        let mut pairs: Vec<(char, char)> = neighbours(&chars).collect();
        pairs.sort_unstable();
        pairs.dedup();
        let pair_weight = pairs.iter().map(|(a, b)| term_weight(*a) + term_weight(*b)).sum();
        Self {
            rarity,
            chars,
            counts,
            pairs,
            weight,
            pair_weight,
        }
    }

    /// Compares with the core of a candidate.
    pub fn measure(&self, core: &str) -> Measures {
        let other: Vec<char> = core.chars().collect();
        let (shared, weight) = self.shared_characters(&other);
        let (pair_shared, pair_weight) = self.shared_pairs(&other);
        Measures {
            name_covered: ratio(shared, weight),
            term_covered: ratio(shared, self.weight),
            name_pairs: ratio(pair_shared, pair_weight),
            term_pairs: ratio(pair_shared, self.pair_weight),
            phrase: share(longest_run(&self.chars, &other), self.chars.len()),
            jaro_winkler: strsim::generic_jaro_winkler(&self.chars, &other),
            missing: (self.weight - shared).max(0.0),
        }
    }

    /// The weight of the characters of the other name that this one has too, and of all of them.
    fn shared_characters(&self, other: &[char]) -> (f64, f64) {
        let mut left: Vec<u8> = self.counts.iter().map(|(_, count)| *count).collect();
        let (mut shared, mut weight) = (0.0, 0.0);
        for c in other {
            let own = self.rarity.weight(*c);
            weight += own;
            let place = self.counts.binary_search_by_key(c, |(known, _)| *known).ok();
            if let Some(count) = place.and_then(|at| left.get_mut(at)).filter(|count| **count > 0) {
                *count -= 1;
                shared += own;
            }
        }
        (shared, weight)
    }

    fn shared_pairs(&self, other: &[char]) -> (f64, f64) {
        let (mut shared, mut weight) = (0.0, 0.0);
        for (a, b) in neighbours(other) {
            let own = self.rarity.weight(a) + self.rarity.weight(b);
            weight += own;
            if self.pairs.binary_search(&(a, b)).is_ok() {
                shared += own;
            }
        }
        (shared, weight)
    }
}

fn neighbours(chars: &[char]) -> impl Iterator<Item = (char, char)> + '_ {
    chars.iter().copied().zip(chars.iter().copied().skip(1))
}

/// The length of the longest run of characters that both texts have.
fn longest_run(one: &[char], other: &[char]) -> usize {
    let mut best = 0;
    let mut ending_before = vec![0; other.len()];
    for a in one {
        let mut diagonal = 0;
        for (b, cell) in other.iter().zip(&mut ending_before) {
            let run = if a == b { diagonal + 1 } else { 0 };
            diagonal = std::mem::replace(cell, run);
            best = best.max(run);
        }
    }
    best
}

/// The length of the longest sequence of characters that both texts have in the same order, with or without gaps.
pub fn common_subsequence(one: &[char], other: &[char]) -> usize {
    let mut row = vec![0; other.len()];
    for a in one {
        let (mut diagonal, mut left) = (0, 0);
        for (b, cell) in other.iter().zip(&mut row) {
            let above = *cell;
            left = if a == b { diagonal + 1 } else { above.max(left) };
            *cell = left;
            diagonal = above;
        }
    }
    row.last().copied().unwrap_or_default()
}

fn share(part: usize, whole: usize) -> f64 {
    let number = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    if whole == 0 { 0.0 } else { number(part) / number(whole) }
}
