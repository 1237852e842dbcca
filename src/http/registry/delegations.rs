//! Delegated subtrees and the changes proposed in them.

use super::successions::SuccessionListResponse;
use crate::error::Result;
use crate::http::addresses::instant;
use crate::http::caller::Caller;
use crate::http::problem::Problems;
use crate::id::AccountId;
use crate::id::EditionId;
use crate::id::SystemId;
use crate::registry::delegation::Delegation;
use crate::registry::delegation::Proposal;
use crate::registry::delegation::ProposedChange;
use crate::service::registry::delegations::DecisionOrder;
use crate::service::registry::delegations::NewDelegation;
use crate::time::Instant;
use actix_web::HttpResponse;
use actix_web::get;
use actix_web::post;
use actix_web::web::Json;
use actix_web::web::Path;
use serde::Deserialize;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// What is granted.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "root": "411525", "account": "gushi", "ends_at": "2027-12-31T16:00:00Z" }))]
pub struct DelegationRequest {
    /// The code at the top of the subtree.
    root: String,
    /// Who may propose changes in it.
    account: String,
    /// Until when, RFC 3339; without it until revoked.
    ends_at: Option<String>,
}

/// A delegated subtree.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": 1, "system": "GB-T-2260-yearly", "root": "411525", "account": "gushi", "granted_by": "lin",
    "granted_at": "2026-11-21T01:00:00.000000Z", "ends_at": "2027-12-31T16:00:00.000000Z"
}))]
pub struct DelegationResponse {
    /// Its number.
    pub id: i64,
    /// The code system.
    pub system: String,
    /// The code at the top of the subtree.
    pub root: String,
    /// Who may propose.
    pub account: String,
    /// Who granted it.
    pub granted_by: String,
    /// When.
    pub granted_at: String,
    /// Until when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<String>,
    /// When it was revoked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<String>,
}

/// Why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "reason": "机构改革" }))]
pub struct RevocationRequest {
    /// The reason.
    reason: String,
}

/// A proposed change: `kind`, `date`, `old`, `new`, `document`, `note`.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(value_type = Object)]
#[serde(transparent)]
pub struct ProposalRequest(ProposedChange);

/// A proposal.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": 1, "system": "GB-T-2260-yearly", "delegation": 1, "author": "gushi", "at": "2026-11-21T01:00:00.000000Z",
    "change": { "kind": "rename", "date": "2026", "old": { "code": "411525", "name": "固始县", "since": null },
        "new": [{ "code": "411525", "name": "固始新县" }], "document": "", "note": "" }, "state": "waiting"
}))]
pub struct ProposalResponse {
    /// Its number.
    pub id: i64,
    /// The code system.
    pub system: String,
    /// Under which delegation it was made.
    pub delegation: i64,
    /// Who proposed it.
    pub author: String,
    /// When.
    pub at: String,
    /// The change.
    #[schema(value_type = Object)]
    pub change: Value,
    /// `waiting`, `approved` or `refused`.
    pub state: String,
    /// Who decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<String>,
    /// The list into which it was taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edition: Option<String>,
    /// Why it was decided so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What is decided.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "proposals": [1], "edition": "2026-03", "reason": "与民函〔2026〕1号相符" }))]
pub struct DecisionRequest {
    /// The proposals, all or none.
    proposals: Vec<i64>,
    /// The new list into which they are taken; without it they are refused.
    edition: Option<String>,
    /// Why.
    reason: String,
}

/// The outcome of a decision.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "approved": false }))]
pub struct DecisionResponse {
    /// Whether the proposals were taken.
    pub approved: bool,
    /// The new list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub list: Option<SuccessionListResponse>,
}

/// 列出授权子树
///
/// Lists the delegated subtrees of a code system, oldest first.
#[utoipa::path(tag = "divisions", operation_id = "list_delegations",
    params(("system" = String, Path, description = "Code system id", example = "GB-T-2260-yearly")), responses(
    (status = 200, description = "The delegations", body = Vec<DelegationResponse>), Problems))]
#[get("/code-systems/{system}/delegations")]
pub async fn list_delegations(caller: Caller, path: Path<String>) -> Result<Json<Vec<DelegationResponse>>> {
    let system = SystemId::new(path.into_inner())?;
    let list = caller
        .ask(move |service, session| service.delegations(session, &system))
        .await?;
    Ok(Json(list.into_iter().map(DelegationResponse::from).collect()))
}

/// 授权子树
///
/// Gives an account a subtree of a code system: it may propose changes there.
#[utoipa::path(tag = "divisions", operation_id = "delegate_subtree",
    params(("system" = String, Path, description = "Code system id", example = "GB-T-2260-yearly")),
    request_body = DelegationRequest,
    responses((status = 201, description = "The delegation", body = DelegationResponse), Problems))]
#[post("/code-systems/{system}/delegations")]
pub async fn delegate_subtree(
    caller: Caller,
    path: Path<String>,
    request: Json<DelegationRequest>,
) -> Result<HttpResponse> {
    let system = SystemId::new(path.into_inner())?;
    let request = request.into_inner();
    let new = NewDelegation {
        root: request.root,
        account: AccountId::new(request.account)?,
        ends_at: request
            .ends_at
            .as_deref()
            .map(|text| instant(text, "ends_at"))
            .transpose()?,
    };
    let delegation = caller
        .ask(move |service, session| service.delegate(session, &system, &new))
        .await?;
    Ok(HttpResponse::Created().json(DelegationResponse::from(delegation)))
}

