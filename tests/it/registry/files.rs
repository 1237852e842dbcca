//! Files made by code.
//!
//! `table` is what a read gives, shortened to text: the header, then each row with its number. `parts` takes a workbook
//! apart into its archive entries, `pack` makes one of such entries, so that a test can spoil one part.

use rust_xlsxwriter::Workbook;
use std::fmt::Write as _;
use std::io::Cursor;
use std::io::Read as _;
use std::io::Write as _;
use zhiyu::error::Code;
use zhiyu::error::Error;
use zhiyu::registry::tabular;
use zhiyu::registry::tabular::Format;
use zhiyu::registry::tabular::Limits;
use zhiyu::registry::tabular::Table;
use zip::ZipArchive;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

pub const SHEET: &str = "xl/worksheets/sheet1.xml";
pub const TEXTS: &str = "xl/sharedStrings.xml";

pub type Parts = Vec<(String, Vec<u8>)>;

pub fn read(bytes: &[u8], format: Format) -> Result<Table, Error> {
    tabular::read(bytes, format, &Limits::default())
}

pub fn csv(text: &str) -> Result<Table, Error> {
    read(text.as_bytes(), Format::Csv)
}

pub fn refusal(bytes: &[u8], format: Format) -> Error {
    read(bytes, format).expect_err("the file has to be refused")
}

pub fn table(table: &Table) -> String {
    let mut text = format!("{}: {}", table.header_number(), table.headers().join("·"));
    for row in table.rows() {
        let cells: Vec<&str> = row.cells().collect();
        write!(text, "\n{}: {}", row.number(), cells.join("·")).unwrap();
    }
    text
}

/// The codes of the findings with their rows and columns.
pub fn findings(error: &Error) -> Vec<(Code, Option<u64>, Option<&str>)> {
    let finding = |found: &Error| (found.code(), found.place().row);
    let columns = error.findings().iter().map(|found| found.place().column.as_deref());
    error
        .findings()
        .iter()
        .map(finding)
        .zip(columns)
        .map(|((code, row), column)| (code, row, column))
        .collect()
}

/// A workbook whose cells are all text.
pub fn workbook(rows: &[&[&str]]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(*cells) {
            sheet.write_string(row, column, *cell).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

pub fn parts(archive: &[u8]) -> Parts {
    let mut archive = ZipArchive::new(Cursor::new(archive)).unwrap();
    let mut parts = Parts::new();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        parts.push((entry.name().to_owned(), bytes));
    }
    parts
}

pub fn pack(parts: &Parts) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        archive.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// A good small workbook in which one part was replaced, or to which it was added.
pub fn workbook_with(name: &str, bytes: impl Into<Vec<u8>>) -> Vec<u8> {
    let mut parts = parts(&workbook(&[&["编码", "名称"], &["01", "男"]]));
    parts.retain(|(other, _)| other != name);
    parts.push((name.to_owned(), bytes.into()));
    pack(&parts)
}

/// A good small workbook with this XML between the `sheetData` tags of its sheet.
pub fn workbook_with_rows(rows: &str) -> Vec<u8> {
    let sheet = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><worksheet \
         xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{rows}</sheetData></worksheet>"
    );
    workbook_with(SHEET, sheet)
}
