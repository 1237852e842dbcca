//! Writing XLSX: one sheet of text cells under a bold header that stays in sight. Codes stay text, and nothing is ever
//! a formula.

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use rust_xlsxwriter::Format;
use rust_xlsxwriter::Workbook;
use rust_xlsxwriter::XlsxError;

/// Rows of a sheet, the header among them (ECMA-376, as Excel and WPS read it).
const MOST_ROWS: u32 = 1_048_576;

/// The bytes of a workbook with one sheet of this name.
///
/// Errors: `file-too-large` when the rows do not fit on a sheet.
pub fn write<R, C>(sheet: &str, header: &[&str], rows: impl IntoIterator<Item = R>) -> Result<Vec<u8>>
where
    R: IntoIterator<Item = C>,
    C: AsRef<str>,
{
    let mut workbook = Workbook::new();
    let page = workbook.add_worksheet();
    page.set_name(sheet).map_err(failed)?;
    page.set_freeze_panes(1, 0).map_err(failed)?;
    let bold = Format::new().set_bold();
    for (column, title) in (0_u16..).zip(header) {
        page.write_string_with_format(0, column, *title, &bold)
            .map_err(failed)?;
    }
    for (number, row) in (1_u32..).zip(rows) {
        if number >= MOST_ROWS {
            return Err(Error::new(Code::FileTooLarge)
                .with("what", "行 rows")
                .with("limit", MOST_ROWS));
        }
        for (column, cell) in (0_u16..).zip(row) {
            page.write_string(number, column, cell.as_ref()).map_err(failed)?;
        }
    }
    workbook.save_to_buffer().map_err(failed)
}

fn failed(cause: XlsxError) -> Error {
    Error::new(Code::Internal).caused_by(cause)
}
