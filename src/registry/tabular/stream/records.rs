//! Rows of a text that comes in pieces: cells as places in the text, so that a row can be passed on as it is.

use super::unquoted;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use std::borrow::Cow;
use std::ops::Range;

/// The longest cell in bytes.
const LONGEST_CELL: usize = 64 * 1024;
/// The longest row in bytes.
const LONGEST_ROW: usize = 1 << 20;
/// The most cells of a row.
const MOST_CELLS: usize = 1_000;
const LONGEST_SHOWN: usize = 40;

/// Where a cell stands in the text.
#[derive(Clone, Copy, Debug)]
pub struct Cell {
    start: usize,
    end: usize,
    is_quoted: bool,
}

/// One row: its number, where it stands in the text, and where its cells do.
#[derive(Debug)]
pub struct Row<'r> {
    /// The line on which it begins; the header is 1.
    pub number: u64,
    /// Its place in the text, without its line end.
    pub span: Range<usize>,
    /// Where the next row begins.
    pub next: usize,
    /// Its cells.
    pub cells: &'r [Cell],
}

/// What splits a text into rows.
pub struct Records {
    delimiter: u8,
    line: u64,
    cells: Vec<Cell>,
}

/// What became of a cell.
enum Step {
    More(usize),
    RowEnd { content_end: usize, next: usize },
    Incomplete,
}

impl Cell {
    /// The contents, out of the text that was split.
    pub fn contents<'t>(&self, text: &'t [u8]) -> Cow<'t, [u8]> {
        let bytes = text.get(self.start..self.end).unwrap_or_default();
        if self.is_quoted {
            return unquoted(bytes);
        }
        Cow::Borrowed(bytes)
    }
}

impl Row<'_> {
    /// Whether the line has nothing at all.
    pub fn is_blank(&self) -> bool {
        self.span.is_empty()
    }
}

impl Records {
    /// A splitter that begins at line 1.
    pub fn new(delimiter: u8) -> Self {
        Self {
            delimiter,
            line: 1,
            cells: Vec::new(),
        }
    }

