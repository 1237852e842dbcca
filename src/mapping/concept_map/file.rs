//! Concept maps as files.

use super::MapRow;
use super::MapTarget;
use super::MapVersion;
use super::fhir;
use super::fhir::FhirRelease;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::mapping::target::Relationship;
use crate::registry::columns::column_named;
use crate::registry::exchange::write_table;
use crate::registry::findings::Findings;
use crate::registry::tabular;
use crate::registry::tabular::Limits;
use crate::registry::tabular::Row;
use crate::registry::tabular::Table;

/// The columns of a map in this service's own table.
const COLUMNS: [&str; 6] = [
    "source_code",
    "source_name",
    "target_code",
    "target_name",
    "relationship",
    "comment",
];
const SHEET: &str = "map";
const LONGEST_CODE_BYTES: usize = 100;

/// A form of file that holds a concept map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MapFormat {
    /// A table as text or as a workbook.
    Table(tabular::Format),
    /// A FHIR `ConceptMap` as JSON; which release it is of counts only when it is written.
    Fhir(FhirRelease),
}

/// The titles of the columns of a table; without any, the columns of this service's own table, or the four columns with
/// a title that a crosswalk has: code and name of the source, code and name of the target.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MapColumns {
    /// Source codes.
    pub source_code: Option<String>,
    /// Source names.
    pub source_name: Option<String>,
    /// Target codes.
    pub target_code: Option<String>,
    /// Target names.
    pub target_name: Option<String>,
    /// Relationships.
    pub relationship: Option<String>,
    /// Comments.
    pub comment: Option<String>,
}

/// A row and its number in the file; of a document that is no table, the number of the row counted from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberedRow {
    /// The number.
    pub number: u64,
    /// The row.
    pub row: MapRow,
}

impl MapFormat {
    /// Every format that is written.
    pub const ALL: [Self; 5] = [
        Self::Table(tabular::Format::Csv),
        Self::Table(tabular::Format::Tsv),
        Self::Table(tabular::Format::Xlsx),
        Self::Fhir(FhirRelease::R4),
        Self::Fhir(FhirRelease::R5),
    ];

    /// The word in requests and commands.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Table(tabular::Format::Csv | tabular::Format::Lines) => "csv",
            Self::Table(tabular::Format::Tsv) => "tsv",
            Self::Table(tabular::Format::Xlsx) => "xlsx",
            Self::Fhir(FhirRelease::R4) => "fhir-r4",
            Self::Fhir(FhirRelease::R5) => "fhir-r5",
        }
    }

    /// Reads the word; `fhir` is R5.
    pub fn parse(text: &str) -> Option<Self> {
        if text == "fhir" {
            return Some(Self::Fhir(FhirRelease::R5));
        }
        Self::ALL.into_iter().find(|format| format.as_str() == text)
    }

    /// The format of a file, by its ending or by its bytes.
    pub fn detect(file_name: Option<&str>, bytes: &[u8]) -> Self {
        let is_json = file_name.is_some_and(|name| name.to_ascii_lowercase().ends_with(".json"));
        let begins = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
        if is_json || (file_name.is_none() && begins.starts_with(b"{")) {
            return Self::Fhir(FhirRelease::R5);
        }
        Self::Table(tabular::Format::detect(file_name, bytes))
    }
}

impl MapColumns {
    /// The columns counted from 0: source code, source name, target code, target name, relationship, comment.
    fn find(&self, table: &Table) -> Result<[Option<usize>; 6]> {
        let headers = table.headers();
        let named = [
            &self.source_code,
            &self.source_name,
            &self.target_code,
            &self.target_name,
            &self.relationship,
            &self.comment,
        ];
        if named.iter().all(|title| title.is_none()) {
            if headers.starts_with(&COLUMNS.map(str::to_owned)) {
                return Ok([0, 1, 2, 3, 4, 5].map(Some));
            }
            let titled = headers.iter().enumerate().filter(|(_, title)| !title.trim().is_empty());
            let titled: Vec<usize> = titled.map(|(column, _)| column).collect();
            let [source, source_name, target, target_name] = titled.as_slice() else {
                return Err(not_guessed(headers));
            };
            let four = [*source, *source_name, *target, *target_name].map(Some);
            let [source, source_name, target, target_name] = four;
            return Ok([source, source_name, target, target_name, None, None]);
        }
        if self.source_code.is_none() || self.target_code.is_none() {
            return Err(not_guessed(headers));
        }
        let mut found = [None; 6];
        for (column, title) in found.iter_mut().zip(named) {
            *column = title.as_deref().map(|title| column_named(headers, title)).transpose()?;
        }
        Ok(found)
    }
}

