//! Instants: microseconds of UTC. Days and windows are those of Asia/Shanghai (UTC+8, no summer time).
//!
//! Nothing here reads the clock; `now` comes in as an argument.

mod cut;
mod day;
mod freeze;

pub use cut::Cut;
pub use cut::Period;
pub use day::Day;
pub use freeze::FreezeWindow;

use chrono::DateTime;
use chrono::FixedOffset;
use chrono::SecondsFormat;
use chrono::Utc;

const MICROS_PER_HOUR: i64 = 3_600_000_000;
const SHANGHAI_OFFSET_SECONDS: i32 = 8 * 3600;
/// From 0000-01-01T00:00:00Z to the last microsecond of 9999.
const FOUR_DIGITS: std::ops::RangeInclusive<i64> = -62_167_219_200_000_000..=253_402_300_799_999_999;
/// From the close of a business day at 18:00 to midnight.
const HOURS_AFTER_CLOSE: i64 = 6;

/// A moment in microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Instant(pub i64);

impl Instant {
    /// The instant of an RFC 3339 text such as `2026-11-21T08:00:00Z` or `2026-11-21T16:00:00+08:00`.
    pub fn parse(text: &str) -> Option<Self> {
        let parsed = DateTime::parse_from_rfc3339(text).ok()?;
        Self(parsed.timestamp_micros()).in_four_digits()
    }

    /// The instant of a date of HTTP (RFC 9110 crate::5.6.7) such as `Sun, 06 Nov 1994 08:49:37 GMT`.
    pub fn parse_http_date(text: &str) -> Option<Self> {
        let parsed = DateTime::parse_from_rfc2822(text).ok()?;
        Self(parsed.timestamp_micros()).in_four_digits()
    }

    /// The instant, when its year in UTC has four digits, as RFC 3339 writes it: an offset or a leap second may lead beyond.
    fn in_four_digits(self) -> Option<Self> {
        FOUR_DIGITS.contains(&self.0).then_some(self)
    }

    /// RFC 3339 in UTC with microseconds, such as `2026-11-21T08:00:00.000000Z`.
    pub fn to_rfc3339(self) -> String {
        self.utc().to_rfc3339_opts(SecondsFormat::Micros, true)
    }

    /// Date and time of Asia/Shanghai for people, such as `2026-11-21 16:00:00`.
    pub fn to_shanghai(self) -> String {
        self.shanghai().format("%Y-%m-%d %H:%M:%S").to_string()
    }

    /// The day of Asia/Shanghai on which it lies.
    pub fn day(self) -> Day {
        Day::from(self.shanghai().date_naive())
    }

    /// The business day 业务日 in which it lies: day D runs from 18:00 of the day before to 18:00 of D, the end excluded.
    pub fn business_day(self) -> Day {
        Self(self.0 + HOURS_AFTER_CLOSE * MICROS_PER_HOUR).day()
    }

    fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.0).unwrap_or(DateTime::UNIX_EPOCH)
    }

    fn shanghai(self) -> DateTime<FixedOffset> {
        let offset = FixedOffset::east_opt(SHANGHAI_OFFSET_SECONDS);
        match offset {
            Some(offset) => self.utc().with_timezone(&offset),
            None => self.utc().fixed_offset(),
        }
    }
}
