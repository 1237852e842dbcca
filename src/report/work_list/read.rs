//! Reading a work list that came back: from Excel, WPS, `LibreOffice` or a program, as a workbook or as text.
//!
//! The sheet and its header are found by the hidden columns; columns may have moved, further ones are left alone, and a
//! column that is gone means that nobody changed it.

use super::columns::Column;
use super::stamp::Medium;
use super::stamp::Stamp;
use super::stamp::one_line_end;
use super::words;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::mapping::merge::Cells;
use crate::mapping::merge::Field;
use crate::mapping::merge::Yours;
use crate::mapping::state::Step;
use crate::registry::csv_file;
use crate::registry::findings::Findings;
use crate::registry::lint::Place;
use crate::registry::tabular;
use crate::registry::tabular::Format;
use crate::registry::tabular::Limits;
use crate::source::doubts::Doubts;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// In how many rows from the top a header is looked for.
const HEADER_WITHIN: usize = 20;
/// From how many exports the rows of one file may be gathered.
const MOST_STAMPS: usize = 1_000;

/// A work list that came back.
#[derive(Debug)]
pub struct WorkListFile {
    /// Its rows in the order of the file.
    pub rows: Vec<FileRow>,
    /// The different work lists that its rows are from.
    pub stamps: Vec<Stamp>,
    /// What looks like personal data in what people wrote: the cells of decisions, opinions, and columns of their own.
    pub doubts: Doubts,
    columns: Columns,
}

/// A row of the file.
#[derive(Debug)]
pub struct FileRow {
    /// Its number in the file.
    pub number: u64,
    /// The local code.
    pub code: String,
    /// Which of the rows with this code it is, from 1.
    pub occurrence: i64,
    /// The local name when it went out.
    pub name: String,
    /// The version of its mapping when it went out; 0 without one.
    pub version: i64,
    /// Which of the stamps is its own.
    pub stamp: usize,
    /// What shall be done with it.
    pub action: Option<Step>,
    /// Why.
    pub opinion: String,
    cells: Cells,
}

/// Where the columns stand, counted from 0.
#[derive(Debug, Default)]
struct Columns(BTreeMap<Column, usize>);

/// The columns, their header, and the rows below it.
type Header<'l, 't> = (Columns, &'l Line<'t>, &'l [Line<'t>]);

/// A row as it stands in the file.
struct Line<'t> {
    number: u64,
    cells: Vec<Cow<'t, str>>,
}

/// Reads the file. Errors in rows are findings; the file itself may be none.
///
/// Errors: those of [`tabular::read`], `column-missing` when it is no work list or has lost a column that it needs,
/// `rows-refused` with each row whose papers were altered and each action that is no word.
pub fn read(bytes: &[u8], file_name: Option<&str>) -> Result<WorkListFile> {
    let limits = Limits::default();
    match Format::detect(file_name, bytes) {
        Format::Xlsx => {
            for sheet in tabular::sheets(bytes, &limits)? {
                let lines = sheet.rows.iter().map(|row| Line {
                    number: row.number,
                    cells: (0..row.width()).map(|column| Cow::Borrowed(row.cell(column))).collect(),
                });
                let lines: Vec<Line<'_>> = lines.collect();
                if let Some((columns, header, rows)) = find_header(&lines)? {
                    return columns.read(header, rows);
                }
            }
            Err(no_work_list())
        }
        format @ (Format::Csv | Format::Tsv | Format::Lines) => {
            let table = tabular::read(bytes, format, &limits)?;
            let header = Line {
                number: table.header_number(),
                cells: table
                    .headers()
                    .iter()
                    .map(|title| Cow::Borrowed(title.as_str()))
                    .collect(),
            };
            let below = table.rows().map(|row| Line {
                number: row.number(),
                cells: row.cells().map(Cow::Borrowed).collect(),
            });
            let lines: Vec<Line<'_>> = std::iter::once(header).chain(below).collect();
            let (columns, header, rows) = find_header(&lines)?.ok_or_else(no_work_list)?;
            columns.read(header, rows)
        }
    }
}

