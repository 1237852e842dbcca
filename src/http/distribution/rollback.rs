//! Rolling back to an earlier release.

use super::releases::ReleaseResponse;
use super::releases::created;
use super::releases::request_key;
use crate::error::Result;
use crate::http::addresses::instant;
use crate::http::caller::Caller;
use crate::http::problem::Problems;
use crate::id::OrganizationId;
use crate::service::distribution::publishing::PublishOrder;
use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::post;
use actix_web::web::Json;
use actix_web::web::Path;
use serde::Deserialize;
use utoipa::ToSchema;

/// Why to roll back, and from when.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "reason": "第 2 号发布版有误" }))]
pub struct RollbackRequest {
    /// Why; it is the note of the new release.
    pub reason: String,
    /// From when it shall be used, RFC 3339; without it at once, but not in the freeze window.
    pub effective_at: Option<String>,
    /// Why it must become effective in the freeze window all the same.
    pub override_reason: Option<String>,
}

/// 回退
///
/// Publishes what was in force at this release as the next release. Nothing that was published changes; mappings whose released
/// decision is no longer in force go back to review. The same request with the same `Idempotency-Key` publishes once.
#[utoipa::path(tag = "releases", operation_id = "roll_back_release", request_body = RollbackRequest, params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("number" = i64, Path, description = "The release that comes back", example = 1),
    ("Idempotency-Key" = Option<String>, Header, description = "A key of your choice, 1 to 200 bytes", example = "2026-11-21-2")),
    responses((status = 201, description = "The new release", body = ReleaseResponse), Problems))]
#[post("/organizations/{organization}/releases/{number}/rollback")]
pub async fn roll_back_release(
    caller: Caller,
    path: Path<(String, i64)>,
    request: HttpRequest,
    body: Json<RollbackRequest>,
) -> Result<HttpResponse> {
    let (organization, number) = path.into_inner();
    let id = OrganizationId::new(organization)?;
    let body = body.into_inner();
    let effective_at = body.effective_at.as_deref();
    let order = PublishOrder {
        note: body.reason,
        effective_at: effective_at.map(|text| instant(text, "effective_at")).transpose()?,
        request_key: request_key(&request)?,
        override_reason: body.override_reason,
        percent: None,
    };
    let release = caller
        .ask(move |service, session| service.roll_back(session, &id, number, &order))
        .await?;
    Ok(created(release))
}
