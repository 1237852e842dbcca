//! The shapes of bulk acts on the wire.

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::http::addresses::word;
use crate::http::curation::work_query::WorkQuery;
use crate::id::AccountId;
use crate::language::Language;
use crate::mapping::bulk::BulkKind;
use crate::mapping::decision::Decision;
use crate::mapping::target::Relationship;
use crate::mapping::work_filter::WorkFilter;
use crate::service::curation::bulk::ActedRow;
use crate::service::curation::bulk::BulkAct;
use crate::service::curation::bulk::BulkOrder;
use crate::service::curation::bulk::BulkRequested;
use crate::service::curation::bulk::Plan;
use crate::service::curation::bulk::PlannedRow;
use crate::service::curation::bulk::UndoneAct;
use serde::Deserialize;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::IntoParams;
use utoipa::ToSchema;

/// How many rows an answer shows; a page of `…/rows` has the rest.
const SHOWN: usize = 20;
/// The highest score, in thousandths.
const FULL_SCORE: u16 = 1_000;

/// An order for many rows. Without `plan` it is a dry run; with the `plan` of a dry run it is executed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "filter": { "state": "suggested" }, "score_from": 1000, "relationship": "equivalent", "reason": "名称完全相同"
}))]
pub struct BulkRequest {
    /// Which rows; without it, all.
    #[serde(default)]
    pub filter: BulkFilter,
    /// Why; kept with every row. `no-match`, `ignore`, `return` and `reopen` need it.
    #[serde(default)]
    pub reason: String,
    /// For `accept`: the lowest score of the first suggestion, in thousandths; 1000 without it.
    pub score_from: Option<u16>,
    /// For `accept`: what the target is compared with the local code; `equivalent` without it.
    pub relationship: Option<String>,
    /// For `no-match`: the day on which to look again, `YYYY-MM-DD`.
    pub review_on: Option<String>,
    /// For `accept`, `no-match` and `ignore`: also rows that are drafted, returned or to be rechecked.
    #[serde(default)]
    pub replace: bool,
    /// The `plan` of a dry run. The order is executed when the rows are still those of the dry run.
    pub plan: Option<String>,
}

/// Which rows an order is for; every part that is given must hold.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BulkFilter {
    /// `unmapped`, `suggested`, or a state.
    #[schema(example = "suggested")]
    pub state: Option<String>,
    /// A text that the code or the name contains.
    pub text: Option<String>,
    /// The lowest usage.
    pub usage_from: Option<i64>,
    /// The lowest score of the first suggestion, in thousandths.
    pub score_from: Option<u16>,
    /// The highest score of the first suggestion, in thousandths.
    pub score_to: Option<u16>,
    /// So many of the most used rows of the dictionary.
    pub top: Option<i64>,
    /// The most used rows that make up this share of the dictionary's usage, in percent.
    pub share: Option<f64>,
    /// `any`, `none`, or a kind of risk: of its decision, or else of its first suggestion.
    pub risk: Option<String>,
    /// Who works on it: `me`, `nobody`, or an account.
    #[schema(example = "me")]
    pub assignee: Option<String>,
    /// Only rows in review that were handed in before this day of Asia/Shanghai, `YYYY-MM-DD`.
    pub in_review_before: Option<String>,
    /// These codes only.
    pub codes: Option<Vec<String>>,
}

/// What a bulk act did, or in a dry run would do.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "act": "accept", "plan": "9f2c…", "done": 21034, "refused": 318, "refusals": [{ "risk": "high-usage", "words": "使用量高", "rows": 20 }],
    "skipped": [{ "cause": "low-score", "words": "首选推荐得分不够", "rows": 7301, "codes": ["A00.053"] }], "samples": [], "refused_samples": []
}))]
pub struct BulkResponse {
    /// What is done to the rows.
    pub act: String,
    /// Names exactly these rows; send it to execute the order.
    pub plan: String,
    /// The number of the act; absent in a dry run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<i64>,
    /// How many rows are done.
    pub done: usize,
    /// How many rows are left to a person because of their risks.
    pub refused: usize,
    /// How many rows each risk stops; a row may have several.
    pub refusals: Vec<RefusalResponse>,
    /// How many rows are skipped, and why.
    pub skipped: Vec<SkipResponse>,
    /// The first rows that are done.
    pub samples: Vec<BulkRowResponse>,
    /// The first rows that are left to a person.
    pub refused_samples: Vec<BulkRowResponse>,
}

