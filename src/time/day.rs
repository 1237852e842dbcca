//! Days of Asia/Shanghai, written `YYYY-MM-DD`.

use super::Instant;
use super::MICROS_PER_HOUR;
use chrono::Datelike as _;
use chrono::NaiveDate;
use chrono::TimeDelta;
use chrono::Weekday;
use std::fmt;

const WRITTEN: &str = "%Y-%m-%d";
/// The hour at which a business day ends.
const BUSINESS_END_HOUR: i64 = 18;
const SHANGHAI_OFFSET_HOURS: i64 = 8;

/// A day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(NaiveDate);

impl Day {
    /// Reads `YYYY-MM-DD`, ten characters, a day that there is.
    pub fn parse(text: &str) -> Option<Self> {
        let day = Self(NaiveDate::parse_from_str(text, WRITTEN).ok()?);
        (day.to_string() == text).then_some(day)
    }

    /// The day so many days later, or earlier.
    #[must_use]
    pub fn plus(self, days: i64) -> Self {
        let moved = TimeDelta::try_days(days).and_then(|step| self.0.checked_add_signed(step));
        moved.map_or(self, Self)
    }

    /// This day or the last Friday before it.
    #[must_use]
    pub fn last_friday(self) -> Self {
        self.plus(-i64::from(self.0.weekday().days_since(Weekday::Fri)))
    }

    /// The first day of its month.
    #[must_use]
    pub fn first_of_month(self) -> Self {
        self.0.with_day(1).map_or(self, Self)
    }

    /// The full hour of this day in Asia/Shanghai; 24 is the next midnight.
    pub fn at_hour(self, hour: i64) -> Instant {
        let days = self.0.signed_duration_since(NaiveDate::default()).num_days();
        Instant((days * 24 + hour - SHANGHAI_OFFSET_HOURS) * MICROS_PER_HOUR)
    }
}

impl Day {
    /// 18:00 of Asia/Shanghai on this day, at which its business day 业务日 ends: data of a day is what arose from 18:00
    /// of the day before (included) to 18:00 of the day (excluded), and is converted in the night after.
    pub fn business_end(self) -> Instant {
        self.at_hour(BUSINESS_END_HOUR)
    }
}

impl From<NaiveDate> for Day {
    fn from(date: NaiveDate) -> Self {
        Self(date)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format(WRITTEN))
    }
}
