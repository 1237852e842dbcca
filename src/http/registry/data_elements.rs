//! Data elements: reading, where used, registering.

use super::catalogue::CatalogueQuery;
use super::catalogue::CatalogueResponse;
use super::specifications::FieldUseResponse;
use super::value_domains::PinResponse;
use super::value_domains::StartsQuery;
use super::value_domains::VersionQuery;
use super::value_domains::read_data_type;
use super::value_domains::read_representation;
use super::value_domains::refusal;
use crate::error::Result;
use crate::http::caller::Caller;
use crate::http::files::FileQuery;
use crate::http::pages::PageQuery;
use crate::http::pages::PageResponse;
use crate::http::problem::Problems;
use crate::id::DataElementId;
use crate::id::Pin;
use crate::id::VersionId;
use crate::registry::catalogue_file::DraftElement;
use crate::registry::data_element::DataElement;
use crate::registry::data_element::DataType;
use crate::registry::data_element::RegistrationStatus;
use crate::service::registry::catalogue::StoredElement;
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
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A data element 数据元.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "DE02.01.040.00", "version": "1", "name": "性别", "definition": "", "data_type": "S3",
    "value_domain": { "id": "GB-T-2261.1", "version": "2003" }, "status": "recorded", "source": "WS 363/364",
    "confidence": "V", "properties": {}, "digest": "91fe…", "created_at": "2026-11-21T01:00:00.000000Z",
    "created_by": "zhiyu", "versions": ["1"]
}))]
pub struct DataElementResponse {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Its name.
    pub name: String,
    /// What it means.
    pub definition: String,
    /// Its data type (WS/T 303), where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_type: Option<&'static str>,
    /// Its representation format (WS/T 303), where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub representation: Option<String>,
    /// The value domain that it is bound to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_domain: Option<PinResponse>,
    /// Its registration status (ISO/IEC 11179-6).
    pub status: &'static str,
    /// Where it was taken from.
    pub source: String,
    /// How sure it is.
    pub confidence: String,
    /// Further facts; what could not be read stands here as it was.
    pub properties: BTreeMap<String, String>,
    /// SHA-256 of what it says.
    pub digest: String,
    /// When it was registered.
    pub created_at: String,
    /// Who registered it.
    pub created_by: String,
    /// Its versions, newest first; only when one data element is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub versions: Option<Vec<String>>,
}

/// What a data element says.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "name": "性别", "data_type": "S3", "representation": "N1", "value_domain": "GB-T-2261.1" }))]
pub struct DataElementRequest {
    /// Its name.
    pub name: String,
    /// What it means.
    #[serde(default)]
    pub definition: String,
    /// A data type of WS/T 303.
    pub data_type: Option<String>,
    /// A representation format of WS/T 303.
    pub representation: Option<String>,
    /// The id of its value domain.
    pub value_domain: Option<String>,
    /// The version of its value domain; without it, the one that was registered last.
    pub value_domain_version: Option<String>,
    /// Its registration status; `recorded` without it.
    pub status: Option<String>,
    /// Where it was taken from.
    #[serde(default)]
    pub source: String,
    /// `V`, `V-`, `M` or `M-low`.
    #[serde(default)]
    pub confidence: String,
    /// Further facts.
    #[serde(default)]
    pub properties: BTreeMap<String, String>,
}

/// 列出数据元
///
/// Lists the versions of data elements by id.
#[utoipa::path(tag = "specifications", operation_id = "list_data_elements", params(StartsQuery, PageQuery), responses(
    (status = 200, description = "A page of data elements", body = PageResponse<DataElementResponse>), Problems))]
#[get("/data-elements")]
pub async fn list_data_elements(
    caller: Caller,
    starts: Query<StartsQuery>,
    query: Query<PageQuery>,
) -> Result<Json<PageResponse<DataElementResponse>>> {
    let (page, starts) = (query.page()?, starts.into_inner().starts);
    let slice = caller
        .ask(move |service, session| service.data_elements(session, starts, &page))
        .await?;
    Ok(Json(PageResponse::of(slice, DataElementResponse::from)))
}

/// 查看数据元
///
/// Reads a data element and the list of its versions.
#[utoipa::path(tag = "specifications", operation_id = "get_data_element", params(
    ("element" = String, Path, description = "Data element id", example = "DE02.01.040.00"), VersionQuery), responses(
    (status = 200, description = "The data element", body = DataElementResponse), Problems))]
#[get("/data-elements/{element}")]
pub async fn get_data_element(
    caller: Caller,
    path: Path<String>,
    query: Query<VersionQuery>,
) -> Result<Json<DataElementResponse>> {
    let id = DataElementId::new(path.into_inner())?;
    let version = query.into_inner().version.map(VersionId::new).transpose()?;
    let (stored, versions) = caller
        .ask(move |service, session| service.data_element(session, &id, version.as_ref()))
        .await?;
    let mut response = DataElementResponse::from(stored);
    response.versions = Some(versions.iter().map(ToString::to_string).collect());
    Ok(Json(response))
}

