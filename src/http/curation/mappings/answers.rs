//! Mappings and their history as they are answered.

use crate::mapping::decision::Decision;
use crate::mapping::life::Mapping;
use crate::mapping::origin::Origin;
use crate::service::curation::mappings::TakenStep;
use crate::time::Instant;
use serde::Serialize;
use utoipa::ToSchema;

/// A mapping 对照.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "dictionary": "his/diagnosis", "code": "A00.901", "name": "霍乱 NOS", "state": "in-review",
    "decision": { "outcome": "mapped", "targets": [{
        "system": "icd-10", "edition": "categories-2016", "code": "A00", "display": "霍乱", "relationship": "equivalent" }] },
    "justification": "名称一致", "origin": { "by": "hand" }, "author": "zhang", "submitted_by": "zhang", "version": 2,
    "updated_at": "2026-11-21T01:00:00.000000Z"
}))]
pub struct MappingResponse {
    /// The dictionary.
    pub dictionary: String,
    /// The local code.
    pub code: String,
    /// The local name when the decision was made.
    pub name: String,
    /// `drafted`, `in-review`, `returned`, `approved`, `released` or `needs-recheck`.
    pub state: String,
    /// The decision: `outcome` is `mapped` (with `targets`), `no-match` or `ignored` (with `reason`).
    #[schema(value_type = Object)]
    pub decision: Decision,
    /// Why.
    pub justification: String,
    /// What the decision was made from: `by` is `hand`, `suggestion`, `organization`, `dictionary`, `concept-map`, `file`,
    /// `succession` or `rule`.
    #[schema(value_type = Object)]
    pub origin: Origin,
    /// Who decided.
    pub author: String,
    /// Who handed it to review.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub submitted_by: Option<String>,
    /// Who approved or returned it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reviewer: Option<String>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reviewed_at: Option<String>,
    /// Counts its steps.
    pub version: i64,
    /// When the last step was taken.
    pub updated_at: String,
}

/// A step that a mapping took.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "version": 1, "step": "draft", "state": "drafted", "name": "霍乱 NOS", "decision": { "outcome": "mapped" },
    "account": "zhang", "at": "2026-11-21T01:00:00.000000Z", "reason": "名称一致", "origin": { "by": "hand" }
}))]
pub struct TakenStepResponse {
    /// Its number, from 1.
    pub version: i64,
    /// The step.
    pub step: String,
    /// The state it led to.
    pub state: String,
    /// The local name at the time.
    pub name: String,
    /// The decision at the time.
    #[schema(value_type = Object)]
    pub decision: serde_json::Value,
    /// Who took it.
    pub account: String,
    /// When.
    pub at: String,
    /// Why.
    pub reason: String,
    /// What the decision was made from.
    #[schema(value_type = Object)]
    pub origin: Origin,
    /// The bulk act that the step was part of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bulk: Option<i64>,
}

impl From<Mapping> for MappingResponse {
    fn from(mapping: Mapping) -> Self {
        Self {
            dictionary: mapping.dictionary.to_string(),
            code: mapping.code,
            name: mapping.name,
            state: mapping.state.as_str().to_owned(),
            decision: mapping.decision,
            justification: mapping.justification,
            origin: mapping.origin,
            author: mapping.author.to_string(),
            submitted_by: mapping.submitted_by.map(|account| account.to_string()),
            reviewer: mapping.reviewer.map(|account| account.to_string()),
            reviewed_at: mapping.reviewed_at.map(Instant::to_rfc3339),
            version: mapping.version,
            updated_at: mapping.updated_at.to_rfc3339(),
        }
    }
}

impl From<TakenStep> for TakenStepResponse {
    fn from(step: TakenStep) -> Self {
        Self {
            version: step.version,
            step: step.step,
            state: step.state,
            name: step.name,
            decision: serde_json::from_str(&step.decision).unwrap_or(serde_json::Value::Null),
            account: step.account,
            at: step.at.to_rfc3339(),
            reason: step.reason,
            origin: step.origin,
            bulk: step.bulk,
        }
    }
}
