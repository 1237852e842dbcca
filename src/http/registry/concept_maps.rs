//! Concept maps between code systems.

mod answers;
mod chains;
mod reading;

pub use answers::ChainResponse;
pub use answers::ConceptMapResponse;
pub use answers::LossesResponse;
pub use answers::MapChangeResponse;
pub use answers::MapRowResponse;
pub use answers::MapVersionResponse;
pub use chains::compose_concept_maps;
pub use chains::diff_concept_map;
pub use chains::keep_composed_map;
pub use reading::export_concept_map;
pub use reading::get_concept_map_losses;
pub use reading::list_concept_map_rows;
pub use reading::translate;

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::http::addresses::map_format;
use crate::http::addresses::map_version;
use crate::http::caller::Caller;
use crate::http::files::FileQuery;
use crate::http::pages::PageQuery;
use crate::http::pages::PageResponse;
use crate::http::problem::Problems;
use crate::id::EditionRef;
use crate::id::MapId;
use crate::id::SystemId;
use crate::mapping::concept_map::ConceptMap;
use crate::mapping::concept_map::MapColumns;
use crate::service::registry::concept_maps::MapImport;
use actix_web::HttpResponse;
use actix_web::get;
use actix_web::post;
use actix_web::web::Bytes;
use actix_web::web::Json;
use actix_web::web::Path;
use actix_web::web::Query;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa::ToSchema;

/// A concept map to register.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "id": "icd-10-guolin-to-yibao", "title": "国临版到医保版", "source": "icd-10", "target": "icd-10"
}))]
pub struct NewConceptMap {
    /// Its id.
    #[schema(value_type = String)]
    id: MapId,
    /// Its Chinese title.
    title: String,
    /// The code system that it leads from.
    #[schema(value_type = String)]
    source: SystemId,
    /// The code system that it leads to.
    #[schema(value_type = String)]
    target: SystemId,
}

/// Between which editions a version leads, and the columns of its file.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MapImportQuery {
    /// The edition that it leads from.
    #[param(example = "icd-10/guolin-2.0")]
    source: String,
    /// The edition that it leads to.
    #[param(example = "icd-10/yibao-2.0")]
    target: String,
    /// `csv`, `tsv`, `xlsx`, `fhir-r4` or `fhir-r5`; detected without it.
    #[param(example = "csv")]
    format: Option<String>,
    /// The sheet of a workbook; the first visible one without it.
    sheet: Option<String>,
    /// The column of source codes; without columns a crosswalk has four: code and name, code and name.
    #[param(example = "国临版编码")]
    source_code: Option<String>,
    /// The column of source names.
    source_name: Option<String>,
    /// The column of target codes.
    #[param(example = "医保版2.0编码")]
    target_code: Option<String>,
    /// The column of target names.
    target_name: Option<String>,
    /// The column of relationships (`equivalent`, `narrower`, `broader`, `related`).
    relationship: Option<String>,
    /// The column of comments.
    comment: Option<String>,
    /// Where it was taken from.
    provenance: Option<String>,
}

/// 列出标准间对照表
///
/// Lists the concept maps by id.
#[utoipa::path(tag = "registry", operation_id = "list_concept_maps", params(PageQuery), responses(
    (status = 200, description = "A page of concept maps", body = PageResponse<ConceptMapResponse>), Problems))]
#[get("/concept-maps")]
pub async fn list_concept_maps(
    caller: Caller,
    query: Query<PageQuery>,
) -> Result<Json<PageResponse<ConceptMapResponse>>> {
    let page = query.page()?;
    let slice = caller
        .ask(move |service, session| service.concept_maps(session, &page))
        .await?;
    Ok(Json(PageResponse::of(slice, |map| ConceptMapResponse::of(map, None))))
}

/// 登记标准间对照表
///
/// Registers a concept map, or gives the one that is there another title.
#[utoipa::path(tag = "registry", operation_id = "add_concept_map", request_body = NewConceptMap, responses(
    (status = 201, description = "The concept map", body = ConceptMapResponse), Problems))]
