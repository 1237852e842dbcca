//! The fields of a kind's TOML. A field that is not known is refused.

use crate::registry::comparison::Comparison;
use serde::Deserialize;
use serde::Serialize;

/// What a kind says of itself: `dictionaries/kinds/<id>.toml`.
///
/// Patterns are regular expressions over the whole code (`^` and `$` are not needed) and over ASCII: `\d` is 0 to 9,
/// and neither `.` nor `[^…]` may stand for any character.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// Its title in Chinese.
    pub title: String,
    /// Its title in English.
    pub title_en: String,
    /// The standard or publication that gives the rule.
    pub standard: String,
    /// How sure the rule is: `V` verified, `V-` secondary, `M` from memory, `M-low` doubtful.
    pub confidence: String,
    /// How names are compared.
    #[serde(default)]
    pub compare: Comparison,
    /// How a code is built; without it every code is.
    pub pattern: Option<String>,
    /// How a code is spelled where the pattern takes several spellings.
    pub canonical: Option<String>,
    /// What else a curator has to know: what the printed rule says otherwise, what cannot be detected.
    pub note: Option<String>,
    /// The algorithm of the check digit, a word of [`crate::registry::check_digit::CheckDigit`].
    pub check_digit: Option<String>,
    /// The part of a code that carries the check digit: group 1 of this pattern. Without it the whole code; a code that
    /// does not fit it has no check digit.
    pub check_part: Option<String>,
    /// Codes above a code, nearest first.
    #[serde(default)]
    pub parents: Vec<ParentRule>,
    /// Codes of headings, which data may not carry.
    #[serde(default)]
    pub not_assignable: Vec<String>,
    /// Codes that are right; they are the kind's own test.
    #[serde(default)]
    pub examples: Vec<Example>,
    /// Codes that are wrong; they are the kind's own test.
    #[serde(default)]
    pub counter_examples: Vec<CounterExample>,
}

/// One way from a code to the code above it. Of all rules that fit, the first whose result is in the edition counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParentRule {
    /// Which codes it is for.
    pub pattern: String,
    /// The code above, with `${1}` for group 1 of the pattern.
    pub parent: String,
}

/// A code that is right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// The code.
    pub code: String,
    /// What it shows.
    pub why: Option<String>,
    /// The codes above it that the rules give, nearest first.
    pub parents: Option<Vec<String>>,
    /// Whether data may carry it.
    pub assignable: Option<bool>,
}

/// A code that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CounterExample {
    /// The code.
    pub code: String,
    /// What is wrong with it.
    pub why: String,
}
