//! Upgrades on the wire.

use crate::http::pages::PageResponse;
use crate::mapping::target::Target;
use crate::mapping::upgrade::Evidence;
use crate::mapping::upgrade::Finding;
use crate::mapping::upgrade::TargetFinding;
use crate::mapping::upgrade::UpgradeRow;
use crate::service::curation::upgrades::EditionImpact;
use crate::service::curation::upgrades::HospitalImpact;
use crate::service::curation::upgrades::HospitalUpgrade;
use crate::service::curation::upgrades::UpgradeOutcome;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// How many rows stand in the answer of an act.
const SAMPLE: usize = 100;

type Counts = BTreeMap<&'static str, u64>;

/// How far an edition reaches.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "edition": "icd-10/guolin-3.0", "status": "in-review", "from": ["icd-10/guolin-2.0"],
    "total": { "hospitals": 2, "findings": { "target-missing": 31, "unchanged": 52110 }, "to_recheck": 31, "usage": 4120 },
    "hospitals": [{ "organization": "H1", "hospitals": 1, "findings": { "target-missing": 31, "unchanged": 26010 },
        "to_recheck": 31, "usage": 4120 }]
}))]
pub struct ImpactResponse {
    /// The edition.
    pub edition: String,
    /// Its status.
    pub status: &'static str,
    /// The editions before, the nearest first. None when it replaces nothing: publishing it sends nothing back.
    pub from: Vec<String>,
    /// All hospitals together.
    pub total: HospitalImpactResponse,
    /// Hospitals with mappings that are concerned; those outside one's scope last, together and without a name.
    pub hospitals: Vec<HospitalImpactResponse>,
    /// How far the work is that publishing or retiring the edition asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recheck: Option<RecheckResponse>,
}

/// What an edition does to the mappings of a hospital.
#[derive(Debug, Serialize, ToSchema)]
pub struct HospitalImpactResponse {
    /// The hospital; absent where several are counted together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
    /// How many hospitals are counted.
    pub hospitals: u64,
    /// How many mappings have each finding.
    pub findings: BTreeMap<&'static str, u64>,
    /// Mappings whose target is lost: publishing sends them back to review.
    pub to_recheck: u64,
    /// How often data used the codes of those, where hospitals count it.
    pub usage: i64,
}

/// How far the work of a publication is.
#[derive(Debug, Serialize, ToSchema)]
pub struct RecheckResponse {
    /// Hospitals that are done.
    pub hospitals: u64,
    /// Mappings that went back to review.
    pub rows: u64,
    /// Whether every hospital is done.
    pub finished: bool,
}

/// What an edition does to the mappings of a hospital, row by row.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "from": ["icd-10/guolin-2.0"], "counts": { "target-missing": 1, "unchanged": 48 },
    "items": [{ "dictionary": "his/diagnosis", "code": "A00.901", "name": "霍乱 NOS", "usage": 12, "state": "released",
        "version": 4, "finding": "target-missing",
        "targets": [{ "code": "A00.900", "display": "霍乱", "edition": "icd-10/guolin-2.0", "finding": "target-missing" }],
        "proposed": [{ "code": "A00.901", "display": "霍乱", "edition": "icd-10/guolin-3.0", "relationship": "equivalent" }],
        "sure": true, "evidence": [{ "kind": "succession", "words": "沿革 succession icd-10/2026: 2026-01-01 换码 A00.900 -> A00.901" }] }]
}))]
pub struct UpgradeResponse {
    /// The editions before, the nearest first; none when the edition replaces nothing.
    pub from: Vec<String>,
    /// How many mappings have each finding, whichever rows are wanted.
    pub counts: BTreeMap<&'static str, u64>,
    /// The rows, by dictionary and code.
    #[serde(flatten)]
    pub rows: PageResponse<UpgradeRowResponse>,
}

/// A mapping that an edition concerns.
#[derive(Debug, Serialize, ToSchema)]
pub struct UpgradeRowResponse {
    /// The dictionary.
    pub dictionary: String,
    /// The local code.
    pub code: String,
    /// Its name when the decision was made.
    pub name: String,
    /// How often data used it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage: Option<i64>,
    /// Where the mapping is in its life.
    pub state: &'static str,
    /// The version of the mapping.
    pub version: i64,
    /// The gravest of what the edition does to its targets.
    pub finding: &'static str,
    /// What it does to each of them.
    pub targets: Vec<TargetFindingResponse>,
    /// What would take their place; empty where something is missing.
    pub proposed: Vec<ProposedResponse>,
    /// Whether the proposal is one entry that takes the place of all of each target.
    pub sure: bool,
    /// What the proposal rests on.
    pub evidence: Vec<EvidenceResponse>,
}

/// What an edition does to a target.
#[derive(Debug, Serialize, ToSchema)]
pub struct TargetFindingResponse {
    /// Its code.
    pub code: String,
    /// Its official name.
    pub display: String,
    /// Its edition.
    pub edition: String,
    /// What happens to it.
    pub finding: &'static str,
    /// What the code is called in the new edition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new_display: Option<String>,
}

