//! Codes without a name. Real lists contradict each other (入院途径 1 and 2, ABO 3 and 4, 有无 1 and 2), so a code alone is
//! a hint of low score, always with a warning.

use crate::matching::matcher::Matcher;
use crate::matching::names::Names;
use crate::matching::normalise::normalise;
use serde::Deserialize;
use serde::Serialize;
use std::collections::BTreeMap;

/// A longer row of digits is no code of a small list.
const LONGEST: usize = 3;

/// What makes a bare code a hint, the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// The entry has this code.
    SameCode,
    /// By custom the code stands for the name, such as 1 for 男.
    Custom,
    /// The entry stands at this place of the list, counted from 1.
    Position,
}

impl Basis {
    /// The score of a suggestion that has nothing else.
    pub const fn score(self) -> f64 {
        match self {
            Self::SameCode => 0.3,
            Self::Custom => 0.2,
            Self::Position => 0.1,
        }
    }
}

/// The code that a term is when it is nothing else: its name is one to three digits, or empty beside such a code.
pub fn bare_code<'a>(code: Option<&'a str>, name: &'a str) -> Option<&'a str> {
    let name = name.trim();
    let text = if name.is_empty() { code?.trim() } else { name };
    let is_short = (1..=LONGEST).contains(&text.len());
    (is_short && text.bytes().all(|byte| byte.is_ascii_digit())).then_some(text)
}

/// The entries of a small list that a bare code may mean.
pub fn hints(matcher: &Matcher, code: &str) -> BTreeMap<u32, Basis> {
    let names = matcher.names();
    let mut found = BTreeMap::new();
    for entry in (0..names.entries()).filter(|entry| same_number(names.code(*entry), code)) {
        found.insert(entry, Basis::SameCode);
    }
    for word in matcher.lexicon().values().by_custom(code) {
        for name in names.normalised_to(word) {
            found.entry(names.owner(name)).or_insert(Basis::Custom);
        }
    }
    let place = code.parse::<u32>().ok().and_then(|place| place.checked_sub(1));
    if let Some(entry) = place.filter(|entry| *entry < names.entries()) {
        found.entry(entry).or_insert(Basis::Position);
    }
    found
}

/// The name that a small list gives to a local code, when it is not the entry itself nor of its name: then the codes of
/// both lists contradict each other.
pub fn meaning_of_code<'a>(names: &'a Names, code: &str, entry: u32) -> Option<&'a str> {
    let same_name = |other: u32| normalise(names.display(other)).text == normalise(names.display(entry)).text;
    let mut others = (0..names.entries()).filter(|other| same_number(names.code(*other), code));
    let first = others.clone().next()?;
    let agrees = others.any(|other| other == entry || same_name(other));
    (!agrees).then(|| names.display(first))
}

/// Whether two codes are equal, leading zeros apart: 01 and 1.
fn same_number(one: &str, other: &str) -> bool {
    let bare = |code: &str| code.trim().trim_start_matches('0').to_owned();
    one == other || (is_number(one) && is_number(other) && bare(one) == bare(other))
}

fn is_number(code: &str) -> bool {
    !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_digit())
}
