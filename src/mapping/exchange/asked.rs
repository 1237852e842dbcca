//! What the rows of a file ask for together: one decision a local code.

use super::Pointed;
use super::Reading;
use super::Said;
use crate::error::Code;
use crate::error::Error;
use std::collections::BTreeMap;

/// What a file asks for a local code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The local code.
    pub code: String,
    /// The names that its rows give it, each once; empty ones left out.
    pub names: Vec<String>,
    /// Its first row.
    pub row: u64,
    /// The decision.
    pub outcome: Outcome,
    /// Why; may be empty.
    pub justification: String,
}

/// A decision that a file asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// These targets in their order, each with its row.
    Mapped(Vec<(u64, Pointed)>),
    /// Nothing fits.
    NoMatch {
        /// Why.
        reason: String,
        /// The day on which to look again.
        review_on: Option<String>,
    },
    /// The code is never sent.
    Ignored {
        /// Why.
        reason: String,
    },
}

/// Gathers the rows of each code. Rows that say nothing positive are returned apart, for a report: refusals and what nobody
/// decided. Rows that contradict each other are faults.
///
/// The same target may stand in several rows, as SSSOM has one for each justification.
pub fn asked(rows: Vec<Reading>, faults: &mut Vec<Error>) -> (Vec<Asked>, Vec<Reading>) {
    let mut groups: BTreeMap<String, Vec<Reading>> = BTreeMap::new();
    let mut others = Vec::new();
    for reading in rows {
        match reading.said {
            Said::Target(_) | Said::NoMatch { .. } | Said::Ignored { .. } => {
                groups.entry(reading.code.clone()).or_default().push(reading);
            }
            Said::Refused(_) | Said::Undecided(_) => others.push(reading),
        }
    }
    let mut list = Vec::with_capacity(groups.len());
    for (code, group) in groups {
        match together(code, group) {
            Ok(Some(asked)) => list.push(asked),
            Ok(None) => {}
            Err(fault) => faults.push(*fault),
        }
    }
    list.sort_by_key(|asked| asked.row);
    (list, others)
}

fn together(code: String, group: Vec<Reading>) -> Result<Option<Asked>, Box<Error>> {
    let row = group.first().map_or(0, |reading| reading.row);
    let mut names: Vec<String> = Vec::new();
    let mut justification = String::new();
    let mut targets: Vec<(u64, Pointed)> = Vec::new();
    let mut other: Option<Outcome> = None;
    for reading in group {
        let contradiction = || Box::new(contradiction(&code, reading.row));
        if !reading.name.is_empty() && !names.contains(&reading.name) {
            names.push(reading.name.clone());
        }
        if justification.is_empty() {
            justification.clone_from(&reading.justification);
        }
        let next = match reading.said {
            Said::Target(pointed) => {
                if other.is_some() || clashes(&targets, &pointed) {
                    return Err(contradiction());
                }
                if !targets.iter().any(|(_, known)| is_same(known, &pointed)) {
                    targets.push((reading.row, pointed));
                }
                continue;
            }
            Said::NoMatch { reason, review_on } => Outcome::NoMatch { reason, review_on },
            Said::Ignored { reason } => Outcome::Ignored { reason },
            Said::Refused(_) | Said::Undecided(_) => continue,
        };
        if !targets.is_empty() || other.as_ref().is_some_and(|known| *known != next) {
            return Err(contradiction());
        }
        other = Some(next);
    }
    if other.is_none() && !targets.is_empty() {
        targets.sort_by_key(|(_, pointed)| pointed.position.unwrap_or(u32::MAX));
        other = Some(Outcome::Mapped(targets));
    }
    Ok(other.map(|outcome| Asked {
        code,
        names,
        row,
        outcome,
        justification,
    }))
}

fn is_same(one: &Pointed, other: &Pointed) -> bool {
    one.code == other.code && one.edition == other.edition && one.when == other.when
}

/// Whether the target is there with another relationship.
fn clashes(targets: &[(u64, Pointed)], pointed: &Pointed) -> bool {
    let same = targets.iter().find(|(_, known)| is_same(known, pointed));
    same.is_some_and(|(_, known)| known.relationship != pointed.relationship)
}

fn contradiction(code: &str, row: u64) -> Error {
    Error::new(Code::DecisionInvalid)
        .with("reason_zh", format!("“{code}”的各行互相矛盾"))
        .with("reason_en", format!("the rows of '{code}' contradict each other"))
        .at_row(row)
}
