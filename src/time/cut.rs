//! Cuts: the moments at which figures are frozen. Weekly ones are on Friday at 12:00, monthly ones on the first of the month at
//! 00:00, both of Asia/Shanghai.

use super::Day;
use super::Instant;
use std::fmt;

/// How often figures are frozen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    /// 周报: on Friday at 12:00.
    Weekly,
    /// 月报: on the first of the month at 00:00, for the month before.
    Monthly,
}

/// One cut, written `weekly-2026-11-20` or `monthly-2026-12-01`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cut {
    period: Period,
    day: Day,
}

impl Period {
    /// Every period.
    pub const ALL: &'static [Self] = &[Self::Weekly, Self::Monthly];

    /// The word in answers and names of cuts.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Weekly => "weekly",
            Self::Monthly => "monthly",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|period| period.as_str() == text)
    }

    /// The hour of the day of its cuts.
    const fn hour(self) -> i64 {
        match self {
            Self::Weekly => 12,
            Self::Monthly => 0,
        }
    }

    /// This day or the last one before it that has a cut.
    fn last_day(self, day: Day) -> Day {
        match self {
            Self::Weekly => day.last_friday(),
            Self::Monthly => day.first_of_month(),
        }
    }
}

impl Cut {
    /// The cut on this day; none when it is no Friday, or not the first of a month.
    pub fn on(period: Period, day: Day) -> Option<Self> {
        (period.last_day(day) == day).then_some(Self { period, day })
    }

    /// The last cut up to now.
    pub fn last(period: Period, now: Instant) -> Self {
        let cut = Self {
            period,
            day: period.last_day(now.day()),
        };
        if cut.at() <= now { cut } else { cut.previous() }
    }

    /// The cut before.
    #[must_use]
    pub fn previous(self) -> Self {
        Self {
            day: self.period.last_day(self.day.plus(-1)),
            ..self
        }
    }

    /// The moment.
    pub fn at(self) -> Instant {
        self.day.at_hour(self.period.hour())
    }

    /// Reads `weekly-2026-11-20`.
    pub fn parse(text: &str) -> Option<Self> {
        let (period, day) = text.split_once('-')?;
        Self::on(Period::parse(period)?, Day::parse(day)?)
    }
}

impl fmt::Display for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.period.as_str(), self.day)
    }
}
