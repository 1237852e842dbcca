//! What the kind says of concepts where the file says nothing: the code above, and whether it is a heading.

use crate::error::Code;
use crate::registry::concept::Concept;
use crate::registry::kind::Kind;
use crate::registry::lint::Finding;
use crate::registry::lint::Place;
use crate::registry::lint::Report;
use crate::registry::lint::Severity;
use std::collections::HashMap;
use std::sync::Arc;

/// How many concepts got something from their kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Derived {
    /// Concepts that got a parent.
    pub parents: u64,
    /// Concepts that became headings, which data may not carry.
    pub headings: u64,
}

/// Where the parent of each concept stands after the rules of the kind: the first of the codes above that the file has.
///
/// A concept without any of them is a warning, unless it is the same with most: then the publication has no headings.
pub(super) fn parents(
    concepts: &[Concept],
    rows: &[u64],
    places: &HashMap<&str, usize>,
    column: &Arc<str>,
    kind: &Kind,
    report: &mut Report,
) -> Vec<Option<usize>> {
    if !kind.has_parents() {
        return vec![None; concepts.len()];
    }
    let mut found = Vec::with_capacity(concepts.len());
    let mut orphans = Vec::new();
    for (concept, &row) in concepts.iter().zip(rows) {
        let mut has_any = false;
        let place = kind.parents_in_turn(concept.code.trim()).find_map(|code| {
            has_any = true;
            places.get(code.as_str()).copied()
        });
        if place.is_none() && has_any {
            orphans.push((concept, row));
        }
        found.push(place);
    }
    let with_parent = found.iter().flatten().count();
    if orphans.len() < with_parent {
        let rule = Code::ParentNotFound;
        for (concept, row) in orphans {
            report.add(rule, Severity::Warning, || {
                let nearest = kind.parents_in_turn(concept.code.trim()).next();
                Finding::new(rule, Severity::Warning, Place { row, column }, &concept.code).suggesting(nearest)
            });
        }
    }
    found
}

impl Derived {
    /// Writes into the concepts where their parents stand.
    pub(super) fn write_parents(&mut self, concepts: &mut [Concept], parents: &[Option<usize>]) {
        for (index, parent) in parents.iter().enumerate() {
            let code = parent
                .and_then(|parent| concepts.get(parent))
                .map(|above| above.code.clone());
            if let (Some(code), Some(concept)) = (code, concepts.get_mut(index)) {
                concept.parent = Some(code);
                self.parents += 1;
            }
        }
    }

    /// Marks what the kind calls headings.
    pub(super) fn mark_headings(&mut self, concepts: &mut [Concept], kind: &Kind) {
        if !kind.has_headings() {
            return;
        }
        for concept in concepts {
            if !kind.is_assignable(concept.code.trim()) {
                concept.assignable = false;
                self.headings += 1;
            }
        }
    }
}
