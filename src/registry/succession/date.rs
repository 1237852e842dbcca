//! A date as precise as it is known: a day, a month, or only a year.

use chrono::NaiveDate;
use serde::Deserialize;
use serde::Serialize;
use std::fmt;

const LAST_MONTH: u32 = 12;
const LAST_DAY: u32 = 31;

/// A day as year, month, day; the end of a month is its 31st, whatever the calendar says, which orders the same.
pub type Day = (i32, u32, u32);

/// A date as precise as its source says it; the precision is kept. As text `1983`, `1983-05` or `1983-05-12`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PartialDate {
    year: i32,
    month: Option<u32>,
    day: Option<u32>,
}

impl PartialDate {
    /// A year of which neither month nor day is known.
    pub const fn year(year: i32) -> Self {
        Self {
            year,
            month: None,
            day: None,
        }
    }

    /// Reads `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; `None` for anything else and for days that no calendar has.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let year = number(parts.next()?, 4)?;
        let month = parts
            .next()
            .map(|part| number(part, 2))
            .map_or(Some(None), |m| m.map(Some))?;
        let day = parts
            .next()
            .map(|part| number(part, 2))
            .map_or(Some(None), |d| d.map(Some))?;
        let year = i32::try_from(year).ok()?;
        let is_real = NaiveDate::from_ymd_opt(year, month.unwrap_or(1), day.unwrap_or(1)).is_some();
        (is_real && parts.next().is_none()).then_some(Self { year, month, day })
    }

    /// The first day that it may mean.
    pub fn first(self) -> Day {
        (self.year, self.month.unwrap_or(1), self.day.unwrap_or(1))
    }

    /// The last day that it may mean.
    pub fn last(self) -> Day {
        (
            self.year,
            self.month.unwrap_or(LAST_MONTH),
            self.day.unwrap_or(LAST_DAY),
        )
    }
}

/// A number of exactly so many digits.
fn number(text: &str, digits: usize) -> Option<u32> {
    let is_plain = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    is_plain.then(|| text.parse().ok()).flatten()
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        Ok(())
    }
}

impl Serialize for PartialDate {
    fn serialize<S: serde::Serializer>(&self, output: S) -> Result<S::Ok, S::Error> {
        output.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PartialDate {
    fn deserialize<D: serde::Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let text = String::deserialize(input)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("a date is YYYY, YYYY-MM or YYYY-MM-DD"))
    }
}
