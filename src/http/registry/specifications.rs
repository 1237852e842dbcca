//! Specifications: drill down from table to field to values, import, publish.

mod wire;

pub use wire::FieldResponse;
pub use wire::FieldUseResponse;
pub use wire::ImportSpecificationQuery;
pub use wire::ImportedSpecificationResponse;
pub use wire::SpecificationResponse;
pub use wire::TableResponse;
pub use wire::WholeFieldResponse;

use super::catalogue::CatalogueQuery;
use super::value_domains::PermissibleValueResponse;
use super::value_domains::ValuesResponse;
use crate::error::Result;
use crate::http::caller::Caller;
use crate::http::files::FileQuery;
use crate::http::pages::PageQuery;
use crate::http::pages::PageResponse;
use crate::http::problem::Problems;
use crate::id::SpecificationId;
use actix_web::HttpResponse;
use actix_web::get;
use actix_web::post;
use actix_web::web::Bytes;
use actix_web::web::Json;
use actix_web::web::Path;
use actix_web::web::Query;

/// 列出采集规范
///
/// Lists the specifications by id.
#[utoipa::path(tag = "specifications", operation_id = "list_specifications", params(PageQuery), responses(
    (status = 200, description = "A page of specifications", body = PageResponse<SpecificationResponse>), Problems))]
#[get("/specifications")]
pub async fn list_specifications(
    caller: Caller,
    query: Query<PageQuery>,
) -> Result<Json<PageResponse<SpecificationResponse>>> {
    let page = query.page()?;
    let slice = caller
        .ask(move |service, session| service.specifications(session, &page))
        .await?;
    Ok(Json(PageResponse::of(slice, |one| {
        SpecificationResponse::of(one, None)
    })))
}

/// 查看采集规范及其表
///
/// Reads a specification and its tables by group.
#[utoipa::path(tag = "specifications", operation_id = "get_specification",
    params(("specification" = String, Path, description = "Specification id", example = "henan-2026")), responses(
    (status = 200, description = "The specification", body = SpecificationResponse), Problems))]
#[get("/specifications/{specification}")]
pub async fn get_specification(caller: Caller, path: Path<String>) -> Result<Json<SpecificationResponse>> {
    let id = SpecificationId::new(path.into_inner())?;
    let (specification, tables) = caller
        .ask(move |service, session| service.specification(session, &id))
        .await?;
    Ok(Json(SpecificationResponse::of(specification, Some(tables))))
}

/// 查看表及其字段
///
/// Reads a table of a specification and its fields.
#[utoipa::path(tag = "specifications", operation_id = "get_specification_table", params(
    ("specification" = String, Path, description = "Specification id", example = "henan-2026"),
    ("table" = String, Path, description = "Table", example = "病人表")), responses(
    (status = 200, description = "The table", body = TableResponse), Problems))]
#[get("/specifications/{specification}/tables/{table}")]
pub async fn get_specification_table(caller: Caller, path: Path<(String, String)>) -> Result<Json<TableResponse>> {
    let (id, table) = path.into_inner();
    let id = SpecificationId::new(id)?;
    let (table, fields) = caller
        .ask(move |service, session| service.specification_table(session, &id, &table))
        .await?;
    Ok(Json(TableResponse::of(table, Some(fields))))
}

/// 查看字段
///
/// Reads a field with its data element and its value domain.
#[utoipa::path(tag = "specifications", operation_id = "get_specification_field", params(
    ("specification" = String, Path, description = "Specification id", example = "henan-2026"),
    ("table" = String, Path, description = "Table", example = "病人表"),
    ("field" = String, Path, description = "Field", example = "性别")), responses(
    (status = 200, description = "The field", body = WholeFieldResponse), Problems))]
#[get("/specifications/{specification}/tables/{table}/fields/{field}")]
pub async fn get_specification_field(
    caller: Caller,
    path: Path<(String, String, String)>,
) -> Result<Json<WholeFieldResponse>> {
    let (id, table, field) = path.into_inner();
    let id = SpecificationId::new(id)?;
    let whole = caller
        .ask(move |service, session| service.specification_field(session, &id, &table, &field))
        .await?;
    Ok(Json(WholeFieldResponse::from(whole)))
}

/// 查看字段的允许值
///
/// Lists the permissible values of a field by code.
#[utoipa::path(tag = "specifications", operation_id = "list_field_values", params(
    ("specification" = String, Path, description = "Specification id", example = "henan-2026"),
    ("table" = String, Path, description = "Table", example = "病人表"),
    ("field" = String, Path, description = "Field", example = "性别"), PageQuery), responses(
    (status = 200, description = "The values", body = ValuesResponse), Problems))]
#[get("/specifications/{specification}/tables/{table}/fields/{field}/values")]
pub async fn list_field_values(
    caller: Caller,
    path: Path<(String, String, String)>,
    query: Query<PageQuery>,
) -> Result<Json<ValuesResponse>> {
    let (id, table, field) = path.into_inner();
    let (id, page) = (SpecificationId::new(id)?, query.page()?);
    let (judge, slice) = caller
        .ask(move |service, session| service.field_values(session, &id, (&table, &field), &page))
        .await?;
    let page = PageResponse::of(slice, |(value, display)| PermissibleValueResponse { value, display });
    Ok(Json(ValuesResponse::of(&judge, page)))
}

/// 导入采集规范
///
/// Imports a specification as a draft from a CSV, TSV or XLSX file of fields, which is the request body.
#[utoipa::path(tag = "specifications", operation_id = "import_specification", params(
    ("specification" = String, Path, description = "Specification id", example = "city-2027"),
    ImportSpecificationQuery, CatalogueQuery, FileQuery),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The file",
        example = "table,field,element,domain\n病人表,性别,DE02.01.040.00,GB-T-2261.1\n"),
    responses((status = 201, description = "The draft", body = ImportedSpecificationResponse), Problems))]
#[post("/specifications/{specification}")]
pub async fn import_specification(
    caller: Caller,
    path: Path<String>,
    (metadata, query, file): (Query<ImportSpecificationQuery>, Query<CatalogueQuery>, Query<FileQuery>),
    body: Bytes,
) -> Result<HttpResponse> {
    let id = SpecificationId::new(path.into_inner())?;
    let query = query.into_inner();
    let metadata = metadata.into_inner().metadata(&query)?;
    let choice = query.choice()?;
    let file = file.into_inner().input(body);
    let imported = caller
        .ask(move |service, session| service.import_specification(session, &id, (None, &file), (&metadata, &choice)))
        .await?;
    Ok(HttpResponse::Created().json(ImportedSpecificationResponse::of(imported, caller.language)))
}

/// 发布采集规范
///
/// Publishes a specification: from then on it never changes.
#[utoipa::path(tag = "specifications", operation_id = "publish_specification",
    params(("specification" = String, Path, description = "Specification id", example = "city-2027")), responses(
    (status = 200, description = "The published specification", body = SpecificationResponse), Problems))]
#[post("/specifications/{specification}/publish")]
pub async fn publish_specification(caller: Caller, path: Path<String>) -> Result<Json<SpecificationResponse>> {
    let id = SpecificationId::new(path.into_inner())?;
    let specification = caller
        .ask(move |service, session| service.publish_specification(session, &id))
        .await?;
    Ok(Json(SpecificationResponse::of(specification, None)))
}
