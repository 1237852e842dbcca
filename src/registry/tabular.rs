//! Reading a table of text out of the bytes of a file that nobody vouches for: CSV, TSV, XLSX, lines of `code name`.
//!
//! Cells come out byte for byte; what they mean is no question of this folder. No read costs more than its [`Limits`],
//! whatever the file claims about itself.

mod archive;
mod delimited;
mod encoding;
mod format;
mod grid;
mod limits;
mod lines;
mod markup;
mod number;
mod refusal;
pub mod stream;
mod table;
mod workbook;

pub use encoding::Encoding;
pub use format::Format;
pub use grid::Sheet;
pub use grid::SheetRow;
pub use limits::Limits;
pub use table::MergedCells;
pub use table::Row;
pub use table::Table;
pub use table::letters;

use crate::error::Result;
use std::borrow::Cow;
use table::TableBuilder;

/// Reads the table of a file: the first row that is not empty is the header, every further row that is not empty is
/// a row of data. Of a workbook it is the first visible sheet. [`Format::Lines`] has no header: its columns are titled
/// `code` and `name`, and its first line is row 1.
///
/// Errors: `file-too-large` (a limit), `file-unreadable` (damaged or another format), `encoding-invalid` and
/// `encoding-unsupported` (text files), `cell-invalid` (quotes), `row-ragged` (more or fewer cells than the header),
/// `file-empty` (no data row).
pub fn read(bytes: &[u8], format: Format, limits: &Limits) -> Result<Table> {
    read_sheet(bytes, format, None, limits)
}

/// Like [`read`], from the sheet with this name; text files have no sheets and ignore it.
///
/// Errors: those of [`read`], and `field-invalid` when the workbook has no such sheet.
pub fn read_sheet(bytes: &[u8], format: Format, sheet: Option<&str>, limits: &Limits) -> Result<Table> {
    read_below(bytes, format, sheet, 1, limits)
}

/// Like [`read_sheet`], with the header in this row or the first one after it that is not empty; rows above it, where
/// publishers put titles, are skipped. [`Format::Lines`] has no header and ignores it.
///
/// Errors: those of [`read_sheet`].
pub fn read_below(
    bytes: &[u8],
    format: Format,
    sheet: Option<&str>,
    header_row: u64,
    limits: &Limits,
) -> Result<Table> {
    must_fit(bytes, limits)?;
    match format {
        Format::Xlsx => workbook::read(bytes, sheet, header_row, limits),
        Format::Csv | Format::Tsv => {
            let (text, encoding) = text_of(bytes, format)?;
            delimited::read(&text, format, TableBuilder::new(encoding, limits).below(header_row))
        }
        Format::Lines => {
            let (text, encoding) = text_of(bytes, format)?;
            lines::read(&text, encoding, limits)
        }
    }
}

/// Refuses a file of more bytes than the limits allow.
///
/// Errors: `file-too-large`.
pub fn must_fit(bytes: &[u8], limits: &Limits) -> Result<()> {
    if bytes.len() > limits.file_bytes {
        return Err(limits::exceeded("字节 bytes", limits.file_bytes));
    }
    Ok(())
}

/// Reads every sheet of a workbook as it stands: titles above a header, rows of any width, blocks of merged cells.
///
/// Errors: `file-too-large` (a limit), `file-unreadable` (damaged, or no workbook).
pub fn sheets(bytes: &[u8], limits: &Limits) -> Result<Vec<Sheet>> {
    must_fit(bytes, limits)?;
    grid::read(bytes, limits)
}

fn text_of(bytes: &[u8], format: Format) -> Result<(Cow<'_, str>, Encoding)> {
    if format::is_zip(bytes) {
        return Err(format::unreadable(format));
    }
    encoding::decode(bytes, format)
}