fn not_guessed(headers: &[String]) -> Error {
    Error::new(Code::ColumnNotGuessed)
        .with("what", "源编码和目标编码 source and target codes")
        .with("columns", headers.join("、"))
}

/// The rows of a file in its order. A row without target code says that its source has no target; a row without
/// relationship is `equivalent` when both names are equal byte for byte, and `related` when they are not: a crosswalk
/// says which code takes the place of which, not that they mean the same.
///
/// Errors: those of reading tables, `document-invalid` for FHIR that cannot be read as a map, `rows-refused` with
/// `cell-invalid` for empty or over-long codes and unknown relationships.
pub fn read(bytes: &[u8], format: MapFormat, sheet: Option<&str>, columns: &MapColumns) -> Result<Vec<NumberedRow>> {
    let format = match format {
        MapFormat::Fhir(_) => return checked(fhir::read(bytes)?),
        MapFormat::Table(format) => format,
    };
    let table = tabular::read_sheet(bytes, format, sheet, &Limits::default())?;
    let found = columns.find(&table)?;
    let mut findings = Findings::default();
    let rows: Vec<NumberedRow> = table
        .rows()
        .map(|row| NumberedRow {
            number: row.number(),
            row: map_row(&row, found, &mut findings),
        })
        .collect();
    findings.into_result()?;
    checked(rows)
}

fn map_row(row: &Row<'_>, found: [Option<usize>; 6], findings: &mut Findings) -> MapRow {
    let [source, source_name, target, target_name, word, comment] =
        found.map(|column| column.map_or("", |column| row.cell(column)));
    let relationship = match (word, Relationship::parse(word)) {
        (_, Some(relationship)) => relationship,
        ("", None) if source_name == target_name => Relationship::Equivalent,
        ("", None) => Relationship::Related,
        (_, None) => {
            findings.add(|| {
                Error::new(Code::CellInvalid)
                    .with("value", word)
                    .with("rule_zh", "关系只能是 equivalent、narrower、broader、related 或空")
                    .with(
                        "rule_en",
                        "the relationship is equivalent, narrower, broader, related or empty",
                    )
                    .at_row(row.number())
            });
            Relationship::Related
        }
    };
    MapRow {
        source: source.to_owned(),
        source_display: source_name.to_owned(),
        target: (!target.is_empty()).then(|| MapTarget {
            code: target.to_owned(),
            display: target_name.to_owned(),
            relationship,
        }),
        comment: comment.to_owned(),
    }
}

/// The rows, unless a code is empty or too long, or a text has what cannot be seen.
fn checked(rows: Vec<NumberedRow>) -> Result<Vec<NumberedRow>> {
    if rows.is_empty() {
        return Err(Error::new(Code::FileEmpty));
    }
    let mut findings = Findings::default();
    for NumberedRow { number, row } in &rows {
        let is_bad = |code: &str| code.trim().is_empty() || code.len() > LONGEST_CODE_BYTES;
        let bad_target = row.target.as_ref().filter(|target| is_bad(&target.code));
        let refuse = |value: &str, rule_zh, rule_en| {
            Error::new(Code::CellInvalid)
                .with("value", value.escape_debug())
                .with("rule_zh", rule_zh)
                .with("rule_en", rule_en)
                .at_row(*number)
        };
        if is_bad(&row.source) || bad_target.is_some() {
            let code = bad_target.map_or(&row.source, |target| &target.code);
            let rule_en = "a code must not be empty and has at most 100 bytes";
            findings.add(|| refuse(code, "编码不能为空，不超过 100 字节", rule_en));
        }
        let is_control = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
        let display = row.target.as_ref().map_or("", |target| &target.display);
        let texts = [
            &row.source,
            row.target_code(),
            &row.source_display,
            display,
            &row.comment,
        ];
        if let Some(text) = texts.into_iter().find(|text| text.contains(is_control)) {
            findings.add(|| refuse(text, "不能有控制字符", "control characters are not allowed"));
        }
    }
    findings.into_result()?;
    Ok(rows)
}

/// The bytes of a version in this format; read again, they give the same rows.
///
/// Errors: `file-too-large` when the rows do not fit on a sheet.
pub fn write(format: MapFormat, about: &MapVersion, rows: &[MapRow]) -> Result<Vec<u8>> {
    match format {
        MapFormat::Fhir(release) => fhir::write(release, about, rows),
        MapFormat::Table(format) => write_table(format, SHEET, &COLUMNS, rows.iter().map(cells)),
    }
}

fn cells(row: &MapRow) -> [&str; 6] {
    let target = row.target.as_ref();
    [
        &row.source,
        &row.source_display,
        row.target_code(),
        target.map_or("", |target| &target.display),
        target.map_or("", |target| target.relationship.as_str()),
        &row.comment,
    ]
}
