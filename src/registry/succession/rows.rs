//! Reading files of changes row by row: what it gives, and how a row is refused.

use super::date::PartialDate;
use super::event::Event;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;

const MOST_LISTED: usize = 100;

/// What a file gave: its changes, and every row that was not taken as it stands.
#[derive(Debug)]
pub struct ReadEvents {
    /// The changes, in the order of the file.
    pub events: Vec<Event>,
    /// How many rows of data the file has; each is in a change or among the findings.
    pub rows: usize,
    /// Rows that were left out or read otherwise than they stand, each with sheet and row.
    pub findings: Vec<Error>,
}

/// Nothing wrong, or the refusal of the whole file with its first findings.
pub(super) fn refuse_all(findings: Vec<Error>) -> Result<()> {
    if findings.is_empty() {
        return Ok(());
    }
    let count = findings.len();
    let listed = findings.into_iter().take(MOST_LISTED).collect();
    Err(Error::new(Code::RowsRefused).with("count", count).with_findings(listed))
}

/// A cell that breaks a rule.
pub(super) fn cell_invalid(value: &str, zh: &'static str, en: &'static str) -> Error {
    Error::new(Code::CellInvalid)
        .with("value", value)
        .with("rule_zh", zh)
        .with("rule_en", en)
}

/// The date of a cell.
pub(super) fn read_date(text: &str) -> Result<PartialDate> {
    let zh = "日期写作 1983、1983-05 或 1983-05-12";
    let en = "a date is 1983, 1983-05 or 1983-05-12";
    PartialDate::parse(text).ok_or_else(|| cell_invalid(text, zh, en))
}
