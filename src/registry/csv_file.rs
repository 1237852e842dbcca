//! Writing CSV: UTF-8, commas, RFC 4180 quotes, line feeds. Codes stay text, byte for byte.

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;

/// The bytes of a CSV file with this header and these rows.
pub fn write<R, C>(header: &[&str], rows: impl IntoIterator<Item = R>) -> Result<Vec<u8>>
where
    R: IntoIterator<Item = C>,
    C: AsRef<[u8]>,
{
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    writer.write_record(header).map_err(failed)?;
    for row in rows {
        writer.write_record(row).map_err(failed)?;
    }
    writer
        .into_inner()
        .map_err(|cause| Error::new(Code::Internal).caused_by(cause.to_string()))
}

fn failed(cause: csv::Error) -> Error {
    Error::new(Code::Internal).caused_by(cause)
}