/// Rows that a risk stops.
#[derive(Debug, Serialize, ToSchema)]
pub struct RefusalResponse {
    /// The stable name of the risk.
    #[schema(example = "high-usage")]
    pub risk: String,
    /// The risk in words.
    pub words: String,
    /// How many rows.
    pub rows: u64,
}

/// Rows that are skipped for one cause.
#[derive(Debug, Serialize, ToSchema)]
pub struct SkipResponse {
    /// The stable name of the cause.
    #[schema(example = "has-decision")]
    pub cause: String,
    /// The cause in words.
    pub words: String,
    /// How many rows.
    pub rows: u64,
    /// The first of their codes.
    pub codes: Vec<String>,
}

/// A row of a plan.
#[derive(Debug, Serialize, ToSchema)]
pub struct BulkRowResponse {
    /// The local code.
    pub code: String,
    /// The local name.
    pub name: String,
    /// How often data used it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage: Option<i64>,
    /// The decision.
    #[schema(value_type = Object)]
    pub decision: Decision,
    /// What speaks against a bulk act on it.
    pub risks: Vec<RiskResponse>,
}

/// A risk of a row.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "risk": "laterality", "target": "K40.901", "words": "左右侧不同：左右侧不同：本地“左”，标准“右”" }))]
pub struct RiskResponse {
    /// The stable name.
    pub risk: String,
    /// The target that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// The risk in words, with its evidence.
    pub words: String,
}

/// A bulk act that was executed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "number": 3, "act": "accept", "ordered": { "kind": "accept" }, "account": "zhang", "at": "2026-11-21T01:00:00.000000Z",
    "done": 21034, "refused": 318, "skipped": { "low-score": 7301 }
}))]
pub struct BulkActResponse {
    /// Its number within the organization.
    pub number: i64,
    /// What was done.
    pub act: String,
    /// The order.
    #[schema(value_type = Object)]
    pub ordered: serde_json::Value,
    /// Who gave it.
    pub account: String,
    /// When.
    pub at: String,
    /// How many rows were done.
    pub done: u64,
    /// How many rows were left to a person.
    pub refused: u64,
    /// How many rows were skipped, by cause.
    #[schema(value_type = Object)]
    pub skipped: serde_json::Value,
    /// The act that this one took back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undoes: Option<i64>,
}

/// A row of a bulk act.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "code": "A00.051", "version": 1, "refusals": [] }))]
pub struct ActedRowResponse {
    /// The local code.
    pub code: String,
    /// The version of its mapping after the act; absent when the row was left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
    /// Why it was left: names of risks, or `moved-since` and `released` of an undoing.
    pub refusals: Vec<String>,
}

/// Which rows of an act.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ActedQuery {
    /// `done`, or `left` for those that were left to a person; `done` without it.
    #[param(example = "left")]
    outcome: Option<String>,
}

/// Why an act is taken back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "reason": "筛选条件写错了" }))]
pub struct UndoRequest {
    /// Why.
    pub reason: String,
}

/// What undoing did.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "number": 4, "undoes": 3, "done": 21033, "left": [{ "code": "A00.051", "refusals": ["moved-since"] }] }))]
pub struct UndoResponse {
    /// The number of the act that undoing is itself.
    pub number: i64,
    /// The act that was taken back.
    pub undoes: i64,
    /// How many rows are what they were before.
    pub done: u64,
    /// The first rows that moved since or are released, and stay.
    pub left: Vec<ActedRowResponse>,
}

