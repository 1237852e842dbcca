//! Characters that look like others: O and 0, l and I and 1, and letters of Greek and Cyrillic. They count only when
//! the exchange makes a code fit its kind, which it did not before.

use crate::registry::kind::Kind;
use std::collections::BTreeSet;

/// What a code should perhaps be, by exchanging one character or all of a sort. Several answers say that look-alikes are
/// to blame, but not which; no answer says that they are not.
pub fn repairs(code: &str, kind: &Kind) -> BTreeSet<String> {
    candidates(code)
        .filter(|candidate| kind.fault(candidate).is_none())
        .collect()
}

fn candidates(code: &str) -> impl Iterator<Item = String> {
    let wholly = [digits, letters, latin];
    let wholly = wholly.into_iter().filter_map(move |exchange| {
        let candidate: String = code.chars().map(|c| exchange(c).unwrap_or(c)).collect();
        (candidate != code).then_some(candidate)
    });
    let singly = code.char_indices().flat_map(move |(place, old)| {
        let others = [digits, letters, latin].into_iter();
        others.filter_map(move |exchange| with(code, place, old, exchange(old)?))
    });
    wholly.chain(singly)
}

fn with(code: &str, place: usize, old: char, new: char) -> Option<String> {
    let before = code.get(..place)?;
    let after = code.get(place + old.len_utf8()..)?;
    Some(format!("{before}{new}{after}"))
}

fn digits(c: char) -> Option<char> {
    match c {
        'O' | 'o' | 'О' | 'о' | 'Ο' | 'ο' => Some('0'),
        'l' | 'I' | 'i' | '|' | 'І' | 'Ι' => Some('1'),
        _ => None,
    }
}

fn letters(c: char) -> Option<char> {
    match c {
        '0' => Some('O'),
        '1' => Some('I'),
        _ => None,
    }
}

/// The Latin letter that a Greek or Cyrillic one looks like.
fn latin(c: char) -> Option<char> {
    const CYRILLIC: (&str, &str) = ("АВСЕНІЈКМОРЅТХхУ", "ABCEHIJKMOPSTXxY");
    const GREEK: (&str, &str) = ("ΑΒΕΗΙΚΜΝΟΡΤΧΥΖ", "ABEHIKMNOPTXYZ");
    [CYRILLIC, GREEK].iter().find_map(|(others, latin)| {
        let mut pairs = others.chars().zip(latin.chars());
        pairs.find(|(other, _)| *other == c).map(|(_, latin)| latin)
    })
}
