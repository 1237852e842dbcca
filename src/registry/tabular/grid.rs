//! Every sheet of a workbook as it stands: no header is looked for, rows may have any width, and a block of merged cells
//! shows its text in each of its rows.

use super::archive;
use super::format;
use super::format::Format;
use super::limits;
use super::limits::Limits;
use super::workbook::damaged_by;
use super::workbook::padding_of;
use super::workbook::text_of;
use crate::error::Result;
use calamine::Dimensions;
use calamine::Reader as _;
use calamine::SheetType;
use calamine::Xlsx;
use std::io::Cursor;
use std::panic::AssertUnwindSafe;
use std::panic::catch_unwind;

/// A sheet.
#[derive(Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// Its rows that hold something, in order.
    pub rows: Vec<SheetRow>,
}

/// A row of a [`Sheet`].
#[derive(Debug, PartialEq, Eq)]
pub struct SheetRow {
    /// Its number in the sheet, counted from 1.
    pub number: u64,
    cells: Vec<String>,
    /// The columns whose text stands in a row above, in a block of merged cells.
    repeated: Vec<usize>,
}

impl SheetRow {
    /// The text of the cell in a column counted from 0; empty where nothing stands.
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }

    /// How many cells the row has up to its last text.
    pub fn width(&self) -> usize {
        self.cells.len()
    }

    /// Whether the text of the cell stands in a row above, in a block of merged cells.
    pub fn is_repeated(&self, column: usize) -> bool {
        self.repeated.contains(&column)
    }
}

type Book = Xlsx<Cursor<Vec<u8>>>;

/// Reads all sheets with cells.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Vec<Sheet>> {
    format::must_be_workbook(bytes)?;
    // The readers compute with numbers of the file and stop the thread when they overflow.
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        let mut book = Xlsx::new(Cursor::new(archive::checked(bytes, limits)?)).map_err(damaged_by)?;
        let tables = book
            .sheets_metadata()
            .iter()
            .filter(|sheet| sheet.typ == SheetType::WorkSheet);
        let names: Vec<String> = tables.map(|sheet| sheet.name.clone()).collect();
        let mut budget = Budget {
            cells: limits.cells,
            merged: limits.cells,
            text: limits.text_bytes,
            limits,
        };
        names
            .into_iter()
            .map(|name| sheet(&mut book, name, &mut budget))
            .collect()
    }));
    outcome.unwrap_or_else(|_| Err(format::unreadable(Format::Xlsx)))
}

/// What may still be read, over all sheets.
struct Budget<'l> {
    cells: usize,
    /// Rows of blocks of merged cells: blocks that overlap cost what their rows do, and not what they hold.
    merged: usize,
    text: usize,
    limits: &'l Limits,
}

impl Budget<'_> {
    fn visit(&mut self, row: u64) -> Result<()> {
        let rest = self.merged.checked_sub(1);
        self.merged = rest.ok_or_else(|| limits::exceeded("合并单元格 merged cells", self.limits.cells).at_row(row))?;
        Ok(())
    }

    fn spend(&mut self, text: &str, row: u64) -> Result<()> {
        let too_many = |what, limit| limits::exceeded(what, limit).at_row(row);
        self.cells = self
            .cells
            .checked_sub(1)
            .ok_or_else(|| too_many("单元格 cells", self.limits.cells))?;
        let rest = self.text.checked_sub(text.len());
        self.text = rest.ok_or_else(|| too_many("文本字节 bytes of text", self.limits.text_bytes))?;
        let longest = self.limits.cell_characters;
        if text.len() > longest && text.chars().count() > longest {
            return Err(too_many("单元格字符 characters in a cell", longest));
        }
        Ok(())
    }
}

fn sheet(book: &mut Book, name: String, budget: &mut Budget<'_>) -> Result<Sheet> {
    let mut rows: Vec<SheetRow> = Vec::new();
    let mut cells = book.worksheet_cells_reader(&name).map_err(damaged_by)?;
    let paddings: Vec<usize> = cells.styles().iter().map(padding_of).collect();
    while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(damaged_by)? {
        let (row, column) = cell.get_position();
        let text = text_of(cell.get_value(), paddings.get(style).copied().unwrap_or_default());
        if !text.is_empty() {
            let number = u64::from(row) + 1;
            budget.spend(&text, number)?;
            put(&mut rows, number, column, text.into_owned(), budget.limits)?;
        }
    }
    drop(cells);
    let blocks = book.merge_cells_by_sheet_name(&name).map_err(damaged_by)?;
    for block in blocks {
        repeat(&mut rows, &block, budget)?;
    }
    Ok(Sheet { name, rows })
}

fn put(rows: &mut Vec<SheetRow>, number: u64, column: u32, text: String, limits: &Limits) -> Result<()> {
    let column = usize::try_from(column).unwrap_or(usize::MAX);
    limits::must_be_row_of_sheet(number)?;
    if column >= limits.columns {
        return Err(limits::exceeded("列 columns", limits.columns).at_row(number));
    }
    match rows.last().map(|row| row.number) {
        Some(last) if last > number => return Err(format::unreadable(Format::Xlsx).at_row(number)),
        Some(last) if last == number => {}
        Some(_) | None if rows.len() >= limits.rows => return Err(limits::exceeded("行 rows", limits.rows)),
        Some(_) | None => rows.push(SheetRow {
            number,
            cells: Vec::new(),
            repeated: Vec::new(),
        }),
    }
    let Some(row) = rows.last_mut() else { return Ok(()) };
    if row.cells.len() <= column {
        row.cells.resize(column + 1, String::new());
    }
    if let Some(cell) = row.cells.get_mut(column) {
        *cell = text;
    }
    Ok(())
}

/// Writes the text of a block of merged cells into the rows below its first, in its first column.
fn repeat(rows: &mut [SheetRow], block: &Dimensions, budget: &mut Budget<'_>) -> Result<()> {
    let (first, last) = (u64::from(block.start.0) + 1, u64::from(block.end.0) + 1);
    let column = usize::try_from(block.start.1).unwrap_or(usize::MAX);
    let begin = rows.partition_point(|row| row.number < first);
    let end = rows.partition_point(|row| row.number <= last);
    let Some([top, below @ ..]) = rows.get_mut(begin..end) else {
        return Ok(());
    };
    if top.number != first || top.cell(column).is_empty() {
        return Ok(());
    }
    let text = top.cell(column).to_owned();
    for row in below {
        budget.visit(row.number)?;
        if row.cell(column).is_empty() {
            budget.spend(&text, row.number)?;
            if row.cells.len() <= column {
                row.cells.resize(column + 1, String::new());
            }
            if let Some(cell) = row.cells.get_mut(column) {
                cell.clone_from(&text);
                row.repeated.push(column);
            }
        }
    }
    Ok(())
}
