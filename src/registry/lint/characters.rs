//! Characters that are not what they should be: full-width forms, stray blanks, text read in the wrong encoding.

use super::finding::Finding;
use super::finding::Place;
use super::finding::Severity;
use super::report::Report;
use crate::error::Code;
use encoding_rs::WINDOWS_1252;

const TO_HALF_WIDTH: u32 = 0xFEE0;
/// Below this stand the scripts whose characters are what bytes of UTF-8 look like when they are read one by one.
const FIRST_NON_LATIN: char = '\u{400}';

/// Looks at a name or another name. Clean names cost one walk over their characters.
pub fn look_at_name(text: &str, place: Place<'_>, report: &mut Report) {
    if has_stray_blanks(text) {
        report.add(Code::StrayBlanks, Severity::Info, || {
            let repaired = text.split_whitespace().collect::<Vec<_>>().join(" ");
            Finding::new(Code::StrayBlanks, Severity::Info, place, text).suggesting(Some(repaired))
        });
    }
    if text.is_ascii() {
        return;
    }
    if text.chars().any(is_full_width_word) {
        report.add(Code::FullWidthCharacters, Severity::Info, || {
            let repaired: String = text.chars().map(narrow_word).collect();
            Finding::new(Code::FullWidthCharacters, Severity::Info, place, text).suggesting(Some(repaired))
        });
    }
    look_for_garbage(text, place, report);
}

/// Finds text that was read in the wrong encoding. What lost its meaning for good is an error; a private character may
/// be a rare one of the publisher's font, which is a warning.
pub fn look_for_garbage(text: &str, place: Place<'_>, report: &mut Report) {
    let (severity, suggestion) = match garbage(text) {
        None => return,
        Some(Garbage::Lost) => (Severity::Error, None),
        Some(Garbage::Private) => (Severity::Warning, None),
        Some(Garbage::Misread(original)) => (Severity::Error, Some(original)),
    };
    report.add(Code::TextGarbled, severity, || {
        Finding::new(Code::TextGarbled, severity, place, text).suggesting(suggestion)
    });
}

/// The text with full-width forms and the wide blank made half-width; nothing when it has none.
pub fn half_width(text: &str) -> Option<String> {
    text.contains(is_full_width)
        .then(|| text.chars().map(narrow).collect::<String>())
}

enum Garbage {
    /// A replacement character stands where something else stood.
    Lost,
    /// A character of a private range.
    Private,
    /// UTF-8 that was read as Latin-1, and what it says.
    Misread(String),
}

fn garbage(text: &str) -> Option<Garbage> {
    let mut found = None;
    for c in text.chars() {
        match c {
            '\u{FFFD}' | '锟' | '烫' if is_lost(text) => return Some(Garbage::Lost),
            '\u{E000}'..='\u{F8FF}' | '\u{F0000}'.. => found = Some(Garbage::Private),
            '\u{C2}'..='\u{F4}' if found.is_none() => found = misread(text).map(Garbage::Misread),
            _ => {}
        }
    }
    found
}

fn is_lost(text: &str) -> bool {
    ["\u{FFFD}", "锟斤拷", "烫烫烫"].iter().any(|sign| text.contains(sign))
}

/// What the text says when its characters are taken as the bytes of UTF-8.
fn misread(text: &str) -> Option<String> {
    let (bytes, _, has_others) = WINDOWS_1252.encode(text);
    if has_others {
        return None;
    }
    let original = String::from_utf8(bytes.into_owned()).ok()?;
    original.contains(|c| c >= FIRST_NON_LATIN).then_some(original)
}

fn has_stray_blanks(text: &str) -> bool {
    text.starts_with(char::is_whitespace) || text.ends_with(char::is_whitespace) || text.contains("  ")
}

/// Full-width letters and digits; full-width punctuation belongs to Chinese text.
fn is_full_width_word(c: char) -> bool {
    matches!(c, '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ')
}

fn narrow_word(c: char) -> char {
    if is_full_width_word(c) { narrow(c) } else { c }
}

fn is_full_width(c: char) -> bool {
    matches!(c, '\u{FF01}'..='\u{FF5E}' | '\u{3000}')
}

fn narrow(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - TO_HALF_WIDTH).unwrap_or(c),
        _ => c,
    }
}