impl BulkRequest {
    pub(super) fn order(self, step: &str, me: &AccountId) -> Result<(BulkRequested, Option<String>)> {
        let mut kinds = BulkKind::ORDERED.iter().copied();
        let kind = kinds.find(|kind| kind.as_str() == step);
        let relationship = self
            .relationship
            .as_deref()
            .unwrap_or(Relationship::Equivalent.as_str());
        let words = Relationship::ALL.iter().map(|one| one.as_str()).collect::<Vec<_>>();
        let order = BulkOrder {
            kind: kind.ok_or_else(|| Error::new(Code::PathUnknown))?,
            reason: self.reason,
            score_from: self.score_from.unwrap_or(FULL_SCORE),
            relationship: word(relationship, "relationship", Relationship::parse, &words)?,
            review_on: self.review_on,
            replace: self.replace,
        };
        let filter = self.filter.filter(me)?;
        Ok((BulkRequested { order, filter }, self.plan))
    }
}

impl BulkFilter {
    fn filter(self, me: &AccountId) -> Result<WorkFilter> {
        let query = WorkQuery {
            state: self.state,
            text: self.text,
            usage_from: self.usage_from,
            top: self.top,
            share: self.share,
            risk: self.risk,
            assignee: self.assignee,
            in_review_before: self.in_review_before,
            ..WorkQuery::default()
        };
        Ok(WorkFilter {
            score_from: self.score_from,
            score_to: self.score_to,
            ..query.filter(me, self.codes)?
        })
    }
}

impl ActedQuery {
    pub(super) fn wants_done(self) -> Result<bool> {
        let read = |text: &str| match text {
            "done" => Some(true),
            "left" => Some(false),
            _ => None,
        };
        let outcome = self.outcome.as_deref().unwrap_or("done");
        word(outcome, "outcome", read, &["done", "left"])
    }
}

impl BulkResponse {
    pub(super) fn of(kind: BulkKind, number: Option<i64>, plan: &Plan, language: Language) -> Self {
        let show = |rows: &[PlannedRow]| {
            rows.iter()
                .take(SHOWN)
                .map(|row| BulkRowResponse::of(row, language))
                .collect()
        };
        let refusals: BTreeMap<_, _> = plan.refusals_by_risk();
        let refusals = refusals.into_iter().map(|(risk, rows)| RefusalResponse {
            risk: risk.as_str().to_owned(),
            words: language.of(risk.words()).to_owned(),
            rows,
        });
        let skipped = plan.skipped.iter().map(|(cause, skipped)| SkipResponse {
            cause: cause.as_str().to_owned(),
            words: language.of(cause.words()).to_owned(),
            rows: skipped.count,
            codes: skipped.codes.clone(),
        });
        Self {
            act: kind.as_str().to_owned(),
            plan: plan.digest.clone(),
            number,
            done: plan.done.len(),
            refused: plan.risky.len(),
            refusals: refusals.collect(),
            skipped: skipped.collect(),
            samples: show(&plan.done),
            refused_samples: show(&plan.risky),
        }
    }
}

impl BulkRowResponse {
    fn of(row: &PlannedRow, language: Language) -> Self {
        let risks = row.risks.iter().map(|risk| RiskResponse {
            risk: risk.kind.as_str().to_owned(),
            target: risk.target.clone(),
            words: risk.words(language),
        });
        Self {
            code: row.code.clone(),
            name: row.name.clone(),
            usage: row.usage,
            decision: row.decision.clone(),
            risks: risks.collect(),
        }
    }
}

impl UndoResponse {
    pub(super) fn of(undone: UndoneAct, undoes: i64) -> Self {
        let left = undone.left.into_iter().take(SHOWN).map(|row| ActedRowResponse {
            code: row.code,
            version: None,
            refusals: vec![row.cause.to_owned()],
        });
        Self {
            number: undone.act.number,
            undoes,
            done: undone.act.done,
            left: left.collect(),
        }
    }
}

impl From<BulkAct> for BulkActResponse {
    fn from(act: BulkAct) -> Self {
        let read = |text: &str| serde_json::from_str(text).unwrap_or(serde_json::Value::Null);
        Self {
            number: act.number,
            act: act.kind.as_str().to_owned(),
            ordered: read(&act.ordered),
            account: act.account.to_string(),
            at: act.at.to_rfc3339(),
            done: act.done,
            refused: act.refused,
            skipped: read(&act.skipped),
            undoes: act.undoes,
        }
    }
}

impl From<ActedRow> for ActedRowResponse {
    fn from(row: ActedRow) -> Self {
        Self {
            code: row.code,
            version: row.version,
            refusals: row.refusals,
        }
    }
}
