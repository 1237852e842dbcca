//! In which order a work list is read, and the place of a row in it.

use std::cmp::Ordering;

/// The order of a work list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WorkOrder {
    /// The most used first, rows without a count last; then by code.
    #[default]
    Usage,
    /// By code bytes and occurrence.
    Code,
    /// By the score of the first suggestion, the highest first, rows without a suggestion last; then by usage.
    Score,
}

/// The place of a row: what every order compares, so that a list goes on behind it whatever happened meanwhile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkPlace {
    /// The load of the dictionary that gave the row its rank.
    pub load: i64,
    /// The score of its first suggestion in thousandths, or -1.
    pub score: i64,
    /// Its rank by usage.
    pub rank: i64,
    /// Its occurrence.
    pub occurrence: i64,
    /// Its code.
    pub code: String,
}

impl WorkOrder {
    /// Every order.
    pub const ALL: &'static [Self] = &[Self::Usage, Self::Code, Self::Score];

    /// The word in requests.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Usage => "usage",
            Self::Code => "code",
            Self::Score => "score",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|order| order.as_str() == text)
    }

    /// Which of two places comes first.
    pub fn compare(self, one: &WorkPlace, other: &WorkPlace) -> Ordering {
        match self {
            Self::Usage => one.rank.cmp(&other.rank),
            Self::Code => (&one.code, one.occurrence).cmp(&(&other.code, other.occurrence)),
            Self::Score => other.score.cmp(&one.score).then(one.rank.cmp(&other.rank)),
        }
    }

    /// The key of a cursor behind this place.
    pub fn key(self, place: &WorkPlace) -> String {
        let WorkPlace {
            load,
            score,
            rank,
            occurrence,
            code,
        } = place;
        format!("{}:{load}:{score}:{rank}:{occurrence}:{code}", self.as_str())
    }

    /// The place that a key of this order means; `None` for any other text, and for a key of another load, because ranks are
    /// given anew with every load.
    pub fn place(self, key: &str, load: i64) -> Option<WorkPlace> {
        let mut parts = key.splitn(6, ':');
        let is_own = parts.next() == Some(self.as_str()) && parts.next()?.parse() == Ok(load);
        let place = WorkPlace {
            load,
            score: parts.next()?.parse().ok()?,
            rank: parts.next()?.parse().ok()?,
            occurrence: parts.next()?.parse().ok()?,
            code: parts.next()?.to_owned(),
        };
        is_own.then_some(place)
    }
}
