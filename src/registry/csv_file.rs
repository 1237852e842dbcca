//! Writing CSV: UTF-8, commas, RFC 4180 quotes, line feeds. Codes stay text, byte for byte.

mod formula;

pub use formula::neutralise;
pub use formula::restore;
pub use formula::shield;

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;

/// The bytes of a CSV file with this header and these rows.
pub fn write<R, C>(header: &[&str], rows: impl IntoIterator<Item = R>) -> Result<Vec<u8>>
where
    R: IntoIterator<Item = C>,
    C: AsRef<[u8]>,
{
    write_delimited(b',', header, rows)
}

/// The same for people, who open it with a workbook program: in no cell does anything begin like a formula
/// ([`neutralise`]).
pub fn write_disarmed<R, C>(header: &[&str], rows: impl IntoIterator<Item = R>) -> Result<Vec<u8>>
where
    R: IntoIterator<Item = C>,
    C: AsRef<str>,
{
    let disarmed = |row: R| {
        row.into_iter()
            .map(|cell| neutralise(cell.as_ref()).into_owned())
            .collect::<Vec<_>>()
    };
    write(header, rows.into_iter().map(disarmed))
}

/// The same as [`write()`] with another character between the cells. A title that has a character which could be taken for the
/// delimiter is quoted, because readers tell the delimiter by the header.
pub fn write_delimited<R, C>(delimiter: u8, header: &[&str], rows: impl IntoIterator<Item = R>) -> Result<Vec<u8>>
where
    R: IntoIterator<Item = C>,
    C: AsRef<[u8]>,
{
    let has_delimiters = header.iter().any(|title| title.contains([',', ';', '|', '\t']));
    let style = if has_delimiters {
        csv::QuoteStyle::Always
    } else {
        csv::QuoteStyle::Necessary
    };
    let mut builder = csv::WriterBuilder::new();
    builder.delimiter(delimiter);
    let mut writer = builder.quote_style(style).from_writer(Vec::new());
    writer.write_record(header).map_err(failed)?;
    let written = finished(writer)?;
    let mut writer = builder.quote_style(csv::QuoteStyle::Necessary).from_writer(written);
    for row in rows {
        writer.write_record(row).map_err(failed)?;
    }
    finished(writer)
}

fn finished(writer: csv::Writer<Vec<u8>>) -> Result<Vec<u8>> {
    writer
        .into_inner()
        .map_err(|cause| Error::new(Code::Internal).caused_by(cause.to_string()))
}

fn failed(cause: csv::Error) -> Error {
    Error::new(Code::Internal).caused_by(cause)
}
