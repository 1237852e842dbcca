//! Reading a long text in pieces, in bounded memory: bytes become UTF-8, and UTF-8 becomes rows and cells.
//!
//! Strict as [`super::read`] is: what cannot be read as it was meant refuses the whole text, with its row.

mod records;
mod transcoder;

pub use records::Cell;
pub use records::Records;
pub use records::Row;
pub use transcoder::Characters;
pub use transcoder::Transcoder;

use super::format;
use std::borrow::Cow;

/// The character that separates the cells of a header line: the comma, tab, semicolon or `|` that it has most of.
pub fn delimiter_of(header_line: &[u8]) -> u8 {
    format::delimiter_of(&String::from_utf8_lossy(header_line))
}

/// Appends a cell to a line: quoted when it has the delimiter, a quote or a line end.
pub fn push_cell(line: &mut Vec<u8>, delimiter: u8, cell: &str) {
    let needs_quotes = |byte: u8| byte == delimiter || matches!(byte, b'"' | b'\n' | b'\r');
    if !cell.bytes().any(needs_quotes) {
        line.extend_from_slice(cell.as_bytes());
        return;
    }
    line.push(b'"');
    for byte in cell.bytes() {
        if byte == b'"' {
            line.push(b'"');
        }
        line.push(byte);
    }
    line.push(b'"');
}

/// The contents of a quoted cell, whose quotes are doubled.
fn unquoted(text: &[u8]) -> Cow<'_, [u8]> {
    if !text.contains(&b'"') {
        return Cow::Borrowed(text);
    }
    let mut contents = Vec::with_capacity(text.len());
    let mut after_quote = false;
    for byte in text {
        after_quote = *byte == b'"' && !after_quote;
        if !after_quote {
            contents.push(*byte);
        }
    }
    Cow::Owned(contents)
}
