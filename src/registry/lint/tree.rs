//! The tree of an edition: every parent is in the file, and no concept is above itself.

use super::finding::Finding;
use super::finding::Place;
use super::finding::Severity;
use super::report::Report;
use crate::error::Code;
use crate::registry::concept::Concept;
use std::collections::HashMap;
use std::sync::Arc;

/// Where each concept's parent stands.
pub type Parents = Vec<Option<usize>>;

/// Adds a finding for every parent that is not in the file; returns where the others stand.
pub fn look_at_parents(
    concepts: &[Concept],
    rows: &[u64],
    places: &HashMap<&str, usize>,
    column: &Arc<str>,
    report: &mut Report,
) -> Parents {
    let mut parents = Vec::with_capacity(concepts.len());
    for (concept, &row) in concepts.iter().zip(rows) {
        let parent = concept.parent.as_deref();
        let place = parent.and_then(|code| places.get(code).copied());
        if let (Some(code), None) = (parent, place) {
            let place = Place { row, column };
            let make = || Finding::new(Code::ParentMissing, Severity::Error, place, code);
            report.add(Code::ParentMissing, Severity::Error, make);
        }
        parents.push(place);
    }
    parents
}

/// Adds a finding for every cycle, at the row where the walk up from the beginning of the file closes it.
pub fn look_at_cycles(concepts: &[Concept], rows: &[u64], parents: &Parents, column: &Arc<str>, report: &mut Report) {
    for index in cycles(parents) {
        let (Some(concept), Some(&row)) = (concepts.get(index), rows.get(index)) else {
            continue;
        };
        let place = Place { row, column };
        let make = || Finding::new(Code::ParentCycle, Severity::Error, place, &concept.code);
        report.add(Code::ParentCycle, Severity::Error, make);
    }
}

/// One member of every cycle. Each concept is walked once: it carries the number of the walk that reached it, and a
/// walk that reaches its own number has closed a cycle.
fn cycles(parents: &[Option<usize>]) -> Vec<usize> {
    let mut walks: Vec<Option<usize>> = vec![None; parents.len()];
    let mut closing = Vec::new();
    for start in 0..parents.len() {
        let mut here = start;
        while let Some(walk) = walks.get_mut(here) {
            if let Some(earlier) = walk {
                if *earlier == start {
                    closing.push(here);
                }
                break;
            }
            *walk = Some(start);
            match parents.get(here) {
                Some(Some(parent)) => here = *parent,
                _ => break,
            }
        }
    }
    closing
}
