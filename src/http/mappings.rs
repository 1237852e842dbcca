//! Mappings: drafting, submitting, reviewing, and their history.

use super::addresses::dictionary;
use super::addresses::state;
use super::caller::Caller;
use super::pages::PageQuery;
use super::pages::PageResponse;
use super::problem::Problems;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::EditionRef;
use crate::id::OrganizationId;
use crate::mapping::condition::Condition;
use crate::mapping::decision::Decision;
use crate::mapping::decision::Relationship;
use crate::mapping::life::Mapping;
use crate::mapping::origin::Origin;
use crate::mapping::state::Step;
use crate::service::mappings::DraftRequest;
use crate::service::mappings::NamedDecision;
use crate::service::mappings::NamedTarget;
use crate::service::mappings::SeenMapping;
use crate::service::mappings::StepRequest;
use crate::service::mappings::TakenStep;
use crate::time::Instant;
use actix_web::get;
use actix_web::post;
use actix_web::put;
use actix_web::web::Json;
use actix_web::web::Path;
use actix_web::web::Query;
use serde::Deserialize;
use serde::Serialize;
use utoipa::IntoParams;
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

/// Which mappings.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MappingQuery {
    /// Only mappings in this state.
    #[param(example = "in-review")]
    state: Option<String>,
}

/// Whose history.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct HistoryQuery {
    /// The local code.
    #[param(example = "A00.901")]
    code: String,
}

/// 列出对照
///
/// Lists the mappings of an organization by dictionary and code.
#[utoipa::path(tag = "mappings", operation_id = "list_mappings", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"), MappingQuery, PageQuery), responses(
    (status = 200, description = "A page of mappings", body = PageResponse<MappingResponse>), Problems))]
#[get("/organizations/{organization}/mappings")]
pub async fn list_mappings(
    caller: Caller,
    path: Path<String>,
    wanted: Query<MappingQuery>,
    query: Query<PageQuery>,
) -> Result<Json<PageResponse<MappingResponse>>> {
    let id = OrganizationId::new(path.into_inner())?;
    let page = query.page()?;
    let state = wanted.into_inner().state.as_deref().map(state).transpose()?;
    let slice = caller
        .ask(move |service, session| service.mappings(session, &id, state, &page))
        .await?;
    Ok(Json(PageResponse::of(slice, MappingResponse::from)))
}

/// 编制对照
///
/// Writes down decisions about local codes of a dictionary.
#[utoipa::path(tag = "mappings", operation_id = "draft_mappings", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("source" = String, Path, description = "Source system", example = "his"),
    ("name" = String, Path, description = "Dictionary name", example = "diagnosis")), request_body = DraftsRequest,
    responses((status = 200, description = "The mappings as they are now", body = Vec<MappingResponse>), Problems))]
#[put("/organizations/{organization}/dictionaries/{source}/{name}/mappings")]
pub async fn draft_mappings(
    caller: Caller,
    path: Path<(String, String, String)>,
    body: Json<DraftsRequest>,
) -> Result<Json<Vec<MappingResponse>>> {
    let (organization, id) = dictionary(path.into_inner())?;
    let items = body.into_inner().items.into_iter().enumerate();
    let in_item = |(index, item): (usize, DraftItem)| {
        item.request()
            .map_err(|error| error.in_field(format!("items[{index}]")))
    };
    let requests = items.map(in_item).collect::<Result<Vec<_>>>()?;
    let list = caller
        .ask(move |service, session| service.draft_mappings(session, &organization, &id, &requests))
        .await?;
    Ok(Json(list.into_iter().map(MappingResponse::from).collect()))
}

/// 提交、撤回、审核通过、退回、重新打开对照，或转待复核
///
/// Takes a step on mappings: `submit`, `withdraw` and `recheck` by the curator, `approve` and `return` by another person,
/// `reopen` by either. A return, a reopening and a recheck need a reason.
#[utoipa::path(tag = "mappings", operation_id = "step_mappings", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("source" = String, Path, description = "Source system", example = "his"),
    ("name" = String, Path, description = "Dictionary name", example = "diagnosis"),
    ("step" = String, Path, description = "`submit`, `withdraw`, `approve`, `return`, `reopen` or `recheck`", example = "submit")),
    request_body = StepsRequest,
    responses((status = 200, description = "The mappings as they are now", body = Vec<MappingResponse>), Problems))]
#[post("/organizations/{organization}/dictionaries/{source}/{name}/mappings/{step}")]
pub async fn step_mappings(
    caller: Caller,
    path: Path<(String, String, String, String)>,
    body: Json<StepsRequest>,
) -> Result<Json<Vec<MappingResponse>>> {
    let (organization, source, name, step) = path.into_inner();
    let (organization, id) = dictionary((organization, source, name))?;
    let request = body.into_inner().request(&step)?;
    let list = caller
        .ask(move |service, session| service.step_mappings(session, &organization, &id, &request))
        .await?;
    Ok(Json(list.into_iter().map(MappingResponse::from).collect()))
}

/// 查看对照的历史
///
/// Lists every step that the mapping of a local code took.
#[utoipa::path(tag = "mappings", operation_id = "get_mapping_history", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("source" = String, Path, description = "Source system", example = "his"),
    ("name" = String, Path, description = "Dictionary name", example = "diagnosis"), HistoryQuery), responses(
    (status = 200, description = "Its steps in order", body = Vec<TakenStepResponse>), Problems))]
#[get("/organizations/{organization}/dictionaries/{source}/{name}/history")]
pub async fn get_history(
    caller: Caller,
    path: Path<(String, String, String)>,
    query: Query<HistoryQuery>,
) -> Result<Json<Vec<TakenStepResponse>>> {
    let (organization, id) = dictionary(path.into_inner())?;
    let code = query.into_inner().code;
    let steps = caller
        .ask(move |service, session| service.mapping_history(session, &organization, &id, &code))
        .await?;
    Ok(Json(steps.into_iter().map(TakenStepResponse::from).collect()))
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
    fn request(self, step: &str) -> Result<StepRequest> {
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
        let items = self.items.into_iter();
        Ok(StepRequest {
            step: step.ok_or_else(|| Error::new(Code::PathUnknown))?,
            mappings: items
                .map(|item| SeenMapping {
                    code: item.code,
                    version: item.version,
                })
                .collect(),
            reason: self.reason,
        })
    }
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
