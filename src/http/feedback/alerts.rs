//! Alerts and their steps.

use crate::error::Result;
use crate::http::addresses::word;
use crate::http::caller::Caller;
use crate::http::pages::PageQuery;
use crate::http::pages::PageResponse;
use crate::http::problem::Problems;
use crate::id::OrganizationId;
use crate::service::feedback::alerts::Alert;
use crate::service::feedback::alerts::AlertFilter;
use crate::service::feedback::alerts::TakenAlertStep;
use crate::source::feedback::alert::AlertKind;
use crate::source::feedback::alert::AlertState;
use crate::source::feedback::alert::AlertStep;
use actix_web::get;
use actix_web::post;
use actix_web::web::Json;
use actix_web::web::Path;
use actix_web::web::Query;
use serde::Deserialize;
use serde::Serialize;
use utoipa::IntoParams;
use utoipa::ToSchema;

/// Which alerts.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AlertQuery {
    /// `open`, `acknowledged`, `resolved` or `all`; without it, those that are not resolved.
    state: Option<String>,
    /// `new-unmapped-code`, `retired-target-hit`, `name-drift`, `failure-rate`, `collector-silent`, `collector-behind` or
    /// `collector-refused`.
    kind: Option<String>,
}

/// Why a step is taken.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "reason": "已通知信息科" }))]
pub struct AlertStepRequest {
    /// Why.
    pub reason: String,
}

/// An alert 告警.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "number": 7, "kind": "new-unmapped-code", "state": "open", "present": true, "dictionary": "his/diagnosis",
    "code": "A99.901", "collector": null, "day": null, "release": 2, "name": null,
    "opened_at": "2026-11-21T10:05:00.000000Z", "updated_at": "2026-11-21T10:05:00.000000Z"
}))]
pub struct AlertResponse {
    /// Its number.
    pub number: i64,
    /// What it is about.
    pub kind: String,
    /// `open`, `acknowledged` or `resolved`.
    pub state: String,
    /// Whether its cause is still there.
    pub present: bool,
    /// The dictionary.
    pub dictionary: Option<String>,
    /// The local code.
    pub code: Option<String>,
    /// The collector.
    pub collector: Option<String>,
    /// The business day.
    pub day: Option<String>,
    /// The release by which the cause was last seen.
    pub release: Option<i64>,
    /// The name that was reported, when it is the cause.
    pub name: Option<String>,
    /// When it was opened first.
    pub opened_at: String,
    /// When it took its last step.
    pub updated_at: String,
}

/// An alert with its steps.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "alert": { "number": 7, "kind": "collector-silent", "state": "resolved", "present": false, "collector": "front-1" },
    "steps": [{ "number": 1, "step": "open", "state": "open", "account": "system", "at": "2026-11-21T10:05:00.000000Z",
        "reason": "reported" }]
}))]
pub struct AlertHistoryResponse {
    /// The alert.
    pub alert: AlertResponse,
    /// Every step it took, in order.
    pub steps: Vec<AlertStepResponse>,
}

/// A step that an alert took.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "number": 2, "step": "acknowledge", "state": "acknowledged", "account": "zhang", "at": "2026-11-21T10:05:00.000000Z",
    "reason": "已通知信息科"
}))]
pub struct AlertStepResponse {
    /// Its number.
    pub number: i64,
    /// `open`, `acknowledge`, `resolve` or `reopen`.
    pub step: String,
    /// The state it led to.
    pub state: String,
    /// Who took it; `system` is the service itself.
    pub account: String,
    /// When.
    pub at: String,
    /// Why.
    pub reason: String,
}

/// 告警列表
///
/// Lists alerts by number, those that are not resolved unless others are asked for.
#[utoipa::path(tag = "feedback", operation_id = "list_alerts", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"), AlertQuery, PageQuery), responses(
    (status = 200, description = "A page of alerts", body = PageResponse<AlertResponse>), Problems))]
