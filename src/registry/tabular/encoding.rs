//! The characters of a text file: UTF-8 or GB 18030, strictly; nothing is replaced and nothing guessed by frequency.

use super::format;
use super::format::Format;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use encoding_rs::DecoderResult;
use std::borrow::Cow;

const UTF8_BOM: &[u8] = b"\xEF\xBB\xBF";
/// A file that is no whole UTF-8 counts as broken UTF-8, not as GB 18030, when its intact long characters have this
/// many times the bytes of its broken ones. Text in GB 18030 is broken UTF-8 nearly everywhere.
const INTACT_TIMES: usize = 4;

/// How the file says its characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8 without a byte order mark.
    Utf8,
    /// UTF-8 with a byte order mark, as Excel saves it.
    Utf8Bom,
    /// GB 18030, of which GBK and GB 2312 are parts.
    Gb18030,
    /// The file is a workbook, whose format fixes it.
    Workbook,
}

/// The text of a file, without its byte order mark.
///
/// Errors: `encoding-invalid` with the offset in bytes of the first broken character, `encoding-unsupported` for
/// UTF-16, `file-unreadable` when there is a NUL, which no text has.
pub(super) fn decode(bytes: &[u8], format: Format) -> Result<(Cow<'_, str>, Encoding)> {
    for (mark, name) in [(b"\xFF\xFE", "UTF-16LE"), (b"\xFE\xFF", "UTF-16BE")] {
        if bytes.starts_with(mark) {
            return Err(Error::new(Code::EncodingUnsupported).with("encoding", name));
        }
    }
    if bytes.contains(&0) {
        return Err(format::unreadable(format));
    }
    if let Some(rest) = bytes.strip_prefix(UTF8_BOM) {
        let text = std::str::from_utf8(rest).map_err(|error| broken_at(UTF8_BOM.len() + error.valid_up_to(), error))?;
        return Ok((Cow::Borrowed(text), Encoding::Utf8Bom));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok((Cow::Borrowed(text), Encoding::Utf8)),
        Err(error) if is_broken_utf8(bytes, &error) => Err(broken_at(error.valid_up_to(), error)),
        Err(_) => Ok((Cow::Owned(decode_gb18030(bytes)?), Encoding::Gb18030)),
    }
}

fn broken_at(offset: usize, cause: std::str::Utf8Error) -> Error {
    invalid_at(offset).caused_by(cause)
}

pub(super) fn invalid_at(offset: usize) -> Error {
    Error::new(Code::EncodingInvalid).with("offset", offset)
}

pub(super) fn is_broken_utf8(bytes: &[u8], error: &std::str::Utf8Error) -> bool {
    let mut intact = 0;
    let mut broken = 0;
    for chunk in bytes.utf8_chunks() {
        // Two-byte characters do not count: pairs of GBK look like them.
        intact += chunk
            .valid()
            .chars()
            .map(char::len_utf8)
            .filter(|&length| length > 2)
            .sum::<usize>();
        broken += chunk.invalid().len();
    }
    let only_the_end_is_cut = error.error_len().is_none();
    intact > 0 && (only_the_end_is_cut || intact >= broken * INTACT_TIMES)
}

fn decode_gb18030(bytes: &[u8]) -> Result<String> {
    let mut decoder = encoding_rs::GB18030.new_decoder_without_bom_handling();
    let capacity = decoder.max_utf8_buffer_length_without_replacement(bytes.len());
    let mut text = String::with_capacity(capacity.unwrap_or_default().min(bytes.len() * 2));
    let mut rest = bytes;
    loop {
        let (result, read) = decoder.decode_to_string_without_replacement(rest, &mut text, true);
        rest = rest.get(read..).unwrap_or_default();
        match result {
            DecoderResult::InputEmpty => return Ok(text),
            DecoderResult::OutputFull => text.reserve(rest.len().max(16) * 2),
            DecoderResult::Malformed(bad, after) => {
                let consumed = bytes.len() - rest.len();
                return Err(invalid_at(
                    consumed.saturating_sub(usize::from(bad) + usize::from(after)),
                ));
            }
        }
    }
}
