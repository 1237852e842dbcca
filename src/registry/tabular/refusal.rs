//! Refusals of files that nobody makes by mistake.

use crate::error::Code;
use crate::error::Error;

/// The refusal of a workbook that no workbook program writes.
pub(super) fn unsafe_because(zh: &'static str, en: &'static str) -> Error {
    Error::new(Code::ArchiveUnsafe)
        .with("reason_zh", zh)
        .with("reason_en", en)
}
