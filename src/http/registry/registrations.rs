//! The status that authorities give code systems and editions.

use crate::error::Result;
use crate::http::addresses::edition_ref;
use crate::http::addresses::word;
use crate::http::caller::Caller;
use crate::http::problem::Problems;
use crate::id::AuthorityId;
use crate::id::SystemId;
use crate::registry::registration;
use crate::registry::registration::Registration;
use crate::registry::registration::RegistrationStatus;
use crate::service::registry::authorities::Item;
use crate::service::registry::authorities::RegistrationOrder;
use actix_web::HttpResponse;
use actix_web::get;
use actix_web::post;
use actix_web::web::Json;
use actix_web::web::Path;
use serde::Deserialize;
use serde::Serialize;
use utoipa::ToSchema;

/// What an authority says of an item.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "authority": "henan", "status": "standard", "reason": "豫卫〔2026〕1号" }))]
pub struct RegistrationRequest {
    /// The authority.
    pub authority: String,
    /// `incomplete`, `candidate`, `recorded`, `qualified`, `standard`, `preferred-standard`, `superseded`, `retired`,
    /// `application` or `historical` (ISO/IEC 11179-6).
    pub status: String,
    /// Why.
    pub reason: String,
}

/// A registration 注册.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "item": "code-systems/icd-10/editions/guolin-2.0", "authority": "henan", "number": 2, "status": "standard",
    "status_zh": "标准", "account": "wang", "at": "2026-11-21T01:00:00.000000Z", "reason": "豫卫〔2026〕1号"
}))]
pub struct RegistrationResponse {
    /// The item by its path.
    pub item: String,
    /// The authority.
    pub authority: String,
    /// Its place among what the authority said of the item, from 1.
    pub number: i64,
    /// The status.
    pub status: String,
    /// The status in Chinese.
    pub status_zh: String,
    /// Who wrote it down.
    pub account: String,
    /// When.
    pub at: String,
    /// Why.
    pub reason: String,
}

/// What authorities say of an item.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "current": [{
    "item": "code-systems/icd-10/editions/guolin-2.0", "authority": "henan", "number": 1, "status": "standard",
    "status_zh": "标准", "account": "wang", "at": "2026-11-21T01:00:00.000000Z", "reason": "豫卫〔2026〕1号" }],
    "history": [] }))]
pub struct RegistrationsResponse {
    /// What counts now: of each authority what it said last.
    pub current: Vec<RegistrationResponse>,
    /// Everything that was ever said, by authority and number.
    pub history: Vec<RegistrationResponse>,
}

/// 查看代码系统的注册状态
///
/// Lists what authorities say of a code system, and ever said.
#[utoipa::path(tag = "registry", operation_id = "list_system_registrations",
    params(("system" = String, Path, description = "Code system id", example = "icd-10")), responses(
    (status = 200, description = "The registrations", body = RegistrationsResponse), Problems))]
#[get("/code-systems/{system}/registrations")]
pub async fn list_system_registrations(caller: Caller, path: Path<String>) -> Result<Json<RegistrationsResponse>> {
    list(caller, Item::System(SystemId::new(path.into_inner())?)).await
}

/// 登记代码系统的注册状态
///
/// Writes down the status that an authority gives a code system; the same as it said last changes nothing.
#[utoipa::path(tag = "registry", operation_id = "register_system", request_body = RegistrationRequest,
    params(("system" = String, Path, description = "Code system id", example = "icd-10")), responses(
    (status = 201, description = "The registration", body = RegistrationResponse), Problems))]
#[post("/code-systems/{system}/registrations")]
pub async fn register_system(
    caller: Caller,
    path: Path<String>,
    body: Json<RegistrationRequest>,
) -> Result<HttpResponse> {
    register(caller, Item::System(SystemId::new(path.into_inner())?), body).await
}

/// 查看版本的注册状态
///
/// Lists what authorities say of an edition, and ever said.
#[utoipa::path(tag = "registry", operation_id = "list_edition_registrations", params(
    ("system" = String, Path, description = "Code system id", example = "icd-10"),
    ("edition" = String, Path, description = "Edition id", example = "guolin-2.0")), responses(
    (status = 200, description = "The registrations", body = RegistrationsResponse), Problems))]
#[get("/code-systems/{system}/editions/{edition}/registrations")]
pub async fn list_edition_registrations(
    caller: Caller,
    path: Path<(String, String)>,
) -> Result<Json<RegistrationsResponse>> {
    list(caller, Item::Edition(edition_ref(path.into_inner())?)).await
}

/// 登记版本的注册状态
///
/// Writes down the status that an authority gives an edition; the same as it said last changes nothing.
#[utoipa::path(tag = "registry", operation_id = "register_edition", request_body = RegistrationRequest, params(
    ("system" = String, Path, description = "Code system id", example = "icd-10"),
    ("edition" = String, Path, description = "Edition id", example = "guolin-2.0")), responses(
    (status = 201, description = "The registration", body = RegistrationResponse), Problems))]
#[post("/code-systems/{system}/editions/{edition}/registrations")]
pub async fn register_edition(
    caller: Caller,
    path: Path<(String, String)>,
    body: Json<RegistrationRequest>,
) -> Result<HttpResponse> {
    register(caller, Item::Edition(edition_ref(path.into_inner())?), body).await
}

async fn list(caller: Caller, item: Item) -> Result<Json<RegistrationsResponse>> {
    let history = caller
        .ask(move |service, session| service.registrations(session, &item))
        .await?;
    Ok(Json(RegistrationsResponse::of(&history)))
}

async fn register(caller: Caller, item: Item, body: Json<RegistrationRequest>) -> Result<HttpResponse> {
    let order = body.into_inner().order()?;
    let registration = caller
        .ask(move |service, session| service.register(session, &item, &order))
        .await?;
    Ok(HttpResponse::Created().json(RegistrationResponse::from(&registration)))
}

impl RegistrationRequest {
    /// What is asked for.
    pub fn order(self) -> Result<RegistrationOrder> {
        let words = RegistrationStatus::ALL.map(RegistrationStatus::as_str);
        Ok(RegistrationOrder {
            authority: AuthorityId::new(self.authority)?,
            status: word(&self.status, "status", RegistrationStatus::parse, &words)?,
            reason: self.reason,
        })
    }
}

impl RegistrationsResponse {
    /// The answer for everything that was ever said of an item.
    pub fn of(history: &[Registration]) -> Self {
        let current = registration::current(history).into_iter();
        Self {
            current: current.map(RegistrationResponse::from).collect(),
            history: history.iter().map(RegistrationResponse::from).collect(),
        }
    }
}

impl From<&Registration> for RegistrationResponse {
    fn from(one: &Registration) -> Self {
        Self {
            item: one.item.to_string(),
            authority: one.authority.to_string(),
            number: one.number,
            status: one.status.as_str().to_owned(),
            status_zh: one.status.title().to_owned(),
            account: one.account.to_string(),
            at: one.at.to_rfc3339(),
            reason: one.reason.clone(),
        }
    }
}
