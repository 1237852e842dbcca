//! Value domains as FHIR value sets.

use super::ValueDomainResponse;
use crate::error::Result;
use crate::http::caller::Caller;
use crate::http::problem::Problems;
use crate::id::Pin;
use crate::id::ValueDomainId;
use crate::id::VersionId;
use actix_web::HttpResponse;
use actix_web::get;
use actix_web::put;
use actix_web::web::Json;
use actix_web::web::Path;
use serde_json::Value;

const MEDIA_TYPE: &str = "application/fhir+json";

/// 以 FHIR `ValueSet` 导出值域
///
/// Reads a version of an enumerated value domain as a FHIR R4 `ValueSet`.
#[utoipa::path(tag = "specifications", operation_id = "get_value_set", params(
    ("domain" = String, Path, description = "Value domain id", example = "GB-T-2261.1"),
    ("version" = String, Path, description = "Version", example = "2003")), responses(
    (status = 200, description = "The value set", body = Value, content_type = "application/fhir+json",
        example = json!({
        "resourceType": "ValueSet", "title": "人的性别代码", "version": "2003", "status": "active",
        "compose": { "include": [{ "system": "urn:oid:2.16.156.10011.2.3.3.4", "version": "2003" }] } })), Problems))]
#[get("/value-domains/{domain}/versions/{version}/fhir")]
pub async fn get_value_set(caller: Caller, path: Path<(String, String)>) -> Result<HttpResponse> {
    let of = pin(path.into_inner())?;
    let set = caller
        .ask(move |service, session| service.value_set(session, &of))
        .await?;
    Ok(HttpResponse::Ok().content_type(MEDIA_TYPE).body(set.to_string()))
}

/// 以 FHIR `ValueSet` 登记值域
///
/// Registers a version of a value domain from a FHIR R4 `ValueSet` that takes one edition of one code system.
#[utoipa::path(tag = "specifications", operation_id = "register_value_set", params(
    ("domain" = String, Path, description = "Value domain id", example = "h1:SEX"),
    ("version" = String, Path, description = "Version", example = "1")), 
    request_body(content = Value, description = "The value set", example = json!({
        "resourceType": "ValueSet", "title": "人的性别代码", "version": "2003", "status": "active",
        "compose": { "include": [{ "system": "urn:oid:2.16.156.10011.2.3.3.4", "version": "2003" }] } })), responses(
    (status = 200, description = "The registered version", body = ValueDomainResponse), Problems))]
#[put("/value-domains/{domain}/versions/{version}/fhir")]
pub async fn register_value_set(
    caller: Caller,
    path: Path<(String, String)>,
    body: Json<Value>,
) -> Result<Json<ValueDomainResponse>> {
    let (of, set) = (pin(path.into_inner())?, body.into_inner());
    let stored = caller
        .ask(move |service, session| service.register_value_set(session, &of, &set))
        .await?;
    Ok(Json(ValueDomainResponse::from(stored)))
}

fn pin((id, version): (String, String)) -> Result<Pin<ValueDomainId>> {
    Ok(Pin {
        id: ValueDomainId::new(id)?,
        version: VersionId::new(version)?,
    })
}
