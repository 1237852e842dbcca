//! Cells separated by a character, in lines: CSV after RFC 4180 and its kin.
//!
//! Written here and not taken from a crate, because a limit has to hold inside a line: a line of 64 million commas must
//! not be gathered before it is refused. Unlike the common readers it refuses a quote that is never closed.

use super::encoding::Encoding;
use super::format;
use super::format::Format;
use super::limits::Limits;
use super::table::Missing;
use super::table::Table;
use super::table::TableBuilder;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use std::borrow::Cow;

const LONGEST_SHOWN: usize = 40;

/// Reads the table of a text; rows carry the number of the line on which they begin.
pub(super) fn read(text: &str, encoding: Encoding, format: Format, limits: &Limits) -> Result<Table> {
    let delimiter = match format {
        Format::Tsv => b'\t',
        Format::Csv | Format::Xlsx | Format::Lines => {
            format::delimiter_of(text.trim_start_matches(['\n', '\r']).lines().next().unwrap_or(""))
        }
    };
    let mut cells = Cells {
        rest: text,
        line: 1,
        delimiter,
    };
    let mut table = TableBuilder::new(encoding, limits);
    while !cells.rest.is_empty() {
        let row = cells.line;
        loop {
            let (cell, more) = cells.next(row)?;
            table.cell(row, &cell)?;
            if !more {
                break;
            }
        }
        table.end_row(row, Missing::IsRagged)?;
    }
    table.finish()
}

struct Cells<'t> {
    rest: &'t str,
    line: u64,
    delimiter: u8,
}

impl<'t> Cells<'t> {
    /// The next cell, and whether the row goes on after it.
    fn next(&mut self, row: u64) -> Result<(Cow<'t, str>, bool)> {
        let cell = match self.rest.strip_prefix('"') {
            Some(quoted) => self.quoted(quoted, row)?,
            None => self.plain(),
        };
        let mut after = self.rest.bytes();
        let next = after.next();
        if next == Some(self.delimiter) {
            self.skip(1);
            return Ok((cell, true));
        }
        match next {
            None => {}
            Some(b'\r') if after.next() == Some(b'\n') => self.end_line(2),
            Some(b'\n' | b'\r') => self.end_line(1),
            Some(_) => {
                let rule_zh = "右引号之后只能是分隔符或换行";
                return Err(refuse(
                    &cell,
                    row,
                    rule_zh,
                    "only a delimiter or a line end may follow a closing quote",
                ));
            }
        }
        Ok((cell, false))
    }

    fn plain(&mut self) -> Cow<'t, str> {
        let ends = |byte: u8| byte == self.delimiter || byte == b'\n' || byte == b'\r';
        let length = self.rest.bytes().position(ends).unwrap_or(self.rest.len());
        let (cell, rest) = self.rest.split_at_checked(length).unwrap_or((self.rest, ""));
        self.rest = rest;
        Cow::Borrowed(cell)
    }

    fn quoted(&mut self, mut rest: &'t str, row: u64) -> Result<Cow<'t, str>> {
        let mut cell = Cow::Borrowed("");
        loop {
            let Some((part, after)) = rest.split_once('"') else {
                return Err(refuse(rest, row, "引号没有成对", "the quote is never closed"));
            };
            self.line += line_ends(part);
            cell += part;
            let Some(after_pair) = after.strip_prefix('"') else {
                self.rest = after;
                return Ok(cell);
            };
            cell += "\"";
            rest = after_pair;
        }
    }

    fn end_line(&mut self, length: usize) {
        self.line += 1;
        self.skip(length);
    }

    fn skip(&mut self, length: usize) {
        self.rest = self.rest.get(length..).unwrap_or("");
    }
}

/// Line ends in a quoted cell: `\n`, `\r` and `\r\n` are one each.
fn line_ends(text: &str) -> u64 {
    let mut after_return = false;
    text.bytes().fold(0, |count, byte| {
        let is_pair = after_return && byte == b'\n';
        after_return = byte == b'\r';
        count + u64::from(matches!(byte, b'\n' | b'\r') && !is_pair)
    })
}

fn refuse(value: &str, row: u64, rule_zh: &'static str, rule_en: &'static str) -> Error {
    let shown: String = value.chars().take(LONGEST_SHOWN).collect();
    Error::new(Code::CellInvalid)
        .with("value", shown)
        .with("rule_zh", rule_zh)
        .with("rule_en", rule_en)
        .at_row(row)
}