/// 撤回授权
///
/// Ends a delegation; what was proposed under it stays.
#[utoipa::path(tag = "divisions", operation_id = "revoke_delegation", params(
    ("system" = String, Path, description = "Code system id", example = "GB-T-2260-yearly"),
    ("delegation" = i64, Path, description = "Number of the delegation", example = 1)),
    request_body = RevocationRequest, responses(
    (status = 200, description = "The delegation", body = DelegationResponse), Problems))]
#[post("/code-systems/{system}/delegations/{delegation}/revoke")]
pub async fn revoke_delegation(
    caller: Caller,
    path: Path<(String, i64)>,
    request: Json<RevocationRequest>,
) -> Result<Json<DelegationResponse>> {
    let (system, id) = path.into_inner();
    let system = SystemId::new(system)?;
    let delegation = caller
        .ask(move |service, session| service.revoke_delegation(session, &system, id, &request.reason))
        .await?;
    Ok(Json(DelegationResponse::from(delegation)))
}

/// 列出变更提议
///
/// Lists the proposed changes of a code system, oldest first, with what was decided.
#[utoipa::path(tag = "divisions", operation_id = "list_proposals",
    params(("system" = String, Path, description = "Code system id", example = "GB-T-2260-yearly")), responses(
    (status = 200, description = "The proposals", body = Vec<ProposalResponse>), Problems))]
#[get("/code-systems/{system}/proposals")]
pub async fn list_proposals(caller: Caller, path: Path<String>) -> Result<Json<Vec<ProposalResponse>>> {
    let system = SystemId::new(path.into_inner())?;
    let list = caller
        .ask(move |service, session| service.proposals(session, &system))
        .await?;
    Ok(Json(list.into_iter().map(ProposalResponse::from).collect()))
}

/// 提议变更
///
/// Proposes a change inside a subtree that is delegated to the caller.
#[utoipa::path(tag = "divisions", operation_id = "propose_change",
    params(("system" = String, Path, description = "Code system id", example = "GB-T-2260-yearly")),
    request_body(content = ProposalRequest, example = json!({
        "kind": "upgrade", "date": "2026-03-01", "old": { "code": "411525", "name": "固始县", "since": "1998" },
        "new": [{ "code": "411581", "name": "固始市" }], "document": "民函〔2026〕1号", "note": "撤县设市" })),
    responses((status = 201, description = "The proposal", body = ProposalResponse), Problems))]
#[post("/code-systems/{system}/proposals")]
pub async fn propose_change(
    caller: Caller,
    path: Path<String>,
    request: Json<ProposalRequest>,
) -> Result<HttpResponse> {
    let system = SystemId::new(path.into_inner())?;
    let change = request.into_inner().0;
    let proposal = caller
        .ask(move |service, session| service.propose_change(session, &system, &change))
        .await?;
    Ok(HttpResponse::Created().json(ProposalResponse::from(proposal)))
}

/// 审核变更提议
///
/// Takes proposals of others into a new published list, or refuses them; all or none.
#[utoipa::path(tag = "divisions", operation_id = "decide_proposals",
    params(("system" = String, Path, description = "Code system id", example = "GB-T-2260-yearly")),
    request_body = DecisionRequest,
    responses((status = 200, description = "The outcome", body = DecisionResponse), Problems))]
#[post("/code-systems/{system}/proposals/decide")]
pub async fn decide_proposals(
    caller: Caller,
    path: Path<String>,
    request: Json<DecisionRequest>,
) -> Result<Json<DecisionResponse>> {
    let system = SystemId::new(path.into_inner())?;
    let request = request.into_inner();
    let order = DecisionOrder {
        proposals: request.proposals,
        edition: request.edition.map(EditionId::new).transpose()?,
        reason: request.reason,
    };
    let list = caller
        .ask(move |service, session| service.decide_proposals(session, &system, &order))
        .await?;
    Ok(Json(DecisionResponse {
        approved: list.is_some(),
        list: list.map(SuccessionListResponse::from),
    }))
}

impl From<Delegation> for DelegationResponse {
    fn from(delegation: Delegation) -> Self {
        Self {
            id: delegation.id,
            system: delegation.system.to_string(),
            root: delegation.root,
            account: delegation.account.to_string(),
            granted_by: delegation.granted_by.to_string(),
            granted_at: delegation.granted_at.to_rfc3339(),
            ends_at: delegation.ends_at.map(Instant::to_rfc3339),
            revoked_at: delegation.revoked_at.map(Instant::to_rfc3339),
        }
    }
}

impl From<Proposal> for ProposalResponse {
    fn from(proposal: Proposal) -> Self {
        let decision = proposal.decision;
        let state = decision
            .as_ref()
            .map_or("waiting", |one| if one.approved { "approved" } else { "refused" });
        Self {
            id: proposal.id,
            system: proposal.system.to_string(),
            delegation: proposal.delegation,
            author: proposal.author.to_string(),
            at: proposal.at.to_rfc3339(),
            change: serde_json::to_value(&proposal.change).unwrap_or_default(),
            state: state.to_owned(),
            decided_by: decision.as_ref().map(|one| one.account.to_string()),
            edition: decision
                .as_ref()
                .and_then(|one| one.edition.as_ref())
                .map(ToString::to_string),
            reason: decision.map(|one| one.reason),
        }
    }
}