    /// The row that begins at `start`; `None` when the text ends before the row does. At the end of the whole text the
    /// last row needs no line end.
    ///
    /// Errors: `cell-invalid` (an unbalanced quote, a NUL), `file-too-large` (a limit), each with its row.
    pub fn next(&mut self, text: &[u8], start: usize, at_end: bool) -> Result<Option<Row<'_>>> {
        if start >= text.len() {
            return Ok(None);
        }
        self.cells.clear();
        let (number, mut at, mut line_ends) = (self.line, start, 0);
        loop {
            let is_quoted = text.get(at) == Some(&b'"');
            let step = if is_quoted {
                self.quoted(text, at + 1, at_end, &mut line_ends)?
            } else {
                self.plain(text, at, at_end)?
            };
            self.must_fit(at - start)?;
            match step {
                Step::More(next) => at = next,
                Step::RowEnd { content_end, next } => {
                    self.must_fit(content_end - start)?;
                    self.line += line_ends + 1;
                    return Ok(Some(Row {
                        number,
                        span: start..content_end,
                        next,
                        cells: &self.cells,
                    }));
                }
                Step::Incomplete => {
                    self.must_fit(text.len() - start)?;
                    return Ok(None);
                }
            }
        }
    }

    fn plain(&mut self, text: &[u8], start: usize, at_end: bool) -> Result<Step> {
        let delimiter = self.delimiter;
        let rest = text.get(start..).unwrap_or_default();
        let ends = |byte: &u8| *byte == delimiter || matches!(*byte, b'\n' | b'\r' | 0);
        let Some(length) = rest.iter().position(ends) else {
            if !at_end {
                return Ok(Step::Incomplete);
            }
            self.cell(start, text.len(), false)?;
            return Ok(Step::RowEnd {
                content_end: text.len(),
                next: text.len(),
            });
        };
        let end = start + length;
        self.cell(start, end, false)?;
        self.after(text, end, at_end)
    }

    fn quoted(&mut self, text: &[u8], start: usize, at_end: bool, line_ends: &mut u64) -> Result<Step> {
        let mut at = start;
        loop {
            let rest = text.get(at..).unwrap_or_default();
            let Some(length) = rest.iter().position(|byte| matches!(*byte, b'"' | 0)) else {
                self.must_be_short(text.len() - start)?;
                if at_end {
                    return Err(self.refuse(rest, "引号没有成对", "the quote is never closed"));
                }
                return Ok(Step::Incomplete);
            };
            let end = at + length;
            if text.get(end) == Some(&0) {
                return Err(self.nul(rest));
            }
            match text.get(end + 1) {
                Some(b'"') => at = end + 2,
                None if !at_end => return Ok(Step::Incomplete),
                Some(_) | None => {
                    *line_ends += count_line_ends(text.get(start..end).unwrap_or_default());
                    self.cell(start, end, true)?;
                    return self.after(text, end + 1, at_end);
                }
            }
        }
    }

    /// What follows a cell that ends here.
    fn after(&self, text: &[u8], end: usize, at_end: bool) -> Result<Step> {
        let row_end = |next: usize| Step::RowEnd { content_end: end, next };
        match (text.get(end), text.get(end + 1)) {
            (Some(byte), _) if *byte == self.delimiter => Ok(Step::More(end + 1)),
            (Some(b'\r'), Some(b'\n')) => Ok(row_end(end + 2)),
            (Some(b'\r'), None) if !at_end => Ok(Step::Incomplete),
            (Some(b'\n' | b'\r'), _) => Ok(row_end(end + 1)),
            (Some(0), _) => Err(self.nul(text.get(end..).unwrap_or_default())),
            (Some(_), _) => Err(self.refuse(
                text.get(end..).unwrap_or_default(),
                "右引号之后只能是分隔符或换行",
                "only a delimiter or a line end may follow a closing quote",
            )),
            (None, _) if at_end => Ok(row_end(end)),
            (None, _) => Ok(Step::Incomplete),
        }
    }

    fn cell(&mut self, start: usize, end: usize, is_quoted: bool) -> Result<()> {
        self.must_be_short(end - start)?;
        if self.cells.len() >= MOST_CELLS {
            return Err(self.too_large("columns", MOST_CELLS));
        }
        self.cells.push(Cell { start, end, is_quoted });
        Ok(())
    }

    fn must_be_short(&self, cell_bytes: usize) -> Result<()> {
        if cell_bytes > LONGEST_CELL {
            return Err(self.too_large("bytes in a cell", LONGEST_CELL));
        }
        Ok(())
    }

    fn must_fit(&self, row_bytes: usize) -> Result<()> {
        if row_bytes > LONGEST_ROW {
            return Err(self.too_large("bytes in a row", LONGEST_ROW));
        }
        Ok(())
    }

    fn too_large(&self, what: &'static str, limit: usize) -> Error {
        let error = Error::new(Code::FileTooLarge).with("what", what).with("limit", limit);
        error.at_row(self.line)
    }

    fn nul(&self, near: &[u8]) -> Error {
        self.refuse(near, "含有 NUL 字符", "it has a NUL character")
    }

    fn refuse(&self, near: &[u8], rule_zh: &'static str, rule_en: &'static str) -> Error {
        let shown = near.get(..LONGEST_SHOWN * 4).unwrap_or(near);
        let visible = |c: &char| !c.is_control();
        let shown: String = String::from_utf8_lossy(shown)
            .chars()
            .filter(visible)
            .take(LONGEST_SHOWN)
            .collect();
        Error::new(Code::CellInvalid)
            .with("value", shown)
            .with("rule_zh", rule_zh)
            .with("rule_en", rule_en)
            .at_row(self.line)
    }
}

/// `\n`, `\r` and `\r\n` are one each.
fn count_line_ends(text: &[u8]) -> u64 {
    let mut after_return = false;
    text.iter().fold(0, |count, byte| {
        let is_pair = after_return && *byte == b'\n';
        after_return = *byte == b'\r';
        count + u64::from(matches!(*byte, b'\n' | b'\r') && !is_pair)
    })
}
