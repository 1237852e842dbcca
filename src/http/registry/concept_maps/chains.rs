//! Versions of concept maps against and after each other.

use super::answers::ChainResponse;
use super::answers::MapChangeResponse;
use super::answers::MapVersionResponse;
use crate::error::Result;
use crate::http::addresses::map_version;
use crate::http::caller::Caller;
use crate::http::problem::Problems;
use crate::id::MapVersionRef;
use actix_web::HttpResponse;
use actix_web::get;
use actix_web::post;
use actix_web::web::Json;
use actix_web::web::Path;
use actix_web::web::Query;
use serde::Deserialize;
use utoipa::IntoParams;

/// Two maps, one after the other.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ComposeQuery {
    /// The first, as map/version.
    #[param(example = "old-to-guolin/1")]
    first: String,
    /// The second, as map/version; it begins at the edition to which the first leads.
    #[param(example = "icd-10-guolin-to-yibao/2023")]
    second: String,
}

/// Two versions of a map.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MapDiffQuery {
    /// The earlier version.
    #[param(example = "2022")]
    from: String,
    /// The later version.
    #[param(example = "2023")]
    to: String,
}

/// 串接两个对照表
///
/// Composes two concept maps: the first and then the second, with what the chain loses. Nothing is stored.
#[utoipa::path(tag = "registry", operation_id = "compose_concept_maps", params(ComposeQuery), responses(
    (status = 200, description = "The rows and the losses of the chain", body = ChainResponse), Problems))]
#[get("/concept-maps/compose")]
pub async fn compose_concept_maps(caller: Caller, query: Query<ComposeQuery>) -> Result<Json<ChainResponse>> {
    let (first, second) = query.into_inner().versions()?;
    let chain = caller
        .ask(move |service, session| service.compose_concept_maps(session, &first, &second))
        .await?;
    Ok(Json(ChainResponse::from(chain)))
}

/// 串接两个对照表并存为草稿
///
/// Composes two concept maps and keeps the answer as a draft of this version, which is reviewed and published as any
/// other.
#[utoipa::path(tag = "registry", operation_id = "keep_composed_map", params(
    ("map" = String, Path, description = "Concept map id", example = "old-to-yibao"),
    ("version" = String, Path, description = "Version", example = "1"), ComposeQuery), responses(
    (status = 201, description = "The draft", body = MapVersionResponse), Problems))]
#[post("/concept-maps/{map}/versions/{version}/compose")]
pub async fn keep_composed_map(
    caller: Caller,
    path: Path<(String, String)>,
    query: Query<ComposeQuery>,
) -> Result<HttpResponse> {
    let of = map_version(path.into_inner())?;
    let (first, second) = query.into_inner().versions()?;
    let version = caller
        .ask(move |service, session| service.keep_composed_map(session, &of, &first, &second))
        .await?;
    Ok(HttpResponse::Created().json(MapVersionResponse::from(version)))
}

/// 比较对照表的两个版本
///
/// Lists the source codes whose rows differ between two versions of a map.
#[utoipa::path(tag = "registry", operation_id = "diff_concept_map", params(
    ("map" = String, Path, description = "Concept map id", example = "icd-10-guolin-to-yibao"), MapDiffQuery), responses(
    (status = 200, description = "The differences by source code", body = Vec<MapChangeResponse>), Problems))]
#[get("/concept-maps/{map}/diff")]
pub async fn diff_concept_map(
    caller: Caller,
    path: Path<String>,
    query: Query<MapDiffQuery>,
) -> Result<Json<Vec<MapChangeResponse>>> {
    let map = path.into_inner();
    let MapDiffQuery { from, to } = query.into_inner();
    let (before, after) = (map_version((map.clone(), from))?, map_version((map, to))?);
    let changes = caller
        .ask(move |service, session| service.diff_concept_map(session, &before, &after))
        .await?;
    Ok(Json(changes.into_iter().map(MapChangeResponse::from).collect()))
}

impl ComposeQuery {
    fn versions(self) -> Result<(MapVersionRef, MapVersionRef)> {
        Ok((MapVersionRef::parse(&self.first)?, MapVersionRef::parse(&self.second)?))
    }
}
