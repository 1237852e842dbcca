//! The files of an evaluation: tab-separated text with a header, two columns: `code name`, or `source targets` with the names of
//! the targets joined by `##`.

use crate::cli::file_error;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::matching::evaluation::Question;
use std::path::Path;

const BETWEEN: &str = "##";

/// The rows of a file; the header is left out. A cell in double quotes is read without them.
pub fn rows(path: &Path) -> Result<Vec<(String, String)>> {
    let bytes = std::fs::read(path).map_err(|cause| file_error(path, cause))?;
    let text = String::from_utf8(bytes).map_err(|cause| Error::new(Code::EncodingInvalid).caused_by(cause))?;
    let lines = (2..)
        .zip(text.lines().skip(1))
        .filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(row, line)| {
            let cells: Vec<&str> = line.split('\t').collect();
            let ragged = || {
                let error = Error::new(Code::RowRagged).with("found", cells.len());
                error.with("expected", 2).at_row(row)
            };
            let &[first, second, ..] = cells.as_slice() else {
                return Err(ragged());
            };
            Ok((unquoted(first), unquoted(second)))
        })
        .collect()
}

/// Terms with the names of their targets.
pub fn questions(path: &Path) -> Result<Vec<Question>> {
    let questions = rows(path)?.into_iter().map(|(source, targets)| Question {
        source,
        answers: targets.split(BETWEEN).map(str::to_owned).collect(),
    });
    Ok(questions.collect())
}

fn unquoted(cell: &str) -> String {
    let cell = cell.trim_end_matches('\r');
    match cell.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(inside) => inside.replace("\"\"", "\""),
        None => cell.to_owned(),
    }
}
