//! Bytes in pieces become UTF-8: UTF-8 with or without byte order mark, or GB 18030, told by the text itself.
//!
//! The decision falls at the first character beyond ASCII, on the 64 KiB from there: whole UTF-8 there is UTF-8. What
//! does not fit the decision later refuses the text; nothing is replaced, and nothing decided again.

use super::super::encoding::invalid_at;
use super::super::encoding::is_broken_utf8;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use encoding_rs::Decoder;
use encoding_rs::DecoderResult;

const UTF8_BOM: &[u8] = b"\xEF\xBB\xBF";
const UTF16_MARKS: [(&[u8], &str); 2] = [(b"\xFF\xFE", "UTF-16LE"), (b"\xFE\xFF", "UTF-16BE")];
/// Bytes on which the decision falls.
const WINDOW: usize = 64 * 1024;

/// How a text says its characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Characters {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// GB 18030.
    Gb18030,
}

/// A text on its way to UTF-8.
pub struct Transcoder {
    state: State,
    /// What could not be passed on yet: an undecided window, or a character cut in half.
    held: Vec<u8>,
    /// Bytes taken so far, those held excluded.
    passed: usize,
    seen_start: bool,
    wanted: Option<Characters>,
}

enum State {
    Undecided,
    Utf8,
    Gb18030(Box<Decoder>),
}

impl Transcoder {
    /// A transcoder for one text, whose characters are told by the text unless they are given.
    pub fn new(wanted: Option<Characters>) -> Self {
        Self {
            state: State::Undecided,
            held: Vec::new(),
            passed: 0,
            seen_start: false,
            wanted,
        }
    }

    /// Takes more bytes and appends what is certain to `text`.
    ///
    /// Errors: `encoding-unsupported` (UTF-16), `encoding-invalid` with the offset of the first broken character.
    pub fn push(&mut self, bytes: &[u8], text: &mut Vec<u8>) -> Result<()> {
        self.take(bytes, text, false)
    }

    /// Appends what was still held, at the end of the text.
    pub fn finish(&mut self, text: &mut Vec<u8>) -> Result<()> {
        self.take(&[], text, true)
    }

    fn take(&mut self, bytes: &[u8], text: &mut Vec<u8>, at_end: bool) -> Result<()> {
        let joined;
        let mut bytes = bytes;
        if !self.held.is_empty() {
            let mut whole = std::mem::take(&mut self.held);
            whole.extend_from_slice(bytes);
            joined = whole;
            bytes = &joined;
        }
        if !self.seen_start {
            if bytes.len() < UTF8_BOM.len() && !at_end {
                self.held = bytes.to_vec();
                return Ok(());
            }
            bytes = self.start(bytes)?;
        }
        if let State::Undecided = self.state {
            let ascii = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(bytes.len());
            let (plain, rest) = bytes.split_at_checked(ascii).unwrap_or((bytes, &[]));
            text.extend_from_slice(plain);
            self.passed += plain.len();
            bytes = rest;
            let is_enough = at_end || bytes.len() >= WINDOW;
            if bytes.is_empty() || !is_enough {
                self.held = bytes.to_vec();
                return Ok(());
            }
            self.state = self.decide(bytes)?;
        }
        match &mut self.state {
            State::Undecided => Ok(()),
            State::Utf8 => self.pass_utf8(bytes, text, at_end),
            State::Gb18030(decoder) => {
                pass_gb18030(decoder, bytes, text, at_end).map_err(|offset| invalid_at(self.passed + offset))?;
                self.passed += bytes.len();
                Ok(())
            }
        }
    }

    /// Passes over the byte order mark.
    fn start<'b>(&mut self, bytes: &'b [u8]) -> Result<&'b [u8]> {
        self.seen_start = true;
        if let Some((_, name)) = UTF16_MARKS.iter().find(|(mark, _)| bytes.starts_with(mark)) {
            return Err(Error::new(Code::EncodingUnsupported).with("encoding", name));
        }
        match bytes.strip_prefix(UTF8_BOM) {
            Some(rest) => {
                self.passed = UTF8_BOM.len();
                self.state = State::Utf8;
                Ok(rest)
            }
            None => Ok(bytes),
        }
    }

    fn decide(&self, bytes: &[u8]) -> Result<State> {
        let gb18030 = || State::Gb18030(Box::new(encoding_rs::GB18030.new_decoder_without_bom_handling()));
        if let Some(wanted) = self.wanted {
            return Ok(match wanted {
                Characters::Utf8 => State::Utf8,
                Characters::Gb18030 => gb18030(),
            });
        }
        let window = bytes.get(..WINDOW).unwrap_or(bytes);
        match std::str::from_utf8(window) {
            Ok(_) => Ok(State::Utf8),
            Err(error) if error.error_len().is_none() && error.valid_up_to() > 0 => Ok(State::Utf8),
            Err(error) if is_broken_utf8(window, &error) => Err(invalid_at(self.passed + error.valid_up_to())),
            Err(_) => Ok(gb18030()),
        }
    }

    fn pass_utf8(&mut self, bytes: &[u8], text: &mut Vec<u8>, at_end: bool) -> Result<()> {
        let whole = match std::str::from_utf8(bytes) {
            Ok(_) => bytes.len(),
            Err(error) if error.error_len().is_none() && !at_end => error.valid_up_to(),
            Err(error) => return Err(invalid_at(self.passed + error.valid_up_to())),
        };
        let (good, rest) = bytes.split_at_checked(whole).unwrap_or((bytes, &[]));
        text.extend_from_slice(good);
        self.passed += good.len();
        self.held = rest.to_vec();
        Ok(())
    }
}

/// Decodes all bytes, or says at which of them the first broken character stands.
fn pass_gb18030(
    decoder: &mut Decoder,
    bytes: &[u8],
    text: &mut Vec<u8>,
    at_end: bool,
) -> std::result::Result<(), usize> {
    let mut converted = String::with_capacity(bytes.len() * 2 + 16);
    let mut rest = bytes;
    loop {
        let (result, read) = decoder.decode_to_string_without_replacement(rest, &mut converted, at_end);
        rest = rest.get(read..).unwrap_or_default();
        match result {
            DecoderResult::InputEmpty => {
                text.extend_from_slice(converted.as_bytes());
                return Ok(());
            }
            DecoderResult::OutputFull => converted.reserve(rest.len() * 2 + 16),
            DecoderResult::Malformed(bad, after) => {
                let consumed = bytes.len() - rest.len();
                return Err(consumed.saturating_sub(usize::from(bad) + usize::from(after)));
            }
        }
    }
}
