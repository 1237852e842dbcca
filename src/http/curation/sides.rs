//! Sides of a dictionary 对照方向: the same rows, mapped to a further edition.

use super::dictionaries::DictionaryResponse;
use crate::error::Result;
use crate::http::addresses::dictionary;
use crate::http::caller::Caller;
use crate::http::problem::Problems;
use crate::id::DictionaryId;
use crate::id::EditionRef;
use actix_web::HttpResponse;
use actix_web::post;
use actix_web::web::Json;
use actix_web::web::Path;
use serde::Deserialize;
use utoipa::ToSchema;

/// A further side of a dictionary.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "name": "diagnosis.yibao", "target": "icd-10/yibao-2.0" }))]
pub struct SideRequest {
    /// The name of the side within the source system; the dictionary is then `source/name`.
    pub name: String,
    /// The edition to which this side is mapped.
    pub target: String,
}

/// 增加对照方向
///
/// Adds a side to a dictionary: the same local rows mapped to another edition, side by side. Its mappings,
/// suggestions and coverage are its own; its rows come with the loads of the dictionary.
#[utoipa::path(tag = "dictionaries", operation_id = "add_dictionary_side", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("source" = String, Path, description = "Source system", example = "his"),
    ("name" = String, Path, description = "Dictionary name", example = "diagnosis")), request_body = SideRequest,
    responses((status = 201, description = "The side", body = DictionaryResponse), Problems))]
#[post("/organizations/{organization}/dictionaries/{source}/{name}/sides")]
pub async fn add_side(
    caller: Caller,
    path: Path<(String, String, String)>,
    body: Json<SideRequest>,
) -> Result<HttpResponse> {
    let (organization, of) = dictionary(path.into_inner())?;
    let body = body.into_inner();
    let (source, _) = of.parts();
    let side = DictionaryId::new(format!("{source}/{}", body.name))?;
    let target = EditionRef::parse(&body.target)?;
    let added = caller
        .ask(move |service, session| service.add_side(session, &organization, &of, &side, &target))
        .await?;
    Ok(HttpResponse::Created().json(DictionaryResponse::of(&added, None)))
}
