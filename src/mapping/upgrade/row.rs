//! What a new edition does to one mapping.

use super::Evidence;
use super::Finding;
use super::Ground;
use super::TargetFinding;
use super::target::find;
use crate::id::DictionaryId;
use crate::id::EditionRef;
use crate::mapping::decision::Decision;
use crate::mapping::life::Mapping;
use crate::mapping::state::State;
use crate::mapping::target::Relationship;
use crate::mapping::target::Target;

/// A mapping that a new edition concerns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpgradeRow {
    /// The dictionary.
    pub dictionary: DictionaryId,
    /// The local code.
    pub code: String,
    /// Its name when the decision was made.
    pub name: String,
    /// How often data used it, where the hospital counts it.
    pub usage: Option<i64>,
    /// Where the mapping is in its life.
    pub state: State,
    /// The version of the mapping.
    pub version: i64,
    /// The gravest of what the new edition does to its targets.
    pub finding: Finding,
    /// What it does to each of them; none for a decision that nothing fits.
    pub targets: Vec<TargetFinding>,
    /// The targets that take their place, those of other code systems among them; empty where something is missing.
    pub proposed: Vec<Target>,
    /// What the proposal rests on.
    pub evidence: Vec<Evidence>,
    /// Whether every proposal is sure.
    pub is_sure: bool,
}

/// What the new edition does to a mapping on one of the `earlier` editions; none when it concerns none of them.
pub fn findings_of(ground: &Ground<'_>, earlier: &[EditionRef], mapping: &Mapping) -> Option<UpgradeRow> {
    match &mapping.decision {
        Decision::Mapped { targets } => mapped(ground, earlier, mapping, targets),
        Decision::NoMatch { .. } => unmatched(ground, mapping),
        Decision::Ignored { .. } => None,
    }
}

/// A mapping on an edition that is retired and that nothing replaces.
pub fn whole_edition_retired(edition: &EditionRef, mapping: &Mapping) -> Option<UpgradeRow> {
    let targets = mapping.decision.targets();
    let named = targets.iter().filter(|target| target.edition_ref() == *edition);
    let found: Vec<TargetFinding> = named
        .map(|target| TargetFinding {
            target: target.clone(),
            finding: Finding::EditionRetired,
            display: None,
            proposed: Vec::new(),
            evidence: None,
            is_sure: false,
        })
        .collect();
    (!found.is_empty()).then(|| UpgradeRow {
        finding: Finding::EditionRetired,
        targets: found,
        ..UpgradeRow::of(mapping, Finding::EditionRetired)
    })
}

fn mapped(ground: &Ground<'_>, earlier: &[EditionRef], mapping: &Mapping, targets: &[Target]) -> Option<UpgradeRow> {
    let concerns = |target: &Target| earlier.contains(&target.edition_ref());
    let is_alone = targets.len() == 1 && targets.iter().all(|target| target.when.is_empty());
    let local_name = is_alone.then_some(mapping.name.as_str());
    let mut found = Vec::new();
    let mut proposed: Vec<Target> = Vec::new();
    for target in targets {
        if !concerns(target) {
            proposed.push(target.clone());
            continue;
        }
        let finding = find(ground, target, local_name);
        proposed.extend(finding.proposed.iter().cloned());
        found.push(finding);
    }
    let finding = found.iter().map(|one| one.finding).min()?;
    let is_whole = found.iter().all(|one| !one.proposed.is_empty());
    Some(UpgradeRow {
        proposed: if is_whole {
            without_repeats(proposed, targets)
        } else {
            Vec::new()
        },
        evidence: evidence_of(&found),
        is_sure: is_whole && found.iter().all(|one| one.is_sure),
        targets: found,
        ..UpgradeRow::of(mapping, finding)
    })
}

/// Of what nothing fitted, a new entry with the local name is a better answer.
fn unmatched(ground: &Ground<'_>, mapping: &Mapping) -> Option<UpgradeRow> {
    let entry = ground.by_name.get(&(ground.spelling)(&mapping.name))?;
    let concept = ground
        .concepts
        .get(&entry.code)
        .filter(|concept| concept.may_be_target())?;
    entry.is_new.then(|| UpgradeRow {
        proposed: vec![Target {
            system: ground.edition.system.clone(),
            edition: ground.edition.edition.clone(),
            code: concept.code.clone(),
            display: concept.display.clone(),
            relationship: Relationship::Equivalent,
            when: Vec::new(),
        }],
        evidence: vec![Evidence::LocalName],
        is_sure: true,
        ..UpgradeRow::of(mapping, Finding::BetterTarget)
    })
}

/// Two targets that become one are one; of one that was there already, what a person decided stays.
fn without_repeats(targets: Vec<Target>, decided: &[Target]) -> Vec<Target> {
    let mut list: Vec<Target> = Vec::with_capacity(targets.len());
    for target in targets {
        let is_same = |one: &&Target| {
            one.code == target.code && one.edition_ref() == target.edition_ref() && one.when == target.when
        };
        if !list.iter().any(|one| is_same(&one)) {
            let known = decided.iter().find(is_same).cloned();
            list.push(known.unwrap_or(target));
        }
    }
    list
}

fn evidence_of(found: &[TargetFinding]) -> Vec<Evidence> {
    let mut list: Vec<Evidence> = Vec::new();
    for evidence in found.iter().filter_map(|one| one.evidence.as_ref()) {
        if !list.contains(evidence) {
            list.push(evidence.clone());
        }
    }
    list
}

impl UpgradeRow {
    fn of(mapping: &Mapping, finding: Finding) -> Self {
        Self {
            dictionary: mapping.dictionary.clone(),
            code: mapping.code.clone(),
            name: mapping.name.clone(),
            usage: None,
            state: mapping.state,
            version: mapping.version,
            finding,
            targets: Vec::new(),
            proposed: Vec::new(),
            evidence: Vec::new(),
            is_sure: false,
        }
    }

    /// Why the mapping goes back to review, as its history keeps it: what happened to which target in which edition, and
    /// what is proposed.
    pub fn reason(&self, edition: &EditionRef) -> String {
        let gone = self.targets.iter().filter(|one| one.finding == self.finding);
        let named = gone.map(|one| {
            let (of, target) = (one.target.edition_ref(), &one.target);
            let now = one.display.as_ref().filter(|display| **display != target.display);
            let now = now.map_or(String::new(), |display| format!(" -> {display}"));
            format!("{of} {} {}{now}", target.code, target.display)
        });
        let named: Vec<String> = named.collect();
        let mut words = format!(
            "{} {}: {} ({edition})",
            self.finding.title(),
            self.finding.as_str(),
            named.join(", ")
        );
        if !self.proposed.is_empty() {
            let proposed = self.proposed.iter().map(|one| format!("{} {}", one.code, one.display));
            let proposed: Vec<String> = proposed.collect();
            let evidence: Vec<String> = self.evidence.iter().map(Evidence::words).collect();
            let (proposed, evidence) = (proposed.join(", "), evidence.join("; "));
            words = format!("{words}; 建议 proposed {proposed} [{evidence}]");
        }
        words
    }
}
