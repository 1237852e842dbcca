//! Mappings of a dictionary as files of other programs: out, what they could not say, and in.

use crate::error::Error;
use crate::error::Result;
use crate::http::addresses::dictionary;
use crate::http::addresses::word;
use crate::http::caller::Caller;
use crate::http::csv;
use crate::http::problem::Finding;
use crate::http::problem::Problems;
use crate::language::Language;
use crate::mapping::exchange::ExchangeFormat;
use crate::mapping::exchange::Loss;
use crate::mapping::exchange::Losses;
use crate::report::mapping_losses_csv;
use crate::service::curation::mapping_export::MappingExport;
use crate::service::curation::mapping_import::ImportReport;
use crate::service::curation::mapping_import::MappingImport;
use crate::service::curation::mapping_import::Replace;
use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::get;
use actix_web::http::header;
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

/// Which mappings go out, and how.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MappingExportQuery {
    /// `sssom`, `conceptmap-r4`, `conceptmap-r5`, `usagi`, `xlsx` or `csv`.
    #[param(example = "sssom")]
    format: String,
    /// Only what this release says; without it, the working state with what is not reviewed yet.
    #[param(example = 2)]
    release: Option<i64>,
}

/// How a file is taken in.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MappingImportQuery {
    /// `sssom`, `conceptmap-r4`, `conceptmap-r5`, `usagi`, `xlsx` or `csv`.
    #[param(example = "sssom")]
    format: String,
    /// With `true` nothing is changed: the answer says what would be.
    #[serde(default)]
    dry_run: bool,
    /// Which mappings that are decided otherwise may be replaced: `none` (usual), `drafts` (drafted, returned, to be
    /// rechecked) or `all`.
    #[param(example = "drafts")]
    replace: Option<String>,
}

/// What a form of file cannot say of these mappings.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "counts": { "never-sent": 1, "refusal": 0 }, "fields": ["author", "reviewer"],
    "places": [{ "kind": "never-sent", "code": "TEST", "target": "", "detail": "测试条目" }]
}))]
pub struct MappingLossesResponse {
    /// How many places of each kind.
    pub counts: BTreeMap<&'static str, u64>,
    /// Fields that the form has no place for: `state`, `author`, `reviewer`, `origin`, `usage`.
    pub fields: Vec<&'static str>,
    /// The places.
    pub places: Vec<MappingLossResponse>,
}

/// One place where something is lost.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "kind": "never-sent", "code": "TEST", "target": "", "detail": "测试条目" }))]
pub struct MappingLossResponse {
    /// `never-sent`, `refusal`, `conditional`, `otherwise` (these are left out of the file), `review-day`,
    /// `justification` or `relationships`.
    pub kind: &'static str,
    /// The local code.
    pub code: String,
    /// The target; empty when it is about the code.
    pub target: String,
    /// What is lost.
    pub detail: String,
}

/// What an import did, or would do.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "sha256": "5d0c…", "dry_run": false, "rows": 12, "codes": 10, "drafted": 7, "replaced": 0, "unchanged": 2, "kept": 1,
    "skipped": 2, "refused": 0, "personal_data": 0, "refusals": [], "notes": []
}))]
pub struct MappingImportResponse {
    /// SHA-256 of the file.
    pub sha256: String,
    /// Whether nothing was changed.
    pub dry_run: bool,
    /// Rows of the file.
    pub rows: u64,
    /// Local codes for which it asks a decision.
    pub codes: u64,
    /// Codes that got a draft and had no mapping.
    pub drafted: u64,
    /// Codes whose mapping was replaced by a draft.
    pub replaced: u64,
    /// Codes that are decided so already.
    pub unchanged: u64,
    /// Codes that are decided otherwise and stay so.
    pub kept: u64,
    /// Rows that say nothing positive: what nobody decided, and that a target is wrong.
    pub skipped: u64,
    /// What refuses the file.
    pub refused: usize,
    /// Places of the file that look like personal data.
    pub personal_data: u64,
    /// The first thousand of these, by row.
    pub refusals: Vec<Finding>,
    /// The first thousand things to know: what looks like personal data, mappings kept, rows left out, other names of targets.
    pub notes: Vec<Finding>,
}

/// 导出对照
///
/// Gives the mappings of a dictionary as a file. The header `Zhiyu-Losses` counts what the form could not say; the losses
/// themselves are at `…/export/losses`.
#[utoipa::path(tag = "mappings", operation_id = "export_mappings", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("source" = String, Path, description = "Source system", example = "his"),
    ("name" = String, Path, description = "Dictionary name", example = "diagnosis"), MappingExportQuery), responses(
    (status = 200, description = "The file", content(
        (String = "text/tab-separated-values", example = "#sssom_version: \"1.1\"\n"),
        (Object = "application/fhir+json", example = json!({ "resourceType": "ConceptMap" })),
        (String = "text/csv", example = "本地编码,本地名称,目标版本,目标编码,目标名称,关系\n"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", example = "PK…"),
    )), Problems))]
