//! Who works on which local codes.

use super::work_query::WorkQuery;
use super::work_query::filter_of_body;
use crate::error::Result;
use crate::http::addresses::dictionary;
use crate::http::caller::Caller;
use crate::http::problem::Problems;
use crate::id::AccountId;
use crate::service::curation::assignments::AssignmentOrder;
use crate::service::curation::assignments::WorkLoad;
use crate::source::assignment::Assignment;
use actix_web::get;
use actix_web::post;
use actix_web::web::Json;
use actix_web::web::Path;
use serde::Deserialize;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Which codes are given to whom; without `codes`, `ranks`, `next` and `filter`, the whole dictionary.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "assignee": "zhang", "next": 200, "filter": { "risk": "none" }, "reason": "第一批" }))]
pub struct AssignmentRequest {
    /// The account that shall work on them; absent or null to take them back. A curator may name themselves alone.
    pub assignee: Option<String>,
    /// These codes.
    pub codes: Option<Vec<String>>,
    /// From and to which place by usage, the most used row being 1.
    #[schema(value_type = Option<Vec<i64>>, example = json!([1, 200]))]
    pub ranks: Option<(i64, i64)>,
    /// The next so many by usage that nobody has and, unless the filter names a state, that have no mapping.
    pub next: Option<u32>,
    /// Rows of the work list that this filter wants.
    #[serde(default, deserialize_with = "filter_of_body")]
    pub filter: WorkQuery,
    /// Why; needed when codes are taken from somebody.
    #[serde(default)]
    pub reason: String,
}

/// An assignment 分派.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "number": 1, "assignee": "zhang", "by": "wang", "at": "2026-11-21T01:00:00.000000Z", "reason": "第一批", "codes": 200
}))]
pub struct AssignmentResponse {
    /// Its number in the dictionary, from 1; 0 when no code changed hands and nothing was written.
    pub number: i64,
    /// Who got the codes; absent when they were taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignee: Option<String>,
    /// Who said so.
    pub by: String,
    /// When.
    pub at: String,
    /// Why.
    pub reason: String,
    /// How many codes changed hands.
    pub codes: u64,
}

/// Who has how much to do, and the last thousand assignments.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "loads": [{ "assignee": "zhang", "codes": 200, "unmapped": 150, "states": { "drafted": 50 } },
        { "codes": 29065, "unmapped": 29065, "states": {} }],
    "history": [{ "number": 1, "assignee": "zhang", "by": "wang", "at": "2026-11-21T01:00:00.000000Z", "reason": "", "codes": 200 }]
}))]
pub struct AssignmentsResponse {
    /// One for each person, and the codes that are free at the end.
    pub loads: Vec<WorkLoadResponse>,
    /// The newest first.
    pub history: Vec<AssignmentResponse>,
}

/// How much one person has to do 工作量.
#[derive(Debug, Serialize, ToSchema)]
pub struct WorkLoadResponse {
    /// Who; absent for the codes that nobody has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignee: Option<String>,
    /// How many codes.
    pub codes: u64,
    /// How many of them have no mapping.
    pub unmapped: u64,
    /// How many have a mapping, by its state.
    pub states: BTreeMap<&'static str, u64>,
}

/// 分派工作
///
/// Gives codes to somebody by codes, ranks, filter or the next so many, or takes them back. Curators take free codes for
/// themselves and give theirs back; reviewers and publishers assign to everybody who may draft. It says who is expected to
/// work: everybody with the right may still draft.
#[utoipa::path(tag = "dictionaries", operation_id = "assign_codes", request_body = AssignmentRequest, params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("source" = String, Path, description = "Source system", example = "his"),
    ("name" = String, Path, description = "Dictionary name", example = "diagnosis")), responses(
    (status = 200, description = "The assignment", body = AssignmentResponse), Problems))]
#[post("/organizations/{organization}/dictionaries/{source}/{name}/assignments")]
pub async fn assign(
    caller: Caller,
    path: Path<(String, String, String)>,
    body: Json<AssignmentRequest>,
) -> Result<Json<AssignmentResponse>> {
    let (organization, id) = dictionary(path.into_inner())?;
    let body = body.into_inner();
    let done = caller
        .ask(move |service, session| {
            let order = body.order(&session.account)?;
            service.assign(session, &organization, &id, &order)
        })
        .await?;
    Ok(Json(AssignmentResponse::from(done)))
}

/// 查看分派和工作量
///
/// Shows who has how much to do in a dictionary, and who assigned what to whom.
#[utoipa::path(tag = "dictionaries", operation_id = "list_assignments", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("source" = String, Path, description = "Source system", example = "his"),
    ("name" = String, Path, description = "Dictionary name", example = "diagnosis")), responses(
    (status = 200, description = "Loads and history", body = AssignmentsResponse), Problems))]
#[get("/organizations/{organization}/dictionaries/{source}/{name}/assignments")]
pub async fn list_assignments(
    caller: Caller,
    path: Path<(String, String, String)>,
) -> Result<Json<AssignmentsResponse>> {
    let (organization, id) = dictionary(path.into_inner())?;
    let (loads, history) = caller
        .ask(move |service, session| {
            let loads = service.work_loads(session, &organization, &id)?;
            Ok((loads, service.assignments(session, &organization, &id)?))
        })
        .await?;
    Ok(Json(AssignmentsResponse {
        loads: loads.into_iter().map(WorkLoadResponse::from).collect(),
        history: history.into_iter().map(AssignmentResponse::from).collect(),
    }))
}

impl AssignmentRequest {
    fn order(self, me: &AccountId) -> Result<AssignmentOrder> {
        let mut filter = self.filter.filter(me, self.codes)?;
        filter.ranks = self.ranks.or(filter.ranks);
        Ok(AssignmentOrder {
            assignee: self.assignee.map(AccountId::new).transpose()?,
            filter,
            next: self.next,
            reason: self.reason,
        })
    }
}

impl From<Assignment> for AssignmentResponse {
    fn from(act: Assignment) -> Self {
        Self {
            number: act.number,
            assignee: act.assignee.map(|account| account.to_string()),
            by: act.account.to_string(),
            at: act.at.to_rfc3339(),
            reason: act.reason,
            codes: act.codes,
        }
    }
}

impl From<WorkLoad> for WorkLoadResponse {
    fn from(load: WorkLoad) -> Self {
        Self {
            assignee: load.assignee.map(|account| account.to_string()),
            codes: load.codes,
            unmapped: load.unmapped,
            states: load.states,
        }
    }
}
