//! A text prepared once, then compared with many candidates.

use super::Measures;
use super::Rarity;
use super::measures::ratio;
use rapidfuzz::distance::lcs_seq;
use std::collections::HashMap;

/// The text of a term, ready to be compared.
pub struct Probe<'a> {
    rarity: &'a Rarity,
    chars: Vec<char>,
    counts: Vec<(char, u8)>,
    pairs: Vec<(char, char)>,
    weight: f64,
    pair_weight: f64,
    longest_common: lcs_seq::BatchComparator<char>,
}

/// Characters that say less in a term than in a name of the standard: the standard mostly has no side, so a side that it
/// lacks costs little.
const SIDES: &[char] = &['左', '右', '双', '侧'];
const SIDE_FACTOR: f64 = 0.25;

impl<'a> Probe<'a> {
    /// Prepares a core.
    pub fn new(core: &str, rarity: &'a Rarity) -> Self {
        let chars: Vec<char> = core.chars().collect();
        let mut counts: HashMap<char, u8> = HashMap::new();
        for c in &chars {
            let count = counts.entry(*c).or_default();
            *count = count.saturating_add(1);
        }
        let mut counts: Vec<(char, u8)> = counts.into_iter().collect();
        counts.sort_unstable();
        let mut pairs: Vec<(char, char)> = neighbours(&chars).collect();
        pairs.sort_unstable();
        pairs.dedup();
        let term_weight = |c: char| rarity.weight(c) * if SIDES.contains(&c) { SIDE_FACTOR } else { 1.0 };
        let weight = chars.iter().map(|c| term_weight(*c)).sum();
        let pair_weight = pairs.iter().map(|(a, b)| term_weight(*a) + term_weight(*b)).sum();
        let longest_common = lcs_seq::BatchComparator::new(chars.iter().copied());
        Self {
            rarity,
            chars,
            counts,
            pairs,
            weight,
            pair_weight,
            longest_common,
        }
    }

    /// Compares with the core of a candidate.
    pub fn measure(&self, core: &str) -> Measures {
        let other: Vec<char> = core.chars().collect();
        let (shared, weight) = self.shared_characters(&other);
        let (pair_shared, pair_weight) = self.shared_pairs(&other);
        let common = self.longest_common.similarity(other.iter().copied());
        Measures {
            name_covered: ratio(shared, weight),
            term_covered: ratio(shared, self.weight).min(1.0),
            name_pairs: ratio(pair_shared, pair_weight),
            term_pairs: ratio(pair_shared, self.pair_weight).min(1.0),
            order: share(common, other.len()),
            edit: share(2 * common, other.len() + self.chars.len()),
            jaro_winkler: strsim::generic_jaro_winkler(&self.chars, &other),
            ending: self.ending(&other),
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

    /// How many of the last four characters are the same: what is done, or what it is, stands at the end.
    fn ending(&self, other: &[char]) -> f64 {
        const LONGEST: usize = 4;
        let ends = self.chars.iter().rev().zip(other.iter().rev());
        let same = ends.take(LONGEST).take_while(|(a, b)| a == b).count();
        share(same, LONGEST.min(other.len()))
    }
}

fn neighbours(chars: &[char]) -> impl Iterator<Item = (char, char)> + '_ {
    chars.iter().copied().zip(chars.iter().copied().skip(1))
}

fn share(part: usize, whole: usize) -> f64 {
    let number = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    if whole == 0 { 0.0 } else { number(part) / number(whole) }
}
