//! Rows of cells: each goes on byte for byte, with further cells behind it.

use super::Outputs;
use super::Part;
use super::Plan;
use super::Totals;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::registry::columns::column_named;
use crate::registry::tabular::stream::Cell;
use crate::registry::tabular::stream::Records;
use crate::registry::tabular::stream::delimiter_of;
use crate::registry::tabular::stream::push_cell;
use crate::snapshot::translate::DictionaryNumber;
use crate::snapshot::translate::Question;
use crate::snapshot::translate::Reason;
use crate::snapshot::translate::Record;
use crate::snapshot::translate::TargetView;
use crate::snapshot::translate::Translator;
use crate::snapshot::translate::Verdict;
use std::borrow::Cow;

/// What stands between the values of several targets of one code.
const BETWEEN: u8 = b'|';
const BETWEEN_TEXT: &str = "|";
/// The cells that each part adds, behind the title of its code.
const ADDED: [&str; 7] = [
    "code",
    "display",
    "relationship",
    "edition",
    "status",
    "reason",
    "warnings",
];
/// The cell that ends each row.
const RELEASE: &str = "zhiyu.release";
/// The longest header line in bytes.
const LONGEST_HEADER: usize = 1 << 20;

/// The rows of a file.
pub(super) struct CsvRows {
    translator: Translator,
    parts: Vec<Part>,
    sets_rejects_apart: bool,
    release: String,
    delimiter: u8,
    /// Nothing before the header is read.
    records: Option<Records>,
    columns: Vec<Columns>,
    width: usize,
    /// The further cells of the row that is being converted.
    added: Vec<u8>,
}

/// Where the texts of one part are, by number of the column.
struct Columns {
    dictionary: Option<DictionaryNumber>,
    code: usize,
    name: Option<usize>,
    unit: Option<usize>,
    specimen: Option<usize>,
    sex: Option<usize>,
    age: Option<usize>,
}

impl CsvRows {
    pub(super) fn new(translator: Translator, plan: &Plan) -> Self {
        Self {
            release: translator.release.release.to_string(),
            translator,
            parts: plan.parts.clone(),
            sets_rejects_apart: plan.sets_rejects_apart,
            delimiter: b',',
            records: None,
            columns: Vec::new(),
            width: 0,
            added: Vec::new(),
        }
    }

    /// Converts the rows that are whole; answers how many bytes of the text are done.
    pub(super) fn convert(
        &mut self,
        text: &[u8],
        at_end: bool,
        outputs: &mut Outputs,
        totals: &mut Totals,
    ) -> Result<usize> {
        if self.records.is_none() && !self.find_delimiter(text, at_end)? {
            return Ok(0);
        }
        let Some(mut records) = self.records.take() else {
            return Ok(0);
        };
        let mut done = 0;
        while let Some(row) = records.next(text, done, at_end)? {
            done = row.next;
            if row.is_blank() {
                continue;
            }
            let line = text.get(row.span.clone()).unwrap_or_default();
            if self.width == 0 {
                self.header(text, line, row.cells, outputs)?;
                continue;
            }
            if row.cells.len() != self.width {
                return Err(Error::new(Code::RowRagged)
                    .with("found", row.cells.len())
                    .with("expected", self.width)
                    .at_row(row.number));
            }
            let is_converted = self.row(text, row.cells, totals);
            let is_reject = totals.row(is_converted, self.sets_rejects_apart);
            let out = outputs.row(is_reject);
            out.extend_from_slice(line);
            out.extend_from_slice(&self.added);
        }
        self.records = Some(records);
        Ok(done)
    }

    /// Tells the delimiter by the header line, once that is whole.
    fn find_delimiter(&mut self, text: &[u8], at_end: bool) -> Result<bool> {
        let is_end = |byte: &u8| matches!(*byte, b'\n' | b'\r');
        let start = text.iter().position(|byte| !is_end(byte)).unwrap_or(text.len());
        let rest = text.get(start..).unwrap_or_default();
        let line = match rest.iter().position(is_end) {
            Some(length) => rest.get(..length).unwrap_or_default(),
            None if rest.len() > LONGEST_HEADER => {
                let error = Error::new(Code::FileTooLarge).with("what", "bytes in a row");
                return Err(error.with("limit", LONGEST_HEADER).at_row(1));
            }
            None if !at_end => return Ok(false),
            None if rest.is_empty() => return Err(Code::FileEmpty.into()),
            None => rest,
        };
        self.delimiter = delimiter_of(line);
        self.records = Some(Records::new(self.delimiter));
        Ok(true)
    }

