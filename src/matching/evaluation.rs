//! Evaluation: how good suggestions are on questions whose answers are known. Answers are compared by name, because labels of
//! public sets are names and several codes of an edition may share one.

use super::suggest::Suggestion;
use serde::Serialize;
use std::collections::BTreeSet;

/// A term and the names of its right targets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The local name.
    pub source: String,
    /// The official names of all its targets.
    pub answers: BTreeSet<String>,
}

/// The shares of questions at which the precision of the first suggestion is told.
const COVERAGES: [f64; 5] = [0.1, 0.25, 0.5, 0.75, 1.0];
/// The precisions for which the largest coverage is told.
const PRECISIONS: [f64; 4] = [0.99, 0.98, 0.95, 0.9];

/// What was found; all shares go from 0 to 1.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Quality {
    /// How many questions were asked.
    pub rows: u32,
    /// How many answers the edition does not have: nobody could give them.
    pub unresolvable: u32,
    /// Questions with one answer that the edition has: the hit rates count these.
    pub single: u32,
    /// The share of them whose answer is the first suggestion.
    pub hit_at_1: f64,
    /// The share of them whose answer is among the first five.
    pub hit_at_5: f64,
    /// The share of them whose answer is among the first ten.
    pub hit_at_10: f64,
    /// The share of all questions whose proposed targets are exactly the answers.
    pub whole_set_accuracy: f64,
    /// The share of proposed targets that are answers.
    pub micro_precision: f64,
    /// The share of answers that were proposed.
    pub micro_recall: f64,
    /// The harmonic mean of both.
    pub micro_f1: f64,
    /// How often the first suggestion is an answer, among the questions of the highest scores.
    pub precision_at_coverage: Vec<AtCoverage>,
    /// How many questions may be answered by score before precision falls below a bound.
    pub coverage_at_precision: Vec<AtPrecision>,
    /// How far the scores are from the shares they claim: the mean gap over ten bins, weighted by questions.
    pub calibration_error: f64,
}

/// Precision among the most confident share of the questions.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct AtCoverage {
    /// The share of questions.
    pub coverage: f64,
    /// The share of right first suggestions among them.
    pub precision: f64,
    /// The lowest score among them.
    pub score: f64,
}

/// The largest coverage at a precision.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct AtPrecision {
    /// The precision.
    pub precision: f64,
    /// The share of questions.
    pub coverage: f64,
}

/// Counts answers as they come.
#[derive(Debug, Default)]
pub struct Evaluation {
    rows: u32,
    unresolvable: u32,
    single: u32,
    hits: [u32; 3],
    whole_sets: u32,
    proposed: u32,
    answers: u32,
    right: u32,
    first: Vec<(f64, bool)>,
}

impl Evaluation {
    /// Counts one question; `has` tells whether the edition has a name.
    pub fn add(&mut self, question: &Question, suggestions: &[Suggestion], has: impl Fn(&str) -> bool) {
        self.rows += 1;
        let missing = question.answers.iter().filter(|answer| !has(answer)).count();
        self.unresolvable += count(missing);
        let is_right = |suggestion: &Suggestion| question.answers.contains(&suggestion.display);
        if question.answers.len() == 1 && missing == 0 {
            self.single += 1;
            let place = suggestions.iter().position(is_right);
            for (hits, within) in self.hits.iter_mut().zip([1, 5, 10]) {
                *hits += u32::from(place.is_some_and(|place| place < within));
            }
        }
        let proposed: BTreeSet<&str> = suggestions
            .iter()
            .filter(|suggestion| suggestion.proposed)
            .map(|suggestion| suggestion.display.as_str())
            .collect();
        let right = proposed.iter().filter(|name| question.answers.contains(**name)).count();
        self.whole_sets += u32::from(right == proposed.len() && right == question.answers.len());
        self.proposed += count(proposed.len());
        self.answers += count(question.answers.len());
        self.right += count(right);
        let first = suggestions.first();
        self.first
            .push((first.map_or(0.0, |first| first.score), first.is_some_and(is_right)));
    }

    /// The figures.
    pub fn finish(mut self) -> Quality {
        self.first.sort_by(|one, other| other.0.total_cmp(&one.0));
        let [hit_at_1, hit_at_5, hit_at_10] = self.hits.map(|hits| share(hits, self.single));
        let (precision, recall) = (share(self.right, self.proposed), share(self.right, self.answers));
        let sum = precision + recall;
        Quality {
            rows: self.rows,
            unresolvable: self.unresolvable,
            single: self.single,
            hit_at_1,
            hit_at_5,
            hit_at_10,
            whole_set_accuracy: share(self.whole_sets, self.rows),
            micro_precision: precision,
            micro_recall: recall,
            micro_f1: if sum > 0.0 {
                round(2.0 * precision * recall / sum)
            } else {
                0.0
            },
            precision_at_coverage: COVERAGES.map(|coverage| self.at_coverage(coverage)).to_vec(),
            coverage_at_precision: PRECISIONS.map(|precision| self.at_precision(precision)).to_vec(),
            calibration_error: self.calibration_error(),
        }
    }

    fn at_coverage(&self, coverage: f64) -> AtCoverage {
        let wanted = coverage * f64::from(count(self.first.len()));
        let taken = (1..=count(self.first.len())).zip(&self.first);
        let taken: Vec<&(f64, bool)> = taken
            .take_while(|(at, _)| f64::from(*at) <= wanted)
            .map(|(_, first)| first)
            .collect();
        let right = taken.iter().filter(|(_, is_right)| *is_right).count();
        AtCoverage {
            coverage,
            precision: share(count(right), count(taken.len())),
            score: taken.last().map_or(1.0, |(score, _)| *score),
        }
    }

    fn at_precision(&self, precision: f64) -> AtPrecision {
        let (mut right, mut best) = (0, 0);
        for (at, (_, is_right)) in (1..).zip(&self.first) {
            right += u32::from(*is_right);
            if share(right, at) >= precision {
                best = at;
            }
        }
        AtPrecision {
            precision,
            coverage: share(best, count(self.first.len())),
        }
    }

    fn calibration_error(&self) -> f64 {
        let total = f64::from(count(self.first.len()).max(1));
        let bin = |score: f64| (0..10).find(|at| score < f64::from(at + 1) / 10.0).unwrap_or(9);
        let gaps = (0..10).map(|wanted| {
            let own: Vec<&(f64, bool)> = self.first.iter().filter(|(score, _)| bin(*score) == wanted).collect();
            let claimed: f64 = own.iter().map(|(score, _)| *score).sum();
            let right = own.iter().filter(|(_, is_right)| *is_right).count();
            (claimed - f64::from(count(right))).abs()
        });
        round(gaps.sum::<f64>() / total)
    }
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

fn share(part: u32, whole: u32) -> f64 {
    round(f64::from(part) / f64::from(whole.max(1)))
}

fn round(value: f64) -> f64 {
    (value * 10_000.0).round() / 10_000.0
}
