//! The review policy of a dictionary.

use crate::error::Result;
use crate::http::addresses::dictionary;
use crate::http::caller::Caller;
use crate::http::problem::Problems;
use crate::mapping::policy::Policy;
use crate::service::curation::policies::SetPolicy;
use actix_web::get;
use actix_web::put;
use actix_web::web::Json;
use actix_web::web::Path;
use serde::Deserialize;
use serde::Serialize;
use utoipa::ToSchema;

/// A policy to be set.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "policy": { "review": "conditional", "sampling": { "limit_per_mille": 10, "required": true }, "usage": { "share_per_mille": 10, "top": 20 } },
    "reason": "批量沿用本部对照"
}))]
pub struct PolicyRequest {
    /// `review`: `simple`, `conditional` or `double-blind`; `sampling`: how many of a thousand draws may be wrong
    /// (`limit_per_mille`), how many are drawn (`draws`), whether release waits for it (`required`); `usage`: which share of the
    /// data (`share_per_mille`) or how many of the most used codes (`top`) bulk acts leave to a person.
    #[schema(value_type = Object)]
    pub policy: Policy,
    /// Why.
    pub reason: String,
}

/// The policy of a dictionary.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "policy": { "review": "simple", "usage": { "share_per_mille": 10, "top": 20 } }, "history": [] }))]
pub struct PolicyResponse {
    /// What holds now.
    #[schema(value_type = Object)]
    pub policy: Policy,
    /// Every policy that was set, the newest first; empty while none was.
    pub history: Vec<SetPolicyResponse>,
}

/// A policy that was set.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "number": 1, "policy": { "review": "conditional" }, "account": "zhao", "at": "2026-11-21T01:00:00.000000Z", "reason": "批量沿用本部对照"
}))]
pub struct SetPolicyResponse {
    /// Counts the policies of the dictionary.
    pub number: i64,
    /// The policy.
    #[schema(value_type = Object)]
    pub policy: Policy,
    /// Who set it.
    pub account: String,
    /// When.
    pub at: String,
    /// Why.
    pub reason: String,
}

/// 查看审核规则
///
/// Shows how the decisions of a dictionary are reviewed and sampled, and every policy that was set before.
#[utoipa::path(tag = "dictionaries", operation_id = "get_review_policy", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("source" = String, Path, description = "Source system", example = "his"),
    ("name" = String, Path, description = "Dictionary name", example = "diagnosis")), responses(
    (status = 200, description = "The policy", body = PolicyResponse), Problems))]
#[get("/organizations/{organization}/dictionaries/{source}/{name}/policy")]
pub async fn get_policy(caller: Caller, path: Path<(String, String, String)>) -> Result<Json<PolicyResponse>> {
    let (organization, id) = dictionary(path.into_inner())?;
    let (policy, history) = caller
        .ask(move |service, session| service.policy(session, &organization, &id))
        .await?;
    Ok(Json(PolicyResponse {
        policy,
        history: history.into_iter().map(SetPolicyResponse::from).collect(),
    }))
}

/// 设置审核规则
///
/// Sets how the decisions of a dictionary are reviewed and sampled from now on.
#[utoipa::path(tag = "dictionaries", operation_id = "set_review_policy", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("source" = String, Path, description = "Source system", example = "his"),
    ("name" = String, Path, description = "Dictionary name", example = "diagnosis")), request_body = PolicyRequest,
    responses((status = 200, description = "The policy as it was set", body = SetPolicyResponse), Problems))]
#[put("/organizations/{organization}/dictionaries/{source}/{name}/policy")]
pub async fn set_policy(
    caller: Caller,
    path: Path<(String, String, String)>,
    body: Json<PolicyRequest>,
) -> Result<Json<SetPolicyResponse>> {
    let (organization, id) = dictionary(path.into_inner())?;
    let PolicyRequest { policy, reason } = body.into_inner();
    let set = caller
        .ask(move |service, session| service.set_policy(session, &organization, &id, &policy, &reason))
        .await?;
    Ok(Json(set.into()))
}

impl From<SetPolicy> for SetPolicyResponse {
    fn from(set: SetPolicy) -> Self {
        Self {
            number: set.number,
            policy: set.policy,
            account: set.account.to_string(),
            at: set.at.to_rfc3339(),
            reason: set.reason,
        }
    }
}
