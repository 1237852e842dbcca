//! Which sources hold a gram, and the sources most like a text.

use super::grams::Gram;
use super::grams::grams;
use foldhash::HashMap;
use std::cmp::Ordering;

/// A gram that more than this share of all sources hold finds nothing by itself, once there are [`MANY`].
const COMMON: f64 = 0.25;
const MANY: f64 = 200.0;
/// So many times more sources are compared than are asked for.
const COMPARED: usize = 4;

/// A pair whose source is like a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Neighbour {
    /// The number of the pair.
    pub pair: u32,
    /// How alike: the cosine of the weighted grams, from 0 to 1.
    pub likeness: f64,
}

/// Sources by gram, numbered from 0 without gaps.
#[derive(Debug, Default)]
pub struct Postings {
    lists: HashMap<Gram, Vec<u32>>,
    sources: Vec<Vec<Gram>>,
    held: u32,
}

impl Postings {
    /// Adds the next source.
    pub fn add(&mut self, number: u32, source: &str) {
        let grams = grams(source);
        for gram in &grams {
            self.lists.entry(*gram).or_default().push(number);
        }
        self.held += u32::from(!grams.is_empty());
        self.sources.push(grams);
    }

    /// Takes a source out; its number stays empty.
    pub fn remove(&mut self, number: u32) {
        let source = usize::try_from(number).ok().and_then(|at| self.sources.get_mut(at));
        let grams = source.map(std::mem::take).unwrap_or_default();
        self.held -= u32::from(!grams.is_empty());
        for gram in grams {
            if let Some(list) = self.lists.get_mut(&gram) {
                list.retain(|known| *known != number);
            }
        }
    }

    /// The sources most like a text, best first, ties in this order of their numbers.
    pub fn nearest(&self, text: &str, limit: usize, ties: impl Fn(u32, u32) -> Ordering) -> Vec<Neighbour> {
        let own: Vec<(Gram, f64)> = grams(text).into_iter().map(|gram| (gram, self.weight(gram))).collect();
        let norm: f64 = own.iter().map(|(_, weight)| weight * weight).sum();
        let mut near: Vec<Neighbour> = self
            .sharing(&own, limit.saturating_mul(COMPARED), &ties)
            .into_iter()
            .map(|pair| Neighbour {
                pair,
                likeness: self.likeness(&own, norm, pair),
            })
            .collect();
        near.sort_unstable_by(|one, other| {
            let by_likeness = other.likeness.total_cmp(&one.likeness);
            by_likeness.then_with(|| ties(one.pair, other.pair))
        });
        near.truncate(limit);
        near
    }

    /// The sources that share the most weight with the grams.
    fn sharing(&self, own: &[(Gram, f64)], limit: usize, ties: impl Fn(u32, u32) -> Ordering) -> Vec<u32> {
        let total = self.total();
        let mut shared: HashMap<u32, f64> = HashMap::default();
        for (gram, weight) in own {
            let list = self.lists.get(gram).map(Vec::as_slice).unwrap_or_default();
            if total > MANY && count(list.len()) > total * COMMON {
                continue;
            }
            for number in list {
                *shared.entry(*number).or_default() += weight * weight;
            }
        }
        let mut found: Vec<(u32, f64)> = shared.into_iter().collect();
        let order = |one: &(u32, f64), other: &(u32, f64)| other.1.total_cmp(&one.1).then_with(|| ties(one.0, other.0));
        if limit < found.len() {
            found.select_nth_unstable_by(limit, order);
            found.truncate(limit);
        }
        found.into_iter().map(|(number, _)| number).collect()
    }

    fn likeness(&self, own: &[(Gram, f64)], norm: f64, number: u32) -> f64 {
        let source = usize::try_from(number).ok().and_then(|at| self.sources.get(at));
        let (mut shared, mut theirs) = (0.0, 0.0);
        for gram in source.into_iter().flatten() {
            match own
                .binary_search_by_key(gram, |(gram, _)| *gram)
                .ok()
                .and_then(|at| own.get(at))
            {
                Some((_, weight)) => {
                    shared += weight * weight;
                    theirs += weight * weight;
                }
                None => theirs += self.weight(*gram).powi(2),
            }
        }
        if shared > 0.0 {
            shared / (norm * theirs).sqrt()
        } else {
            0.0
        }
    }

    /// ln(1 + sources / holders): a rare gram says more.
    fn weight(&self, gram: Gram) -> f64 {
        let holders = self.lists.get(&gram).map_or(0, Vec::len);
        (1.0 + self.total() / (count(holders) + 0.5)).ln()
    }

    fn total(&self) -> f64 {
        f64::from(self.held)
    }
}

fn count(length: usize) -> f64 {
    f64::from(u32::try_from(length).unwrap_or(u32::MAX))
}
