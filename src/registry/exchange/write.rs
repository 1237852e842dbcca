//! Editions going out.

use super::Format;
use super::fhir;
use super::own::Layout;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::registry::code_system::CodeSystem;
use crate::registry::concept::Concept;
use crate::registry::csv_file;
use crate::registry::edition::Edition;
use crate::registry::tabular;
use crate::registry::xlsx_file;
use std::borrow::Cow;

const SHEET: &str = "concepts";

/// The edition that goes out.
#[derive(Clone, Copy, Debug)]
pub struct Described<'e> {
    /// Its code system.
    pub system: &'e CodeSystem,
    /// What is known of it.
    pub edition: &'e Edition,
}

impl Described<'_> {
    /// The address that names the code system in documents: its own, that of its OID, or one made of its id.
    pub fn address(&self) -> String {
        let system = self.system;
        let oid = || system.oid.as_ref().map(|oid| format!("urn:oid:{oid}"));
        let address = system.url.clone().or_else(oid);
        address.unwrap_or_else(|| format!("urn:zhiyu:code-system:{}", system.id))
    }
}

/// The bytes of the edition in this format. Read again without a word of columns, they give the same concepts.
///
/// Errors: `field-invalid` for `txt` and `claml`, which cannot hold an edition whole; `file-too-large` when the
/// rows do not fit on a sheet.
pub fn write(format: Format, about: &Described<'_>, concepts: &[Concept]) -> Result<Vec<u8>> {
    let table = match format {
        Format::Fhir => return fhir::write(about, concepts),
        Format::Table(table @ (tabular::Format::Csv | tabular::Format::Tsv | tabular::Format::Xlsx)) => table,
        Format::ClaMl | Format::Table(tabular::Format::Lines) => {
            return Err(Error::new(Code::FieldInvalid)
                .with("field", "format")
                .with("value", format.as_str())
                .with("rule_zh", "导出格式可用 csv、tsv、xlsx、fhir")
                .with("rule_en", "an edition is written as csv, tsv, xlsx or fhir")
                .in_field("format"));
        }
    };
    let layout = Layout::of(concepts);
    let titles = layout.titles();
    let titles: Vec<&str> = titles.iter().map(Cow::as_ref).collect();
    write_table(
        table,
        SHEET,
        &titles,
        concepts.iter().map(|concept| layout.cells(concept)),
    )
}

/// The bytes of a table in this format; as text with a comma, or with a tab for TSV.
///
/// Errors: `file-too-large` when the rows do not fit on a sheet.
pub fn write_table<R, C>(
    format: tabular::Format,
    sheet: &str,
    titles: &[&str],
    rows: impl IntoIterator<Item = R>,
) -> Result<Vec<u8>>
where
    R: IntoIterator<Item = C>,
    C: AsRef<str>,
{
    let bytes = |row: R| row.into_iter().map(Text);
    match format {
        tabular::Format::Xlsx => xlsx_file::write(sheet, titles, rows),
        tabular::Format::Tsv => csv_file::write_delimited(b'\t', titles, rows.into_iter().map(bytes)),
        tabular::Format::Csv | tabular::Format::Lines => {
            csv_file::write_delimited(b',', titles, rows.into_iter().map(bytes))
        }
    }
}

/// A text as the bytes that the CSV writer asks for.
struct Text<C>(C);

impl<C: AsRef<str>> AsRef<[u8]> for Text<C> {
    fn as_ref(&self) -> &[u8] {
        self.0.as_ref().as_bytes()
    }
}