#[get("/organizations/{organization}/alerts")]
pub async fn list_alerts(
    caller: Caller,
    path: Path<String>,
    query: Query<AlertQuery>,
    page: Query<PageQuery>,
) -> Result<Json<PageResponse<AlertResponse>>> {
    let organization = OrganizationId::new(path.into_inner())?;
    let (filter, page) = (query.filter()?, page.page()?);
    let slice = caller
        .ask(move |service, session| service.alerts(session, &organization, &filter, &page))
        .await?;
    Ok(Json(PageResponse::of(slice, AlertResponse::from)))
}

/// 查看告警
///
/// Shows an alert and every step it took: who, when, why.
#[utoipa::path(tag = "feedback", operation_id = "get_alert", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("number" = i64, Path, description = "Number of the alert", example = 1)), responses(
    (status = 200, description = "The alert", body = AlertHistoryResponse), Problems))]
#[get("/organizations/{organization}/alerts/{number}")]
pub async fn get_alert(caller: Caller, path: Path<(String, i64)>) -> Result<Json<AlertHistoryResponse>> {
    let (organization, number) = path.into_inner();
    let organization = OrganizationId::new(organization)?;
    let (alert, steps) = caller
        .ask(move |service, session| service.alert(session, &organization, number))
        .await?;
    Ok(Json(AlertHistoryResponse {
        alert: alert.into(),
        steps: steps.into_iter().map(AlertStepResponse::from).collect(),
    }))
}

/// 处理告警
///
/// Acknowledges, resolves or reopens an alert. What a person resolved is opened again only when its cause went and came back.
#[utoipa::path(tag = "feedback", operation_id = "step_alert", request_body = AlertStepRequest, params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("number" = i64, Path, description = "Number of the alert", example = 1),
    ("step" = String, Path, description = "`acknowledge`, `resolve` or `reopen`", example = "acknowledge")), responses(
    (status = 200, description = "The alert after it", body = AlertResponse), Problems))]
#[post("/organizations/{organization}/alerts/{number}/{step}")]
pub async fn step_alert(
    caller: Caller,
    path: Path<(String, i64, String)>,
    body: Json<AlertStepRequest>,
) -> Result<Json<AlertResponse>> {
    let (organization, number, step) = path.into_inner();
    let organization = OrganizationId::new(organization)?;
    let words = AlertStep::ALL.map(AlertStep::as_str);
    let step = word(&step, "step", AlertStep::parse, &words)?;
    let reason = body.into_inner().reason;
    let alert = caller
        .ask(move |service, session| service.step_alert(session, &organization, number, step, &reason))
        .await?;
    Ok(Json(alert.into()))
}

impl AlertQuery {
    fn filter(&self) -> Result<AlertFilter> {
        let all = self.state.as_deref() == Some("all");
        let state = self.state.as_deref().filter(|_| !all);
        let words = ["open", "acknowledged", "resolved", "all"];
        let kinds = AlertKind::ALL.map(AlertKind::as_str);
        let kind = self.kind.as_deref();
        Ok(AlertFilter {
            state: state
                .map(|text| word(text, "state", AlertState::parse, &words))
                .transpose()?,
            kind: kind
                .map(|text| word(text, "kind", AlertKind::parse, &kinds))
                .transpose()?,
            all,
        })
    }
}

impl From<Alert> for AlertResponse {
    fn from(alert: Alert) -> Self {
        Self {
            number: alert.number,
            kind: alert.kind.as_str().to_owned(),
            state: alert.state.as_str().to_owned(),
            present: alert.is_present,
            dictionary: alert.subject.dictionary,
            code: alert.subject.code,
            collector: alert.subject.collector,
            day: alert.subject.day,
            release: alert.release,
            name: Some(alert.name).filter(|name| !name.is_empty()),
            opened_at: alert.opened_at.to_rfc3339(),
            updated_at: alert.updated_at.to_rfc3339(),
        }
    }
}

impl From<TakenAlertStep> for AlertStepResponse {
    fn from(step: TakenAlertStep) -> Self {
        Self {
            number: step.number,
            step: step.step.as_str().to_owned(),
            state: step.state.as_str().to_owned(),
            account: step.account,
            at: step.at.to_rfc3339(),
            reason: step.reason,
        }
    }
}
