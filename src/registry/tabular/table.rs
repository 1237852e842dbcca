//! A table of text, held as one text and the ends of its cells: a million rows cost their text and 4 bytes a cell.

use super::encoding::Encoding;
use super::limits;
use super::limits::Limits;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;

/// The rows of a file below its header; every row has as many cells as the header.
#[derive(Debug)]
pub struct Table {
    headers: Vec<String>,
    header_number: u64,
    encoding: Encoding,
    text: String,
    ends: Vec<u32>,
    numbers: Vec<u32>,
    merged: Vec<MergedCells>,
}

/// Cells of a workbook that are shown as one; the first of them has the contents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MergedCells {
    /// The first row, as a person counts it in the sheet.
    pub first_row: u64,
    /// The last row.
    pub last_row: u64,
    /// The first column, counted from 0.
    pub first_column: usize,
    /// The last column.
    pub last_column: usize,
}

impl std::fmt::Display for MergedCells {
    /// The range as a workbook program writes it, such as `B3:B5`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (first, last) = (letters(self.first_column), letters(self.last_column));
        write!(f, "{first}{}:{last}{}", self.first_row, self.last_row)
    }
}

/// The letters of a column counted from 0, as a workbook program shows them: A to Z, AA to ZZ.
pub fn letters(column: usize) -> String {
    let digit = u32::try_from(column % 26).unwrap_or_default();
    let letter = char::from_u32(u32::from(b'A') + digit).unwrap_or('?');
    match (column / 26).checked_sub(1) {
        Some(rest) => letters(rest) + &letter.to_string(),
        None => letter.to_string(),
    }
}

impl Table {
    /// A table of rows that were put together and not read from cells; each row comes with its number.
    ///
    /// Errors: `file-too-large` for what exceeds the limits, `file-empty` without rows.
    pub fn of<T, C, R>(titles: &[T], rows: impl IntoIterator<Item = (u64, R)>, limits: &Limits) -> Result<Self>
    where
        T: AsRef<str>,
        C: AsRef<str>,
        R: IntoIterator<Item = C>,
    {
        let mut table = TableBuilder::new(Encoding::Utf8, limits);
        for title in titles {
            table.cell(0, title.as_ref())?;
        }
        table.end_row(0, Missing::IsRagged)?;
        for (number, row) in rows {
            for cell in row {
                table.cell(number, cell.as_ref())?;
            }
            table.end_row(number, Missing::IsEmpty)?;
        }
        table.finish()
    }

    /// The titles of the columns, byte for byte. A title may be empty (a comma at the end of every line, a merged
    /// cell) or repeated; only who chooses such a column is refused.
    pub fn headers(&self) -> &[String] {
        &self.headers
    }

    /// The row of the header in the file, counted from 1; 0 when the format has no header.
    pub fn header_number(&self) -> u64 {
        self.header_number
    }

    /// The merged cells of the sheet; none in a text file.
    pub fn merged(&self) -> &[MergedCells] {
        &self.merged
    }

    /// The same table with its merged cells.
    pub(super) fn with_merged(mut self, merged: Vec<MergedCells>) -> Self {
        self.merged = merged;
        self
    }

    /// How the file said its characters.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// How many rows of data there are; at least one.
    pub fn row_count(&self) -> usize {
        self.numbers.len()
    }

    /// The rows of data in the order of the file.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        let numbers = self.numbers.iter().enumerate();
        numbers.map(|(index, &number)| Row {
            table: self,
            index,
            number: u64::from(number),
        })
    }

    /// The title of a column for messages: without a title its number, counted from 1.
    pub fn column_title(&self, column: usize) -> String {
        match self.headers.get(column) {
            Some(title) if !title.is_empty() => title.clone(),
            _ => (column + 1).to_string(),
        }
    }

    fn start_of(&self, cell: usize) -> usize {
        let end_before = cell.checked_sub(1).and_then(|before| self.ends.get(before));
        offset(end_before.copied().unwrap_or_default())
    }
}

/// One row of a [`Table`].
#[derive(Clone, Copy, Debug)]
pub struct Row<'t> {
    table: &'t Table,
    index: usize,
    number: u64,
}

impl<'t> Row<'t> {
    /// The row as a person counts it in the file: the header line of a text file is row 1, a quoted line end begins a
    /// new one, and in a workbook it is the row of the sheet.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The text of the cell in a column counted from 0, byte for byte; empty beyond the header.
    pub fn cell(&self, column: usize) -> &'t str {
        let width = self.table.headers.len();
        if column >= width {
            return "";
        }
        let cell = self.index * width + column;
        let start = self.table.start_of(cell);
        let end = self.table.start_of(cell + 1);
        self.table.text.get(start..end).unwrap_or("")
    }

    /// All cells, as many as the header has.
    pub fn cells(self) -> impl Iterator<Item = &'t str> {
        (0..self.table.headers.len()).map(move |column| self.cell(column))
    }
}

fn offset(end: u32) -> usize {
    usize::try_from(end).unwrap_or(usize::MAX)
}

/// What a row means that ends before the last named column.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Missing {
    /// The cells are empty: a sheet stores no empty cells.
    IsEmpty,
    /// A delimiter is missing: the row is refused.
    IsRagged,
}

