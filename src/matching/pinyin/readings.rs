//! The readings of a character.

use super::polyphones::POLYPHONES;
use pinyin::ToPinyinMulti as _;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// A character counts with at most so many different first letters: further ones are archaic.
const FIRST_LETTERS: usize = 2;
/// The characters that have readings: CJK unified ideographs. Rarer blocks do not occur in the lists.
pub const IDEOGRAPHS: std::ops::RangeInclusive<char> = '\u{4e00}'..='\u{9fff}';

/// Every beginning of every reading.
static BEGINNINGS: LazyLock<BTreeSet<String>> = LazyLock::new(beginnings);
/// Every whole reading.
static SYLLABLES: LazyLock<BTreeSet<String>> = LazyLock::new(|| IDEOGRAPHS.flat_map(readings).cloned().collect());

/// The readings of every ideograph.
static READINGS: LazyLock<Vec<Vec<String>>> = LazyLock::new(|| IDEOGRAPHS.map(read).collect());

/// The readings of a character without tones, the usual one first; ü is written `v` and also `u`. Empty for what is no
/// ideograph.
pub fn readings(c: char) -> &'static [String] {
    let at = u32::from(c).checked_sub(u32::from(*IDEOGRAPHS.start()));
    let at = at.and_then(|at| usize::try_from(at).ok());
    at.and_then(|at| READINGS.get(at))
        .map(Vec::as_slice)
        .unwrap_or_default()
}

fn read(c: char) -> Vec<String> {
    let settled = POLYPHONES.iter().find(|(known, _)| *known == c);
    let all: Vec<String> = match settled {
        Some((_, readings)) => readings.iter().map(|reading| (*reading).to_owned()).collect(),
        None => general(c),
    };
    let mut first_letters: Vec<u8> = Vec::new();
    let mut kept: Vec<String> = Vec::new();
    for reading in all {
        let Some(first) = reading.bytes().next().filter(u8::is_ascii_lowercase) else {
            continue;
        };
        let is_new_letter = !first_letters.contains(&first);
        if kept.contains(&reading) || (is_new_letter && first_letters.len() == FIRST_LETTERS) {
            continue;
        }
        if is_new_letter {
            first_letters.push(first);
        }
        let with_u = reading.contains('v').then(|| reading.replace('v', "u"));
        kept.push(reading);
        kept.extend(with_u);
    }
    kept
}

/// Whether some reading begins like this.
pub fn begins_a_reading(text: &str) -> bool {
    BEGINNINGS.contains(text)
}

/// Whether this is a whole reading of some character.
pub fn is_syllable(text: &str) -> bool {
    SYLLABLES.contains(text)
}

fn general(c: char) -> Vec<String> {
    let known = c.to_pinyin_multi().into_iter().flatten();
    known.map(|reading| reading.plain().replace('ü', "v")).collect()
}

fn beginnings() -> BTreeSet<String> {
    let each = SYLLABLES
        .iter()
        .flat_map(|syllable| (1..=syllable.len()).filter_map(|length| syllable.get(..length).map(str::to_owned)));
    each.collect()
}
