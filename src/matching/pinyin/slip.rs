//! Slips of the hand 输入错误: one character wrong, missing, too many, or two neighbours swapped.

use super::class::class;
use super::class::letters;
use super::class::symbol;
use super::readings::is_syllable;
use std::collections::BTreeSet;

/// The longest reading, in letters.
const LONGEST_READING: usize = 6;

/// Whether a part of the characters of a name is the text but for one slip; a letter stands for a character whose reading it
/// begins.
pub fn nearly_holds(name: &[char], text: &[char]) -> bool {
    let stands = |wanted: char, c: char| wanted == c || symbol(wanted).is_some_and(|bit| letters(class(c)) & bit != 0);
    fewest_slips(text, name, stands) <= 1
}

/// The initials of every spelling that one slip makes a text of whole readings: `gaoxeuya` gives `gxy`. Each with the
/// spelling itself.
pub fn respelled(text: &[char]) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    let mut offer = |letters: Vec<char>| {
        let spelling: String = letters.into_iter().collect();
        if let Some(initials) = initials_of(&spelling) {
            found.insert((initials, spelling));
        }
    };
    for at in 0..=text.len() {
        let (head, tail) = text.split_at(at);
        let without = tail.get(1..).unwrap_or_default();
        offer([head, without].concat());
        if let [a, b, rest @ ..] = tail {
            offer([head, &[*b, *a], rest].concat());
        }
        for letter in 'a'..='z' {
            offer([head, &[letter], tail].concat());
            if !tail.is_empty() {
                offer([head, &[letter], without].concat());
            }
        }
    }
    found
}

/// The first letters of a text cut into the fewest whole readings; none when it cannot be cut.
fn initials_of(spelling: &str) -> Option<String> {
    let mut best: Vec<Option<String>> = vec![Some(String::new())];
    for end in 1..=spelling.len() {
        let cut = (end.saturating_sub(LONGEST_READING)..end).filter_map(|start| {
            let syllable = spelling.get(start..end).filter(|syllable| is_syllable(syllable))?;
            let before = best.get(start)?.as_ref()?;
            Some(format!("{before}{}", syllable.get(..1)?))
        });
        let shortest = cut.min_by_key(String::len);
        best.push(shortest);
    }
    best.pop().flatten().filter(|initials| !initials.is_empty())
}

/// The fewest slips between a text and any part of a name (optimal string alignment).
fn fewest_slips(text: &[char], name: &[char], stands: impl Fn(char, char) -> bool) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = vec![0; name.len() + 1];
    let at = |row: &[usize], place: usize| row.get(place).copied().unwrap_or(usize::MAX / 2);
    for (row, wanted) in text.iter().enumerate() {
        let mut next = vec![row + 1];
        for (column, c) in name.iter().enumerate() {
            let wrong = at(&last, column) + usize::from(!stands(*wanted, *c));
            let missing = (at(&last, column + 1) + 1).min(at(&next, column) + 1);
            let mut slips = wrong.min(missing);
            let neighbours = row.checked_sub(1).zip(column.checked_sub(1));
            let previous = neighbours.and_then(|(row, column)| Some((text.get(row)?, name.get(column)?, column)));
            if let Some((wanted_before, c_before, column)) = previous
                && stands(*wanted, *c_before)
                && stands(*wanted_before, *c)
            {
                slips = slips.min(at(&before, column) + 1);
            }
            next.push(slips);
        }
        before = std::mem::replace(&mut last, next);
    }
    last.into_iter().min().unwrap_or_default()
}
