//! The core of a name: what similarity compares. Signs are dropped and words that registries and hospitals write in
//! several ways (the variants of the [lexicon](super::words)) become one, so that 食道 meets 食管 and 肿物切除 meets 病损切除.
//!
//! A core is not a claim that two names mean the same: it only lets the index find a candidate, which is then scored,
//! guarded and shown to a person.

use super::words::Words;
use std::borrow::Cow;

/// The core of a normalised name. A name of signs alone is its own core.
pub fn core<'t>(words: &Words, normalised: &'t str) -> Cow<'t, str> {
    let folded = fold(words, normalised);
    if !folded.contains(is_sign) {
        return folded;
    }
    let kept: String = folded.chars().filter(|c| !is_sign(*c)).collect();
    if kept.is_empty() { folded } else { Cow::Owned(kept) }
}

fn fold<'t>(words: &Words, text: &'t str) -> Cow<'t, str> {
    let variants = &words.variants;
    if !text.chars().any(|c| variants.has_beginning(c)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let taken = if let Some((word, written)) = variants.beginning(rest) {
            out.push_str(written);
            word.len()
        } else {
            out.push(c);
            c.len_utf8()
        };
        rest = rest.get(taken..).unwrap_or_default();
    }
    Cow::Owned(out)
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