/// A proposed target.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProposedResponse {
    /// Its code.
    pub code: String,
    /// Its official name.
    pub display: String,
    /// Its edition.
    pub edition: String,
    /// How it relates to the local code.
    pub relationship: &'static str,
}

/// What a proposal rests on.
#[derive(Debug, Serialize, ToSchema)]
pub struct EvidenceResponse {
    /// `succession`, `concept-map`, `same-code-and-name`, `same-name` or `local-name`.
    pub kind: &'static str,
    /// The evidence with its source.
    pub words: String,
}

/// What was done with an upgrade, or would be.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "applied": true, "rechecked": 31, "drafted": 12, "submitted": 0, "approved": 0, "retargeted": [],
    "counts": { "target-missing": 31 }, "rows": []
}))]
pub struct UpgradeOutcomeResponse {
    /// Whether it is done; false for a dry run.
    pub applied: bool,
    /// Mappings that went back to review.
    pub rechecked: usize,
    /// Mappings that got a draft.
    pub drafted: usize,
    /// Mappings that were handed to review.
    pub submitted: usize,
    /// Mappings that were approved.
    pub approved: usize,
    /// Dictionaries that are mapped to the edition from now on.
    pub retargeted: Vec<String>,
    /// How many mappings have each finding.
    pub counts: BTreeMap<&'static str, u64>,
    /// The first hundred rows, as they were before.
    pub rows: Vec<UpgradeRowResponse>,
}

impl From<&EditionImpact> for ImpactResponse {
    fn from(impact: &EditionImpact) -> Self {
        Self {
            edition: impact.edition.to_string(),
            status: impact.status.as_str(),
            from: impact.from.iter().map(ToString::to_string).collect(),
            total: HospitalImpactResponse::from(&impact.total),
            hospitals: impact.hospitals.iter().map(HospitalImpactResponse::from).collect(),
            recheck: impact.progress.map(|progress| RecheckResponse {
                hospitals: progress.hospitals,
                rows: progress.rows,
                finished: progress.is_finished,
            }),
        }
    }
}

impl From<&HospitalImpact> for HospitalImpactResponse {
    fn from(impact: &HospitalImpact) -> Self {
        Self {
            organization: impact.organization.as_ref().map(ToString::to_string),
            hospitals: impact.hospitals,
            findings: words(&impact.findings),
            to_recheck: impact.to_recheck,
            usage: impact.usage,
        }
    }
}

impl From<HospitalUpgrade> for UpgradeResponse {
    fn from(upgrade: HospitalUpgrade) -> Self {
        Self {
            from: upgrade.from.iter().map(ToString::to_string).collect(),
            counts: words(&upgrade.counts),
            rows: PageResponse::of(upgrade.rows, |row| UpgradeRowResponse::from(&row)),
        }
    }
}

impl From<UpgradeOutcome> for UpgradeOutcomeResponse {
    fn from(outcome: UpgradeOutcome) -> Self {
        Self {
            applied: outcome.is_applied,
            rechecked: outcome.rechecked,
            drafted: outcome.drafted,
            submitted: outcome.submitted,
            approved: outcome.approved,
            retargeted: outcome.retargeted.iter().map(ToString::to_string).collect(),
            counts: words(&outcome.counts),
            rows: outcome.rows.iter().take(SAMPLE).map(UpgradeRowResponse::from).collect(),
        }
    }
}

impl From<&UpgradeRow> for UpgradeRowResponse {
    fn from(row: &UpgradeRow) -> Self {
        Self {
            dictionary: row.dictionary.to_string(),
            code: row.code.clone(),
            name: row.name.clone(),
            usage: row.usage,
            state: row.state.as_str(),
            version: row.version,
            finding: row.finding.as_str(),
            targets: row.targets.iter().map(TargetFindingResponse::from).collect(),
            proposed: row.proposed.iter().map(ProposedResponse::from).collect(),
            sure: row.is_sure,
            evidence: row.evidence.iter().map(EvidenceResponse::from).collect(),
        }
    }
}

impl From<&TargetFinding> for TargetFindingResponse {
    fn from(one: &TargetFinding) -> Self {
        Self {
            code: one.target.code.clone(),
            display: one.target.display.clone(),
            edition: one.target.edition_ref().to_string(),
            finding: one.finding.as_str(),
            new_display: one.display.clone(),
        }
    }
}

impl From<&Target> for ProposedResponse {
    fn from(target: &Target) -> Self {
        Self {
            code: target.code.clone(),
            display: target.display.clone(),
            edition: target.edition_ref().to_string(),
            relationship: target.relationship.as_str(),
        }
    }
}

impl From<&Evidence> for EvidenceResponse {
    fn from(evidence: &Evidence) -> Self {
        Self {
            kind: evidence.as_str(),
            words: evidence.words(),
        }
    }
}

fn words(counts: &BTreeMap<Finding, u64>) -> Counts {
    counts
        .iter()
        .map(|(finding, count)| (finding.as_str(), *count))
        .collect()
}