#[get("/organizations/{organization}/dictionaries/{source}/{name}/mappings/export")]
pub async fn export_mappings(
    caller: Caller,
    path: Path<(String, String, String)>,
    query: Query<MappingExportQuery>,
) -> Result<HttpResponse> {
    let (organization, id) = dictionary(path.into_inner())?;
    let export = query.into_inner().export()?;
    let (ending, media_type) = export.format.ending();
    let name = format!("{organization}-{}.{ending}", id.as_str().replace('/', "-"));
    let written = caller
        .ask(move |service, session| service.export_mappings(session, &organization, &id, &export))
        .await?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, media_type))
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .insert_header(("Zhiyu-Losses", written.losses.places.len().to_string()))
        .body(written.bytes))
}

/// 导出会失去什么
///
/// Lists what a form of file cannot say of these mappings, as JSON, or as CSV by `Accept`.
#[utoipa::path(tag = "mappings", operation_id = "list_mapping_losses", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("source" = String, Path, description = "Source system", example = "his"),
    ("name" = String, Path, description = "Dictionary name", example = "diagnosis"), MappingExportQuery), responses(
    (status = 200, description = "The losses", content(
        (MappingLossesResponse = "application/json"),
        (String = "text/csv", example = "kind,code,target,detail\n"),
    )), Problems))]
#[get("/organizations/{organization}/dictionaries/{source}/{name}/mappings/export/losses")]
pub async fn list_mapping_losses(
    caller: Caller,
    path: Path<(String, String, String)>,
    query: Query<MappingExportQuery>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let (organization, id) = dictionary(path.into_inner())?;
    let export = query.into_inner().export()?;
    let written = caller
        .ask(move |service, session| service.export_mappings(session, &organization, &id, &export))
        .await?;
    let accept = request.headers().get(header::ACCEPT);
    let wants_csv = accept
        .and_then(|value| value.to_str().ok())
        .is_some_and(|text| text.contains("text/csv"));
    if wants_csv {
        return Ok(csv::answer("losses.csv", mapping_losses_csv(&written.losses)?));
    }
    Ok(HttpResponse::Ok().json(MappingLossesResponse::from(written.losses)))
}

/// 导入对照
///
/// Writes what a file says down as drafts; nothing is approved by it. A file is taken whole or refused whole; codes that
/// are decided so already are not touched.
#[utoipa::path(tag = "mappings", operation_id = "import_mappings", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("source" = String, Path, description = "Source system", example = "his"),
    ("name" = String, Path, description = "Dictionary name", example = "diagnosis"), MappingImportQuery),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The file",
        example = "subject_id\tpredicate_id\tobject_id\n"),
    responses((status = 200, description = "What was drafted", body = MappingImportResponse), Problems))]
#[post("/organizations/{organization}/dictionaries/{source}/{name}/mappings/import")]
pub async fn import_mappings(
    caller: Caller,
    path: Path<(String, String, String)>,
    query: Query<MappingImportQuery>,
    body: Bytes,
) -> Result<Json<MappingImportResponse>> {
    let (organization, id) = dictionary(path.into_inner())?;
    let import = query.into_inner().import()?;
    let language = caller.language;
    let report = caller
        .ask(move |service, session| service.import_mappings(session, &organization, &id, &body, &import))
        .await?;
    Ok(Json(MappingImportResponse::of(&report, language)))
}

/// The form of file that a query names.
fn format(text: &str) -> Result<ExchangeFormat> {
    let words = ExchangeFormat::ALL.map(ExchangeFormat::as_str);
    word(text, "format", ExchangeFormat::parse, &words)
}

impl MappingExportQuery {
    fn export(self) -> Result<MappingExport> {
        Ok(MappingExport {
            format: format(&self.format)?,
            release: self.release,
        })
    }
}

impl MappingImportQuery {
    fn import(self) -> Result<MappingImport> {
        let words = Replace::ALL.map(Replace::as_str);
        let replace = |text: &str| word(text, "replace", Replace::parse, &words);
        Ok(MappingImport {
            format: format(&self.format)?,
            replace: self.replace.as_deref().map(replace).transpose()?.unwrap_or_default(),
            dry_run: self.dry_run,
        })
    }
}

impl From<Losses> for MappingLossesResponse {
    fn from(losses: Losses) -> Self {
        let counts = losses.counts().into_iter();
        Self {
            counts: counts.map(|(kind, count)| (kind.as_str(), count)).collect(),
            fields: losses.fields.iter().map(|field| field.as_str()).collect(),
            places: losses.places.into_iter().map(MappingLossResponse::from).collect(),
        }
    }
}

impl From<Loss> for MappingLossResponse {
    fn from(loss: Loss) -> Self {
        Self {
            kind: loss.kind.as_str(),
            code: loss.code,
            target: loss.target,
            detail: loss.detail,
        }
    }
}

impl MappingImportResponse {
    /// The report in a language.
    pub fn of(report: &ImportReport, language: Language) -> Self {
        let found = |list: &[Error]| list.iter().map(|one| Finding::of(one, language)).collect();
        let tally = report.tally;
        Self {
            sha256: report.sha256.clone(),
            dry_run: report.dry_run,
            rows: tally.rows,
            codes: tally.codes,
            drafted: tally.drafted,
            replaced: tally.replaced,
            unchanged: tally.unchanged,
            kept: tally.kept,
            skipped: tally.skipped,
            refused: tally.refused,
            personal_data: report.personal_data,
            refusals: found(&report.refusals),
            notes: found(&report.notes),
        }
    }
}
