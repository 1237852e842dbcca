//! The features of every candidate of every question, for `tools/train-ranker`: 64-bit little-endian floats, a row a candidate: the
//! number of the question, 1 if the candidate is an answer else 0, then the features. A text file beside it, `.names`, names the columns.

use crate::cli::file_error;
use crate::error::Result;
use crate::matching::Matcher;
use crate::matching::Term;
use crate::matching::evaluation::Question;
use crate::matching::features;
use crate::matching::memory::Memory;
use std::collections::BTreeSet;
use std::io::BufWriter;
use std::io::Write as _;
use std::path::Path;

/// Writes both files.
pub fn write(path: &Path, matcher: &Matcher, memory: &Memory, questions: &[Question]) -> Result<()> {
    let failed = |cause| file_error(path, cause);
    let mut out = BufWriter::new(std::fs::File::create(path).map_err(failed)?);
    for (number, question) in (0_u32..).zip(questions) {
        let mut seen = BTreeSet::new();
        for row in matcher.describe(memory, &Term::named(&question.source))? {
            let name = matcher.display(row.candidate.entry);
            if !seen.insert(name) {
                continue;
            }
            let is_answer = f64::from(u8::from(question.answers.contains(name)));
            for value in [f64::from(number), is_answer].into_iter().chain(row.values) {
                out.write_all(&value.to_le_bytes()).map_err(failed)?;
            }
        }
    }
    out.flush().map_err(failed)?;
    let names: Vec<&str> = ["question", "answer"].into_iter().chain(features::names()).collect();
    let beside = path.with_extension("names");
    std::fs::write(&beside, names.join("\n")).map_err(|cause| file_error(&beside, cause))
}
