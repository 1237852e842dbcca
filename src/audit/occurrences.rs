//! What happens outside a transaction of its own, such as refusals and downloads, and how much of it is written down.
//!
//! Whoever is refused a million times must not fill the disk. Of occurrences alike (the same action, account, address and
//! subject) in a minute the first is written down at once, and once the minute is over one more event tells how many
//! followed. The number of different ones in a minute is bounded too; what goes beyond is counted together.

use super::Act;
use super::Author;
use super::Outcome;
use crate::time::Instant;
use serde_json::Value;
use serde_json::json;
use std::collections::BTreeMap;

const MINUTE: i64 = 60_000_000;
/// Different ones a minute of people who are not signed in.
const OF_NOBODY: usize = 30;
/// Different ones a minute of accounts that were refused something or failed.
const OF_ACCOUNTS: usize = 200;
/// Different downloads a minute: as many as a large province has collectors.
const DOWNLOADS: usize = 20_000;

/// What sort of occurrence it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// Nobody was signed in.
    OfNobody,
    /// An account was refused, or failed.
    OfAccount,
    /// A person took data away.
    Download,
    /// A program took a snapshot, as it does all day: told of once the minute is over.
    Pull,
}

impl Sort {
    const fn limit(self) -> usize {
        match self {
            Self::OfNobody => OF_NOBODY,
            Self::OfAccount => OF_ACCOUNTS,
            Self::Download | Self::Pull => DOWNLOADS,
        }
    }
}

/// Something that happened.
#[derive(Clone, Debug)]
pub struct Occurrence {
    /// Its sort.
    pub sort: Sort,
    /// Who.
    pub author: Author,
    /// What.
    pub act: Act,
    /// How it ended.
    pub outcome: Outcome,
    /// What makes it another one than the last beside action, account and address.
    pub subject: String,
}

#[derive(Debug)]
struct Counted {
    first: Occurrence,
    is_told: bool,
    more: u64,
    last: Instant,
}

type Key = (&'static str, String, String, String);

/// The occurrences of the present minute.
#[derive(Debug, Default)]
pub struct Occurrences {
    minute: i64,
    known: BTreeMap<Sort, BTreeMap<Key, Counted>>,
    beyond: BTreeMap<Sort, Counted>,
}

impl Occurrences {
    /// Takes an occurrence; returns what is to be written down now.
    pub fn take(&mut self, occurrence: Occurrence, now: Instant) -> Vec<Occurrence> {
        let mut due = self.due(now);
        let sort = occurrence.sort;
        let known = self.known.entry(sort).or_default();
        let key = (
            occurrence.act.action,
            occurrence.author.account.clone(),
            occurrence.author.origin.address.clone(),
            occurrence.subject.clone(),
        );
        if let Some(counted) = known.get_mut(&key) {
            counted.more += 1;
            counted.last = now;
            return due;
        }
        let is_told = sort != Sort::Pull;
        let counted = |first, more| Counted {
            first,
            is_told,
            more,
            last: now,
        };
        if known.len() >= sort.limit() {
            let beyond = self.beyond.entry(sort).or_insert_with(|| counted(occurrence, 0));
            beyond.more += 1;
            beyond.last = now;
            return due;
        }
        if is_told {
            due.push(occurrence.clone());
        }
        known.insert(key, counted(occurrence, u64::from(!is_told)));
        due
    }

    /// What is to be told of a minute that is over.
    pub fn due(&mut self, now: Instant) -> Vec<Occurrence> {
        let minute = now.0.div_euclid(MINUTE);
        if minute == self.minute {
            return Vec::new();
        }
        let due = self.all();
        self.minute = minute;
        due
    }

    /// What is to be told of, whether the minute is over or not: the service stops.
    pub fn all(&mut self) -> Vec<Occurrence> {
        let known = std::mem::take(&mut self.known);
        let beyond = std::mem::take(&mut self.beyond);
        let known = known.into_values().flat_map(BTreeMap::into_values);
        let told = known.filter(|counted| counted.more > 0).map(Counted::summary);
        let beyond = beyond.into_values().map(|counted| {
            let mut told = counted.summary();
            "*".clone_into(&mut told.author.account);
            "*".clone_into(&mut told.author.role);
            "*".clone_into(&mut told.author.origin.address);
            "*".clone_into(&mut told.act.object);
            told
        });
        told.chain(beyond).collect()
    }
}

impl Counted {
    fn summary(self) -> Occurrence {
        let mut told = self.first;
        let mut details = match told.act.details {
            Value::Object(map) => map,
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
                serde_json::Map::new()
            }
        };
        let word = if self.is_told { "further" } else { "count" };
        details.insert(word.to_owned(), json!(self.more));
        details.insert("until".to_owned(), json!(self.last.to_rfc3339()));
        told.act.details = Value::Object(details);
        told
    }
}
