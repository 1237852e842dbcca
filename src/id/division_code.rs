//! Codes of administrative divisions 行政区划代码 (GB/T 2260, and the statistical codes for townships and villages).

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use std::fmt;

/// Digits of each level: 省, 市, 县, 乡, 村.
const LEVELS: [usize; 5] = [2, 2, 2, 3, 3];
/// Down to the county a code is written with six digits.
const SHORTEST: usize = 6;

/// A division, such as `330100` 杭州市 or `330109103` 河上镇, in the one spelling that it has here: six digits down to
/// the county, nine for a township, twelve for a village.
///
/// The tree is that of the code itself: what follows the digits of a level is below it, and groups of zeros at the end are
/// no level. No edition is asked, so that publishing one never changes who may do what.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(transparent)]
pub struct DivisionCode(String);

impl DivisionCode {
    /// Reads 2, 4, 6, 9 or 12 digits.
    ///
    /// Errors: `identifier-invalid`.
    pub fn new(text: &str) -> Result<Self> {
        let is_whole = lengths().any(|length| length == text.len());
        let stem = stem_of(text).filter(|_| is_whole && text.bytes().all(|byte| byte.is_ascii_digit()));
        let stem = stem.ok_or_else(|| {
            Error::new(Code::IdentifierInvalid)
                .with("value", text)
                .with("what", "行政区划代码 division code")
                .with("rule_zh", "用 2、4、6、9 或 12 位数字，例如 330100，且不全为零")
                .with(
                    "rule_en",
                    "use 2, 4, 6, 9 or 12 digits, such as 330100, not all of them zeros",
                )
        })?;
        Ok(Self(format!("{stem:0<SHORTEST$}")))
    }

    /// The code in its one spelling.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The digits with which every code of its subtree begins.
    pub fn stem(&self) -> &str {
        stem_of(&self.0).unwrap_or(&self.0)
    }

    /// Whether the other is this division or lies below it.
    pub fn is_above(&self, other: &Self) -> bool {
        other.0.starts_with(self.stem())
    }
}

impl fmt::Display for DivisionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How many digits a code of each level has.
fn lengths() -> impl Iterator<Item = usize> {
    LEVELS.iter().scan(0, |sum, digits| {
        *sum += digits;
        Some(*sum)
    })
}

/// The code up to the last level that is not all zeros.
fn stem_of(text: &str) -> Option<&str> {
    let mut start = 0;
    let mut stem = None;
    for end in lengths() {
        let level = text.get(start..end)?;
        if level.bytes().any(|byte| byte != b'0') {
            stem = text.get(..end);
        }
        start = end;
        if start == text.len() {
            break;
        }
    }
    stem
}
