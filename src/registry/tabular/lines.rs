//! Text without a header, an entry a line: code, blanks, name.

use super::encoding::Encoding;
use super::limits::Limits;
use super::table::Missing;
use super::table::Table;
use super::table::TableBuilder;
use crate::error::Result;

/// The titles of the two columns.
const TITLES: [&str; 2] = ["code", "name"];

/// Reads the table of a text: a line is split at its first blanks (spaces and tabs, one or several), and what follows is
/// the name up to the end of the line, blanks at its end included. Empty lines are skipped.
///
/// Errors: `row-ragged` for a line without a blank, and those of the limits.
pub(super) fn read(text: &str, encoding: Encoding, limits: &Limits) -> Result<Table> {
    let mut table = TableBuilder::new(encoding, limits);
    for title in TITLES {
        table.cell(0, title)?;
    }
    table.end_row(0, Missing::IsRagged)?;
    for (row, line) in (1_u64..).zip(text.split('\n')) {
        let line = line.strip_suffix('\r').unwrap_or(line);
        match line.split_once([' ', '\t']) {
            Some((code, name)) => {
                table.cell(row, code)?;
                table.cell(row, name.trim_start_matches([' ', '\t']))?;
            }
            None => table.cell(row, line)?,
        }
        table.end_row(row, Missing::IsRagged)?;
    }
    table.finish()
}
