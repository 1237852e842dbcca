//! What a list of changes says became of a code between two editions.

use crate::mapping::target::Relationship;
use crate::mapping::upgrade::Evidence;
use crate::mapping::upgrade::Succeeded;
use crate::mapping::upgrade::Successor;
use crate::registry::edition::Edition;
use crate::registry::succession::Answer;
use crate::registry::succession::EventKind;
use crate::registry::succession::Outcome;
use crate::registry::succession::PartialDate;
use crate::registry::succession::Reached;
use crate::registry::succession::SuccessionList;

/// The first day of an edition: the one that it says, or that of its publication, or of its import.
pub(super) fn first_day(edition: &Edition) -> Option<PartialDate> {
    let said = edition.metadata.effective_from.clone();
    let day = said.unwrap_or_else(|| edition.published_at.unwrap_or(edition.created_at).day().to_string());
    PartialDate::parse(&day)
}

/// What an answer says became of a code; none when the list says nothing.
pub(super) fn said(list: &SuccessionList, answer: &Answer) -> Option<Succeeded> {
    let has_ended = answer.outcome == Outcome::Abolished;
    let is_told = answer.outcome == Outcome::Found && answer.codes.iter().any(|one| !one.path.is_empty());
    if !has_ended && !is_told {
        return None;
    }
    let reached = if has_ended { &answer.ended } else { &answer.codes };
    let words: Vec<String> = reached.iter().map(way).collect();
    let successor = |one: &Reached| Successor {
        code: one.code.clone(),
        relationship: relationship(answer, one),
    };
    Some(Succeeded {
        evidence: Evidence::Succession {
            list: list.of.to_string(),
            words: words.join("; "),
        },
        codes: answer.codes.iter().map(successor).collect(),
    })
}

/// How a successor relates to the old code: a merger means more, a part of a split less; of an uncertain date nothing is sure.
fn relationship(answer: &Answer, reached: &Reached) -> Relationship {
    let was_merged = reached.path.iter().any(|step| step.kind == EventKind::Merge);
    match (answer.uncertain, reached.whole, was_merged) {
        (true, _, _) | (false, false, true) => Relationship::Related,
        (false, false, false) => Relationship::Narrower,
        (false, true, true) => Relationship::Broader,
        (false, true, false) => Relationship::Equivalent,
    }
}

fn way(reached: &Reached) -> String {
    let steps = reached.path.iter().map(|step| {
        let from = step.from.as_ref().map_or("", |unit| unit.code.as_str());
        format!("{} {} {from} -> {}", step.date, step.kind.chinese(), step.to.code)
    });
    let mut words: Vec<String> = steps.collect();
    if let Some(ended) = reached.ended {
        words.push(format!("{ended} {} {}", EventKind::Abolish.chinese(), reached.code));
    }
    words.join(", ")
}
