//! The audit log.

use crate::access::session::Session;
use crate::audit::Event;
use crate::audit::Outcome;
use crate::audit::query::EventFilter;
use crate::error::Result;
use crate::http::addresses::instant;
use crate::http::addresses::titles;
use crate::http::addresses::word;
use crate::http::caller::Caller;
use crate::http::csv;
use crate::http::pages::PageQuery;
use crate::http::pages::PageResponse;
use crate::http::problem::Problems;
use crate::id::OrganizationId;
use crate::report::audit_csv;
use crate::report::audit_xlsx;
use crate::service::Service;
use actix_web::HttpResponse;
use actix_web::get;
use actix_web::web::Json;
use actix_web::web::Query;
use serde::Deserialize;
use serde::Serialize;
use utoipa::IntoParams;
use utoipa::ToSchema;

/// Which events.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct EventQuery {
    /// Only events of this organization.
    #[param(example = "H1")]
    pub organization: Option<String>,
    /// Only events of this account.
    #[param(example = "zhang")]
    pub account: Option<String>,
    /// Only events on this object and on whatever is below it.
    #[param(example = "organizations/H1/dictionaries/his/diagnosis")]
    pub object: Option<String>,
    /// Only events of these actions, separated by commas; `mapping.` with its full stop is every action that begins so.
    #[param(example = "mapping.approve,release.")]
    pub action: Option<String>,
    /// `removal`: only events that take something away, such as withdrawing, revoking, retracting, undoing.
    #[param(example = "removal")]
    pub class: Option<String>,
    /// Only events with this outcome: `success`, `refused` or `failed`.
    #[param(example = "refused")]
    pub outcome: Option<String>,
    /// Only events from this instant on, RFC 3339.
    #[param(example = "2026-11-01T00:00:00+08:00")]
    pub from: Option<String>,
    /// Only events before this instant, RFC 3339.
    #[param(example = "2026-12-01T00:00:00+08:00")]
    pub until: Option<String>,
    /// `newest`: the newest first; otherwise in their order.
    #[param(example = "newest")]
    pub order: Option<String>,
}

/// As which file events are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct EventFileQuery {
    /// `csv` or `xlsx`; CSV without it.
    #[param(example = "xlsx")]
    format: Option<String>,
}

/// An event of the audit log.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "sequence": 12, "at": "2026-11-21T01:00:00.000000Z", "account": "zhang", "role": "curator",
    "action": "mapping.draft", "outcome": "success", "organization": "H1", "object": "organizations/H1/dictionaries/his/diagnosis",
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
    /// How it ended: `success`, `refused` or `failed`.
    pub outcome: String,
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
/// Lists audit events in their order, of one organization or of the platform, by person, object, action, time and outcome.
#[utoipa::path(tag = "audit", operation_id = "list_audit_events", params(EventQuery, PageQuery), responses(
    (status = 200, description = "A page of events", body = PageResponse<EventResponse>), Problems))]
#[get("/audit/events")]
pub async fn list_events(
    caller: Caller,
    wanted: Query<EventQuery>,
    query: Query<PageQuery>,
) -> Result<Json<PageResponse<EventResponse>>> {
    let (page, filter) = (query.page()?, wanted.into_inner().filter()?);
    let slice = caller
        .ask(move |service, session| service.audit_events(session, &filter, &page))
        .await?;
    Ok(Json(PageResponse::of(slice, EventResponse::from)))
}

/// 导出审计日志
///
/// The events that the same question asks for, as CSV or XLSX; cells that a workbook program would compute are disarmed.
#[utoipa::path(tag = "audit", operation_id = "export_audit_events", params(EventQuery, EventFileQuery), responses(
    (status = 200, description = "The file", content(
        (String = "text/csv", example = "sequence,at,account,role,action,outcome,organization,object,details,request_id,address,digest\n"),
        (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", example = "PK…"),
    )), Problems))]
#[get("/audit/events/export")]
pub async fn export_events(
    caller: Caller,
    wanted: Query<EventQuery>,
    query: Query<EventFileQuery>,
) -> Result<HttpResponse> {
    let filter = wanted.into_inner().filter()?;
    let format = query.into_inner().format.unwrap_or_else(|| "csv".to_owned());
    let is_xlsx = word(
        &format,
        "format",
        |text| ["csv", "xlsx"].contains(&text).then_some(text == "xlsx"),
        &["csv", "xlsx"],
    )?;
    let bytes = caller
        .ask(move |service, session| event_file(service, session, &filter, is_xlsx))
        .await?;
    Ok(if is_xlsx {
        csv::workbook("audit.xlsx", bytes)
    } else {
        csv::answer("audit.csv", bytes)
    })
}

/// The file of the events that the question asks for.
pub fn event_file(service: &Service, session: &Session, filter: &EventFilter, is_xlsx: bool) -> Result<Vec<u8>> {
    let mut events = Vec::new();
    service.export_audit_events(session, filter, |event| events.push(event))?;
    if is_xlsx { audit_xlsx(events) } else { audit_csv(events) }
}

impl EventQuery {
    /// The question.
    pub fn filter(self) -> Result<EventFilter> {
        let organization = self.organization.map(OrganizationId::new).transpose()?;
        let outcomes: Vec<&str> = Outcome::ALL.iter().map(|outcome| outcome.as_str()).collect();
        let outcome = |text: String| word(&text, "outcome", Outcome::parse, &outcomes);
        let only = |text: Option<String>, field, known: &'static str| {
            let is_known = |text: String| word(&text, field, |text| (text == known).then_some(()), &[known]);
            text.map(is_known).transpose().map(|found| found.is_some())
        };
        Ok(EventFilter {
            organization: organization.map(|id| id.to_string()),
            account: self.account,
            object: self.object,
            actions: titles(self.action),
            is_removal: only(self.class, "class", "removal")?,
            outcome: self.outcome.map(outcome).transpose()?,
            from: self.from.map(|text| instant(&text, "from")).transpose()?,
            until: self.until.map(|text| instant(&text, "until")).transpose()?,
            newest_first: only(self.order, "order", "newest")?,
        })
    }
}

impl From<Event> for EventResponse {
    fn from(event: Event) -> Self {
        Self {
            sequence: event.sequence,
            at: event.at.to_rfc3339(),
            account: event.account,
            role: event.role,
            action: event.action,
            outcome: event.outcome.as_str().to_owned(),
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
