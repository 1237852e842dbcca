//! Features of context: how a candidate stands among the others.

use super::candidates::Candidate;
use super::habit;
use super::number;

/// How many there are.
pub const COUNT: usize = 7;

/// What each number is: the rank from 0, and how much the first is better.
pub const NAMES: [&str; COUNT] = [
    "rank_of_whole",
    "rank_of_part",
    "rank_of_habit",
    "behind_in_whole",
    "behind_in_part",
    "behind_in_votes",
    "behind_in_habit",
];

/// Where the explained shares stand in [`habit::NAMES`]; together they say how well habits explain a candidate.
const NAME_EXPLAINED: usize = 5;
const PART_EXPLAINED: usize = 6;

/// One measure of all candidates.
struct Column {
    values: Vec<f64>,
    descending: Vec<f64>,
}

/// The candidates side by side.
pub struct Context {
    whole: Column,
    part: Column,
    votes: Column,
    habit: Column,
}

impl Context {
    /// Orders the candidates by each measure.
    pub fn of(candidates: &[Candidate], habits: &[[f64; habit::COUNT]]) -> Self {
        Self {
            whole: Column::new(candidates.iter().map(|candidate| candidate.whole_score)),
            part: Column::new(candidates.iter().map(|candidate| candidate.part_score)),
            votes: Column::new(candidates.iter().map(|candidate| candidate.votes)),
            habit: Column::new(habits.iter().map(explained)),
        }
    }

    /// The numbers of one candidate, by its place.
    pub fn values(&self, at: usize) -> [f64; COUNT] {
        [
            self.whole.rank(at),
            self.part.rank(at),
            self.habit.rank(at),
            self.whole.behind(at),
            self.part.behind(at),
            self.votes.behind(at),
            self.habit.behind(at),
        ]
    }
}

impl Column {
    fn new(values: impl Iterator<Item = f64>) -> Self {
        let values: Vec<f64> = values.collect();
        let mut descending = values.clone();
        descending.sort_unstable_by(|one, other| other.total_cmp(one));
        Self { values, descending }
    }

    fn get(&self, at: usize) -> f64 {
        self.values.get(at).copied().unwrap_or_default()
    }

    fn rank(&self, at: usize) -> f64 {
        let own = self.get(at);
        number(self.descending.partition_point(|other| *other > own))
    }

    fn behind(&self, at: usize) -> f64 {
        self.descending.first().copied().unwrap_or_default() - self.get(at)
    }
}

fn explained(values: &[f64; habit::COUNT]) -> f64 {
    let at = |place: usize| values.get(place).copied().unwrap_or_default();
    at(NAME_EXPLAINED) * at(PART_EXPLAINED)
}