impl WorkListFile {
    /// What kind of file it went out as; the rows are of one kind but for people who paste.
    pub fn kind(&self) -> &'static str {
        self.stamps.first().map_or("", |stamp| stamp.medium.as_str())
    }

    /// The column of a cell in messages: its letters and its title.
    pub fn place(&self, column: Column) -> String {
        self.columns.place(column)
    }

    /// What the file wants of a row that was so when it went out: a cell whose column is gone was not changed.
    pub fn yours(&self, row: &FileRow, base: &Cells) -> Yours {
        let mut cells = row.cells.clone();
        for field in Field::ALL {
            if !self.columns.0.contains_key(&Column::Cell(*field)) {
                cells.set(*field, base.get(*field));
            }
        }
        cells.tidy();
        Yours {
            cells,
            action: row.action,
        }
    }
}

/// The columns, the header and the rows below, if one of the first rows has the titles of the papers.
fn find_header<'l, 't>(lines: &'l [Line<'t>]) -> Result<Option<Header<'l, 't>>> {
    for (index, line) in lines.iter().enumerate().take(HEADER_WITHIN) {
        let mut columns = Columns::default();
        let mut repeated = None;
        for (at, title) in line.cells.iter().enumerate() {
            let Some(column) = Column::titled(title) else { continue };
            if columns.0.insert(column, at).is_some() {
                repeated = Some(title);
            }
        }
        if !columns.0.contains_key(&Column::Stamp) && !columns.0.contains_key(&Column::RowId) {
            continue;
        }
        if let Some(title) = repeated {
            return Err(Error::new(Code::ColumnRepeated)
                .with("column", title)
                .in_column(title.to_string())
                .at_row(line.number));
        }
        let missing = Column::all()
            .into_iter()
            .find(|column| column.is_needed() && !columns.0.contains_key(column));
        if let Some(missing) = missing {
            return Err(column_missing(missing, line.cells.join("、")));
        }
        return Ok(Some((columns, line, lines.get(index + 1..).unwrap_or_default())));
    }
    Ok(None)
}

fn no_work_list() -> Error {
    column_missing(Column::RowId, String::new())
}

fn column_missing(column: Column, columns: String) -> Error {
    let (title, _) = column.titles();
    Error::new(Code::ColumnMissing)
        .with("column", &title)
        .with("columns", columns)
        .in_column(title)
}

