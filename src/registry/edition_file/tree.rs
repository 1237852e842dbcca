//! The tree of an edition: every parent is in the file, and no concept is above itself.

use super::findings::Findings;
use super::rules;
use crate::error::Code;
use crate::error::Error;
use crate::registry::concept::Concept;
use std::collections::HashMap;

/// Adds a finding for every missing parent and one for every cycle, at the row where the walk up from the beginning
/// of the file closes it.
pub(super) fn check(
    concepts: &[Concept],
    rows: &[u64],
    places: &HashMap<&str, usize>,
    title: &str,
    findings: &mut Findings,
) {
    let row_of = |index: usize| rows.get(index).copied().unwrap_or_default();
    let mut parents = Vec::with_capacity(concepts.len());
    for (index, concept) in concepts.iter().enumerate() {
        let parent = concept.parent.as_deref();
        let place = parent.and_then(|code| places.get(code).copied());
        if let (Some(code), None) = (parent, place) {
            findings.add(|| {
                Error::new(Code::ParentMissing)
                    .with("value", rules::shown(code))
                    .at_row(row_of(index))
                    .in_column(title)
            });
        }
        parents.push(place);
    }
    for index in cycles(&parents) {
        let code = concepts
            .get(index)
            .map(|concept| rules::shown(&concept.code))
            .unwrap_or_default();
        findings.add(|| {
            Error::new(Code::ParentCycle)
                .with("value", code)
                .at_row(row_of(index))
                .in_column(title)
        });
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
