//! A note 备注 about a local code: what people write to each other while they work, mapped or not. Notes are never changed.

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::AccountId;
use crate::time::Instant;

/// The longest note, in characters.
pub const LONGEST: usize = 2_000;

/// A note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The local code.
    pub code: String,
    /// Its number in the thread of the code, from 1.
    pub number: i64,
    /// Who wrote it.
    pub account: AccountId,
    /// When.
    pub at: Instant,
    /// The text.
    pub text: String,
}

/// Refuses a note that says nothing or never ends.
pub fn must_be_fit(text: &str) -> Result<()> {
    let is_fit = !text.trim().is_empty() && text.chars().count() <= LONGEST;
    if is_fit {
        return Ok(());
    }
    Err(Error::new(Code::FieldInvalid)
        .with("field", "text")
        .with("value", "…")
        .with("rule_zh", format!("备注须有 1 到 {LONGEST} 个字"))
        .with("rule_en", format!("a note has 1 to {LONGEST} characters"))
        .in_field("text"))
}
