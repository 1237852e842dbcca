//! The freeze window 冻结时段: the hours of a day, Asia/Shanghai, in which collectors convert a day's data and nothing may
//! become effective.

use super::Instant;
use super::MICROS_PER_HOUR;
use super::SHANGHAI_OFFSET_SECONDS;
use std::fmt;

const MICROS_PER_MINUTE: i64 = MICROS_PER_HOUR / 60;
const MINUTES_PER_DAY: i64 = 24 * 60;

/// A window of the day, its end excluded; one that ends before it begins goes over midnight. Written `18:00-03:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FreezeWindow {
    from_minute: i64,
    until_minute: i64,
}

impl FreezeWindow {
    /// 18:00 to 03:00, which holds where nothing else is said.
    pub const USUAL: Self = Self {
        from_minute: 18 * 60,
        until_minute: 3 * 60,
    };

    /// Reads `HH:MM-HH:MM`; none for anything else, and for a window without end.
    pub fn parse(text: &str) -> Option<Self> {
        let (from, until) = text.split_once('-')?;
        let (from_minute, until_minute) = (minute(from)?, minute(until)?);
        (from_minute != until_minute).then_some(Self {
            from_minute,
            until_minute,
        })
    }

    /// Whether an instant lies in the window.
    pub fn holds(self, at: Instant) -> bool {
        self.leave(at) != at
    }

    /// This instant, or the end of the window when it lies in it.
    #[must_use]
    pub fn leave(self, at: Instant) -> Instant {
        let local = at.0 + i64::from(SHANGHAI_OFFSET_SECONDS) * 1_000_000;
        let into_day = local.rem_euclid(MINUTES_PER_DAY * MICROS_PER_MINUTE);
        let minute = into_day / MICROS_PER_MINUTE;
        let goes_over_midnight = self.from_minute > self.until_minute;
        let end = if minute >= self.from_minute && (goes_over_midnight || minute < self.until_minute) {
            self.until_minute + if goes_over_midnight { MINUTES_PER_DAY } else { 0 }
        } else if goes_over_midnight && minute < self.until_minute {
            self.until_minute
        } else {
            return at;
        };
        Instant(at.0 - into_day + end * MICROS_PER_MINUTE)
    }
}

impl fmt::Display for FreezeWindow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [self.from_minute, self.until_minute].map(|minute| (minute / 60, minute % 60));
        let [(from_hour, from), (until_hour, until)] = parts;
        write!(f, "{from_hour:02}:{from:02}-{until_hour:02}:{until:02}")
    }
}

fn minute(text: &str) -> Option<i64> {
    let (hour, minute) = text.split_once(':')?;
    let number = |text: &str, below: i64| {
        let is_plain = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<i64>().ok().filter(|value| is_plain && *value < below)
    };
    Some(number(hour, 24)? * 60 + number(minute, 60)?)
}
