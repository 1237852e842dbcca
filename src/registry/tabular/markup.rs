//! Checking the XML of a workbook's part before a parser that trusts it sees it: no DTD, no endless token, no other
//! encoding than UTF-8, and no more elements than the limits allow.
//!
//! It sees a part piece by piece and never holds more than one token. It is stricter than XML: whatever a parser
//! might read in two ways is refused.

use super::format;
use super::format::Format;
use super::limits;
use super::limits::Limits;
use super::refusal::unsafe_because;
use crate::error::Error;
use crate::error::Result;

/// Bytes of one tag, text or comment; the longest cell of 32,767 characters fits even when every one is escaped.
const LONGEST_TOKEN: usize = 1 << 20;
const DEEPEST: usize = 256;
/// Elements that are neither cells nor shared texts: styles, relationships, links.
const MOST_OTHER_ELEMENTS: usize = 1_000_000;
/// Digits of the announced number of shared texts; a reader reserves memory for as many.
const MOST_COUNT_DIGITS: usize = 7;
const COMMENT_AT_LEAST: usize = b"<!---->".len();
const INSTRUCTION_AT_LEAST: usize = b"<??>".len();
const CHARACTERS: &[u8] = b"<![CDATA[";

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Text,
    /// After `<`.
    Opened,
    /// After `<!`, until it is clear what it is.
    Bang,
    Comment,
    Characters,
    Instruction,
    Tag,
    /// In a tag between quotes of this kind.
    Quoted(u8),
}

/// Reads one part and counts what stands in it.
pub(super) struct Scanner<'l> {
    limits: &'l Limits,
    state: State,
    token: Vec<u8>,
    text_length: usize,
    depth: usize,
    cells: usize,
    rows: usize,
    shared_texts: usize,
    others: usize,
}

impl<'l> Scanner<'l> {
    /// A scanner at the beginning of a part.
    pub(super) fn new(limits: &'l Limits) -> Self {
        Self {
            limits,
            state: State::Text,
            token: Vec::new(),
            text_length: 0,
            depth: 0,
            cells: 0,
            rows: 0,
            shared_texts: 0,
            others: 0,
        }
    }

    /// Checks the next piece of the part.
    pub(super) fn feed(&mut self, piece: &[u8]) -> Result<()> {
        for &byte in piece {
            self.byte(byte)?;
        }
        Ok(())
    }

    fn byte(&mut self, byte: u8) -> Result<()> {
        // Other encodings need such bytes to begin with a character that a scanner would not see.
        let is_control = byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r');
        if is_control {
            return Err(damaged());
        }
        if self.state == State::Text {
            return self.text(byte);
        }
        self.token.push(byte);
        if self.token.len() > LONGEST_TOKEN {
            return Err(too_long());
        }
        match self.state {
            State::Opened => self.opened(byte)?,
            State::Bang => self.bang()?,
            State::Comment => self.until(b"-->", COMMENT_AT_LEAST),
            State::Characters => self.until(b"]]>", CHARACTERS.len() + b"]]>".len()),
            State::Instruction => self.instruction()?,
            State::Tag => self.tag(byte)?,
            State::Quoted(quote) if quote == byte => self.state = State::Tag,
            State::Quoted(_) | State::Text => {}
        }
        Ok(())
    }

    fn text(&mut self, byte: u8) -> Result<()> {
        if byte == b'<' {
            self.state = State::Opened;
            self.text_length = 0;
            self.token.clear();
            self.token.push(byte);
            return Ok(());
        }
        self.text_length += 1;
        if self.text_length > LONGEST_TOKEN {
            return Err(too_long());
        }
        Ok(())
    }

    fn opened(&mut self, byte: u8) -> Result<()> {
        self.state = match byte {
            b'!' => State::Bang,
            b'?' => State::Instruction,
            b'/' | b'_' | b'a'..=b'z' | b'A'..=b'Z' | 0x80.. => State::Tag,
            _ => return Err(damaged()),
        };
        Ok(())
    }

    /// Anything else after `<!` belongs to a DTD, which can make a small part endless.
    fn bang(&mut self) -> Result<()> {
        if self.token == b"<!--" {
            self.state = State::Comment;
        } else if self.token == CHARACTERS {
            self.state = State::Characters;
        } else if !b"<!--".starts_with(&self.token) && !CHARACTERS.starts_with(&self.token) {
            return Err(unsafe_because(
                "有部件自带 DTD 或实体定义",
                "a part brings a DTD or defines entities",
            ));
        }
        Ok(())
    }

    fn until(&mut self, end: &[u8], at_least: usize) {
        if self.token.len() >= at_least && self.token.ends_with(end) {
            self.state = State::Text;
        }
    }

