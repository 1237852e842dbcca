//! What stands in a file twice: codes, which must not, and names, which may.

use super::finding::Finding;
use super::finding::Place;
use super::finding::Severity;
use super::report::Report;
use crate::error::Code;
use crate::registry::concept::Concept;
use std::collections::HashMap;
use std::sync::Arc;

/// Where each code stands first, and a finding for every repetition.
pub fn index_codes<'c>(
    concepts: &'c [Concept],
    rows: &[u64],
    column: &Arc<str>,
    report: &mut Report,
) -> HashMap<&'c str, usize> {
    index(
        concepts,
        rows,
        |concept| &concept.code,
        |first, row, code| {
            report.add(Code::CodeRepeated, Severity::Error, || {
                Finding::new(Code::CodeRepeated, Severity::Error, Place { row, column }, code).with("first", first)
            });
        },
    )
}

/// A finding for every name that stands in the file before.
pub fn look_at_names(concepts: &[Concept], rows: &[u64], column: &Arc<str>, report: &mut Report) {
    index(
        concepts,
        rows,
        |concept| &concept.display,
        |first, row, name| {
            report.add(Code::NameRepeated, Severity::Info, || {
                Finding::new(Code::NameRepeated, Severity::Info, Place { row, column }, name).with("first", first)
            });
        },
    );
}

fn index<'c>(
    concepts: &'c [Concept],
    rows: &[u64],
    text: impl Fn(&'c Concept) -> &'c str,
    mut repeated: impl FnMut(u64, u64, &str),
) -> HashMap<&'c str, usize> {
    let mut places: HashMap<&str, usize> = HashMap::with_capacity(concepts.len());
    for ((index, concept), &row) in concepts.iter().enumerate().zip(rows) {
        let text = text(concept);
        if text.is_empty() {
            continue;
        }
        let first = *places.entry(text).or_insert(index);
        if first != index {
            repeated(rows.get(first).copied().unwrap_or_default(), row, text);
        }
    }
    places
}
