//! Local dictionaries: loading them, and their work lists.

use super::addresses::dictionary;
use super::addresses::titles;
use super::caller::Caller;
use super::files::FileQuery;
use super::problem::Problems;
use crate::coverage::Coverage;
use crate::error::Result;
use crate::id::EditionRef;
use crate::id::OrganizationId;
use crate::service::dictionaries::DictionaryLoad;
use crate::service::dictionaries::LocalColumns;
use crate::source::local_code::Dictionary;
use crate::source::reload::ReloadReport;
use actix_web::HttpResponse;
use actix_web::get;
use actix_web::post;
use actix_web::web::Bytes;
use actix_web::web::Json;
use actix_web::web::Path;
use actix_web::web::Query;
use serde::Deserialize;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::IntoParams;
use utoipa::ToSchema;

/// How many codes of each list of a load report stand in the answer.
const SAMPLE: usize = 100;

/// A local dictionary 本地字典.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "his/diagnosis", "target": "icd-10/guolin-2.0", "rows": 29395, "loads": 1,
    "loaded_at": "2026-11-21T01:00:00.000000Z", "coverage": { "codes": 29265, "unmapped": 29265, "states": { "drafted": 0 } }
}))]
pub struct DictionaryResponse {
    /// Its id, `source system/name`.
    pub id: String,
    /// The edition its codes are to be mapped to.
    pub target: String,
    /// Rows of the last load.
    pub rows: u64,
    /// How often it was loaded.
    pub loads: i64,
    /// When it was last loaded.
    pub loaded_at: String,
    /// The dictionary whose rows it maps, when it is a further side of that dictionary.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows_of: Option<String>,
    /// How far its mapping is; only when one dictionary is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coverage: Option<CoverageResponse>,
}

/// How far the mapping of a dictionary is.
#[derive(Debug, Serialize, ToSchema)]
pub struct CoverageResponse {
    /// Different codes.
    pub codes: u64,
    /// Codes without a mapping.
    pub unmapped: u64,
    /// Mappings by state.
    pub states: BTreeMap<String, u64>,
}

/// The columns of a dictionary's file and the edition to map to.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LoadQuery {
    /// The edition its codes are to be mapped to; needed at the first load.
    #[param(example = "icd-10/guolin-2.0")]
    target: Option<String>,
    /// The column of codes; guessed without it.
    #[param(example = "DiseaseICD")]
    code: Option<String>,
    /// The column of names; guessed without it.
    #[param(example = "DiseaseName")]
    name: Option<String>,
    /// The column of usage counts.
    usage: Option<String>,
    /// Further columns to keep, with commas.
    attributes: Option<String>,
}

/// What a load changed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "rows": 29395, "added": 29265, "removed": 0, "renamed": 0, "repeated_codes": 83, "repeated_rows": 213,
    "renamed_codes": [], "repeated": [{ "code": "K07.301", "rows": [9000, 9001], "names": ["牙拥挤", "牙列拥挤"] }]
}))]
pub struct LoadResponse {
    /// Rows of the file; every one is kept.
    pub rows: u64,
    /// Codes that are new.
    pub added: usize,
    /// Codes that are gone.
    pub removed: usize,
    /// Codes whose name changed; their mappings go back to review.
    pub renamed: usize,
    /// Codes that stand in more than one row.
    pub repeated_codes: usize,
    /// Rows whose code stands in another row too.
    pub repeated_rows: u64,
    /// The first hundred codes whose name changed.
    pub renamed_codes: Vec<RenamedResponse>,
    /// The first hundred codes that stand in more than one row.
    pub repeated: Vec<RepeatedResponse>,
}

/// A code whose name changed.
#[derive(Debug, Serialize, ToSchema)]
pub struct RenamedResponse {
    /// The code.
    pub code: String,
    /// Its names before.
    pub before: Vec<String>,
    /// Its names now.
    pub after: Vec<String>,
}

/// A code that stands in more than one row.
#[derive(Debug, Serialize, ToSchema)]
pub struct RepeatedResponse {
    /// The code.
    pub code: String,
    /// The rows of the file.
    pub rows: Vec<u64>,
    /// Its different names.
    pub names: Vec<String>,
}

/// 列出本地字典
///
/// Lists the dictionaries of an organization.
#[utoipa::path(tag = "dictionaries", operation_id = "list_dictionaries",
    params(("organization" = String, Path, description = "Organization id", example = "H1")), responses(
    (status = 200, description = "The dictionaries", body = Vec<DictionaryResponse>), Problems))]
