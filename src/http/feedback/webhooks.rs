//! Where alerts are sent.

use crate::error::Result;
use crate::http::caller::Caller;
use crate::http::pages::PageQuery;
use crate::http::pages::PageResponse;
use crate::http::problem::Problems;
use crate::id::OrganizationId;
use crate::service::feedback::webhooks::Delivery;
use crate::service::feedback::webhooks::Webhook;
use actix_web::get;
use actix_web::put;
use actix_web::web::Json;
use actix_web::web::Path;
use actix_web::web::Query;
use serde::Deserialize;
use serde::Serialize;
use utoipa::ToSchema;

/// Where alerts shall be sent.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "url": "https://alerts.example.cn/zhiyu" }))]
pub struct WebhookRequest {
    /// An https address whose host the settings list; null switches it off.
    pub url: Option<String>,
}

/// Where alerts are sent.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "number": 1, "url": "https://alerts.example.cn/zhiyu", "account": "admin", "at": "2026-11-21T01:00:00.000000Z",
    "secret": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
}))]
pub struct WebhookResponse {
    /// Counts what was set; 0 when nothing ever was.
    pub number: i64,
    /// The address; null when it is off.
    pub url: Option<String>,
    /// Who set it.
    pub account: Option<String>,
    /// When.
    pub at: Option<String>,
    /// By what receivers check signatures; only in the answer that sets it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
}

/// A message.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "sequence": 3, "alert": 7, "state": "pending", "attempts": 2, "due_at": "2026-11-21T01:01:00.000000Z", "answer": "503",
    "created_at": "2026-11-21T01:00:00.000000Z"
}))]
pub struct DeliveryResponse {
    /// Its place in the order.
    pub sequence: i64,
    /// The alert that it tells of.
    pub alert: i64,
    /// `pending`, `sent` or `dead`.
    pub state: String,
    /// How often it was tried.
    pub attempts: u32,
    /// From when it is tried again, while it is pending.
    pub due_at: String,
    /// What the receiver last answered: a status, or what went wrong.
    pub answer: String,
    /// When its cause was.
    pub created_at: String,
}

/// 设置回调
///
/// Sets where alerts are sent from now on, or switches it off. The answer has the secret by which a receiver checks signatures.
#[utoipa::path(tag = "feedback", operation_id = "set_webhook", request_body = WebhookRequest,
    params(("organization" = String, Path, description = "Organization id", example = "H1")), responses(
    (status = 200, description = "As it was set", body = WebhookResponse), Problems))]
#[put("/organizations/{organization}/webhook")]
pub async fn set_webhook(
    caller: Caller,
    path: Path<String>,
    body: Json<WebhookRequest>,
) -> Result<Json<WebhookResponse>> {
    let organization = OrganizationId::new(path.into_inner())?;
    let url = body.into_inner().url;
    let (set, secret) = caller
        .ask(move |service, session| service.set_webhook(session, &organization, url.as_deref()))
        .await?;
    Ok(Json(WebhookResponse::of(Some(&set), secret)))
}

/// 查看回调
///
/// Shows where alerts are sent, without the secret.
#[utoipa::path(tag = "feedback", operation_id = "get_webhook",
    params(("organization" = String, Path, description = "Organization id", example = "H1")), responses(
    (status = 200, description = "What holds now", body = WebhookResponse), Problems))]
#[get("/organizations/{organization}/webhook")]
pub async fn get_webhook(caller: Caller, path: Path<String>) -> Result<Json<WebhookResponse>> {
    let organization = OrganizationId::new(path.into_inner())?;
    let found = caller
        .ask(move |service, session| service.webhook(session, &organization))
        .await?;
    Ok(Json(WebhookResponse::of(found.as_ref(), None)))
}

/// 回调发送记录
///
/// Lists the messages of an organization in their order: what was taken, what waits, what was given up.
#[utoipa::path(tag = "feedback", operation_id = "list_deliveries", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"), PageQuery), responses(
    (status = 200, description = "A page of messages", body = PageResponse<DeliveryResponse>), Problems))]
#[get("/organizations/{organization}/webhook/deliveries")]
pub async fn list_deliveries(
    caller: Caller,
    path: Path<String>,
    page: Query<PageQuery>,
) -> Result<Json<PageResponse<DeliveryResponse>>> {
    let organization = OrganizationId::new(path.into_inner())?;
    let page = page.page()?;
    let slice = caller
        .ask(move |service, session| service.deliveries(session, &organization, &page))
        .await?;
    Ok(Json(PageResponse::of(slice, DeliveryResponse::from)))
}

impl WebhookResponse {
    fn of(webhook: Option<&Webhook>, secret: Option<String>) -> Self {
        Self {
            number: webhook.map_or(0, |set| set.number),
            url: webhook.and_then(|set| set.url.clone()),
            account: webhook.map(|set| set.account.to_string()),
            at: webhook.map(|set| set.at.to_rfc3339()),
            secret,
        }
    }
}

impl From<Delivery> for DeliveryResponse {
    fn from(delivery: Delivery) -> Self {
        Self {
            sequence: delivery.sequence,
            alert: delivery.alert,
            state: delivery.state,
            attempts: delivery.attempts,
            due_at: delivery.due_at.to_rfc3339(),
            answer: delivery.answer,
            created_at: delivery.created_at.to_rfc3339(),
        }
    }
}
