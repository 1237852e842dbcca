//! Days of Asia/Shanghai, written `YYYY-MM-DD`.

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
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

    /// Reads the day of a field, or refuses it by the field's name.
    pub fn of_field(text: &str, field: &'static str) -> Result<Self> {
        Self::parse(text).ok_or_else(|| {
            Error::new(Code::FieldInvalid)
                .with("field", field)
                .with("value", text)
                .with("rule_zh", "须为存在的日期，写成 YYYY-MM-DD，例如 2024-05-01")
                .with(
                    "rule_en",
                    "a day that exists, written YYYY-MM-DD such as 2024-05-01, is needed",
                )
                .in_field(field)
        })
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