#[get("/organizations/{organization}/dictionaries")]
pub async fn list_dictionaries(caller: Caller, path: Path<String>) -> Result<Json<Vec<DictionaryResponse>>> {
    let id = OrganizationId::new(path.into_inner())?;
    let list = caller
        .ask(move |service, session| service.dictionaries(session, &id))
        .await?;
    Ok(Json(list.iter().map(|one| DictionaryResponse::of(one, None)).collect()))
}

/// 查看本地字典及对码进度
///
/// Reads a dictionary and how far its mapping is.
#[utoipa::path(tag = "dictionaries", operation_id = "get_dictionary", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("source" = String, Path, description = "Source system", example = "his"),
    ("name" = String, Path, description = "Dictionary name", example = "diagnosis")), responses(
    (status = 200, description = "The dictionary", body = DictionaryResponse), Problems))]
#[get("/organizations/{organization}/dictionaries/{source}/{name}")]
pub async fn get_dictionary(caller: Caller, path: Path<(String, String, String)>) -> Result<Json<DictionaryResponse>> {
    let (organization, id) = dictionary(path.into_inner())?;
    let (dictionary, coverage) = caller
        .ask(move |service, session| service.dictionary(session, &organization, &id))
        .await?;
    Ok(Json(DictionaryResponse::of(&dictionary, Some(&coverage))))
}

/// 上传本地字典
///
/// Loads a dictionary from a CSV, TSV or XLSX file, which is the request body. Loading it again keeps all work; codes
/// whose name changed go back to review.
#[utoipa::path(tag = "dictionaries", operation_id = "load_dictionary", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("source" = String, Path, description = "Source system", example = "his"),
    ("name" = String, Path, description = "Dictionary name", example = "diagnosis"), LoadQuery, FileQuery),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The file",
        example = "code,name\nA00.051,古典型霍乱\n"),
    responses((status = 200, description = "What the load changed", body = LoadResponse), Problems))]
#[post("/organizations/{organization}/dictionaries/{source}/{name}/load")]
pub async fn load_dictionary(
    caller: Caller,
    path: Path<(String, String, String)>,
    query: Query<LoadQuery>,
    file: Query<FileQuery>,
    body: Bytes,
) -> Result<HttpResponse> {
    let (organization, id) = dictionary(path.into_inner())?;
    let load = query.into_inner().load()?;
    let file = file.into_inner().input(&body);
    let report = caller
        .ask(move |service, session| service.load_dictionary(session, &organization, &id, &file, &load))
        .await?;
    Ok(HttpResponse::Ok().json(LoadResponse::from(report)))
}

impl LoadQuery {
    fn load(self) -> Result<DictionaryLoad> {
        Ok(DictionaryLoad {
            target: self.target.as_deref().map(EditionRef::parse).transpose()?,
            columns: LocalColumns {
                code: self.code,
                name: self.name,
                usage: self.usage,
                attributes: titles(self.attributes),
            },
        })
    }
}

impl DictionaryResponse {
    pub(super) fn of(dictionary: &Dictionary, coverage: Option<&Coverage>) -> Self {
        Self {
            id: dictionary.id.to_string(),
            target: dictionary.target.to_string(),
            rows: dictionary.rows,
            loads: dictionary.loads,
            loaded_at: dictionary.loaded_at.to_rfc3339(),
            rows_of: dictionary.rows_of.as_ref().map(ToString::to_string),
            coverage: coverage.map(|coverage| CoverageResponse {
                codes: coverage.codes,
                unmapped: coverage.unmapped,
                states: coverage
                    .states
                    .iter()
                    .map(|(state, count)| (state.as_str().to_owned(), *count))
                    .collect(),
            }),
        }
    }
}

impl From<ReloadReport> for LoadResponse {
    fn from(report: ReloadReport) -> Self {
        let renamed = report.renamed.iter().take(SAMPLE).cloned();
        let repeated = report.repeated.iter().take(SAMPLE).cloned();
        Self {
            rows: report.rows,
            added: report.added.len(),
            removed: report.removed.len(),
            renamed: report.renamed.len(),
            repeated_codes: report.repeated.len(),
            repeated_rows: report.repeated_rows(),
            renamed_codes: renamed
                .map(|one| RenamedResponse {
                    code: one.code,
                    before: one.before,
                    after: one.after,
                })
                .collect(),
            repeated: repeated
                .map(|one| RepeatedResponse {
                    code: one.code,
                    rows: one.rows,
                    names: one.names,
                })
                .collect(),
        }
    }
}
