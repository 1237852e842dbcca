//! Editions as files: how they come in, whatever their form, and how they go out without loss.
//!
//! Every form is first made a table of one row for each concept, so that all editions pass the same rules
//! ([`super::edition_file`]).

mod claml;
mod fhir;
mod format;
pub mod own;
pub mod profile;
mod reshape;
mod write;

pub use format::Format;
pub use write::Described;
pub use write::write;
pub use write::write_table;

use super::columns::ColumnChoice;
use super::concept::Concept;
use super::tabular;
use super::tabular::Limits;
use super::tabular::Table;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use profile::Profile;

/// A file, ready to be read as concepts.
#[derive(Debug)]
pub struct Incoming {
    /// A row for each concept. Of a document that is no table, the number of a row is that of the concept, counted
    /// from 1.
    pub table: Table,
    /// Its columns.
    pub choice: ColumnChoice,
    /// What the file has and an edition does not keep: `content-not-read`.
    pub notes: Vec<Error>,
}

/// What a document gave.
struct Document {
    concepts: Vec<Concept>,
    notes: Vec<Error>,
}

/// Reads a file as its profile says; without a word of columns a table of this service is known by its header.
///
/// Errors: those of [`tabular::read_sheet`], `document-invalid` for JSON and XML that cannot be read, and those of
/// [`super::columns::column_named`].
pub fn read(bytes: &[u8], file_name: Option<&str>, profile: &Profile) -> Result<Incoming> {
    let format = profile.format().unwrap_or_else(|| Format::detect(file_name, bytes));
    match format {
        Format::Table(format) => table(bytes, format, profile),
        Format::Fhir => document(fhir::read(bytes)?),
        Format::ClaMl => document(claml::read(bytes)?),
    }
}

fn table(bytes: &[u8], format: tabular::Format, profile: &Profile) -> Result<Incoming> {
    let sheet = profile.sheet.as_deref();
    let header_row = profile.header_row.unwrap_or(1);
    let table = tabular::read_below(bytes, format, sheet, header_row, &Limits::default())?;
    let own = own::choice(table.headers()).filter(|_| profile.columns.are_unnamed());
    if let Some(choice) = own {
        let notes = Vec::new();
        return Ok(Incoming { table, choice, notes });
    }
    let reshaped = reshape::reshape(table, profile)?;
    let left_out = [
        (reshaped.repeated, "与前面相同的行", "rows equal to an earlier one"),
        (reshaped.empty, "没有编码或名称的行", "rows without code or name"),
        (
            reshaped.trimmed,
            "编码前后的空白或换行（已去除）",
            "blanks or line ends around codes (they were cut off)",
        ),
    ];
    let notes = left_out.into_iter().filter(|(count, ..)| *count > 0);
    Ok(Incoming {
        table: reshaped.table,
        choice: reshaped.choice,
        notes: notes.map(|(count, zh, en)| not_read(count, zh, en)).collect(),
    })
}

fn document(document: Document) -> Result<Incoming> {
    let layout = own::Layout::of(&document.concepts);
    let rows = (1_u64..).zip(&document.concepts);
    let rows = rows.map(|(number, concept)| (number, layout.cells(concept)));
    let table = Table::of(&layout.titles(), rows, &Limits::default())?;
    let choice = own::choice(table.headers()).ok_or_else(|| Error::new(Code::Internal))?;
    Ok(Incoming {
        table,
        choice,
        notes: document.notes,
    })
}

/// The note that so many of something were left out.
fn not_read(count: u64, what_zh: impl std::fmt::Display, what_en: impl std::fmt::Display) -> Error {
    Error::new(Code::ContentNotRead)
        .with("count", count)
        .with("what_zh", what_zh)
        .with("what_en", what_en)
}

/// The refusal of a document that cannot be read as an edition.
fn invalid(format: &'static str, reason_zh: impl std::fmt::Display, reason_en: impl std::fmt::Display) -> Error {
    Error::new(Code::DocumentInvalid)
        .with("format", format)
        .with("reason_zh", reason_zh)
        .with("reason_en", reason_en)
}
