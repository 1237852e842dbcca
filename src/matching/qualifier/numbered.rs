//! Qualifiers that carry a number: stages and grades (3期, T1N0M0, NYHA II, CKD5期) and pregnancy (孕39周, G1P0).

use super::Class;
use super::Qualifier;
use crate::matching::normalise::SLOTS;
use std::ops::Range;

/// Scales whose number is a stage.
const SCALES: [&str; 13] = [
    "nyha",
    "killip",
    "ctcae",
    "ckd",
    "figo",
    "ecog",
    "asa",
    "gcs",
    "kps",
    "child-pugh",
    "hunt-hess",
    "forrest",
    "aldrete",
];
/// A slot that makes the name of a disease, not its stage: 2型糖尿病.
const OF_A_NAME: [char; 2] = ['型', '类'];
/// Words before the weeks of a pregnancy.
const WEEKS: [&str; 4] = ["停经", "妊娠", "宫内孕", "孕"];

/// The qualifiers of a normalised text, from left to right.
pub fn find(text: &str) -> Vec<Qualifier> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let starts_word = !text.get(..at).is_some_and(ends_in_letter);
        let hit = pregnancy(rest, starts_word).or_else(|| stage(rest, starts_word));
        match hit {
            Some((class, length)) => {
                found.push(qualifier(text, at..at + length, class));
                at += length;
            }
            None => at += rest.chars().next().map_or(1, char::len_utf8),
        }
    }
    found
}

fn qualifier(text: &str, place: Range<usize>, class: Class) -> Qualifier {
    let word = text.get(place.clone()).unwrap_or_default().to_owned();
    Qualifier { class, word, place }
}

fn ends_in_letter(text: &str) -> bool {
    text.ends_with(|c: char| c.is_ascii_alphanumeric())
}

fn pregnancy(text: &str, starts_word: bool) -> Option<(Class, usize)> {
    let length = weeks(text).or_else(|| if starts_word { gravida(text) } else { None })?;
    Some((Class::Pregnancy, length))
}

/// 孕39周, 孕39+2周, 妊娠28周.
fn weeks(text: &str) -> Option<usize> {
    let rest = WEEKS.iter().find_map(|word| text.strip_prefix(word))?;
    let after = rest.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '/'));
    let end = after.strip_prefix('周').or_else(|| after.strip_prefix('+'))?;
    (after.len() < rest.len()).then(|| text.len() - end.len())
}

/// `g1p0`, and 孕1产0.
fn gravida(text: &str) -> Option<usize> {
    let rest = number_after(text, &["g", "孕"])?;
    let rest = number_after(rest, &["p", "产"])?;
    Some(text.len() - rest.len())
}

fn stage(text: &str, starts_word: bool) -> Option<(Class, usize)> {
    let tumour = || if starts_word { tnm(text) } else { None };
    let length = slot(text, starts_word)
        .or_else(tumour)
        .or_else(|| scale(text, starts_word))?;
    Some((Class::Stage, length))
}

/// `3期`, `1-2级`, `3b期`.
fn slot(text: &str, starts_word: bool) -> Option<usize> {
    let after = text.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '/' | 'a'..='d'));
    let word = after
        .chars()
        .next()
        .filter(|c| SLOTS.contains(c) && !OF_A_NAME.contains(c))?;
    let has_number = text.starts_with(|c: char| c.is_ascii_digit()) && after.len() < text.len();
    (starts_word && has_number).then(|| text.len() - after.len() + word.len_utf8())
}

/// `t1n0m0`, `pt2n1mx`.
fn tnm(text: &str) -> Option<usize> {
    let rest = text.trim_start_matches(['c', 'p', 'y']);
    let rest = number_after(rest, &["t"])?;
    let rest = number_after(rest, &["n"])?;
    let rest = number_after(rest, &["m"]).unwrap_or(rest);
    Some(text.len() - rest.len())
}

/// `nyha ii`, `killip2级`, `ckd5期`.
fn scale(text: &str, starts_word: bool) -> Option<usize> {
    let rest = SCALES
        .iter()
        .find_map(|scale| text.strip_prefix(scale))
        .filter(|_| starts_word)?;
    let number = rest.trim_start_matches([' ', '-', ':']);
    let after = number.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, 'i' | 'v' | 'a'..='c' | '-'));
    if after.len() == number.len() || ends_in_letter(after.get(..1).unwrap_or_default()) {
        return None;
    }
    let end = after
        .strip_prefix(SLOTS)
        .or_else(|| after.strip_prefix('分'))
        .unwrap_or(after);
    Some(text.len() - end.len())
}

/// What follows one of the words and a number or `x`, or a stage letter after that.
fn number_after<'t>(text: &'t str, words: &[&str]) -> Option<&'t str> {
    let rest = words.iter().find_map(|word| text.strip_prefix(word))?;
    let after = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    if after.len() == rest.len() {
        return rest.strip_prefix('x').or_else(|| rest.strip_prefix("is"));
    }
    Some(after.strip_prefix(['a', 'b', 'c']).unwrap_or(after))
}
