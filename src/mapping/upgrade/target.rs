//! What a new edition says of one target.

use super::Evidence;
use super::Finding;
use super::Ground;
use super::NamedEntry;
use super::Succeeded;
use super::Successor;
use crate::mapping::concept_map::then;
use crate::mapping::target::Relationship;
use crate::mapping::target::Target;
use crate::matching::drift::Grade;
use crate::registry::concept::Concept;
use crate::registry::concept::ConceptStatus;

/// A target, what the new edition says of it, and what is proposed in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetFinding {
    /// The present target.
    pub target: Target,
    /// What the new edition does to it.
    pub finding: Finding,
    /// What its code is called in the new edition; none when it has not the code.
    pub display: Option<String>,
    /// The proposed targets, of the new edition; empty when there is none.
    pub proposed: Vec<Target>,
    /// What the proposal rests on.
    pub evidence: Option<Evidence>,
    /// Whether the proposal is one entry that takes the place of all of the target.
    pub is_sure: bool,
}

/// What the new edition says of a target. `local_name` is the name of the local code, where an entry of that name would be a
/// better target: not for one of several targets, nor for one under conditions.
pub(super) fn find(ground: &Ground<'_>, target: &Target, local_name: Option<&str>) -> TargetFinding {
    let present = ground.concepts.get(&target.code);
    let said = ground.succeeded.get(&(target.edition_ref(), target.code.clone()));
    let mut finding = of_code(ground, target, present, said);
    let better = local_name.and_then(|name| better(ground, target, present, name));
    let stays = !finding.loses_its_target() && !matches!(finding, Finding::ConfirmedRename);
    if stays && better.is_some_and(|entry| entry.is_new) {
        finding = Finding::BetterTarget;
    }
    let proposal = proposal(ground, target, finding, said, better);
    let (evidence, proposed, is_sure) = match proposal {
        Some(proposal) => (Some(proposal.evidence), proposal.targets, proposal.is_sure),
        None => (None, Vec::new(), false),
    };
    TargetFinding {
        target: target.clone(),
        finding,
        display: present.map(|concept| concept.display.clone()),
        proposed,
        evidence,
        is_sure,
    }
}

fn of_code(ground: &Ground<'_>, target: &Target, present: Option<&Concept>, said: Option<&Succeeded>) -> Finding {
    if said.is_some_and(|said| said.codes.len() > 1) {
        return Finding::Split;
    }
    let Some(concept) = present else {
        return Finding::Missing;
    };
    if concept.status == ConceptStatus::Retired {
        return Finding::Retired;
    }
    if !concept.assignable {
        return Finding::NotAssignable;
    }
    if concept.display == target.display {
        return Finding::Unchanged;
    }
    let likeness = (ground.compare)(&target.display, &concept.display);
    if likeness.grade() == Grade::Respelled {
        return Finding::Respelled;
    }
    match said.and_then(|said| said.codes.first()) {
        Some(one) if one.code != target.code => Finding::ReUsed,
        Some(one) if one.relationship == Relationship::Equivalent => Finding::ConfirmedRename,
        Some(_) | None if likeness.grade() == Grade::Other => Finding::ReUsed,
        Some(_) | None => Finding::Renamed,
    }
}

/// The entry that has the local name, where the target has it neither in its own edition nor in the new one.
fn better<'g>(
    ground: &'g Ground<'_>,
    target: &Target,
    present: Option<&Concept>,
    local_name: &str,
) -> Option<&'g NamedEntry> {
    let wanted = (ground.spelling)(local_name);
    let has_it = |display: &str| (ground.spelling)(display) == wanted;
    if has_it(&target.display) || present.is_some_and(|concept| has_it(&concept.display)) {
        return None;
    }
    ground.by_name.get(&wanted)
}

struct Proposal {
    evidence: Evidence,
    targets: Vec<Target>,
    is_sure: bool,
}

fn proposal(
    ground: &Ground<'_>,
    target: &Target,
    finding: Finding,
    said: Option<&Succeeded>,
    better: Option<&NamedEntry>,
) -> Option<Proposal> {
    let one = |code: &str, relationship, evidence| {
        let target = resolved(ground, target, code, relationship)?;
        Some(Proposal {
            evidence,
            targets: vec![target],
            is_sure: true,
        })
    };
    let by_local_name = || better.and_then(|entry| one(&entry.code, Relationship::Equivalent, Evidence::LocalName));
    let by_name = || {
        let entry = ground.by_name.get(&(ground.spelling)(&target.display))?;
        one(&entry.code, target.relationship, Evidence::SameName)
    };
    match finding {
        Finding::Unchanged | Finding::Respelled => one(&target.code, target.relationship, Evidence::SameCodeAndName),
        Finding::ConfirmedRename => one(&target.code, target.relationship, said?.evidence.clone()),
        Finding::BetterTarget => by_local_name(),
        // The code alone is no reason: what was renamed without a list that says so has to be looked at.
        Finding::Renamed => None,
        Finding::EditionRetired
        | Finding::Missing
        | Finding::Retired
        | Finding::NotAssignable
        | Finding::ReUsed
        | Finding::Split => said
            .and_then(|said| succession(ground, target, said))
            .or_else(by_local_name)
            .or_else(by_name),
    }
}

/// The successors that may be targets; sure when there is one and it means at least what the old one meant.
fn succession(ground: &Ground<'_>, target: &Target, said: &Succeeded) -> Option<Proposal> {
    let resolve = |next: &Successor| {
        let relationship = then(target.relationship, next.relationship);
        resolved(ground, target, &next.code, relationship)
    };
    let targets: Vec<Target> = said.codes.iter().filter_map(resolve).collect();
    let takes_all = |next: &Successor| matches!(next.relationship, Relationship::Equivalent | Relationship::Broader);
    let is_sure = targets.len() == 1 && said.codes.len() == 1 && said.codes.iter().all(takes_all);
    (!targets.is_empty()).then(|| Proposal {
        evidence: said.evidence.clone(),
        targets,
        is_sure,
    })
}

/// The entry of the new edition as a target in the place of another, with its conditions; none when it may not be one.
fn resolved(ground: &Ground<'_>, target: &Target, code: &str, relationship: Relationship) -> Option<Target> {
    let concept = ground.concepts.get(code).filter(|concept| concept.may_be_target())?;
    Some(Target {
        system: ground.edition.system.clone(),
        edition: ground.edition.edition.clone(),
        code: concept.code.clone(),
        display: concept.display.clone(),
        relationship,
        ..target.clone()
    })
}
