//! Checkpoints of the audit log and the proofs that auditors ask for.

use super::events::EventResponse;
use crate::audit::merkle;
use crate::audit::merkle::Hash;
use crate::error::Result;
use crate::http::caller::Caller;
use crate::http::pages::PageQuery;
use crate::http::pages::PageResponse;
use crate::http::problem::Problems;
use crate::service::Service;
use crate::service::audit::proofs::ConsistencyProof;
use crate::service::audit::proofs::InclusionProof;
use crate::service::audit::proofs::StoredCheckpoint;
use actix_web::HttpResponse;
use actix_web::get;
use actix_web::http::header;
use actix_web::post;
use actix_web::web::Json;
use actix_web::web::Query;
use serde::Deserialize;
use serde::Serialize;
use utoipa::IntoParams;
use utoipa::ToSchema;

/// A checkpoint of the audit log.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "size": 1200, "root": "5f0c…", "at": "2026-11-21T01:00:00.000000Z", "key_id": "ed25519-0123456789abcdef",
    "note": "zhiyu/audit/9c1f…\n1200\nXwx…=\n\n— zhiyu/audit/9c1f… q0n…\n"
}))]
pub struct AuditCheckpointResponse {
    /// How many events there were.
    pub size: u64,
    /// The root of the tree over them, hexadecimal digits.
    pub root: String,
    /// When it was made.
    pub at: String,
    /// The key that signed it; absent without a signature.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_id: Option<String>,
    /// The signed note: C2SP `tlog-checkpoint`.
    pub note: String,
}

/// Of which event, in which log.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct InclusionQuery {
    /// The sequence of the event.
    #[param(minimum = 1, example = 12)]
    event: u64,
    /// The size of the log, such as that of a checkpoint; as it is now without it.
    #[param(minimum = 1, example = 1200)]
    size: Option<u64>,
}

/// From which size of the log to which.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ConsistencyQuery {
    /// The smaller size.
    #[param(minimum = 1, example = 800)]
    from: u64,
    /// The larger size.
    #[param(minimum = 1, example = 1200)]
    to: u64,
}

/// The proof that an event is in the log.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "event": { "sequence": 12 }, "leaf": "8a…", "size": 1200, "root": "5f0c…", "hashes": ["1b…", "c4…"]
}))]
pub struct InclusionResponse {
    /// The event.
    #[schema(value_type = Object)]
    pub event: EventResponse,
    /// The bytes of its leaf as text; SHA-256 over a byte 0 and them is the leaf's hash.
    pub canonical: String,
    /// The leaf's hash.
    pub leaf: String,
    /// The size of the log.
    pub size: u64,
    /// The root of the tree of that size.
    pub root: String,
    /// The hashes beside the way from the leaf to the root, the lowest first (RFC 6962 crate::2.1.1).
    pub hashes: Vec<String>,
}

/// The proof that the log only grew.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "from": 800, "to": 1200, "from_root": "77…", "to_root": "5f0c…", "hashes": ["1b…", "c4…"]
}))]
pub struct ConsistencyResponse {
    /// The smaller size.
    pub from: u64,
    /// The larger size.
    pub to: u64,
    /// The root at the smaller size.
    pub from_root: String,
    /// The root at the larger size.
    pub to_root: String,
    /// The hashes of the proof (RFC 6962 crate::2.1.2).
    pub hashes: Vec<String>,
}

/// 最新的审计检查点
///
/// The newest checkpoint as a signed note, to be kept outside the service: whoever holds it notices every change before it.
#[utoipa::path(tag = "audit", operation_id = "get_audit_checkpoint", responses(
    (status = 200, description = "The note", content_type = "text/plain",
        body = String, example = json!("zhiyu/audit/9c1f…\n1200\nXwx…=\n\n— zhiyu/audit/9c1f… q0n…\n")), Problems))]
#[get("/audit/checkpoint")]
pub async fn get_checkpoint(caller: Caller) -> Result<HttpResponse> {
    let checkpoint = caller.ask(Service::audit_checkpoint).await?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/plain; charset=utf-8"))
        .body(checkpoint.note))
}

