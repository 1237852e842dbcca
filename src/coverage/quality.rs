//! Quality and pace 质量与时效 of a dictionary: how often a sample found a reviewed row wrong, how long codes take to their
//! release, and what waits too long for review.

use crate::mapping::sample;
use crate::mapping::state::State;
use crate::time::Instant;
use serde::Deserialize;
use serde::Serialize;

/// After how many days in review a row is overdue.
pub const OVERDUE_DAYS: u16 = 7;
const MICROS_PER_DAY: i64 = 86_400_000_000;
/// Microseconds of a hundredth of an hour.
const MICROS_PER_CENTIHOUR: i64 = 36_000_000;

/// The quality and pace of a dictionary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quality {
    /// The organization.
    pub organization: String,
    /// The dictionary.
    pub dictionary: String,
    /// What acceptance samples found; none while nothing was judged.
    pub sampling: Option<SamplingError>,
    /// From the load that brought a code first to its first release; none while none is released.
    pub from_seen: Option<Durations>,
    /// From its first draft to its first release.
    pub from_draft: Option<Durations>,
    /// Codes in review.
    pub in_review: u64,
    /// Those among them that were handed to review more than `overdue_days` ago.
    pub overdue: u64,
    /// After how many days in review a row is overdue.
    pub overdue_days: u16,
}

/// What samples found of rows that were approved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SamplingError {
    /// Draws whose row was judged.
    pub judged: u32,
    /// Those that were judged wrong.
    pub wrong: u32,
    /// `wrong` / `judged`, six decimal places.
    pub rate: String,
    /// The lower end of the 95 % interval (Wilson 1927), six decimal places.
    pub lower: String,
    /// Its upper end.
    pub upper: String,
}

/// How long something took, over many codes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Durations {
    /// How many codes.
    pub codes: u64,
    /// The median in hours, two decimal places: the least duration that half of the codes do not exceed.
    pub median_hours: String,
    /// The same for nine in ten of the codes.
    pub p90_hours: String,
}

/// When things happened to a code, as far as they did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Milestones {
    /// It was first drafted.
    pub drafted: Option<Instant>,
    /// It was last handed to review.
    pub submitted: Option<Instant>,
    /// It was first released.
    pub released: Option<Instant>,
}

/// Counts the pace of one dictionary.
#[derive(Debug)]
pub struct Pace {
    now: Instant,
    from_seen: Vec<i64>,
    from_draft: Vec<i64>,
    in_review: u64,
    overdue: u64,
}

impl Pace {
    /// Nothing counted; waiting is counted up to this moment.
    pub const fn until(now: Instant) -> Self {
        Self {
            now,
            from_seen: Vec::new(),
            from_draft: Vec::new(),
            in_review: 0,
            overdue: 0,
        }
    }

    /// Takes a code: when a load brought it first, what happened to it, where its mapping is.
    pub fn take(&mut self, first_seen: Option<Instant>, milestones: &Milestones, state: Option<State>) {
        if let Some(released) = milestones.released {
            let took = |from: Instant| released.0.saturating_sub(from.0);
            self.from_seen.extend(first_seen.map(took));
            self.from_draft.extend(milestones.drafted.map(took));
        }
        if state == Some(State::InReview) {
            self.in_review += 1;
            let waits = milestones.submitted.map(|at| self.now.0.saturating_sub(at.0));
            let most = i64::from(OVERDUE_DAYS) * MICROS_PER_DAY;
            self.overdue += u64::from(waits.is_some_and(|waits| waits > most));
        }
    }

    /// The figures, with what samples of the dictionary found.
    pub fn quality(self, organization: &str, dictionary: &str, sampled: &sample::Tally) -> Quality {
        Quality {
            organization: organization.to_owned(),
            dictionary: dictionary.to_owned(),
            sampling: SamplingError::of(sampled),
            from_seen: Durations::of(self.from_seen),
            from_draft: Durations::of(self.from_draft),
            in_review: self.in_review,
            overdue: self.overdue,
            overdue_days: OVERDUE_DAYS,
        }
    }
}

impl SamplingError {
    /// Of the judgements of samples; none before the first.
    pub fn of(tally: &sample::Tally) -> Option<Self> {
        let (rate, (lower, upper)) = (tally.error_rate()?, tally.interval()?);
        let places = |share: f64| format!("{share:.6}");
        Some(Self {
            judged: tally.judged,
            wrong: tally.wrong,
            rate: places(rate),
            lower: places(lower),
            upper: places(upper),
        })
    }
}

impl Durations {
    /// Of durations in microseconds; none of none.
    pub fn of(mut micros: Vec<i64>) -> Option<Self> {
        micros.sort_unstable();
        let hours = |percent: usize| {
            let place = (micros.len() * percent).div_ceil(100);
            let least = micros.get(place.checked_sub(1)?)?;
            let hundredths = least / MICROS_PER_CENTIHOUR;
            Some(format!("{}.{:02}", hundredths / 100, hundredths % 100))
        };
        Some(Self {
            median_hours: hours(50)?,
            p90_hours: hours(90)?,
            codes: u64::try_from(micros.len()).unwrap_or(u64::MAX),
        })
    }
}
