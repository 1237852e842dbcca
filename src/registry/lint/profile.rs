//! What codes of a file usually look like, and which are shorter than their neighbours.

use super::numbers;
use crate::registry::concept::Concept;
use std::collections::HashMap;
use std::collections::HashSet;

/// Lengths up to this are told apart.
const LONGEST: usize = 40;
/// Numbers that were merely counted, 1 to 100…0, have at most nine tenths of one length.
const USUAL_PERCENT: usize = 90;
/// Fewer codes say nothing of what is usual.
const FEWEST: usize = 20;
/// Decimals shorter than this are headings of every list.
const SHORTEST_FULL_DECIMALS: usize = 3;

/// The usual lengths of a file's codes.
#[derive(Debug, Default)]
pub struct Profile {
    has_leading_zeros: bool,
    whole: Option<usize>,
    decimals: Option<usize>,
}

impl Profile {
    /// Looks once at all codes.
    pub fn of(concepts: &[Concept]) -> Self {
        let mut whole = [0_usize; LONGEST];
        let mut decimals = [0_usize; LONGEST];
        let mut has_leading_zeros = false;
        for concept in concepts {
            has_leading_zeros |= concept.code.starts_with('0');
            let length = numbers::whole_part(&concept.code).map(str::len);
            if let Some(count) = length.and_then(|length| whole.get_mut(length)) {
                *count += 1;
            }
            let length = numbers::decimals(&concept.code).map(str::len);
            if let Some(count) = length.and_then(|length| decimals.get_mut(length)) {
                *count += 1;
            }
        }
        let half = decimals.iter().sum::<usize>().div_ceil(2);
        let usual_decimals = mode(&decimals).filter(|(_, count)| *count >= FEWEST && *count >= half);
        let most = concepts.len() * USUAL_PERCENT;
        Self {
            has_leading_zeros,
            whole: mode(&whole)
                .filter(|(_, count)| *count >= FEWEST && *count * 100 >= most)
                .map(|(length, _)| length),
            decimals: usual_decimals
                .map(|(length, _)| length)
                .filter(|length| *length >= SHORTEST_FULL_DECIMALS),
        }
    }

    /// Whether any code begins with a zero, so that zeros count.
    pub fn has_leading_zeros(&self) -> bool {
        self.has_leading_zeros
    }

    /// The code with the zeros that its neighbours have, when it has fewer digits before its point than they.
    pub fn padded(&self, code: &str) -> Option<String> {
        let usual = self.whole.filter(|_| self.has_leading_zeros)?;
        let missing = usual.checked_sub(numbers::whole_part(code)?.len())?;
        (missing > 0).then(|| format!("{}{code}", "0".repeat(missing)))
    }

    /// The code with the zeros at its end that its neighbours have, when it has fewer decimals than they.
    pub fn lengthened(&self, code: &str) -> Option<String> {
        let missing = self.decimals?.checked_sub(numbers::decimals(code)?.len())?;
        (missing > 0).then(|| format!("{code}{}", "0".repeat(missing)))
    }
}

/// Those of the codes that no other code of the file begins with: headings have codes below them, damaged codes do not.
pub fn without_codes_below<'c>(suspects: &HashSet<&'c str>, concepts: &'c [Concept]) -> HashSet<&'c str> {
    let mut left = suspects.clone();
    let lengths: HashSet<usize> = suspects.iter().map(|code| code.len()).collect();
    for concept in concepts {
        for &length in &lengths {
            if concept.code.len() > length
                && let Some(heading) = concept.code.get(..length)
            {
                left.remove(heading);
            }
        }
    }
    left
}

fn mode(counts: &[usize]) -> Option<(usize, usize)> {
    let by_length: HashMap<usize, usize> = counts.iter().copied().enumerate().collect();
    by_length.into_iter().max_by_key(|(length, count)| (*count, *length))
}
