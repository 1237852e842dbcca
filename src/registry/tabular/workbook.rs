//! One sheet of a workbook (ECMA-376), read cell by cell out of a checked archive.

use super::archive;
use super::encoding::Encoding;
use super::format;
use super::format::Format;
use super::limits;
use super::limits::Limits;
use super::number;
use super::table::MergedCells;
use super::table::Missing;
use super::table::Table;
use super::table::TableBuilder;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use calamine::DataRef;
use calamine::Dimensions;
use calamine::Reader as _;
use calamine::Sheet;
use calamine::SheetType;
use calamine::SheetVisible;
use calamine::Style;
use calamine::Xlsx;
use std::borrow::Cow;
use std::io::Cursor;
use std::panic::AssertUnwindSafe;
use std::panic::catch_unwind;

/// Reads the first visible sheet, or the one with this name. Hidden rows and columns are read like all others; of
/// merged cells the first has the text; of a formula the stored result counts.
pub(super) fn read(bytes: &[u8], sheet: Option<&str>, header_row: u64, limits: &Limits) -> Result<Table> {
    format::must_be_workbook(bytes)?;
    // The readers compute with numbers of the file and stop the thread when they overflow.
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        read_clean(archive::checked(bytes, limits)?, sheet, header_row, limits)
    }));
    outcome.unwrap_or_else(|_| Err(format::unreadable(Format::Xlsx)))
}

fn read_clean(clean: Vec<u8>, sheet: Option<&str>, header_row: u64, limits: &Limits) -> Result<Table> {
    let mut book = Xlsx::new(Cursor::new(clean)).map_err(damaged_by)?;
    let name = choose_sheet(book.sheets_metadata(), sheet)?;
    let mut cells = book.worksheet_cells_reader(&name).map_err(damaged_by)?;
    let paddings: Vec<usize> = cells.styles().iter().map(padding_of).collect();
    let mut rows = Rows {
        table: TableBuilder::new(Encoding::Workbook, limits).below(header_row),
        limits,
        number: 0,
        cells: Vec::new(),
    };
    while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(damaged_by)? {
        let (row, column) = cell.get_position();
        let padding = paddings.get(style).copied().unwrap_or_default();
        let text = text_of(cell.get_value(), padding);
        rows.put(u64::from(row) + 1, usize::try_from(column).unwrap_or(usize::MAX), text)?;
    }
    let table = rows.finish()?;
    drop(cells);
    let merged = book.merge_cells_by_sheet_name(&name).map_err(damaged_by)?;
    Ok(table.with_merged(merged.iter().map(merged_cells).collect()))
}

fn merged_cells(region: &Dimensions) -> MergedCells {
    let ((first_row, first_column), (last_row, last_column)) = (region.start, region.end);
    let column = |column: u32| usize::try_from(column).unwrap_or(usize::MAX);
    MergedCells {
        first_row: u64::from(first_row) + 1,
        last_row: u64::from(last_row) + 1,
        first_column: column(first_column),
        last_column: column(last_column),
    }
}

fn choose_sheet(sheets: &[Sheet], wanted: Option<&str>) -> Result<String> {
    let mut tables = sheets.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let found = match wanted {
        Some(name) => tables.find(|sheet| sheet.name == name),
        None => tables.find(|sheet| sheet.visible == SheetVisible::Visible),
    };
    if let Some(sheet) = found {
        return Ok(sheet.name.clone());
    }
    let Some(name) = wanted else {
        return Err(Error::new(Code::FileEmpty));
    };
    let names: Vec<&str> = sheets.iter().map(|sheet| sheet.name.as_str()).collect();
    let names = names.join("、");
    Err(Error::new(Code::FieldInvalid)
        .with("field", "sheet")
        .with("value", name)
        .with("rule_zh", format!("工作簿中的工作表：{names}"))
        .with("rule_en", format!("the workbook has the sheets: {names}"))
        .in_field("sheet"))
}

pub(super) fn padding_of(style: &Style) -> usize {
    let format = style.number_format.as_ref();
    format.map_or(0, |format| number::padding_of(&format.format_code))
}

/// Text cells keep their text; see [`number`] for the others.
pub(super) fn text_of<'c>(value: &'c DataRef<'_>, padding: usize) -> Cow<'c, str> {
    match value {
        DataRef::Empty => Cow::Borrowed(""),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Cow::Borrowed(text),
        DataRef::SharedString(text) => Cow::Borrowed(text),
        DataRef::Int(number) => Cow::Owned(number.to_string()),
        DataRef::Float(number) => Cow::Owned(number::text_of(*number, padding)),
        DataRef::Bool(true) => Cow::Borrowed("TRUE"),
        DataRef::Bool(false) => Cow::Borrowed("FALSE"),
        DataRef::DateTime(moment) => Cow::Owned(number::text_of_moment(moment)),
        DataRef::Error(error) => Cow::Owned(error.to_string()),
    }
}

/// Gathers the cells of one row, which a sheet stores only when they hold something.
struct Rows<'l> {
    table: TableBuilder<'l>,
    limits: &'l Limits,
    number: u64,
    cells: Vec<String>,
}

impl Rows<'_> {
    fn put(&mut self, row: u64, column: usize, text: Cow<'_, str>) -> Result<()> {
        if row < self.number {
            return Err(format::unreadable(Format::Xlsx));
        }
        limits::must_be_row_of_sheet(row)?;
        if row > self.number {
            self.end_row()?;
            self.number = row;
        }
        if text.is_empty() {
            return Ok(());
        }
        if column >= self.limits.columns {
            return Err(limits::exceeded("列 columns", self.limits.columns).at_row(row));
        }
        if self.cells.len() <= column {
            self.cells.resize(column + 1, String::new());
        }
        match self.cells.get_mut(column) {
            Some(cell) if cell.is_empty() => *cell = text.into_owned(),
            _ => return Err(format::unreadable(Format::Xlsx).at_row(row)),
        }
        Ok(())
    }

    fn end_row(&mut self) -> Result<()> {
        if self.cells.is_empty() {
            return Ok(());
        }
        for cell in self.cells.drain(..) {
            self.table.cell(self.number, &cell)?;
        }
        self.table.end_row(self.number, Missing::IsEmpty)
    }

    fn finish(mut self) -> Result<Table> {
        self.end_row()?;
        self.table.finish()
    }
}

pub(super) fn damaged_by(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    format::unreadable(Format::Xlsx).caused_by(cause)
}