impl Columns {
    fn read(self, header: &Line<'_>, lines: &[Line<'_>]) -> Result<WorkListFile> {
        let mut findings = Findings::default();
        let mut rows = Vec::with_capacity(lines.len());
        let mut stamps = Vec::new();
        for line in lines {
            if self.0.values().all(|at| line.cell(*at).trim().is_empty()) {
                continue;
            }
            match self.row(line, &mut stamps) {
                Ok(row) => rows.push(row),
                Err(error) => findings.add(|| error.at_row(line.number)),
            }
        }
        findings.into_result()?;
        if rows.is_empty() {
            return Err(Error::new(Code::FileEmpty));
        }
        Ok(WorkListFile {
            doubts: self.doubts(header, lines),
            rows,
            stamps,
            columns: self,
        })
    }

    /// Looks for personal data in what people write. What went out and has to come back unaltered brings nothing new.
    fn doubts(&self, header: &Line<'_>, lines: &[Line<'_>]) -> Doubts {
        let ours: BTreeMap<usize, Column> = self.0.iter().map(|(column, at)| (*at, *column)).collect();
        let width = lines.iter().map(|line| line.cells.len()).max().unwrap_or(0);
        let mut doubts = Doubts::default();
        for at in 0..width.max(header.cells.len()) {
            let (title, known) = (header.cell(at), ours.get(&at));
            if known.is_some_and(|column| !column.is_written()) {
                continue;
            }
            let column = &format!("{} {title}", tabular::letters(at)).trim().into();
            if known.is_none() {
                let row = header.number;
                doubts.look_at_title(title, Place { row, column });
            }
            let is_code = matches!(known, Some(Column::Cell(Field::Code1 | Field::Code2 | Field::Code3)));
            for line in lines {
                let row = line.number;
                doubts.look_at(line.cell(at), is_code, Place { row, column });
            }
        }
        doubts
    }

    fn text<'t>(&self, line: &'t Line<'_>, column: Column) -> &'t str {
        self.0.get(&column).map_or("", |at| line.cell(*at))
    }

    fn place(&self, column: Column) -> String {
        let (title, _) = column.titles();
        match self.0.get(&column) {
            Some(at) => format!("{} {title}", tabular::letters(*at)),
            None => title,
        }
    }

    fn row(&self, line: &Line<'_>, stamps: &mut Vec<Stamp>) -> Result<FileRow> {
        let altered = |column: Column| {
            let (zh, en) = column.titles();
            Error::new(Code::WorkListRowAltered)
                .with("what_zh", zh)
                .with("what_en", en)
                .in_column(self.place(column))
        };
        let stamp = Stamp::parse(self.text(line, Column::Stamp).trim()).ok_or_else(|| altered(Column::Stamp))?;
        let text = |column: Column| {
            let text = self.text(line, column);
            match stamp.medium {
                Medium::Csv => csv_file::restore(text),
                Medium::Xlsx => Cow::Borrowed(text),
            }
        };
        let row_id = text(Column::RowId);
        let (occurrence, code) = row_id.split_once(':').ok_or_else(|| altered(Column::RowId))?;
        let occurrence: i64 = occurrence.parse().ok().ok_or_else(|| altered(Column::RowId))?;
        if one_line_end(&text(Column::Code)) != one_line_end(code) {
            return Err(altered(Column::Code));
        }
        let (name, version) = (text(Column::Name), text(Column::Version));
        if stamp.check(&row_id, &name, version.trim()) != text(Column::Check).trim() {
            return Err(altered(Column::Name));
        }
        let version: i64 = version.trim().parse().ok().ok_or_else(|| altered(Column::Version))?;
        let mut cells = Cells::default();
        for field in Field::ALL {
            cells.set(*field, &words::meant(*field, &text(Column::Cell(*field))));
        }
        let action = self.action(&text(Column::Action))?;
        let opinion = text(Column::Opinion).trim().to_owned();
        Ok(FileRow {
            number: line.number,
            code: code.to_owned(),
            occurrence,
            name: name.into_owned(),
            version,
            stamp: place_of(stamps, stamp).ok_or_else(|| altered(Column::Stamp))?,
            action,
            opinion,
            cells,
        })
    }

    fn action(&self, text: &str) -> Result<Option<Step>> {
        if text.trim().is_empty() {
            return Ok(None);
        }
        let known = words::STEPS.map(|step| step.words().0).join("、");
        words::step(text).map(Some).ok_or_else(|| {
            Error::new(Code::CellInvalid)
                .with("value", text)
                .with("rule_zh", format!("可选 {known}"))
                .with("rule_en", "draft, submit, withdraw, approve, return or reopen")
                .in_column(self.place(Column::Action))
        })
    }
}

impl Line<'_> {
    fn cell(&self, at: usize) -> &str {
        self.cells.get(at).map_or("", Cow::as_ref)
    }
}

/// The place of the stamp in the list, at which it is put if it is not there; nothing when the list is full.
fn place_of(stamps: &mut Vec<Stamp>, stamp: Stamp) -> Option<usize> {
    let known = stamps.iter().position(|known| *known == stamp);
    if known.is_none() && stamps.len() < MOST_STAMPS {
        stamps.push(stamp);
        return Some(stamps.len() - 1);
    }
    known
}
