//! A table as the rows of a local dictionary. A hospital's list may be dirty: nothing is repaired, repeated codes are
//! kept; only what cannot be a row at all is refused, and then the whole file.

use super::local_code::LocalCode;
use super::reload::number_occurrences;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::registry::columns::ColumnChoice;
use crate::registry::columns::Wanted;
use crate::registry::columns::column_named;
use crate::registry::tabular::Row;
use crate::registry::tabular::Table;
use std::collections::BTreeMap;

const LONGEST_CODE_BYTES: usize = 200;
const LONGEST_NAME_CHARACTERS: usize = 2_000;
const MOST_FINDINGS: usize = 100;

/// Which columns of a dictionary's file hold what; a column that is not named is guessed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LocalColumns {
    /// The title of the column of codes.
    pub code: Option<String>,
    /// The title of the column of names.
    pub name: Option<String>,
    /// The title of the column of usage counts; without it there are none.
    pub usage: Option<String>,
    /// Titles of further columns to keep.
    pub attributes: Vec<String>,
}

/// Where the columns stand.
pub(super) struct Found {
    pub(super) code: usize,
    pub(super) name: usize,
    usage: Option<usize>,
    attributes: Vec<usize>,
}

/// The rows of a dictionary, in the order of the file.
///
/// Errors: those of [`ColumnChoice::find`], and `rows-refused` with each cell that is empty, too long or no count.
pub fn local_codes(table: &Table, columns: &LocalColumns) -> Result<Vec<LocalCode>> {
    let found = columns.find(table.headers())?;
    let mut list = Vec::with_capacity(table.row_count());
    let mut findings = Vec::new();
    let mut refused = 0_u64;
    for row in table.rows() {
        match read(table, &found, &row) {
            Ok(entry) => list.push(entry),
            Err(error) => {
                refused += 1;
                if findings.len() < MOST_FINDINGS {
                    findings.push(error.at_row(row.number()));
                }
            }
        }
    }
    if refused > 0 {
        return Err(Error::new(Code::RowsRefused)
            .with("count", refused)
            .with_findings(findings));
    }
    number_occurrences(&mut list);
    Ok(list)
}

impl LocalColumns {
    /// The columns of a table with these titles.
    pub(super) fn find(&self, headers: &[String]) -> Result<Found> {
        let wanted = |title: &Option<String>| title.clone().map_or(Wanted::Guessed, Wanted::Named);
        let choice = ColumnChoice {
            code: wanted(&self.code),
            name: wanted(&self.name),
            ..ColumnChoice::named("", "")
        };
        let columns = choice.find(headers)?;
        let named = |title: &String| column_named(headers, title);
        Ok(Found {
            code: columns.code,
            name: columns.name,
            usage: self.usage.as_ref().map(named).transpose()?,
            attributes: self.attributes.iter().map(named).collect::<Result<_>>()?,
        })
    }
}

fn read(table: &Table, columns: &Found, row: &Row<'_>) -> Result<LocalCode> {
    let (code, name) = (row.cell(columns.code), row.cell(columns.name));
    let refuse = |column: usize, value: &str, zh: &str, en: &str| {
        Error::new(Code::CellInvalid)
            .with("value", value)
            .with("rule_zh", zh)
            .with("rule_en", en)
            .in_column(table.column_title(column))
    };
    if code.is_empty() {
        return Err(refuse(columns.code, code, "编码不能为空", "a code is needed"));
    }
    if code.len() > LONGEST_CODE_BYTES {
        return Err(refuse(
            columns.code,
            "…",
            "编码不超过 200 字节",
            "a code has at most 200 bytes",
        ));
    }
    if name.chars().count() > LONGEST_NAME_CHARACTERS {
        return Err(refuse(
            columns.name,
            "…",
            "名称不超过 2000 字",
            "a name has at most 2,000 characters",
        ));
    }
    let usage = columns
        .usage
        .map(|column| (column, row.cell(column).trim()))
        .filter(|(_, text)| !text.is_empty());
    let count = |(column, text): (usize, &str)| {
        let count = text.parse::<i64>().ok().filter(|count| *count >= 0);
        count.ok_or_else(|| {
            refuse(
                column,
                text,
                "使用次数须为非负整数",
                "a usage count is a whole number from 0",
            )
        })
    };
    let attribute = |column: &usize| (table.column_title(*column), row.cell(*column).to_owned());
    Ok(LocalCode {
        code: code.to_owned(),
        occurrence: 1,
        name: name.to_owned(),
        attributes: columns.attributes.iter().map(attribute).collect::<BTreeMap<_, _>>(),
        usage: usage.map(count).transpose()?,
        row: row.number(),
    })
}
