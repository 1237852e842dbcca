//! Which editions are in force on a day, and what a code means on it.

use super::reading::ConceptResponse;
use super::reading::EditionResponse;
use crate::error::Result;
use crate::http::addresses::as_of;
use crate::http::caller::Caller;
use crate::http::problem::Problems;
use crate::id::SystemId;
use crate::service::registry::edition_steps::EditionsInForce;
use actix_web::get;
use actix_web::web::Json;
use actix_web::web::Path;
use actix_web::web::Query;
use serde::Deserialize;
use serde::Serialize;
use utoipa::IntoParams;
use utoipa::ToSchema;

/// On which day.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AsOfQuery {
    /// A day of Asia/Shanghai, `YYYY-MM-DD`; today without it.
    #[param(example = "2024-05-01")]
    as_of: Option<String>,
}

/// The editions of a code system that are in force on a day.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "as_of": "2024-05-01", "current": "2003", "items": [{
        "system": "GB-T-2261.1", "edition": "2003", "status": "published", "title": "人的性别代码", "source": "",
        "confidence": "V", "rows": 4, "digest": "5d0c…", "created_at": "2026-11-21T01:00:00.000000Z",
        "created_by": "zhiyu", "published_at": "2026-11-21T01:00:00.000000Z" }]
}))]
pub struct EditionsInForceResponse {
    /// The day.
    pub as_of: String,
    /// The edition to use on that day; absent when none is in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current: Option<String>,
    /// Every edition in force on that day, the current one first.
    pub items: Vec<EditionResponse>,
}

/// A concept as a day has it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "system": "GB-T-2261.2", "edition": "2003", "as_of": "2024-05-01", "code": "21", "display": "初婚", "parent": "20",
    "status": "active", "assignable": true, "designations": [], "properties": { "confidence": "V" }
}))]
pub struct ConceptAsOfResponse {
    /// The code system.
    pub system: String,
    /// The edition that is current on the day.
    pub edition: String,
    /// The day.
    pub as_of: String,
    /// The concept.
    #[serde(flatten)]
    pub concept: ConceptResponse,
}

/// 列出某日有效的版本
///
/// Lists the editions of a code system that are in force on a day, the current one first: that with the latest first day
/// in force; of several, the one published last.
#[utoipa::path(tag = "registry", operation_id = "list_editions_in_force",
    params(("system" = String, Path, description = "Code system id", example = "GB-T-2261.1"), AsOfQuery), responses(
    (status = 200, description = "The editions", body = EditionsInForceResponse), Problems))]
#[get("/code-systems/{system}/editions")]
pub async fn list_editions(
    caller: Caller,
    path: Path<String>,
    query: Query<AsOfQuery>,
) -> Result<Json<EditionsInForceResponse>> {
    let id = SystemId::new(path.into_inner())?;
    let day = as_of(query.as_of.as_deref())?;
    let found = caller
        .ask(move |service, session| service.editions_in_force(session, &id, day))
        .await?;
    Ok(Json(EditionsInForceResponse::from(found)))
}

/// 查看某日有效的条目
///
/// Reads a concept of the edition that is current on a day; the code is the rest of the address, so it may hold `/`.
#[utoipa::path(tag = "registry", operation_id = "get_concept_as_of", params(
    ("system" = String, Path, description = "Code system id", example = "GB-T-2261.2"),
    ("code" = String, Path, description = "The code", example = "21"), AsOfQuery), responses(
    (status = 200, description = "The concept and its edition", body = ConceptAsOfResponse), Problems))]
#[get("/code-systems/{system}/concepts/{code:.+}")]
pub async fn get_concept_as_of(
    caller: Caller,
    path: Path<(String, String)>,
    query: Query<AsOfQuery>,
) -> Result<Json<ConceptAsOfResponse>> {
    let (system, code) = path.into_inner();
    let id = SystemId::new(system)?;
    let day = as_of(query.as_of.as_deref())?;
    let (concept, of, day) = caller
        .ask(move |service, session| service.concept_as_of(session, &id, &code, day))
        .await?;
    Ok(Json(ConceptAsOfResponse {
        system: of.system.to_string(),
        edition: of.edition.to_string(),
        as_of: day.to_string(),
        concept: ConceptResponse::from(concept),
    }))
}

impl From<EditionsInForce> for EditionsInForceResponse {
    fn from(found: EditionsInForce) -> Self {
        let items: Vec<EditionResponse> = found.editions.into_iter().map(EditionResponse::from).collect();
        Self {
            as_of: found.day.to_string(),
            current: items.first().map(|edition| edition.edition.clone()),
            items,
        }
    }
}
