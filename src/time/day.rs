//! Days of Asia/Shanghai, written `YYYY-MM-DD`.

use chrono::NaiveDate;
use std::fmt;

const WRITTEN: &str = "%Y-%m-%d";

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
