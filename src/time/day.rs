//! Days of Asia/Shanghai, written `YYYY-MM-DD`.

use super::Instant;
use super::MICROS_PER_HOUR;
use chrono::NaiveDate;
use chrono::NaiveTime;
use std::fmt;

const WRITTEN: &str = "%Y-%m-%d";
const CLOSING_HOUR: i64 = 18;
const SHANGHAI_HOURS: i64 = 8;

/// A day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(NaiveDate);

impl Day {
    /// Reads `YYYY-MM-DD`, ten characters, a day that there is.
    pub fn parse(text: &str) -> Option<Self> {
        let day = Self(NaiveDate::parse_from_str(text, WRITTEN).ok()?);
        (day.to_string() == text).then_some(day)
    }

    /// 18:00 of Asia/Shanghai, when the business day 业务日 of this date closes: the first instant that is no longer in it.
    pub fn closes_at(self) -> Instant {
        let midnight = self.0.and_time(NaiveTime::MIN).and_utc().timestamp_micros();
        Instant(midnight + (CLOSING_HOUR - SHANGHAI_HOURS) * MICROS_PER_HOUR)
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
