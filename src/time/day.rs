//! Days of Asia/Shanghai, written `YYYY-MM-DD`.

use super::Instant;
use chrono::NaiveDate;
use std::fmt;

const WRITTEN: &str = "%Y-%m-%d";
/// 18:00 of Asia/Shanghai.
const END_HOUR_IN_UTC: u32 = 10;

/// A day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(NaiveDate);

impl Day {
    /// Reads `YYYY-MM-DD`, ten characters, a day that there is.
    pub fn parse(text: &str) -> Option<Self> {
        let day = Self(NaiveDate::parse_from_str(text, WRITTEN).ok()?);
        (day.to_string() == text).then_some(day)
    }
}

impl Day {
    /// 18:00 of Asia/Shanghai on this day, at which its business day 业务日 ends: data of a day is what arose from 18:00
    /// of the day before (included) to 18:00 of the day (excluded), and is converted in the night after.
    pub fn business_end(self) -> Instant {
        let end = self.0.and_hms_opt(END_HOUR_IN_UTC, 0, 0).unwrap_or_default();
        Instant(end.and_utc().timestamp_micros())
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
