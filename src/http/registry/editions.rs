//! Importing and publishing editions.

use super::lint::LintResponse;
use super::lint::RehearsalResponse;
use super::reading::EditionResponse;
use crate::error::Result;
use crate::http::addresses::edition_format;
use crate::http::addresses::edition_ref;
use crate::http::addresses::titles;
use crate::http::caller::Caller;
use crate::http::files::FileQuery;
use crate::http::problem::Finding;
use crate::http::problem::Problems;
use crate::id::KindId;
use crate::language::Language;
use crate::registry::edition::EditionMetadata;
use crate::service::registry::editions::ConceptColumns;
use crate::service::registry::editions::EditionImport;
use crate::service::registry::editions::ImportedEdition;
use crate::service::registry::editions::Reading;
use actix_web::HttpResponse;
use actix_web::post;
use actix_web::web::Bytes;
use actix_web::web::Json;
use actix_web::web::Path;
use actix_web::web::Query;
use serde::Deserialize;
use serde::Serialize;
use utoipa::IntoParams;
use utoipa::ToSchema;

/// The columns of an edition's file and what is known of the edition.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ImportQuery {
    /// A column profile of `GET /profiles`; what else is said here counts instead of it.
    #[param(example = "guolin-icd-10")]
    profile: Option<String>,
    /// `csv`, `tsv`, `xlsx`, `txt` (lines of code and name), `fhir` (CodeSystem JSON) or `claml`; detected without it.
    #[param(example = "csv")]
    format: Option<String>,
    /// The sheet of a workbook; the first visible one without it.
    sheet: Option<String>,
    /// The column of codes; guessed without it.
    #[param(example = "国临版编码")]
    code: Option<String>,
    /// The column of names; guessed without it.
    #[param(example = "国临版名称")]
    name: Option<String>,
    /// The column of parents' codes.
    parent: Option<String>,
    /// The column of statuses (`active`, `retired`).
    status: Option<String>,
    /// The column that says whether a code may be used (`true`, `false`).
    assignable: Option<String>,
    /// The column of other names, separated by `|`.
    aliases: Option<String>,
    /// Further columns to keep, with commas.
    properties: Option<String>,
    /// The edition's Chinese title.
    title: Option<String>,
    /// Where the list was taken from.
    source: Option<String>,
    /// `V`, `V-`, `M` or `M-low`.
    confidence: Option<String>,
    /// The first day it is in force, `YYYY-MM-DD`.
    effective_from: Option<String>,
    /// What its code system lists, an id of `/kinds`; without it what is known of the code system stays.
    #[param(value_type = Option<String>, example = "icd-10-guolin")]
    kind: Option<KindId>,
    /// Publish it in the same act.
    publish: Option<bool>,
    /// Store nothing: answer 200 with the findings and the difference to the edition in force.
    dry_run: Option<bool>,
}

/// What an import gave.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "system": "icd-10", "edition": "guolin-2.0", "status": "published", "title": "", "source": "", "confidence": "",
    "rows": 35587, "digest": "5d0c…", "created_at": "2026-11-21T01:00:00.000000Z", "created_by": "lin",
    "warnings": [{ "code": "code-has-blanks", "detail": "编码“B06.801+J17.1* ”前后有空格，已按原样保留",
        "advice": "请与发布单位核对；数据中的编码须逐字节相同才能对上", "row": 1587, "column": "国临版编码" }],
    "lint": { "kind": "icd-10-guolin", "errors": 0, "warnings": 1, "infos": 0, "derived_parents": 15133,
        "counts": [{ "rule": "code-has-blanks", "severity": "warning", "count": 1 }], "derived_headings": 0,
        "findings": [] }
}))]
pub struct ImportResponse {
    /// The edition.
    #[serde(flatten)]
    pub edition: EditionResponse,
    /// The warnings of the lint, at most 100.
    pub warnings: Vec<Finding>,
    /// What the lint found.
    pub lint: LintResponse,
}

/// 导入标准版本
///
/// Imports an edition from a file, which is the request body. A bad file is refused whole. With `dry_run=true` nothing is
/// stored, and the answer tells the findings and the difference to the edition in force.
#[utoipa::path(tag = "registry", operation_id = "import_edition", params(
    ("system" = String, Path, description = "Code system id; registered if it is new", example = "icd-10"),
    ("edition" = String, Path, description = "Edition id", example = "guolin-2.0"), ImportQuery, FileQuery),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The file",
        example = "code,name\nA00,霍乱\n"),
    responses((status = 201, description = "The edition", body = ImportResponse),
        (status = 200, description = "What an import would give", body = RehearsalResponse), Problems))]
#[post("/code-systems/{system}/editions/{edition}/import")]
pub async fn import_edition(
    caller: Caller,
    path: Path<(String, String)>,
    query: Query<ImportQuery>,
    file: Query<FileQuery>,
    body: Bytes,
) -> Result<HttpResponse> {
    let of = edition_ref(path.into_inner())?;
    let query = query.into_inner();
    let is_rehearsal = query.dry_run.unwrap_or(false);
    let import = query.import()?;
    let file = file.into_inner().input(body);
    if is_rehearsal {
        let verb = caller.ask(move |service, session| service.rehearse_edition(session, &of, &file, &import));
        return Ok(HttpResponse::Ok().json(RehearsalResponse::of(verb.await?, caller.language)));
    }
    let imported = caller
        .ask(move |service, session| service.import_edition(session, &of, &file, &import))
        .await?;
    Ok(HttpResponse::Created().json(ImportResponse::of(imported, caller.language)))
}

/// 发布标准版本
///
/// Publishes an edition: from then on it never changes.
#[utoipa::path(tag = "registry", operation_id = "publish_edition", params(
    ("system" = String, Path, description = "Code system id", example = "icd-10"),
    ("edition" = String, Path, description = "Edition id", example = "guolin-2.0")), responses(
    (status = 200, description = "The published edition", body = EditionResponse), Problems))]
#[post("/code-systems/{system}/editions/{edition}/publish")]
pub async fn publish_edition(caller: Caller, path: Path<(String, String)>) -> Result<Json<EditionResponse>> {
    let of = edition_ref(path.into_inner())?;
    let edition = caller
        .ask(move |service, session| service.publish_edition(session, &of))
        .await?;
    Ok(Json(EditionResponse::from(edition)))
}

impl ImportResponse {
    /// The answer in the caller's language.
    pub fn of(imported: ImportedEdition, language: Language) -> Self {
        let warnings = imported.warnings.iter();
        Self {
            lint: LintResponse::of(&imported.kind, &imported.report, imported.derived, language),
            warnings: warnings.map(|warning| Finding::of(warning, language)).collect(),
            edition: EditionResponse::from(imported.edition),
        }
    }
}

impl ImportQuery {
    fn import(self) -> Result<EditionImport> {
        Ok(EditionImport {
            reading: Reading {
                profile: self.profile,
                format: self.format.as_deref().map(edition_format).transpose()?,
                sheet: self.sheet,
            },
            columns: ConceptColumns {
                code: self.code,
                name: self.name,
                parent: self.parent,
                status: self.status,
                assignable: self.assignable,
                aliases: self.aliases,
                properties: titles(self.properties),
            },
            metadata: EditionMetadata {
                title: self.title.unwrap_or_default(),
                source: self.source.unwrap_or_default(),
                confidence: self.confidence.unwrap_or_default(),
                effective_from: self.effective_from,
                ..EditionMetadata::default()
            },
            kind: self.kind,
            publish: self.publish.unwrap_or(false),
            most_findings: None,
        })
    }
}