/// 查看数据元用在哪里
///
/// Lists the fields of specifications that a data element stands in.
#[utoipa::path(tag = "specifications", operation_id = "list_data_element_uses", params(
    ("element" = String, Path, description = "Data element id", example = "DE02.01.040.00"), VersionQuery, PageQuery),
    responses((status = 200, description = "The fields", body = PageResponse<FieldUseResponse>), Problems))]
#[get("/data-elements/{element}/uses")]
pub async fn list_data_element_uses(
    caller: Caller,
    path: Path<String>,
    query: Query<VersionQuery>,
    page: Query<PageQuery>,
) -> Result<Json<PageResponse<FieldUseResponse>>> {
    let id = DataElementId::new(path.into_inner())?;
    let version = query.into_inner().version.map(VersionId::new).transpose()?;
    let page = page.page()?;
    let slice = caller
        .ask(move |service, session| service.fields_of_element(session, &id, version, &page))
        .await?;
    Ok(Json(PageResponse::of(slice, FieldUseResponse::from)))
}

/// 登记数据元的一个版本
///
/// Registers a version of a data element; from then on it never changes. The same contents again are no error.
#[utoipa::path(tag = "specifications", operation_id = "register_data_element", params(
    ("element" = String, Path, description = "Data element id", example = "h1:DE01"),
    ("version" = String, Path, description = "Version", example = "1")), request_body = DataElementRequest, responses(
    (status = 200, description = "The registered version", body = DataElementResponse), Problems))]
#[put("/data-elements/{element}/versions/{version}")]
pub async fn register_data_element(
    caller: Caller,
    path: Path<(String, String)>,
    body: Json<DataElementRequest>,
) -> Result<Json<DataElementResponse>> {
    let (id, version) = path.into_inner();
    let of = Pin {
        id: DataElementId::new(id)?,
        version: VersionId::new(version)?,
    };
    let draft = body.into_inner().draft(of)?;
    let stored = caller
        .ask(move |service, session| service.register_data_element(session, &draft))
        .await?;
    Ok(Json(DataElementResponse::from(stored)))
}

/// 批量登记数据元
///
/// Registers the data elements of a CSV, TSV or XLSX file, which is the request body. What cannot be read is a finding.
#[utoipa::path(tag = "specifications", operation_id = "import_data_elements", params(CatalogueQuery, FileQuery),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The file",
        example = "id,name,data_type,domain\nDE02.01.040.00,性别代码,S3,GB-T-2261.1\n"),
    responses((status = 201, description = "What was registered", body = CatalogueResponse), Problems))]
#[post("/data-elements")]
pub async fn import_data_elements(
    caller: Caller,
    query: Query<CatalogueQuery>,
    file: Query<FileQuery>,
    body: Bytes,
) -> Result<HttpResponse> {
    let choice = query.into_inner().choice()?;
    let file = file.into_inner().input(body);
    let report = caller
        .ask(move |service, session| service.import_data_elements(session, &file, &choice))
        .await?;
    Ok(HttpResponse::Created().json(CatalogueResponse::of(&report, caller.language)))
}

impl DataElementRequest {
    fn draft(self, of: Pin<DataElementId>) -> Result<DraftElement> {
        let status = self.status.as_deref().map(read_status).transpose()?;
        Ok(DraftElement {
            domain: self.value_domain.map(|id| (id, self.value_domain_version)),
            element: DataElement {
                of,
                name: self.name,
                definition: self.definition,
                data_type: self.data_type.as_deref().map(read_data_type).transpose()?,
                representation: self.representation.as_deref().map(read_representation).transpose()?,
                domain: None,
                status: status.unwrap_or(RegistrationStatus::Recorded),
                source: self.source,
                confidence: self.confidence,
                properties: self.properties,
            },
        })
    }
}

fn read_status(text: &str) -> Result<RegistrationStatus> {
    let words = "incomplete, recorded, qualified, standard, preferred-standard, superseded, retired";
    RegistrationStatus::parse(text).ok_or_else(|| refusal("status", text, words, words))
}

impl From<StoredElement> for DataElementResponse {
    fn from(stored: StoredElement) -> Self {
        let element = stored.element;
        Self {
            id: element.of.id.to_string(),
            version: element.of.version.to_string(),
            name: element.name,
            definition: element.definition,
            data_type: element.data_type.map(DataType::as_str),
            representation: element.representation.map(|format| format.to_string()),
            value_domain: element.domain.as_ref().map(PinResponse::from),
            status: element.status.as_str(),
            source: element.source,
            confidence: element.confidence,
            properties: element.properties,
            digest: stored.digest,
            created_at: stored.created_at.to_rfc3339(),
            created_by: stored.created_by.to_string(),
            versions: None,
        }
    }
}