#[post("/concept-maps")]
pub async fn add_concept_map(caller: Caller, body: Json<NewConceptMap>) -> Result<HttpResponse> {
    let new = body.into_inner();
    let map = ConceptMap {
        id: new.id,
        title: new.title,
        source: new.source,
        target: new.target,
    };
    let map = caller
        .ask(move |service, session| service.add_concept_map(session, &map))
        .await?;
    Ok(HttpResponse::Created().json(ConceptMapResponse::of(map, None)))
}

/// 查看标准间对照表及其版本
///
/// Reads a concept map and its versions.
#[utoipa::path(tag = "registry", operation_id = "get_concept_map",
    params(("map" = String, Path, description = "Concept map id", example = "icd-10-guolin-to-yibao")), responses(
    (status = 200, description = "The concept map", body = ConceptMapResponse), Problems))]
#[get("/concept-maps/{map}")]
pub async fn get_concept_map(caller: Caller, path: Path<String>) -> Result<Json<ConceptMapResponse>> {
    let id = MapId::new(path.into_inner())?;
    let (map, versions) = caller
        .ask(move |service, session| service.concept_map(session, &id))
        .await?;
    Ok(Json(ConceptMapResponse::of(map, Some(versions))))
}

/// 导入对照表版本
///
/// Imports a version of a concept map from a file, which is the request body; the map is registered if it is new. Rows
/// whose codes are not in the editions are findings, and a file with findings is refused whole.
#[utoipa::path(tag = "registry", operation_id = "import_concept_map", params(
    ("map" = String, Path, description = "Concept map id", example = "icd-10-guolin-to-yibao"),
    ("version" = String, Path, description = "Version", example = "2023"), MapImportQuery, FileQuery),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The file",
        example = "国临版编码,国临版名称,医保版2.0编码,医保版2.0名称\nA00.000,霍乱,A00.000,霍乱\n"),
    responses((status = 201, description = "The version", body = MapVersionResponse), Problems))]
#[post("/concept-maps/{map}/versions/{version}/import")]
pub async fn import_concept_map(
    caller: Caller,
    path: Path<(String, String)>,
    query: Query<MapImportQuery>,
    file: Query<FileQuery>,
    body: Bytes,
) -> Result<HttpResponse> {
    let of = map_version(path.into_inner())?;
    let import = query.into_inner().import()?;
    let file = file.into_inner().input(body);
    let version = caller
        .ask(move |service, session| service.import_concept_map(session, &of, &file, &import))
        .await?;
    Ok(HttpResponse::Created().json(MapVersionResponse::from(version)))
}

/// 发布对照表版本
///
/// Publishes a version: from then on it never changes. Another account than the importer's has to publish it.
#[utoipa::path(tag = "registry", operation_id = "publish_concept_map", params(
    ("map" = String, Path, description = "Concept map id", example = "icd-10-guolin-to-yibao"),
    ("version" = String, Path, description = "Version", example = "2023")), responses(
    (status = 200, description = "The published version", body = MapVersionResponse), Problems))]
#[post("/concept-maps/{map}/versions/{version}/publish")]
pub async fn publish_concept_map(caller: Caller, path: Path<(String, String)>) -> Result<Json<MapVersionResponse>> {
    let of = map_version(path.into_inner())?;
    let version = caller
        .ask(move |service, session| service.publish_concept_map(session, &of))
        .await?;
    Ok(Json(MapVersionResponse::from(version)))
}

/// Whether an answer is wanted as CSV and not as JSON.
fn wants_csv(format: Option<&str>) -> Result<bool> {
    match format {
        None | Some("json") => Ok(false),
        Some("csv") => Ok(true),
        Some(other) => Err(Error::new(Code::FieldInvalid)
            .with("field", "format")
            .with("value", other)
            .with("rule_zh", "可用 json、csv")
            .with("rule_en", "use json or csv")
            .in_field("format")),
    }
}

impl MapImportQuery {
    fn import(self) -> Result<MapImport> {
        Ok(MapImport {
            source: EditionRef::parse(&self.source)?,
            target: EditionRef::parse(&self.target)?,
            format: self.format.as_deref().map(map_format).transpose()?,
            sheet: self.sheet,
            columns: MapColumns {
                source_code: self.source_code,
                source_name: self.source_name,
                target_code: self.target_code,
                target_name: self.target_name,
                relationship: self.relationship,
                comment: self.comment,
            },
            provenance: self.provenance.unwrap_or_default(),
        })
    }
}
