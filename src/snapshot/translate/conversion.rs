//! Converting a file 转换一天的数据: bytes in, bytes out, in pieces and in bounded memory. Every row goes on as it came, with
//! what the release says of its codes behind it.

mod csv_rows;
mod json_lines;
mod totals;
mod usage;

pub use totals::PartTotals;
pub use totals::Totals;

use super::translator::Translator;
use crate::error::Result;
use crate::language::Language;
use crate::registry::tabular::stream::Characters;
use crate::registry::tabular::stream::Transcoder;
use csv_rows::CsvRows;
use json_lines::JsonLines;
use usage::Usage;

/// Bytes of a row that is long.
const LONG_ROW: usize = 128 * 1024;

/// What sort of file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileFormat {
    /// Rows of cells with a header; UTF-8 or GB 18030 in, UTF-8 out.
    Csv,
    /// A JSON object a line, UTF-8.
    Ndjson,
}

/// One code of each row that is converted, by the titles of its columns or the keys of its object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// The dictionary. Without one each JSON object names its own under `dictionary`.
    pub dictionary: Option<String>,
    /// Where the code is.
    pub code: String,
    /// Where its name is.
    pub name: Option<String>,
    /// Where the unit is.
    pub unit: Option<String>,
    /// Where the specimen is.
    pub specimen: Option<String>,
    /// Where the sex is.
    pub sex: Option<String>,
    /// Where the age is.
    pub age: Option<String>,
}

/// What is to be done with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// What sort of file it is.
    pub format: FileFormat,
    /// How it says its characters; told by the file without it.
    pub characters: Option<Characters>,
    /// The codes to convert.
    pub parts: Vec<Part>,
    /// Whether a row of which a code is not `mapped` goes to the rejects instead of the output.
    pub sets_rejects_apart: bool,
    /// The language of words.
    pub language: Language,
}

/// Where converted rows go; whoever takes them empties it.
#[derive(Debug, Default)]
pub struct Outputs {
    /// The output.
    pub rows: Vec<u8>,
    /// The rejects.
    pub rejects: Vec<u8>,
}

/// A file on its way.
pub struct Conversion {
    transcoder: Transcoder,
    text: Vec<u8>,
    /// How long the text is to become before it is looked at without a new line end.
    look_at: usize,
    rows: Rows,
    totals: Totals,
}

enum Rows {
    Csv(Box<CsvRows>),
    Ndjson(Box<JsonLines>),
}

impl Conversion {
    /// Begins a file.
    ///
    /// Errors: `dictionary-unknown` when a part names a dictionary that the release does not have.
    pub fn new(translator: Translator, plan: &Plan) -> Result<Self> {
        let totals = Totals::new(&translator, plan)?;
        let (characters, rows) = match plan.format {
            FileFormat::Csv => (plan.characters, Rows::Csv(Box::new(CsvRows::new(translator, plan)))),
            FileFormat::Ndjson => {
                let lines = JsonLines::new(translator, plan);
                (Some(Characters::Utf8), Rows::Ndjson(Box::new(lines)))
            }
        };
        Ok(Self {
            transcoder: Transcoder::new(characters),
            text: Vec::new(),
            look_at: LONG_ROW,
            rows,
            totals,
        })
    }

    /// From now on it is counted how often each code occurs that is not converted, or is under another name.
    pub fn count_usage(&mut self) {
        for part in &mut self.totals.parts {
            part.usage = Some(Usage::default());
        }
    }

    /// Takes more bytes of the file and converts the rows that are whole.
    ///
    /// Errors: those of [`Transcoder`] and [`crate::registry::tabular::stream::Records`], `row-ragged`, `column-missing`,
    /// `column-repeated`, `cell-invalid` (a line that is no JSON object), each with its row.
    pub fn feed(&mut self, bytes: &[u8], outputs: &mut Outputs) -> Result<()> {
        let before = self.text.len();
        self.transcoder.push(bytes, &mut self.text)?;
        // Without a line end no row is whole: a long one in small pieces is not looked through again for each of them.
        let new = self.text.get(before..).unwrap_or_default();
        let may_be_whole = new.iter().any(|byte| matches!(*byte, b'\n' | b'\r')) || self.text.len() >= self.look_at;
        if !may_be_whole {
            return Ok(());
        }
        self.convert(outputs, false)?;
        self.look_at = self.text.len().saturating_mul(2).max(LONG_ROW);
        Ok(())
    }

    /// Converts what is left at the end of the file.
    ///
    /// Errors: those of [`Conversion::feed`]; `file-empty` when there was nothing at all.
    pub fn finish(mut self, outputs: &mut Outputs) -> Result<Totals> {
        self.transcoder.finish(&mut self.text)?;
        self.convert(outputs, true)?;
        Ok(self.totals)
    }

    fn convert(&mut self, outputs: &mut Outputs, at_end: bool) -> Result<()> {
        let Self { text, rows, totals, .. } = self;
        let done = match rows {
            Rows::Csv(rows) => rows.convert(text, at_end, outputs, totals)?,
            Rows::Ndjson(lines) => lines.convert(text, at_end, outputs, totals)?,
        };
        text.drain(..done.min(text.len()));
        Ok(())
    }
}

impl Outputs {
    /// Appends a row to the output, or to the rejects when it is to be set apart.
    fn row(&mut self, is_reject: bool) -> &mut Vec<u8> {
        if is_reject { &mut self.rejects } else { &mut self.rows }
    }
}