/// 列出审计检查点
///
/// Lists the checkpoints, the newest first.
#[utoipa::path(tag = "audit", operation_id = "list_audit_checkpoints", params(PageQuery), responses(
    (status = 200, description = "A page of checkpoints", body = PageResponse<AuditCheckpointResponse>), Problems))]
#[get("/audit/checkpoints")]
pub async fn list_checkpoints(
    caller: Caller,
    query: Query<PageQuery>,
) -> Result<Json<PageResponse<AuditCheckpointResponse>>> {
    let page = query.page()?;
    let slice = caller
        .ask(move |service, session| service.audit_checkpoints(session, &page))
        .await?;
    Ok(Json(PageResponse::of(slice, AuditCheckpointResponse::from)))
}

/// 立即生成审计检查点
///
/// Makes a checkpoint of the log as it is now; the making is an event too.
#[utoipa::path(tag = "audit", operation_id = "make_audit_checkpoint", responses(
    (status = 201, description = "The checkpoint", body = AuditCheckpointResponse), Problems))]
#[post("/audit/checkpoints")]
pub async fn make_checkpoint(caller: Caller) -> Result<HttpResponse> {
    let checkpoint = caller.ask(Service::make_audit_checkpoint).await?;
    Ok(HttpResponse::Created().json(AuditCheckpointResponse::from(checkpoint)))
}

/// 证明某事件在日志中
///
/// The inclusion proof of an event in the log of a size.
#[utoipa::path(tag = "audit", operation_id = "prove_audit_inclusion", params(InclusionQuery), responses(
    (status = 200, description = "The proof", body = InclusionResponse), Problems))]
#[get("/audit/proofs/inclusion")]
pub async fn prove_inclusion(caller: Caller, query: Query<InclusionQuery>) -> Result<Json<InclusionResponse>> {
    let proof = caller
        .ask(move |service, session| service.audit_inclusion(session, query.event, query.size))
        .await?;
    Ok(Json(InclusionResponse::from(proof)))
}

/// 证明日志只增不改
///
/// The consistency proof between two sizes of the log.
#[utoipa::path(tag = "audit", operation_id = "prove_audit_consistency", params(ConsistencyQuery), responses(
    (status = 200, description = "The proof", body = ConsistencyResponse), Problems))]
#[get("/audit/proofs/consistency")]
pub async fn prove_consistency(caller: Caller, query: Query<ConsistencyQuery>) -> Result<Json<ConsistencyResponse>> {
    let (from, to) = (query.from, query.to);
    let proof = caller
        .ask(move |service, session| service.audit_consistency(session, from, to))
        .await?;
    Ok(Json(ConsistencyResponse::of(from, to, &proof)))
}

impl From<StoredCheckpoint> for AuditCheckpointResponse {
    fn from(checkpoint: StoredCheckpoint) -> Self {
        Self {
            size: checkpoint.size,
            root: checkpoint.root,
            at: checkpoint.at.to_rfc3339(),
            key_id: Some(checkpoint.key_id).filter(|id| !id.is_empty()),
            note: checkpoint.note,
        }
    }
}

impl From<InclusionProof> for InclusionResponse {
    fn from(proof: InclusionProof) -> Self {
        Self {
            canonical: proof.event.canonical(),
            leaf: merkle::to_text(&proof.event.leaf_hash()),
            event: EventResponse::from(proof.event),
            size: proof.size,
            root: merkle::to_text(&proof.root),
            hashes: texts(&proof.hashes),
        }
    }
}

impl ConsistencyResponse {
    fn of(from: u64, to: u64, proof: &ConsistencyProof) -> Self {
        Self {
            from,
            to,
            from_root: merkle::to_text(&proof.roots.0),
            to_root: merkle::to_text(&proof.roots.1),
            hashes: texts(&proof.hashes),
        }
    }
}

fn texts(hashes: &[Hash]) -> Vec<String> {
    hashes.iter().map(merkle::to_text).collect()
}
