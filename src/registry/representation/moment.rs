//! Days and times as `YYYYMMDD` and `hhmmss`; a day that the calendar does not have is refused.

use crate::registry::reason::Reason;
use chrono::NaiveDate;
use chrono::NaiveTime;

const DATE_DIGITS: usize = 8;
const TIME_DIGITS: usize = 6;

/// `YYYYMMDD`.
pub(super) fn date(value: &str) -> Result<(), Reason> {
    digits(value, DATE_DIGITS)?;
    let day = NaiveDate::parse_from_str(value, "%Y%m%d");
    day.map(drop).or(Err(Reason::WrongFormat))
}

/// `hhmmss`.
pub(super) fn time(value: &str) -> Result<(), Reason> {
    digits(value, TIME_DIGITS)?;
    let is_leap_second = value.ends_with("60");
    let time = NaiveTime::parse_from_str(value, "%H%M%S");
    if is_leap_second || time.is_err() {
        return Err(Reason::WrongFormat);
    }
    Ok(())
}

/// `YYYYMMDDThhmmss`.
pub(super) fn date_time(value: &str) -> Result<(), Reason> {
    let (day, hour) = value.split_once('T').ok_or(Reason::WrongFormat)?;
    date(day)?;
    time(hour)
}

fn digits(value: &str, count: usize) -> Result<(), Reason> {
    if !value.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Reason::WrongFormat);
    }
    if value.len() != count {
        return Err(Reason::WrongLength);
    }
    Ok(())
}
