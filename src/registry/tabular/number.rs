//! The text that a person sees in a cell which the workbook stores as a number.

use calamine::ExcelDateTime;

/// From here on the workbook program shows and keeps 15 digits only.
const FIFTEEN_DIGITS: f64 = 1e15;
const LONGEST_PADDING: usize = 30;

/// `12` for 12, `51.23` for 51.23. A number of more than 15 digits has lost the rest of them already; it becomes
/// `1.10101E+17` as the program shows it, so that the damage stays visible and looks like no code.
pub(super) fn text_of(number: f64, padding: usize) -> String {
    let rounded = format!("{number:.14e}").parse::<f64>().unwrap_or(number);
    let is_integral = rounded.fract() == 0.0;
    if rounded.abs() >= FIFTEEN_DIGITS {
        return scientific(rounded);
    }
    if !is_integral || rounded < 0.0 {
        return rounded.to_string();
    }
    let digits = format!("{:.0}", rounded.abs());
    format!("{digits:0>padding$}")
}

fn scientific(number: f64) -> String {
    let text = format!("{number:E}");
    match text.split_once('E') {
        Some((digits, exponent)) if !exponent.starts_with('-') => format!("{digits}E+{exponent}"),
        _ => text,
    }
}

/// How many digits a number format such as `0000` pads to with zeros; 0 for every other format.
pub(super) fn padding_of(format_code: &str) -> usize {
    let is_zeros = format_code.bytes().all(|byte| byte == b'0');
    if is_zeros && format_code.len() <= LONGEST_PADDING {
        format_code.len()
    } else {
        0
    }
}

/// A date as `2026-11-21`, with a time `2026-11-21 08:30:00`, a time alone as `08:30:00`, a duration in days.
pub(super) fn text_of_moment(moment: &ExcelDateTime) -> String {
    if moment.is_duration() {
        return text_of(moment.as_f64(), 0);
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    let time = format!("{hour:02}:{minute:02}:{second:02}");
    if moment.as_f64() < 1.0 {
        return time;
    }
    if moment.as_f64().fract() == 0.0 {
        date
    } else {
        format!("{date} {time}")
    }
}
