//! Value domains: reading, values, where used, registering.

pub mod fhir;
mod wire;

pub use wire::PinResponse;
pub use wire::ValueDomainRequest;
pub use wire::ValueDomainResponse;
pub use wire::read_data_type;
pub use wire::read_representation;
pub use wire::refusal;

use super::catalogue::CatalogueQuery;
use super::catalogue::CatalogueResponse;
use super::data_elements::DataElementResponse;
use super::specifications::FieldUseResponse;
use crate::error::Result;
use crate::http::addresses::edition_ref;
use crate::http::caller::Caller;
use crate::http::files::FileQuery;
use crate::http::pages::PageQuery;
use crate::http::pages::PageResponse;
use crate::http::problem::Problems;
use crate::id::Pin;
use crate::id::ValueDomainId;
use crate::id::VersionId;
use crate::service::registry::validation::FieldJudge;
use actix_web::HttpResponse;
use actix_web::get;
use actix_web::post;
use actix_web::put;
use actix_web::web::Bytes;
use actix_web::web::Json;
use actix_web::web::Path;
use actix_web::web::Query;
use serde::Deserialize;
use serde::Serialize;
use utoipa::IntoParams;
use utoipa::ToSchema;

/// Which items of a catalogue.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct StartsQuery {
    /// Only those whose id begins so.
    #[param(example = "CV05")]
    pub starts: Option<String>,
}

/// Which version.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct VersionQuery {
    /// The version; without it, the one that was registered last.
    #[param(example = "2003")]
    pub version: Option<String>,
}

/// Which version, and where to go on.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct UsesQuery {
    /// Only uses of this version.
    #[param(example = "2003")]
    pub version: Option<String>,
    /// The `next` of the data elements before.
    pub elements_cursor: Option<String>,
    /// The `next` of the fields before.
    pub fields_cursor: Option<String>,
    /// Rows of each page, 1 to 1000; 100 without it.
    #[param(minimum = 1, maximum = 1000, example = 100)]
    pub limit: Option<u32>,
}

/// A permissible value 允许值.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "value": "1", "display": "男性" }))]
pub struct PermissibleValueResponse {
    /// The code, byte for byte.
    pub value: String,
    /// Its official name.
    pub display: String,
}

/// The permissible values of a value domain.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "value_domain": { "id": "GB-T-2261.1", "version": "2003" }, "edition": "GB-T-2261.1/2003", "edition_digest": "5d0c…",
    "checkable": true, "items": [{ "value": "1", "display": "男性" }]
}))]
pub struct ValuesResponse {
    /// The version of the value domain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_domain: Option<PinResponse>,
    /// The edition that its codes come from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edition: Option<String>,
    /// The digest of that edition, when it is registered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edition_digest: Option<String>,
    /// Whether values can be judged: by their list or by their form.
    pub checkable: bool,
    /// The values by code; none when the domain is described or cannot be judged by.
    pub items: Vec<PermissibleValueResponse>,
    /// The cursor of the next page; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Who uses a value domain.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "data_elements": { "items": [] },
    "fields": { "items": [{ "specification": "henan-2026", "table": "病人表", "field": "性别",
        "element": { "id": "DE02.01.040.00", "version": "1" }, "value_domain": { "id": "GB-T-2261.1", "version": "2003" } }] }
}))]
pub struct UsesResponse {
    /// The data elements bound to it.
    pub data_elements: PageResponse<DataElementResponse>,
    /// The fields that use it.
    pub fields: PageResponse<FieldUseResponse>,
}

/// 列出值域
///
/// Lists the versions of value domains by id.
#[utoipa::path(tag = "specifications", operation_id = "list_value_domains", params(StartsQuery, PageQuery), responses(
    (status = 200, description = "A page of value domains", body = PageResponse<ValueDomainResponse>), Problems))]
#[get("/value-domains")]
pub async fn list_value_domains(
    caller: Caller,
    starts: Query<StartsQuery>,
    query: Query<PageQuery>,
) -> Result<Json<PageResponse<ValueDomainResponse>>> {
    let (page, starts) = (query.page()?, starts.into_inner().starts);
    let slice = caller
        .ask(move |service, session| service.value_domains(session, starts, &page))
        .await?;
    Ok(Json(PageResponse::of(slice, ValueDomainResponse::from)))
}

/// 查看值域
///
/// Reads a value domain and the list of its versions.
#[utoipa::path(tag = "specifications", operation_id = "get_value_domain", params(
    ("domain" = String, Path, description = "Value domain id", example = "GB-T-2261.1"), VersionQuery), responses(
    (status = 200, description = "The value domain", body = ValueDomainResponse), Problems))]
#[get("/value-domains/{domain}")]
pub async fn get_value_domain(
    caller: Caller,
    path: Path<String>,
    query: Query<VersionQuery>,
) -> Result<Json<ValueDomainResponse>> {
    let id = ValueDomainId::new(path.into_inner())?;
    let version = query.into_inner().version.map(VersionId::new).transpose()?;
    let (stored, versions) = caller
        .ask(move |service, session| service.value_domain(session, &id, version.as_ref()))
        .await?;
    Ok(Json(ValueDomainResponse::from(stored).with_versions(&versions)))
}

/// 查看值域的允许值
///
/// Lists the permissible values of a value domain by code.
#[utoipa::path(tag = "specifications", operation_id = "list_permissible_values", params(
    ("domain" = String, Path, description = "Value domain id", example = "GB-T-2261.1"), VersionQuery, PageQuery), responses(
    (status = 200, description = "The values", body = ValuesResponse), Problems))]