    fn instruction(&mut self) -> Result<()> {
        if self.token == b"<?>" {
            return Err(damaged());
        }
        self.until(b"?>", INSTRUCTION_AT_LEAST);
        if self.state != State::Text {
            return Ok(());
        }
        let words = self.token.to_ascii_lowercase();
        let names_an_encoding = position(&words, b"encoding").is_some();
        if names_an_encoding && position(&words, b"utf-8").is_none() {
            return Err(damaged());
        }
        Ok(())
    }

    fn tag(&mut self, byte: u8) -> Result<()> {
        let is_end_tag = self.token.starts_with(b"</");
        match byte {
            b'"' | b'\'' if is_end_tag => Err(damaged()),
            b'"' | b'\'' => {
                self.state = State::Quoted(byte);
                Ok(())
            }
            b'<' => Err(damaged()),
            b'>' => {
                self.state = State::Text;
                self.end_tag(is_end_tag)
            }
            _ => Ok(()),
        }
    }

    fn end_tag(&mut self, is_end_tag: bool) -> Result<()> {
        if is_end_tag {
            self.depth = self.depth.saturating_sub(1);
            return Ok(());
        }
        if !self.token.ends_with(b"/>") {
            self.depth += 1;
        }
        if self.depth > DEEPEST {
            return Err(limits::exceeded("层 nested elements", DEEPEST));
        }
        self.count()
    }

    fn count(&mut self) -> Result<()> {
        let ends_name = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>');
        let name = self
            .token
            .get(1..)
            .and_then(|tag| tag.split(ends_name).next())
            .unwrap_or_default();
        let local_name = name.rsplit(|&byte| byte == b':').next().unwrap_or_default();
        let (count, what, limit) = match local_name {
            b"c" => (&mut self.cells, "单元格 cells", self.limits.cells),
            b"row" => (&mut self.rows, "行 rows", self.limits.rows),
            b"si" => (
                &mut self.shared_texts,
                "共享文本 shared texts",
                self.limits.shared_texts,
            ),
            // What stands inside cells and shared texts, and is bounded by them and by the bytes.
            b"v" | b"t" | b"is" | b"f" | b"r" | b"rPr" | b"rFont" | b"sz" | b"color" | b"family" | b"charset"
            | b"scheme" | b"b" | b"i" | b"u" | b"vertAlign" | b"rPh" | b"phoneticPr" => return Ok(()),
            _ => (&mut self.others, "元素 elements", MOST_OTHER_ELEMENTS),
        };
        *count += 1;
        if *count > limit {
            return Err(limits::exceeded(what, limit));
        }
        let names_places = matches!(local_name, b"c" | b"mergeCell" | b"dimension");
        if names_places
            && ![b" r=".as_slice(), b" ref="]
                .iter()
                .all(|name| has_sound_places(&self.token, name))
        {
            return Err(damaged());
        }
        let announces_too_many = local_name == b"sst" && announced_digits(&self.token) > MOST_COUNT_DIGITS;
        if announces_too_many {
            return Err(limits::exceeded("共享文本 shared texts", self.limits.shared_texts));
        }
        Ok(())
    }
}

/// Whether the places that an attribute names have no more than the three letters and seven digits of a sheet's last cell: a
/// reader that counts further begins at the first column again.
fn has_sound_places(tag: &[u8], name: &[u8]) -> bool {
    let Some(start) = position(tag, name) else {
        return true;
    };
    let rest = tag.get(start + name.len()..).unwrap_or_default();
    let value = rest
        .split(|byte| matches!(byte, b'"' | b'\''))
        .nth(1)
        .unwrap_or_default();
    value.split(|byte| *byte == b':').all(|place| {
        let letters = place.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
        let digits = place.iter().filter(|byte| byte.is_ascii_digit()).count();
        letters <= 3 && digits <= 7
    })
}

/// Digits of the longest value of `uniqueCount`.
fn announced_digits(tag: &[u8]) -> usize {
    const NAME: &[u8] = b"uniqueCount";
    let mut rest = tag;
    let mut longest = 0;
    while let Some(start) = position(rest, NAME) {
        rest = rest.get(start + NAME.len()..).unwrap_or_default();
        let is_quote = |byte: &u8| matches!(byte, b'"' | b'\'');
        let value = rest.split(is_quote).nth(1).unwrap_or_default();
        longest = longest.max(value.iter().filter(|byte| byte.is_ascii_digit()).count());
    }
    longest
}

fn position(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).position(|window| window == part)
}

fn damaged() -> Error {
    format::unreadable(Format::Xlsx)
}

fn too_long() -> Error {
    limits::exceeded("标记字节 bytes in one token", LONGEST_TOKEN)
}
