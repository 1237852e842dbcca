//! What taking mappings over did, on the wire.

use crate::language::Language;
use crate::mapping::decision::Decision;
use crate::mapping::origin::Origin;
use crate::service::curation::reuse::LeftOut;
use crate::service::curation::reuse::TakeOver;
use crate::service::curation::reuse::TakenOver;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// What taking over did, or would do.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "dry_run": true, "drafts": 812, "left_out": { "disagreement": 3, "not-found": 1280, "risky": 41 },
    "taken": [{ "code": "A00.901", "name": "霍乱 NOS", "decision": { "outcome": "mapped", "targets": [] },
        "justification": "3 家共享医院已发布的对照一致：H2、H3、H5",
        "origin": { "by": "organization", "organization": "H2", "release": 3, "dictionary": "his/diagnosis", "code": "A00.9" } }],
    "not_taken": [{ "code": "A01", "name": "伤寒", "reason": "disagreement", "words": "各院对照不一致" }]
}))]
pub struct TakeOverResponse {
    /// Whether nothing was written.
    pub dry_run: bool,
    /// How many drafts were written, or would be.
    pub drafts: usize,
    /// How many codes without a mapping were left out, by reason.
    pub left_out: BTreeMap<&'static str, usize>,
    /// The first thousand drafts.
    pub taken: Vec<TakenOverResponse>,
    /// The first thousand codes that were left out.
    pub not_taken: Vec<LeftOutResponse>,
}

/// A draft that was taken over.
#[derive(Debug, Serialize, ToSchema)]
pub struct TakenOverResponse {
    /// The local code.
    #[schema(example = "A00.901")]
    pub code: String,
    /// Its name.
    #[schema(example = "霍乱 NOS")]
    pub name: String,
    /// The decision.
    #[schema(value_type = Object)]
    pub decision: Decision,
    /// Why, in the words of its history.
    #[schema(example = "3 家共享医院已发布的对照一致：H2、H3、H5")]
    pub justification: String,
    /// Where it is from.
    #[schema(value_type = Object)]
    pub origin: Origin,
}

/// A code that was left out.
#[derive(Debug, Serialize, ToSchema)]
pub struct LeftOutResponse {
    /// The local code.
    #[schema(example = "A01")]
    pub code: String,
    /// Its name.
    #[schema(example = "伤寒")]
    pub name: String,
    /// `not-found`, `name-not-unique`, `ambiguous-code`, `not-reviewed`, `too-few-hospitals`, `disagreement`, `other-edition`,
    /// `target-unusable` or `risky`.
    #[schema(example = "disagreement")]
    pub reason: String,
    /// In words.
    #[schema(example = "各院对照不一致")]
    pub words: String,
}

impl TakeOverResponse {
    /// The report in this language.
    pub fn of(report: TakeOver, language: Language) -> Self {
        let left_out = report.left_out.into_iter();
        Self {
            dry_run: report.is_dry_run,
            drafts: report.drafts,
            left_out: report.counts,
            taken: report.taken.into_iter().map(TakenOverResponse::from).collect(),
            not_taken: left_out.map(|one| LeftOutResponse::of(one, language)).collect(),
        }
    }
}

impl LeftOutResponse {
    fn of(left_out: LeftOut, language: Language) -> Self {
        Self {
            code: left_out.code,
            name: left_out.name,
            reason: left_out.reason.as_str().to_owned(),
            words: language.of(left_out.reason.words()).to_owned(),
        }
    }
}

impl From<TakenOver> for TakenOverResponse {
    fn from(taken: TakenOver) -> Self {
        Self {
            code: taken.code,
            name: taken.name,
            decision: taken.decision,
            justification: taken.justification,
            origin: taken.origin,
        }
    }
}
