//! How much a file may cost.

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;

/// Rows of a sheet (ECMA-376, as Excel and WPS read it).
const ROWS_OF_A_SHEET: u64 = 1_048_576;

/// Upper bounds for reading one file. A file beyond one of them is refused with `file-too-large`; the words name the
/// limit. The defaults hold every list of the domain known so far (the largest has some 200,000 rows).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file as it is handed in. Default 64 MiB.
    pub file_bytes: usize,
    /// Bytes of all parts of a workbook after decompression. Default 256 MiB.
    pub decompressed_bytes: usize,
    /// Bytes of the text in all cells, as UTF-8; the cells of a workbook may repeat one shared text. Default 128 MiB.
    pub text_bytes: usize,
    /// How many times larger than its compressed form a part of a workbook may become; parts up to 10 MiB are free of
    /// it, because small repetitive sheets are honest. Default 200.
    pub compression_ratio: usize,
    /// Entries of the archive that a workbook is. Default 1,000.
    pub archive_entries: usize,
    /// Rows, the header and empty ones included. Default 2,000,000.
    pub rows: usize,
    /// Columns. Default 200.
    pub columns: usize,
    /// Cells of the table. Default 20,000,000.
    pub cells: usize,
    /// Characters of one cell. Default 32,767, the limit of Excel.
    pub cell_characters: usize,
    /// Texts that the cells of a workbook share. Default 4,000,000.
    pub shared_texts: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 64 << 20,
            decompressed_bytes: 256 << 20,
            text_bytes: 128 << 20,
            compression_ratio: 200,
            archive_entries: 1_000,
            rows: 2_000_000,
            columns: 200,
            cells: 20_000_000,
            cell_characters: 32_767,
            shared_texts: 4_000_000,
        }
    }
}

/// The refusal of a file with more than `limit` of something, named in Chinese and English.
pub(super) fn exceeded(what: &'static str, limit: usize) -> Error {
    Error::new(Code::FileTooLarge).with("what", what).with("limit", limit)
}

/// Refuses a row that no sheet has.
pub(super) fn must_be_row_of_sheet(row: u64) -> Result<()> {
    if row > ROWS_OF_A_SHEET {
        return Err(exceeded(
            "工作表的行 rows of a sheet",
            usize::try_from(ROWS_OF_A_SHEET).unwrap_or(usize::MAX),
        )
        .at_row(row));
    }
    Ok(())
}
