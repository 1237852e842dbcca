//! What became of the codes of a file, as a table for people: the columns of the file, then the answer.

use crate::error::Result;
use crate::language::Language;
use crate::registry::csv_file;
use crate::registry::succession::Answer;
use crate::registry::succession::Reached;
use crate::registry::tabular::Table;

const COLUMNS: [&str; 6] = ["outcome", "new_codes", "new_names", "part_codes", "uncertain", "words"];

/// A CSV with a row for each row of the table, in its order; several codes and names are separated by `;`.
pub fn successions_csv(table: &Table, answers: &[Answer], language: Language) -> Result<Vec<u8>> {
    let mut header: Vec<&str> = table.headers().iter().map(String::as_str).collect();
    header.extend(COLUMNS);
    let rows = table.rows().zip(answers).map(|(row, answer)| {
        let mut cells: Vec<String> = row.cells().map(str::to_owned).collect();
        cells.extend([
            answer.outcome.as_str().to_owned(),
            joined(&answer.codes, |one| &one.code),
            joined(&answer.codes, |one| &one.name),
            joined(&answer.parts, |one| &one.code),
            answer.uncertain.to_string(),
            answer.words(language),
        ]);
        cells
    });
    csv_file::write_disarmed(&header, rows)
}

fn joined(list: &[Reached], text: impl Fn(&Reached) -> &str) -> String {
    list.iter().map(text).collect::<Vec<_>>().join(";")
}
