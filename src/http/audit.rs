//! The audit log.

use super::caller::Caller;
use super::pages::PageQuery;
use super::pages::PageResponse;
use super::problem::Problems;
use crate::audit::Event;
use crate::error::Result;
use crate::id::OrganizationId;
use actix_web::get;
use actix_web::web::Json;
use actix_web::web::Query;
use serde::Deserialize;
use serde::Serialize;
use utoipa::IntoParams;
use utoipa::ToSchema;

/// Which events.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct EventQuery {
    /// Only events of this organization.
    #[param(example = "H1")]
    organization: Option<String>,
}

/// An event of the audit log.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "sequence": 12, "at": "2026-11-21T01:00:00.000000Z", "account": "zhang", "role": "curator",
    "action": "mapping.draft", "organization": "H1", "object": "organizations/H1/dictionaries/his/diagnosis",
    "details": { "codes": ["A00.051"] }, "request_id": "6f1c1d5e-3b43-4a5c-9a7e-0a4f0f1c2d3e", "address": "127.0.0.1",
    "previous_digest": "00…", "digest": "9c…"
}))]
pub struct EventResponse {
    /// Its place in the log, from 1 without gaps.
    pub sequence: i64,
    /// When it happened.
    pub at: String,
    /// Who did it.
    pub account: String,
    /// In which role.
    pub role: String,
    /// The act.
    pub action: String,
    /// The organization it was about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
    /// The thing acted on.
    pub object: String,
    /// Counts, digests, before and after.
    pub details: serde_json::Value,
    /// The request's id.
    pub request_id: String,
    /// The client's address.
    pub address: String,
    /// The digest of the event before.
    pub previous_digest: String,
    /// The digest of this event.
    pub digest: String,
}

/// 查阅审计日志
///
/// Lists audit events in their order, of one organization or of the platform.
#[utoipa::path(tag = "audit", operation_id = "list_audit_events", params(EventQuery, PageQuery), responses(
    (status = 200, description = "A page of events", body = PageResponse<EventResponse>), Problems))]
#[get("/audit/events")]
pub async fn list_events(
    caller: Caller,
    wanted: Query<EventQuery>,
    query: Query<PageQuery>,
) -> Result<Json<PageResponse<EventResponse>>> {
    let page = query.page()?;
    let organization = wanted.into_inner().organization.map(OrganizationId::new).transpose()?;
    let slice = caller
        .ask(move |service, session| service.audit_events(session, organization.as_ref(), &page))
        .await?;
    Ok(Json(PageResponse::of(slice, EventResponse::from)))
}

impl From<Event> for EventResponse {
    fn from(event: Event) -> Self {
        Self {
            sequence: event.sequence,
            at: event.at.to_rfc3339(),
            account: event.account,
            role: event.role,
            action: event.action,
            organization: event.organization,
            object: event.object,
            details: serde_json::from_str(&event.details).unwrap_or(serde_json::Value::Null),
            request_id: event.request_id,
            address: event.address,
            previous_digest: event.previous_digest,
            digest: event.digest,
        }
    }
}
