//! What curators and reviewers send about mappings.

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::EditionRef;
use crate::mapping::condition::Condition;
use crate::mapping::decision::Decision;
use crate::mapping::origin::Origin;
use crate::mapping::state::Step;
use crate::mapping::target::Relationship;
use crate::service::curation::requests::DraftRequest;
use crate::service::curation::requests::NamedDecision;
use crate::service::curation::requests::NamedTarget;
use crate::service::curation::requests::SeenMapping;
use crate::service::curation::requests::StepRequest;
use serde::Deserialize;
use utoipa::ToSchema;

/// Decisions about local codes of one dictionary; taken whole or refused whole.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "items": [
    { "code": "A00.901", "targets": [{ "code": "A00", "relationship": "equivalent" }], "justification": "名称一致" },
    { "code": "TEST", "ignored": "测试条目，不上传" },
    { "code": "X01", "no_match": "标准中没有对应条目", "review_on": "2027-06-30" }
] }))]
pub struct DraftsRequest {
    /// The decisions.
    pub items: Vec<DraftItem>,
}

/// A decision about one local code: exactly one of `targets`, `no_match` and `ignored`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftItem {
    /// The local code.
    pub code: String,
    /// The version of the mapping that you read; a change by somebody else since then refuses the request.
    pub version: Option<i64>,
    /// The targets, the most important first.
    pub targets: Option<Vec<TargetItem>>,
    /// Nothing fits, and why.
    pub no_match: Option<String>,
    /// The day on which to look again at a code for which nothing fits, `YYYY-MM-DD`.
    pub review_on: Option<String>,
    /// The code is never sent, and why.
    pub ignored: Option<String>,
    /// Why this decision.
    #[serde(default)]
    pub justification: String,
    /// Whether the single target was taken from the stored suggestions: if it is one of them, the origin says so.
    #[serde(default)]
    pub from_suggestion: bool,
}

/// A target of a decision.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TargetItem {
    /// The standard code.
    pub code: String,
    /// `equivalent`, `narrower`, `broader` or `related`: what the target is compared with the local code.
    #[schema(example = "equivalent")]
    pub relationship: String,
    /// Its edition; without it, the target edition of the dictionary.
    #[schema(example = "icd-10/categories-2016")]
    pub edition: Option<String>,
    /// The conditions under which it holds, all of them: `{"of":"unit","is":["mg/L"]}`, `{"of":"specimen","is":["尿"]}`,
    /// `{"of":"sex","is":"female"}`, `{"of":"age","unit":"years","from":14,"below":60}`. Targets of different conditions
    /// must exclude each other; targets without conditions hold for all other records.
    #[serde(default)]
    #[schema(value_type = Vec<Object>)]
    pub when: Vec<Condition>,
}

/// Mappings on which a step is taken; taken whole or refused whole.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "items": [{ "code": "A00.901", "version": 2 }], "reason": "" }))]
pub struct StepsRequest {
    /// The mappings.
    pub items: Vec<SeenItem>,
    /// Why; a return, a reopening and a recheck need it.
    #[serde(default)]
    pub reason: String,
}

/// A mapping that somebody saw.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SeenItem {
    /// The local code.
    pub code: String,
    /// The version that you read.
    pub version: Option<i64>,
}

impl DraftsRequest {
    pub(in crate::http) fn requests(self) -> Result<Vec<DraftRequest>> {
        let in_item = |(index, item): (usize, DraftItem)| {
            item.request()
                .map_err(|error| error.in_field(format!("items[{index}]")))
        };
        self.items.into_iter().enumerate().map(in_item).collect()
    }
}

impl DraftItem {
    fn request(self) -> Result<DraftRequest> {
        let decision = match (self.targets, self.no_match, self.ignored) {
            (Some(targets), None, None) => {
                NamedDecision::Mapped(targets.into_iter().map(TargetItem::named).collect::<Result<_>>()?)
            }
            (None, Some(reason), None) => NamedDecision::Other(Decision::NoMatch {
                reason,
                review_on: self.review_on,
            }),
            (None, None, Some(reason)) => NamedDecision::Other(Decision::Ignored { reason }),
            _ => {
                return Err(Error::new(Code::DecisionInvalid)
                    .with("reason_zh", "targets、no_match、ignored 三者必须且只能写一个")
                    .with("reason_en", "exactly one of targets, no_match and ignored is needed"));
            }
        };
        Ok(DraftRequest {
            code: self.code,
            version: self.version,
            decision,
            justification: self.justification,
            origin: Origin::Hand,
        })
    }
}

impl TargetItem {
    fn named(self) -> Result<NamedTarget> {
        let relationship = Relationship::parse(&self.relationship).ok_or_else(|| {
            Error::new(Code::FieldInvalid)
                .with("field", "relationship")
                .with("value", &self.relationship)
                .with("rule_zh", "可用 equivalent、narrower、broader、related")
                .with("rule_en", "use equivalent, narrower, broader or related")
        })?;
        Ok(NamedTarget {
            edition: self.edition.as_deref().map(EditionRef::parse).transpose()?,
            code: self.code,
            relationship,
            when: self.when,
        })
    }
}

impl StepsRequest {
    pub(super) fn request(self, step: &str) -> Result<StepRequest> {
        let by_request = [
            Step::Submit,
            Step::Withdraw,
            Step::Approve,
            Step::Return,
            Step::Reopen,
            Step::Recheck,
            Step::Confirm,
        ];
        let step = by_request.into_iter().find(|known| known.as_str() == step);
        let step = step.ok_or_else(|| Error::new(Code::PathUnknown))?;
        let (mappings, reason) = self.seen();
        Ok(StepRequest { step, mappings, reason })
    }

    /// The mappings and the reason.
    pub(super) fn seen(self) -> (Vec<SeenMapping>, String) {
        let seen = |item: SeenItem| SeenMapping {
            code: item.code,
            version: item.version,
        };
        (self.items.into_iter().map(seen).collect(), self.reason)
    }
}
