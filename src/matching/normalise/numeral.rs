//! Numerals in a slot: Ⅱ型, II型, 二型 and 2型 are one. Outside a slot a numeral is part of a name (三叉神经, 十二指肠).

mod read;

use read::may_be_numeral;
use read::numeral_before;
use read::roman_before;
use read::roman_letters;
use read::run_before;

/// The words that make the numeral before them a number.
pub const SLOTS: [char; 5] = ['型', '期', '级', '度', '类'];

/// A number in its slot, such as 2 before 型.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slot {
    /// Which of [`SLOTS`].
    pub word: char,
    /// The number.
    pub number: u32,
}

/// Writes numerals before a slot in Arabic digits, `Ⅲ°` and `iii°` as `3度`, and Roman numeral signs elsewhere in letters.
pub fn unify(text: &str) -> Option<String> {
    if !text.contains(may_be_numeral) {
        return None;
    }
    let chars: Vec<char> = text.chars().collect();
    let mut out: Vec<char> = Vec::with_capacity(chars.len());
    for (at, c) in chars.iter().enumerate() {
        let next = chars.get(at + 1);
        let degree = *c == '°' && next.is_none_or(|n| *n != 'c') && roman_before(&out, out.len()).is_some();
        if SLOTS.contains(c) || degree {
            rewrite_end(&mut out);
        }
        out.push(if degree { '度' } else { *c });
    }
    let mut changed = String::with_capacity(text.len());
    for c in out {
        match roman_letters(c) {
            Some(letters) => changed.push_str(letters),
            None => changed.push(c),
        }
    }
    (changed != text).then_some(changed)
}

/// The numbers in slots of a normalised text, sorted, without repeats.
pub fn slots(text: &str) -> Vec<Slot> {
    let chars: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    for (at, word) in chars.iter().enumerate().filter(|(_, c)| SLOTS.contains(c)) {
        let before = chars.get(..at).unwrap_or_default();
        let mut place = before.len();
        loop {
            let digits = run_before(before, place, |c| c.is_ascii_digit());
            let number = before
                .get(digits..place)
                .map(String::from_iter)
                .and_then(|text: String| text.parse().ok());
            let Some(number) = number else { break };
            found.push(Slot { word: *word, number });
            let joined = digits
                .checked_sub(1)
                .and_then(|at| before.get(at))
                .is_some_and(|c| is_joint(*c));
            if !joined {
                break;
            }
            place = digits - 1;
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Rewrites the numerals that end `out`, joined by `-`, `/` or a comma, and a sub-stage letter after them.
fn rewrite_end(out: &mut Vec<char>) {
    let mut end = out.len();
    loop {
        let after_letter = end;
        let is_substage = |c: &char| matches!(c, 'a'..='d');
        let mut stop = end;
        if end > 1 && out.get(end - 1).is_some_and(is_substage) {
            stop = end - 1;
        }
        let Some((start, number)) = numeral_before(out, stop).or_else(|| {
            stop = after_letter;
            numeral_before(out, stop)
        }) else {
            return;
        };
        let digits: Vec<char> = number.to_string().chars().collect();
        out.splice(start..stop, digits);
        let joint = start
            .checked_sub(1)
            .and_then(|at| out.get(at))
            .is_some_and(|c| is_joint(*c));
        if !joint {
            return;
        }
        end = start - 1;
    }
}

fn is_joint(c: char) -> bool {
    matches!(c, '-' | '/' | ',' | '、' | '，' | '至' | '或')
}
