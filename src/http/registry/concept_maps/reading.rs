//! Reading a version of a concept map.

use super::answers::LossesResponse;
use super::answers::MapRowResponse;
use crate::error::Result;
use crate::http::addresses::map_format;
use crate::http::addresses::map_version;
use crate::http::caller::Caller;
use crate::http::csv;
use crate::http::files::attachment;
use crate::http::pages::PageQuery;
use crate::http::pages::PageResponse;
use crate::http::problem::Problems;
use crate::mapping::concept_map::MapFormat;
use crate::registry::exchange::Format;
use crate::registry::tabular;
use crate::report::losses_csv;
use actix_web::HttpResponse;
use actix_web::get;
use actix_web::web::Json;
use actix_web::web::Path;
use actix_web::web::Query;
use serde::Deserialize;
use utoipa::IntoParams;

/// The code to translate.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TranslateQuery {
    /// The code, byte for byte.
    #[param(example = "A00")]
    code: String,
    /// `true` when it is a code of the target edition, whose sources are wanted.
    reverse: Option<bool>,
}

/// Which form an answer has.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MapFormatQuery {
    /// `csv`, `tsv`, `xlsx`, `fhir-r4` or `fhir-r5`; `csv` without it.
    #[param(example = "csv")]
    format: Option<String>,
}

/// Which form the losses have.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LossesQuery {
    /// `json` or `csv`; `json` without it.
    #[param(example = "json")]
    format: Option<String>,
}

/// 浏览对照表的行
///
/// Lists the rows of a version by source code.
#[utoipa::path(tag = "registry", operation_id = "list_concept_map_rows", params(
    ("map" = String, Path, description = "Concept map id", example = "icd-10-guolin-to-yibao"),
    ("version" = String, Path, description = "Version", example = "2023"), PageQuery), responses(
    (status = 200, description = "A page of rows", body = PageResponse<MapRowResponse>), Problems))]
#[get("/concept-maps/{map}/versions/{version}/rows")]
pub async fn list_concept_map_rows(
    caller: Caller,
    path: Path<(String, String)>,
    query: Query<PageQuery>,
) -> Result<Json<PageResponse<MapRowResponse>>> {
    let of = map_version(path.into_inner())?;
    let page = query.page()?;
    let slice = caller
        .ask(move |service, session| service.concept_map_rows(session, &of, &page))
        .await?;
    Ok(Json(PageResponse::of(slice, MapRowResponse::from)))
}

/// 按对照表转换编码
///
/// Translates one code, in either direction. No row means that the map does not know the code; a row without target
/// means that there is none.
#[utoipa::path(tag = "registry", operation_id = "translate_code", params(
    ("map" = String, Path, description = "Concept map id", example = "icd-10-guolin-to-yibao"),
    ("version" = String, Path, description = "Version", example = "2023"), TranslateQuery), responses(
    (status = 200, description = "The rows of the code", body = Vec<MapRowResponse>), Problems))]
#[get("/concept-maps/{map}/versions/{version}/translate")]
pub async fn translate(
    caller: Caller,
    path: Path<(String, String)>,
    query: Query<TranslateQuery>,
) -> Result<Json<Vec<MapRowResponse>>> {
    let of = map_version(path.into_inner())?;
    let TranslateQuery { code, reverse } = query.into_inner();
    let rows = caller
        .ask(move |service, session| service.translate(session, &of, &code, reverse == Some(true)))
        .await?;
    Ok(Json(rows.into_iter().map(MapRowResponse::from).collect()))
}

/// 对照表的损失
///
/// Tells what a version loses: merges, splits, codes without target, names that differ from the editions, relationships
/// that are not equivalent, targets that may not be used.
#[utoipa::path(tag = "registry", operation_id = "get_concept_map_losses", params(
    ("map" = String, Path, description = "Concept map id", example = "icd-10-guolin-to-yibao"),
    ("version" = String, Path, description = "Version", example = "2023"), LossesQuery), responses(
    (status = 200, description = "The losses", content(
        (LossesResponse = "application/json"),
        (String = "text/csv", example = "kind,source,target,detail\nmerged,A00.1,A00,2\n"),
    )), Problems))]
#[get("/concept-maps/{map}/versions/{version}/losses")]
pub async fn get_concept_map_losses(
    caller: Caller,
    path: Path<(String, String)>,
    query: Query<LossesQuery>,
) -> Result<HttpResponse> {
    let of = map_version(path.into_inner())?;
    let wants_csv = super::wants_csv(query.into_inner().format.as_deref())?;
    let losses = caller
        .ask(move |service, session| service.concept_map_losses(session, &of))
        .await?;
    if wants_csv {
        return Ok(csv::answer("losses.csv", losses_csv(&losses)?));
    }
    Ok(HttpResponse::Ok().json(LossesResponse::from(losses)))
}

/// 导出对照表版本
///
/// Gives a version as a file. Imported again, it gives a version with the same digest.
#[utoipa::path(tag = "registry", operation_id = "export_concept_map", params(
    ("map" = String, Path, description = "Concept map id", example = "icd-10-guolin-to-yibao"),
    ("version" = String, Path, description = "Version", example = "2023"), MapFormatQuery), responses(
    (status = 200, description = "The file", content(
        (String = "text/csv", example = "source_code,source_name,target_code,target_name,relationship,comment\n"),
        (Object = "application/fhir+json", example = json!({ "resourceType": "ConceptMap" })),
    )), Problems))]
#[get("/concept-maps/{map}/versions/{version}/export")]
pub async fn export_concept_map(
    caller: Caller,
    path: Path<(String, String)>,
    query: Query<MapFormatQuery>,
) -> Result<HttpResponse> {
    let of = map_version(path.into_inner())?;
    let format = query.into_inner().format.as_deref().map(map_format).transpose()?;
    let format = format.unwrap_or(MapFormat::Table(tabular::Format::Csv));
    let name = format!("{}-{}", of.map, of.version);
    let bytes = caller
        .ask(move |service, session| service.export_concept_map(session, &of, format))
        .await?;
    let answer = match format {
        MapFormat::Table(table) => Format::Table(table),
        MapFormat::Fhir(_) => Format::Fhir,
    };
    Ok(attachment(&name, answer, bytes))
}
