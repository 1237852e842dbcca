//! Characters that are not what they should be: full-width forms, stray blanks, text read in the wrong encoding.

use super::finding::Finding;
use super::finding::Place;
use super::finding::Severity;
use super::report::Report;
use crate::error::Code;
use encoding_rs::GBK;
use encoding_rs::WINDOWS_1252;
use std::sync::LazyLock;

/// What the byte 80 is in GBK: no name has the sign.
const EURO: char = '€';
/// What stands where characters were lost.
const LOST: [&str; 3] = ["\u{FFFD}", "锟斤拷", "烫烫烫"];
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
    let (severity, suggestion) = match garbled(text) {
        None => return,
        Some(Garbled::Lost) => (Severity::Error, None),
        Some(Garbled::Private) => (Severity::Warning, None),
        Some(Garbled::Misread(original)) => (Severity::Error, Some(original)),
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

/// How a text is garbled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Garbled {
    /// A replacement character stands where something else stood.
    Lost,
    /// A character of a private range, perhaps a rare one of the publisher's font.
    Private,
    /// UTF-8 that was read as Latin-1 or as GBK, or GBK that was read as Latin-1, and what it says.
    Misread(String),
}

/// Whether the text was read in the wrong encoding, and how.
pub fn garbled(text: &str) -> Option<Garbled> {
    let [mut is_private, mut is_latin, mut is_rare, mut is_lost] = [false; 4];
    for c in text.chars() {
        match c {
            '\u{FFFD}' | '锟' | '烫' => is_lost = true,
            '\u{E000}'..='\u{F8FF}' | '\u{F0000}'.. => is_private = true,
            '\u{A1}'..='\u{FE}' => is_latin = true,
            EURO => is_rare = true,
            '\u{2E80}'..='\u{9FFF}' => is_rare |= !is_of_gb2312(c),
            _ => {}
        }
    }
    is_lost = is_lost && LOST.iter().any(|sign| text.contains(sign));
    let as_gbk = || (is_rare || is_lost).then(|| misread_as_gbk(text)).flatten();
    let as_latin = || is_latin.then(|| misread_as_latin(text)).flatten();
    let original = as_gbk().or_else(as_latin).map(Garbled::Misread);
    let lost = || is_lost.then_some(Garbled::Lost);
    original
        .or_else(lost)
        .or_else(|| is_private.then_some(Garbled::Private))
}

/// What the text says when its characters are taken as GBK bytes that are UTF-8: two characters of Chinese at least, most of all
/// that is not ASCII. Of a character that stood before one of ASCII two bytes of three are left, and `?` or U+FFFD behind them.
fn misread_as_gbk(text: &str) -> Option<String> {
    let whole: String = text.chars().map(|c| if c == '\u{FFFD}' { '?' } else { c }).collect();
    let (bytes, _, has_others) = GBK.encode(&whole);
    if has_others {
        return None;
    }
    let mut original = String::with_capacity(bytes.len());
    let [mut words, mut halves, mut others] = [0_usize; 3];
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            words += usize::from(is_of_gb2312(c));
            others += usize::from(!c.is_ascii() && !is_of_gb2312(c));
            original.push(c);
        }
        match chunk.invalid() {
            [] => {}
            [_, _] => halves += 1,
            [_, ..] => return None,
        }
    }
    let asked = original.matches('?').count();
    let words = words + halves;
    (words >= 2 && halves <= asked && words >= 3 * others).then_some(original)
}

/// Whether the character is a Chinese one of GB 2312, or punctuation of Chinese text.
fn is_of_gb2312(c: char) -> bool {
    if matches!(c, '\u{3001}'..='\u{3017}' | '\u{FF01}'..='\u{FF5E}') {
        return true;
    }
    let place = usize::try_from(u32::from(c).wrapping_sub(FIRST_IDEOGRAPH)).unwrap_or(usize::MAX);
    GB2312.get(place).copied().unwrap_or(false)
}

/// The first of the block in which the characters of GB 2312 stand.
const FIRST_IDEOGRAPH: u32 = 0x4E00;

/// For each ideograph of the block, whether it is one of the 6,763 of GB 2312.
static GB2312: LazyLock<Vec<bool>> = LazyLock::new(|| {
    let pairs: Vec<u8> = (0xB0..=0xF7)
        .flat_map(|first| (0xA1..=0xFE).flat_map(move |second| [first, second]))
        .collect();
    let mut known = vec![false; 0x5200];
    for c in GBK.decode_without_bom_handling(&pairs).0.chars() {
        let place = usize::try_from(u32::from(c).wrapping_sub(FIRST_IDEOGRAPH)).ok();
        if let Some(known) = place.and_then(|place| known.get_mut(place)) {
            *known = true;
        }
    }
    known
});

/// What the text says when its characters are taken as the bytes of UTF-8 or of GBK. Of GBK, two words of Chinese at least,
/// and most of all that is not ASCII: accented letters of other languages stand alone.
fn misread_as_latin(text: &str) -> Option<String> {
    let bytes: Vec<u8> = text.chars().map(byte_of).collect::<Option<_>>()?;
    if let Ok(original) = std::str::from_utf8(&bytes) {
        return original.contains(|c| c >= FIRST_NON_LATIN).then(|| original.to_owned());
    }
    let original = GBK.decode_without_bom_handling_and_without_replacement(&bytes)?;
    let others = original.chars().filter(|c| !c.is_ascii());
    let (words, others): (Vec<char>, Vec<char>) = others.partition(|c| is_of_gb2312(*c));
    (words.len() >= 2 && words.len() >= 3 * others.len()).then(|| original.into_owned())
}

/// The byte that reads as this character in Windows-1252 or, where that has none, in Latin-1.
fn byte_of(c: char) -> Option<u8> {
    let mut one = [0; 4];
    let (bytes, _, has_others) = WINDOWS_1252.encode(c.encode_utf8(&mut one));
    match bytes.as_ref() {
        [byte] if !has_others => Some(*byte),
        _ => u8::try_from(u32::from(c)).ok(),
    }
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