    fn header(&mut self, text: &[u8], line: &[u8], cells: &[Cell], outputs: &mut Outputs) -> Result<()> {
        let title = |cell: &Cell| String::from_utf8_lossy(&cell.contents(text)).into_owned();
        let titles: Vec<String> = cells.iter().map(title).collect();
        let mut added = Vec::new();
        for part in &self.parts {
            let named = |title: &Option<String>| title.as_ref().map(|title| column_named(&titles, title)).transpose();
            let code = column_named(&titles, &part.code)?;
            self.columns.push(Columns {
                dictionary: part
                    .dictionary
                    .as_ref()
                    .and_then(|id| self.translator.table.dictionary(id)),
                code,
                name: named(&part.name)?,
                unit: named(&part.unit)?,
                specimen: named(&part.specimen)?,
                sex: named(&part.sex)?,
                age: named(&part.age)?,
            });
            let code = titles.get(code).map_or("", String::as_str);
            added.extend(ADDED.iter().map(|word| format!("{code}.{word}")));
        }
        added.push(RELEASE.to_owned());
        let mut all: Vec<&String> = titles.iter().chain(&added).collect();
        all.sort_unstable();
        let repeated = |pair: &[&String]| matches!(pair, [one, other] if one == other && added.contains(one));
        if let Some([title, _]) = all.windows(2).find(|pair| repeated(pair)) {
            return Err(Error::new(Code::ColumnRepeated)
                .with("column", title)
                .in_column(title.as_str()));
        }
        self.added.clear();
        for title in &added {
            self.added.push(self.delimiter);
            push_cell(&mut self.added, self.delimiter, title);
        }
        self.added.push(b'\n');
        self.width = cells.len();
        let mut outputs_with_header = vec![&mut outputs.rows];
        if self.sets_rejects_apart {
            outputs_with_header.push(&mut outputs.rejects);
        }
        for out in outputs_with_header {
            out.extend_from_slice(line);
            out.extend_from_slice(&self.added);
        }
        Ok(())
    }

    /// Fills the further cells of a row; answers whether all its codes are `mapped`.
    fn row(&mut self, text: &[u8], cells: &[Cell], totals: &mut Totals) -> bool {
        let mut added = std::mem::take(&mut self.added);
        added.clear();
        let mut is_converted = true;
        for (columns, totals) in self.columns.iter().zip(&mut totals.parts) {
            let contents = |column: usize| {
                cells
                    .get(column)
                    .map_or(Cow::Borrowed(&[][..]), |cell| cell.contents(text))
            };
            let optional = |column: Option<usize>| column.map_or(Cow::Borrowed(&[][..]), contents);
            let (code, name) = (contents(columns.code), optional(columns.name));
            let (unit, specimen) = (optional(columns.unit), optional(columns.specimen));
            let (sex, age) = (optional(columns.sex), optional(columns.age));
            let question = Question {
                dictionary: "",
                code: utf8(&code),
                name: utf8(&name),
                record: Record {
                    unit: utf8(&unit),
                    specimen: utf8(&specimen),
                    sex: utf8(&sex),
                    age: utf8(&age),
                },
            };
            let verdict = match columns.dictionary {
                Some(dictionary) => self.translator.ask_in(dictionary, &question),
                None => Verdict::refused(Reason::DictionaryUnknown),
            };
            is_converted &= totals.note(&question, &verdict);
            push_verdict(&mut added, self.delimiter, &verdict);
        }
        added.push(self.delimiter);
        added.extend_from_slice(self.release.as_bytes());
        added.push(b'\n');
        self.added = added;
        is_converted
    }
}

/// The text of a cell; the whole text was checked to be UTF-8 before.
fn utf8(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_default()
}

fn push_verdict(line: &mut Vec<u8>, delimiter: u8, verdict: &Verdict<'_>) {
    push_targets(line, delimiter, verdict);
    line.push(delimiter);
    line.extend_from_slice(verdict.status.as_str().as_bytes());
    line.push(delimiter);
    line.extend_from_slice(verdict.reason.map_or("", Reason::as_str).as_bytes());
    line.push(delimiter);
    for (index, warning) in verdict.warnings.iter().enumerate() {
        if index > 0 {
            line.push(BETWEEN);
        }
        line.extend_from_slice(warning.as_str().as_bytes());
    }
}

/// The cells of the targets: code, display, relationship, edition; those of several stand in one cell each.
fn push_targets(line: &mut Vec<u8>, delimiter: u8, verdict: &Verdict<'_>) {
    let mut targets = verdict.targets();
    let (first, second) = (targets.next(), targets.next());
    match (first, second) {
        (None, _) => line.extend_from_slice(&[delimiter; 4]),
        (Some(target), None) => {
            for text in [target.code, target.display, target.relationship.as_str()] {
                line.push(delimiter);
                push_cell(line, delimiter, text);
            }
            line.push(delimiter);
            // Words of ids need no quotes.
            line.extend_from_slice(target.edition.system.as_str().as_bytes());
            line.push(b'/');
            line.extend_from_slice(target.edition.edition.as_str().as_bytes());
        }
        (Some(_), Some(_)) => {
            push_joined(line, delimiter, verdict, |target| target.code.to_owned());
            push_joined(line, delimiter, verdict, |target| target.display.to_owned());
            push_joined(line, delimiter, verdict, |target| {
                target.relationship.as_str().to_owned()
            });
            push_joined(line, delimiter, verdict, |target| target.edition.to_string());
        }
    }
}

/// One cell with what each target has of something.
fn push_joined<'t>(line: &mut Vec<u8>, delimiter: u8, verdict: &Verdict<'t>, what: impl Fn(TargetView<'t>) -> String) {
    let each: Vec<String> = verdict.targets().map(what).collect();
    line.push(delimiter);
    push_cell(line, delimiter, &each.join(BETWEEN_TEXT));
}