/// Puts a table together, cell by cell, and refuses what exceeds the limits before it is stored.
pub(super) struct TableBuilder<'l> {
    limits: &'l Limits,
    table: Table,
    header_row: u64,
    named_columns: usize,
    rows_seen: usize,
    row_cells: usize,
    row_start: usize,
}

impl<'l> TableBuilder<'l> {
    /// A table without header and rows.
    pub(super) fn new(encoding: Encoding, limits: &'l Limits) -> Self {
        let table = Table {
            headers: Vec::new(),
            header_number: 0,
            encoding,
            text: String::new(),
            ends: Vec::new(),
            numbers: Vec::new(),
            merged: Vec::new(),
        };
        Self {
            limits,
            table,
            header_row: 0,
            named_columns: 0,
            rows_seen: 0,
            row_cells: 0,
            row_start: 0,
        }
    }

    /// The same, with the header not above this row.
    pub(super) fn below(self, header_row: u64) -> Self {
        Self { header_row, ..self }
    }

    /// Adds the next cell of the open row.
    pub(super) fn cell(&mut self, row: u64, text: &str) -> Result<()> {
        let limits = self.limits;
        if self.row_cells >= limits.columns {
            return Err(limits::exceeded("列 columns", limits.columns).at_row(row));
        }
        if text.len() > limits.cell_characters && text.chars().count() > limits.cell_characters {
            return Err(
                limits::exceeded("单元格字符 characters in a cell", limits.cell_characters)
                    .at_row(row)
                    .in_column(self.table.column_title(self.row_cells)),
            );
        }
        if self.table.text.len() + text.len() > limits.text_bytes {
            return Err(limits::exceeded("文本字节 bytes of text", limits.text_bytes).at_row(row));
        }
        self.table.text.push_str(text);
        self.row_cells += 1;
        self.push_end(row)
    }

    /// Ends the open row. The first row that is not empty is the header; empty rows leave no trace but their number.
    pub(super) fn end_row(&mut self, row: u64, missing: Missing) -> Result<()> {
        self.rows_seen += 1;
        if self.rows_seen > self.limits.rows {
            return Err(limits::exceeded("行 rows", self.limits.rows).at_row(row));
        }
        let is_empty = self.table.text.len() == self.row_start;
        let is_above_header = self.table.headers.is_empty() && row < self.header_row;
        if is_empty || is_above_header {
            self.forget_row();
        } else if self.table.headers.is_empty() {
            self.take_header(row);
        } else {
            self.take_row(row, missing)?;
        }
        self.row_cells = 0;
        self.row_start = self.table.text.len();
        Ok(())
    }

    /// The table, unless it has no rows of data.
    pub(super) fn finish(mut self) -> Result<Table> {
        if self.table.numbers.is_empty() {
            return Err(Error::new(Code::FileEmpty));
        }
        self.table.text.shrink_to_fit();
        self.table.ends.shrink_to_fit();
        Ok(self.table)
    }

    fn take_header(&mut self, row: u64) {
        let mut start = self.row_start;
        for &end in &self.table.ends {
            let title = self.table.text.get(start..offset(end)).unwrap_or("");
            self.table.headers.push(title.to_owned());
            start = offset(end);
        }
        self.table.header_number = row;
        let last_named = self.table.headers.iter().rposition(|title| !title.is_empty());
        self.named_columns = last_named.map_or(0, |last| last + 1);
        self.forget_row();
    }

    fn take_row(&mut self, row: u64, missing: Missing) -> Result<()> {
        let expected = self.table.headers.len();
        let found = self.row_cells;
        while self.row_cells > expected && self.last_cell_is_empty() {
            self.table.ends.pop();
            self.row_cells -= 1;
        }
        let too_few = missing == Missing::IsRagged && found < self.named_columns;
        if too_few || self.row_cells > expected {
            return Err(Error::new(Code::RowRagged)
                .with("found", found)
                .with("expected", expected)
                .at_row(row));
        }
        while self.row_cells < expected {
            self.push_end(row)?;
            self.row_cells += 1;
        }
        let number =
            u32::try_from(row).map_err(|cause| limits::exceeded("行 rows", self.limits.rows).caused_by(cause))?;
        self.table.numbers.push(number);
        Ok(())
    }

    fn last_cell_is_empty(&self) -> bool {
        let end = self.table.ends.len();
        end > 0 && self.table.start_of(end) == self.table.start_of(end - 1)
    }

    fn push_end(&mut self, row: u64) -> Result<()> {
        let limit = self.limits.cells;
        if self.table.ends.len() >= limit {
            return Err(limits::exceeded("单元格 cells", limit).at_row(row));
        }
        let end = u32::try_from(self.table.text.len())
            .map_err(|cause| limits::exceeded("文本字节 bytes of text", self.limits.text_bytes).caused_by(cause))?;
        self.table.ends.push(end);
        Ok(())
    }

    fn forget_row(&mut self) {
        let kept = self.table.ends.len().saturating_sub(self.row_cells);
        self.table.ends.truncate(kept);
        self.table.text.truncate(self.row_start);
    }
}
