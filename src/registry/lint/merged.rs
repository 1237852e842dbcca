//! Merged cells of a workbook: of them the first alone has contents, and the others look empty.

use super::finding::Finding;
use super::finding::Place;
use super::finding::Severity;
use super::report::Report;
use crate::error::Code;
use crate::registry::tabular::Table;
use std::sync::Arc;

/// Merged cells among the data are a warning, those of the header and above an info.
pub fn look_at_merged(table: &Table, report: &mut Report) {
    for cells in table.merged() {
        let is_data = cells.last_row > table.header_number();
        let severity = if is_data { Severity::Warning } else { Severity::Info };
        report.add(Code::CellsMerged, severity, || {
            let column: Arc<str> = table.column_title(cells.first_column).into();
            let place = Place {
                row: cells.first_row,
                column: &column,
            };
            Finding::new(Code::CellsMerged, severity, place, &cells.to_string())
        });
    }
}
