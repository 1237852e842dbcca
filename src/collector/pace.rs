//! How long a pull tries: the waits between attempts, and when it is over.
//!
//! Waits double from one second to a minute, and each is drawn from its upper half, so that collectors that failed together
//! do not come back together. A source that says `Retry-After` is not asked before.

use crate::time::Instant;
use std::time::Duration;

const FIRST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_mins(1);
/// More doublings than it takes to get to the longest wait.
const DOUBLINGS: u32 = 6;

/// Clock, sleep and chance of a collector. They come from outside, so that tests need none of them.
pub trait Pace {
    /// The time.
    fn now(&self) -> Instant;

    /// Waits so long; false when the collector was told to stop.
    fn wait(&self, time: Duration) -> bool;

    /// A random number, uniform over all values.
    fn chance(&self) -> u32;
}

/// A pace that stands still: whatever fails is not tried again.
#[derive(Clone, Copy, Debug)]
pub struct Once(pub Instant);

impl Pace for Once {
    fn now(&self) -> Instant {
        self.0
    }

    fn wait(&self, _time: Duration) -> bool {
        false
    }

    fn chance(&self) -> u32 {
        0
    }
}

/// A pace and when it is over.
#[derive(Clone, Copy)]
pub struct Patience<'a> {
    pace: &'a dyn Pace,
    until: Instant,
    asks_once: bool,
}

impl<'a> Patience<'a> {
    /// From now on so long.
    pub fn new(pace: &'a dyn Pace, time: Duration) -> Self {
        let until = later(pace.now(), time);
        Self {
            pace,
            until,
            asks_once: false,
        }
    }

    /// The same time, for what is not asked for again when it does not come.
    pub(super) fn once(self) -> Self {
        Self {
            asks_once: true,
            ..self
        }
    }

    /// The time.
    pub fn now(&self) -> Instant {
        self.pace.now()
    }

    /// What is left of it.
    pub fn left(&self) -> Duration {
        let micros = self.until.0.saturating_sub(self.pace.now().0);
        Duration::from_micros(u64::try_from(micros).unwrap_or(0))
    }

    /// How long one request may take; none when every request is the only one.
    pub(super) fn time_for_one(&self) -> Option<Duration> {
        Some(self.left()).filter(|left| !left.is_zero())
    }

    /// Waits before the next attempt, at least as long as the source asks for; false when it would be too late, or the
    /// collector was told to stop. `failures` is how many attempts in a row came to nothing.
    pub fn again(&self, failures: u32, asked: Option<Duration>) -> bool {
        let wait = match asked {
            Some(asked) => asked.saturating_add(part(asked.max(FIRST), self.pace.chance()) / 4),
            None => backoff(failures, self.pace.chance()),
        };
        !self.asks_once && wait < self.left() && self.pace.wait(wait)
    }
}

/// The wait after so many failures in a row, drawn from the upper half of its range.
pub(super) fn backoff(failures: u32, chance: u32) -> Duration {
    let doubled = FIRST.saturating_mul(1 << failures.saturating_sub(1).min(DOUBLINGS));
    let half = doubled.min(LONGEST) / 2;
    half + part(half, chance)
}

/// The part of a time that a random number stands for.
pub(super) fn part(time: Duration, chance: u32) -> Duration {
    let micros = time.as_micros().saturating_mul(u128::from(chance)) >> u32::BITS;
    Duration::from_micros(u64::try_from(micros).unwrap_or(u64::MAX))
}

/// An instant so much later.
pub(super) fn later(instant: Instant, time: Duration) -> Instant {
    Instant(
        instant
            .0
            .saturating_add(i64::try_from(time.as_micros()).unwrap_or(i64::MAX)),
    )
}
