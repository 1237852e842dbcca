//! A table as the concepts of an edition, and what the lint found in it.

mod derive;
mod digest;

pub use derive::Derived;
pub use digest::EditionDigester;
pub use digest::edition_digest;

use super::aliases::split_cell;
use super::columns::ColumnChoice;
use super::columns::Columns;
use super::concept::Concept;
use super::exchange::own;
use super::kind::Kind;
use super::lint;
use super::lint::Broken;
use super::lint::Place;
use super::lint::Report;
use super::lint::Severity;
use super::tabular::Row;
use super::tabular::Table;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use std::sync::Arc;

const MOST_WARNINGS: usize = 100;

/// A table that was read.
#[derive(Debug)]
pub struct Reading {
    /// The concepts in the order of the file; to be stored only when the report has no error.
    pub concepts: Vec<Concept>,
    /// What was found.
    pub report: Report,
    /// What the kind said of the concepts where the file said nothing.
    pub derived: Derived,
}

/// Reads the concepts of a table in the order of the file; codes and names byte for byte, nothing repaired. What the
/// file does not say of parents and headings, the kind says.
///
/// Other names stand in one cell, as [`split_cell`] reads it; property cells that are empty give no property. The report
/// lists at most so many findings of a rule.
///
/// Errors: those of [`ColumnChoice::find`]. What is wrong with rows is in the report.
pub fn read(table: &Table, choice: &ColumnChoice, kind: &Kind, most_of_a_rule: u64) -> Result<Reading> {
    let columns = choice.find(table.headers())?;
    let mut report = Report::new(most_of_a_rule);
    let titles: Vec<Arc<str>> = (0..table.headers().len())
        .map(|column| table.column_title(column).into())
        .collect();
    let mut concepts = Vec::with_capacity(table.row_count());
    let mut reader = RowReader {
        columns: &columns,
        titles: &titles,
        report: &mut report,
    };
    for row in table.rows() {
        concepts.push(reader.read(&row));
    }
    let rows: Vec<u64> = table.rows().map(|row| row.number()).collect();
    let title = |column: usize| titles.get(column).cloned().unwrap_or_default();
    let (code, name) = (title(columns.code), title(columns.name));
    let by_code = lint::index_codes(&concepts, &rows, &code, &mut report);
    let parent = columns.parent.map(title);
    let parents = match &parent {
        Some(parent) => lint::look_at_parents(&concepts, &rows, &by_code, parent, &mut report),
        None => derive::parents(&concepts, &rows, &by_code, &code, kind, &mut report),
    };
    drop(by_code);
    lint::look_at_cycles(
        &concepts,
        &rows,
        &parents,
        parent.as_ref().unwrap_or(&code),
        &mut report,
    );
    lint::look_at_codes(&concepts, &rows, &code, kind, &mut report);
    lint::look_at_names(&concepts, &rows, &name, &mut report);
    lint::look_at_merged(table, &mut report);
    report.finish();
    let mut derived = Derived::default();
    if parent.is_none() {
        derived.write_parents(&mut concepts, &parents);
    }
    if columns.assignable.is_none() {
        derived.mark_headings(&mut concepts, kind);
    }
    Ok(Reading {
        concepts,
        report,
        derived,
    })
}

/// The concepts of a table of no particular kind, or everything that is wrong with it.
///
/// Errors: those of [`ColumnChoice::find`], and `rows-refused` with the number of all errors and the first 100 of them,
/// each with row, column and rule.
pub fn concepts(table: &Table, choice: &ColumnChoice) -> Result<Vec<Concept>> {
    let reading = read(table, choice, &Kind::plain(), Report::USUAL)?;
    match reading.report.refusal() {
        Some(refusal) => Err(refusal),
        None => Ok(reading.concepts),
    }
}

impl Reading {
    /// The warnings of the report in words, at most 100.
    pub fn warnings(&self) -> Vec<Error> {
        let findings = self.report.findings().iter();
        let warnings = findings.filter(|finding| finding.severity == Severity::Warning);
        warnings.take(MOST_WARNINGS).map(lint::Finding::to_error).collect()
    }
}

struct RowReader<'t> {
    columns: &'t Columns,
    titles: &'t [Arc<str>],
    report: &'t mut Report,
}

impl RowReader<'_> {
    fn read(&mut self, row: &Row<'_>) -> Concept {
        let columns = self.columns;
        let mut concept = Concept::new(row.cell(columns.code), row.cell(columns.name));
        self.check(row, columns.code, lint::code(&concept.code));
        self.check(row, columns.name, lint::name(&concept.display));
        self.look(row, columns.name, &concept.display);
        if let Some(column) = columns.parent {
            let parent = row.cell(column);
            concept.parent = (!parent.is_empty()).then(|| parent.to_owned());
        }
        if let Some(column) = columns.status {
            concept.status = self.word(row, column, lint::status(row.cell(column)));
        }
        if let Some(column) = columns.assignable {
            concept.assignable = self.word(row, column, lint::assignable(row.cell(column)));
        }
        if let Some(column) = columns.aliases {
            concept.designations = split_cell(row.cell(column));
            for alias in &concept.designations {
                self.check(row, column, lint::name(alias));
                self.look(row, column, alias);
            }
        }
        for &column in &columns.properties {
            let value = row.cell(column);
            if !value.is_empty() {
                self.check(row, column, lint::property(value));
                let title = self.titles.get(column).map_or("", |title| title);
                concept
                    .properties
                    .insert(own::property_of(title).to_owned(), value.to_owned());
            }
        }
        self.look_at_titles(row, &concept);
        concept
    }

    fn look_at_titles(&mut self, row: &Row<'_>, concept: &Concept) {
        let (code, name) = (self.titles.get(self.columns.code), self.titles.get(self.columns.name));
        if let (Some(code), Some(name)) = (code, name) {
            let place = |column| Place {
                row: row.number(),
                column,
            };
            lint::look_at_titles(concept, place(code), place(name), self.report);
        }
    }

    fn check(&mut self, row: &Row<'_>, column: usize, broken: Option<Broken>) {
        if let (Some(broken), Some(title)) = (broken, self.titles.get(column)) {
            let place = Place {
                row: row.number(),
                column: title,
            };
            let make = || broken.finding(place, row.cell(column));
            self.report.add(Code::CellInvalid, Severity::Error, make);
        }
    }

    fn look(&mut self, row: &Row<'_>, column: usize, name: &str) {
        if let Some(title) = self.titles.get(column) {
            let place = Place {
                row: row.number(),
                column: title,
            };
            lint::look_at_name(name, place, self.report);
        }
    }

    fn word<T: Default>(&mut self, row: &Row<'_>, column: usize, word: std::result::Result<T, Broken>) -> T {
        match word {
            Ok(value) => value,
            Err(broken) => {
                self.check(row, column, Some(broken));
                T::default()
            }
        }
    }
}
