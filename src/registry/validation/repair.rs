//! What people and programs do to values on the way, undone: never to accept them, only to tell what was meant.

use crate::registry::reason::Reason;

/// Zeros that a spreadsheet may have taken.
const MOST_ZEROS: usize = 3;

/// The value without blanks around it, invisible characters and full-width forms, and the first of these that was there.
pub(super) fn tidy(value: &str) -> (String, Option<Reason>) {
    let mut found = None;
    let mut note = |reason: Reason, changed: bool| {
        if changed && found.is_none() {
            found = Some(reason);
        }
    };
    let trimmed = value.trim();
    note(Reason::BlankAround, trimmed != value);
    let visible: String = trimmed.chars().filter(|c| !is_invisible(*c)).collect();
    note(Reason::Invisible, visible != trimmed);
    let halved: String = visible.chars().map(half_width).collect();
    note(Reason::FullWidth, halved != visible);
    (halved.trim().to_owned(), found)
}

/// Values that a tidy value may stand for, with what would have happened to them.
pub(super) fn variants(tidy: &str) -> Vec<(Reason, String)> {
    let mut list = vec![
        (Reason::LetterCase, tidy.to_uppercase()),
        (Reason::LetterCase, tidy.to_lowercase()),
    ];
    if let Some((whole, fraction)) = tidy.split_once('.')
        && !fraction.is_empty()
        && fraction.bytes().all(|byte| byte == b'0')
    {
        list.push((Reason::DecimalAdded, whole.to_owned()));
    }
    if tidy.starts_with(|c: char| c.is_ascii_digit()) {
        for zeros in 1..=MOST_ZEROS {
            list.push((Reason::LeadingZeroLost, format!("{}{tidy}", "0".repeat(zeros))));
        }
    }
    let mut rest = tidy;
    while let Some(shorter) = rest.strip_prefix('0').filter(|shorter| !shorter.is_empty()) {
        list.push((Reason::LeadingZeroAdded, shorter.to_owned()));
        rest = shorter;
    }
    list
}

/// Control characters, and characters without width.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

fn half_width(c: char) -> char {
    const TO_HALF_WIDTH: u32 = 0xFEE0;
    match c {
        '！'..='～' => char::from_u32(u32::from(c) - TO_HALF_WIDTH).unwrap_or(c),
        '\u{3000}' => ' ',
        _ => c,
    }
}