#[get("/value-domains/{domain}/values")]
pub async fn list_permissible_values(
    caller: Caller,
    path: Path<String>,
    query: Query<VersionQuery>,
    page: Query<PageQuery>,
) -> Result<Json<ValuesResponse>> {
    let id = ValueDomainId::new(path.into_inner())?;
    let version = query.into_inner().version.map(VersionId::new).transpose()?;
    let page = page.page()?;
    let (judge, slice) = caller
        .ask(move |service, session| service.permissible_values(session, &id, version.as_ref(), &page))
        .await?;
    let page = PageResponse::of(slice, |(value, display)| PermissibleValueResponse { value, display });
    Ok(Json(ValuesResponse::of(&judge, page)))
}

/// 查看值域用在哪里
///
/// Lists the data elements and the fields of specifications that use a value domain.
#[utoipa::path(tag = "specifications", operation_id = "list_value_domain_uses", params(
    ("domain" = String, Path, description = "Value domain id", example = "GB-T-2261.1"), UsesQuery), responses(
    (status = 200, description = "Who uses it", body = UsesResponse), Problems))]
#[get("/value-domains/{domain}/uses")]
pub async fn list_value_domain_uses(
    caller: Caller,
    path: Path<String>,
    query: Query<UsesQuery>,
) -> Result<Json<UsesResponse>> {
    let id = ValueDomainId::new(path.into_inner())?;
    let query = query.into_inner();
    let version = query.version.map(VersionId::new).transpose()?;
    let limit = query.limit;
    let page = |cursor| PageQuery { cursor, limit }.page();
    let (elements, fields) = (page(query.elements_cursor)?, page(query.fields_cursor)?);
    let (elements, fields) = caller
        .ask(move |service, session| {
            let used = service.elements_of_domain(session, &id, version.clone(), &elements)?;
            Ok((used, service.fields_of_domain(session, &id, version, &fields)?))
        })
        .await?;
    Ok(Json(UsesResponse {
        data_elements: PageResponse::of(elements, DataElementResponse::from),
        fields: PageResponse::of(fields, FieldUseResponse::from),
    }))
}

/// 查看哪些值域取自某一版本
///
/// Lists the value domains that take their codes from an edition.
#[utoipa::path(tag = "specifications", operation_id = "list_edition_value_domains", params(
    ("system" = String, Path, description = "Code system id", example = "GB-T-2261.1"),
    ("edition" = String, Path, description = "Edition id", example = "2003"), PageQuery), responses(
    (status = 200, description = "A page of value domains", body = PageResponse<ValueDomainResponse>), Problems))]
#[get("/code-systems/{system}/editions/{edition}/value-domains")]
pub async fn list_edition_value_domains(
    caller: Caller,
    path: Path<(String, String)>,
    query: Query<PageQuery>,
) -> Result<Json<PageResponse<ValueDomainResponse>>> {
    let (of, page) = (edition_ref(path.into_inner())?, query.page()?);
    let slice = caller
        .ask(move |service, session| service.value_domains_of_edition(session, &of, &page))
        .await?;
    Ok(Json(PageResponse::of(slice, ValueDomainResponse::from)))
}

/// 登记值域的一个版本
///
/// Registers a version of a value domain; from then on it never changes. The same contents again are no error.
#[utoipa::path(tag = "specifications", operation_id = "register_value_domain", params(
    ("domain" = String, Path, description = "Value domain id", example = "h1:SEX"),
    ("version" = String, Path, description = "Version", example = "1")), request_body = ValueDomainRequest, responses(
    (status = 200, description = "The registered version", body = ValueDomainResponse), Problems))]
#[put("/value-domains/{domain}/versions/{version}")]
pub async fn register_value_domain(
    caller: Caller,
    path: Path<(String, String)>,
    body: Json<ValueDomainRequest>,
) -> Result<Json<ValueDomainResponse>> {
    let (id, version) = path.into_inner();
    let of = Pin {
        id: ValueDomainId::new(id)?,
        version: VersionId::new(version)?,
    };
    let domain = body.into_inner().domain(of)?;
    let stored = caller
        .ask(move |service, session| service.register_value_domain(session, &domain))
        .await?;
    Ok(Json(ValueDomainResponse::from(stored)))
}

/// 批量登记值域
///
/// Registers the value domains of a CSV, TSV or XLSX file, which is the request body. What cannot be read is a finding.
#[utoipa::path(tag = "specifications", operation_id = "import_value_domains", params(CatalogueQuery, FileQuery),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The file",
        example = "id,version,title,edition\nSEX,1,性别,GB-T-2261.1/2003\n"),
    responses((status = 201, description = "What was registered", body = CatalogueResponse), Problems))]
#[post("/value-domains")]
pub async fn import_value_domains(
    caller: Caller,
    query: Query<CatalogueQuery>,
    file: Query<FileQuery>,
    body: Bytes,
) -> Result<HttpResponse> {
    let choice = query.into_inner().choice()?;
    let file = file.into_inner().input(body);
    let report = caller
        .ask(move |service, session| service.import_value_domains(session, &file, &choice))
        .await?;
    Ok(HttpResponse::Created().json(CatalogueResponse::of(&report, caller.language)))
}

impl ValuesResponse {
    /// The values of a judge.
    pub fn of(judge: &FieldJudge, page: PageResponse<PermissibleValueResponse>) -> Self {
        let basis = &judge.basis;
        Self {
            value_domain: basis.domain.as_ref().map(PinResponse::from),
            edition: basis.edition.as_ref().map(ToString::to_string),
            edition_digest: basis.edition_digest.clone(),
            checkable: judge.is_checkable(),
            items: page.items,
            next: page.next,
        }
    }
}
