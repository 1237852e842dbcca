//! The core of a name: what similarity compares. Signs are dropped and words that registries and hospitals write in
//! several ways become one, so that 食道 meets 食管 and 肿物切除 meets 病损切除.
//!
//! A core is not a claim that two names mean the same: it only lets the index find a candidate, which is then scored,
//! guarded and shown to a person.

mod variants;

use std::borrow::Cow;
use std::sync::LazyLock;
use variants::VARIANTS;

/// A word and how the core writes it.
type Variant = (&'static str, &'static str);
/// The variants that begin with a character, the longest first.
type Group = (char, Vec<Variant>);

/// The groups, in the order of their first character.
static BY_FIRST: LazyLock<Vec<Group>> = LazyLock::new(by_first);

/// The core of a normalised name. A name of signs alone is its own core.
pub fn core(normalised: &str) -> Cow<'_, str> {
    let folded = fold(normalised);
    if !folded.contains(is_sign) {
        return folded;
    }
    let kept: String = folded.chars().filter(|c| !is_sign(*c)).collect();
    if kept.is_empty() { folded } else { Cow::Owned(kept) }
}

fn fold(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| starting_with(c).is_some()) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let variant = starting_with(c).and_then(|list| list.iter().find(|(from, _)| rest.starts_with(from)));
        let (taken, written) = match variant {
            Some((from, to)) => (from.len(), Some(*to)),
            None => (c.len_utf8(), None),
        };
        match written {
            Some(to) => out.push_str(to),
            None => out.push(c),
        }
        rest = rest.get(taken..).unwrap_or_default();
    }
    Cow::Owned(out)
}

fn starting_with(c: char) -> Option<&'static [Variant]> {
    let at = BY_FIRST.binary_search_by_key(&c, |(first, _)| *first).ok()?;
    BY_FIRST.get(at).map(|(_, list)| list.as_slice())
}

fn by_first() -> Vec<Group> {
    let mut table: Vec<Group> = Vec::new();
    let mut pairs: Vec<(char, Variant)> = VARIANTS
        .iter()
        .filter_map(|(from, to)| Some((from.chars().next()?, (*from, *to))))
        .collect();
    pairs.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.0.len().cmp(&a.1.0.len())));
    for (first, variant) in pairs {
        match table.last_mut() {
            Some((same, list)) if *same == first => list.push(variant),
            _ => table.push((first, vec![variant])),
        }
    }
    table
}

fn is_sign(c: char) -> bool {
    matches!(
        c,
        '(' | ')'
            | ','
            | ';'
            | ':'
            | '.'
            | '-'
            | '+'
            | '/'
            | '*'
            | ' '
            | '\''
            | '"'
            | '?'
            | '？'
            | '。'
            | '&'
            | '#'
            | '_'
            | '|'
            | '\\'
    )
}
