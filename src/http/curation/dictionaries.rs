//! Local dictionaries: loading them, and their work lists.

use super::loads::LoadResponse;
use crate::coverage::Coverage;
use crate::error::Result;
use crate::http::addresses::dictionary;
use crate::http::addresses::titles;
use crate::http::caller::Caller;
use crate::http::files::FileQuery;
use crate::http::problem::Problems;
use crate::http::registry::edition_diff::DiffFormat;
use crate::id::EditionRef;
use crate::id::OrganizationId;
use crate::service::curation::dictionaries::DictionaryLoad;
use crate::service::curation::dictionaries::LocalColumns;
use crate::source::local_code::Dictionary;
use actix_web::HttpRequest;
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
    /// The column of usage counts; without it those of the load before are kept.
    usage: Option<String>,
    /// Further columns to keep, with commas.
    attributes: Option<String>,
    /// Whether only to say what the load would change; nothing is written.
    #[serde(default)]
    dry_run: bool,
    /// The `plan` of the dry run that you saw: the load is refused (`plan-stale`) when it would be another. Without it, it is done
    /// whatever it changes.
    plan: Option<String>,
    /// `json`, `csv` or `xlsx`; without it, by `Accept`. Files hold everything, JSON the first hundred of each list.
    format: Option<String>,
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
/// Loads a dictionary from a CSV, TSV or XLSX file, which is the request body. Loading it again keeps all work; mappings
/// of codes whose name changed, or which name another thing now, go back to review. With `dry_run=true` it only says what
/// would change.
#[utoipa::path(tag = "dictionaries", operation_id = "load_dictionary", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("source" = String, Path, description = "Source system", example = "his"),
    ("name" = String, Path, description = "Dictionary name", example = "diagnosis"), LoadQuery, FileQuery),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The file",
        example = "code,name\nA00.051,古典型霍乱\n"),
    responses((status = 200, description = "What the load changed, or would change", content(
        (LoadResponse = "application/json"),
        (String = "text/csv", example = "kind,code,before,after,likeness,evidence,columns,usage_before,usage_after,dictionary,state,reason\n"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", example = "PK…"),
    )), Problems))]
#[post("/organizations/{organization}/dictionaries/{source}/{name}/load")]
pub async fn load_dictionary(
    caller: Caller,
    path: Path<(String, String, String)>,
    query: Query<LoadQuery>,
    file: Query<FileQuery>,
    request: HttpRequest,
    body: Bytes,
) -> Result<HttpResponse> {
    let (organization, id) = dictionary(path.into_inner())?;
    let query = query.into_inner();
    let (format, dry_run) = (DiffFormat::wanted(query.format.as_deref(), &request)?, query.dry_run);
    let load = query.load()?;
    let file = file.into_inner().input(body);
    let report = caller
        .ask(move |service, session| {
            if dry_run {
                service.rehearse_dictionary(session, &organization, &id, &file, &load)
            } else {
                service.load_dictionary(session, &organization, &id, &file, &load)
            }
        })
        .await?;
    LoadResponse::answer(&report, format, caller.language)
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
            plan: self.plan,
        })
    }
}

impl DictionaryResponse {
    pub(in crate::http) fn of(dictionary: &Dictionary, coverage: Option<&Coverage>) -> Self {
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
