//! A table as the concepts of an edition: the whole file or nothing, and if nothing then with everything that is wrong.

mod aliases;
mod digest;
mod findings;
mod rules;
mod tree;

pub use aliases::join_cell;
pub use aliases::split_cell;
pub use digest::edition_digest;
pub use findings::Findings;

use super::columns::ColumnChoice;
use super::columns::Columns;
use super::concept::Concept;
use super::exchange::own;
use super::tabular::Row;
use super::tabular::Table;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use std::collections::HashMap;

const MOST_WARNINGS: usize = 100;

/// The concepts of a table, in the order of the file; codes and names byte for byte, nothing repaired.
///
/// Other names stand in one cell, as [`split_cell`] reads it; property cells that are empty give no property.
///
/// Errors: those of [`ColumnChoice::find`], and `rows-refused` with the number of all findings and the first
/// 100 of them, each with row, column and rule: empty code or name; control or invisible
/// characters; a code longer than 100 bytes or a name longer than 1,000 characters; unknown words of status and
/// assignable; `code-repeated`; `parent-missing`; `parent-cycle`.
pub fn concepts(table: &Table, choice: &ColumnChoice) -> Result<Vec<Concept>> {
    let columns = choice.find(table.headers())?;
    let mut findings = Findings::default();
    let mut concepts = Vec::with_capacity(table.row_count());
    let mut reader = RowReader {
        table,
        columns: &columns,
        findings: &mut findings,
    };
    for row in table.rows() {
        concepts.push(reader.read(&row));
    }
    let rows: Vec<u64> = table.rows().map(|row| row.number()).collect();
    let code_title = table.column_title(columns.code);
    let places = index_codes(&concepts, &rows, &code_title, &mut findings);
    if let Some(parent) = columns.parent {
        tree::check(&concepts, &rows, &places, &table.column_title(parent), &mut findings);
    }
    findings.into_result()?;
    Ok(concepts)
}

/// What is worth a look in a table that was taken: codes that begin or end with a blank, with row and column.
///
/// Errors: those of [`ColumnChoice::find`].
pub fn warnings(table: &Table, choice: &ColumnChoice) -> Result<Vec<Error>> {
    let column = choice.find(table.headers())?.code;
    let doubtful = table.rows().filter(|row| rules::has_blanks_around(row.cell(column)));
    let warning = |row: Row<'_>| {
        Error::new(Code::CodeHasBlanks)
            .with("value", row.cell(column))
            .at_row(row.number())
            .in_column(table.column_title(column))
    };
    Ok(doubtful.take(MOST_WARNINGS).map(warning).collect())
}

/// Where each code stands first, and a finding for every repetition.
fn index_codes<'c>(
    concepts: &'c [Concept],
    rows: &[u64],
    title: &str,
    findings: &mut Findings,
) -> HashMap<&'c str, usize> {
    let mut places: HashMap<&str, usize> = HashMap::with_capacity(concepts.len());
    for ((index, concept), &row) in concepts.iter().enumerate().zip(rows) {
        if concept.code.is_empty() {
            continue;
        }
        let first = *places.entry(&concept.code).or_insert(index);
        if first != index {
            findings.add(|| {
                Error::new(Code::CodeRepeated)
                    .with("value", rules::shown(&concept.code))
                    .with("first", rows.get(first).copied().unwrap_or_default())
                    .at_row(row)
                    .in_column(title)
            });
        }
    }
    places
}

struct RowReader<'t> {
    table: &'t Table,
    columns: &'t Columns,
    findings: &'t mut Findings,
}

impl RowReader<'_> {
    fn read(&mut self, row: &Row<'_>) -> Concept {
        let columns = self.columns;
        let mut concept = Concept::new(row.cell(columns.code), row.cell(columns.name));
        self.check(row, columns.code, rules::code(&concept.code));
        self.check(row, columns.name, rules::name(&concept.display));
        if let Some(column) = columns.parent {
            let parent = row.cell(column);
            concept.parent = (!parent.is_empty()).then(|| parent.to_owned());
        }
        if let Some(column) = columns.status {
            concept.status = self.word(row, column, rules::status(row.cell(column)));
        }
        if let Some(column) = columns.assignable {
            concept.assignable = self.word(row, column, rules::assignable(row.cell(column)));
        }
        if let Some(column) = columns.aliases {
            concept.designations = split_cell(row.cell(column));
            for alias in &concept.designations {
                self.check(row, column, rules::name(alias));
            }
        }
        for &column in &columns.properties {
            let value = row.cell(column);
            if !value.is_empty() {
                self.check(row, column, rules::property(value));
                let title = self.table.column_title(column);
                concept
                    .properties
                    .insert(own::property_of(&title).to_owned(), value.to_owned());
            }
        }
        concept
    }

    fn check(&mut self, row: &Row<'_>, column: usize, broken: Option<rules::Rule>) {
        if let Some(rule) = broken {
            let title = || self.table.column_title(column);
            self.findings
                .add(|| rule.refuse(row.cell(column)).at_row(row.number()).in_column(title()));
        }
    }

    fn word<T: Default>(&mut self, row: &Row<'_>, column: usize, word: std::result::Result<T, rules::Rule>) -> T {
        match word {
            Ok(value) => value,
            Err(rule) => {
                self.check(row, column, Some(rule));
                T::default()
            }
        }
    }
}
