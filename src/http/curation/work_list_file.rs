//! Work lists as files: out for Excel, WPS and `LibreOffice`, and back by a three-way merge.

use super::work_query::WorkQuery;
use crate::error::Result;
use crate::http::addresses::dictionary;
use crate::http::addresses::word;
use crate::http::caller::Caller;
use crate::http::csv;
use crate::http::files::FileQuery;
use crate::http::problem::Finding;
use crate::http::problem::Problems;
use crate::id::AccountId;
use crate::language::Language;
use crate::report::work_list::merged_xlsx;
use crate::service::curation::work_list::WorkFilter;
use crate::service::curation::work_list_file::CellConflict;
use crate::service::curation::work_list_file::Medium;
use crate::service::curation::work_list_file::MergeReport;
use crate::service::curation::work_list_file::WorkListExport;
use crate::service::curation::work_list_file::WorkListImport;
use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::get;
use actix_web::post;
use actix_web::web::Bytes;
use actix_web::web::Path;
use actix_web::web::Query;
use serde::Deserialize;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::IntoParams;
use utoipa::ToSchema;

/// Which rows are wanted, and in which form.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WorkListFileQuery {
    /// `xlsx` or `csv`.
    #[param(example = "xlsx")]
    format: Option<String>,
    /// `unmapped`, `suggested`, `drafted`, `in-review`, `returned`, `approved`, `released` or `needs-recheck`; without it, all.
    #[param(example = "unmapped")]
    state: Option<String>,
    /// A text that code or name contain.
    text: Option<String>,
    /// How often data used the row at least.
    usage_from: Option<i64>,
    /// The lowest score of the first suggestion, in thousandths.
    #[param(example = 900)]
    score_from: Option<u16>,
    /// The highest score of the first suggestion, in thousandths.
    score_to: Option<u16>,
    /// So many of the most used rows of the dictionary.
    #[param(minimum = 1, example = 100)]
    top: Option<i64>,
    /// The most used rows that make up this share of the dictionary's usage, in percent.
    #[param(minimum = 0, maximum = 100)]
    share: Option<f64>,
    /// `any`, `none`, or a kind of risk: of its decision, or else of its first suggestion.
    risk: Option<String>,
    /// Who works on it: `me`, `nobody`, or an account.
    #[param(example = "me")]
    assignee: Option<String>,
    /// Only rows in review that were handed in before this day of Asia/Shanghai, `YYYY-MM-DD`.
    in_review_before: Option<String>,
}

/// How a work list is to be imported.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WorkListImportQuery {
    /// Only tell what would be done.
    #[serde(default)]
    #[param(example = true)]
    dry_run: bool,
    /// `refuse`: a file with a row that others changed too is refused whole. `skip`: its other rows are applied.
    #[param(example = "refuse")]
    conflicts: Option<String>,
    /// The answer: `json`, or `xlsx` with the conflicts, errors and notes in colour.
    format: Option<String>,
}

/// What an import of a work list did, or would do.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "dry_run": true, "rows": 1200, "untouched": 1150, "already_so": 1, "drafted": 48, "steps": { "submit": 40 },
    "rows_in_conflict": 1, "conflicts": [{
        "row": 17, "column": "J 目标1 编码", "code": "A00.901", "name": "霍乱 NOS", "place": "目标1 编码", "base": "A00",
        "yours": "A00.9", "now": "A01", "account": "zhang", "at": "2026-11-21T01:00:00.000000Z" }],
    "personal_data": 0, "notes": [], "errors": []
}))]
pub struct WorkListImportResponse {
    /// Whether nothing was done.
    pub dry_run: bool,
    /// Rows of the file.
    pub rows: usize,
    /// Rows that nobody edited; they stay as they are.
    pub untouched: usize,
    /// Rows for which the file wants what is there already.
    pub already_so: usize,
    /// Decisions that were written down.
    pub drafted: usize,
    /// Mappings that took each step.
    pub steps: BTreeMap<String, usize>,
    /// Rows that others changed since the export; nothing of them was applied.
    pub rows_in_conflict: usize,
    /// Their cells, the first 10,000.
    pub conflicts: Vec<CellConflictResponse>,
    /// Places of the file that look like personal data.
    pub personal_data: u64,
    /// What else is to know, the first hundred, and the first hundred places that look like personal data.
    pub notes: Vec<Finding>,
    /// What speaks against the file, the first hundred; only of a dry run, otherwise such a file is refused.
    pub errors: Vec<Finding>,
}

/// A cell that was changed on both sides.
#[derive(Debug, Serialize, ToSchema)]
pub struct CellConflictResponse {
    /// The row of the file.
    pub row: u64,
    /// The letters and the title of the column.
    pub column: String,
    /// The local code.
    pub code: String,
    /// The local name.
    pub name: String,
    /// What differs: the title of a cell, or of the state, the version or the name.
    pub place: String,
    /// What it was when the list went out.
    pub base: String,
    /// What it is in the file.
    pub yours: String,
    /// What it is now.
    pub now: String,
    /// Who changed the row last.
    pub account: String,
    /// When.
    pub at: String,
}

/// 导出工作列表（Excel、WPS）
///
/// The rows of a work list as a workbook to fill in: drop-downs, suggestions, locked identity columns; or as CSV.
#[utoipa::path(tag = "dictionaries", operation_id = "export_work_list", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("source" = String, Path, description = "Source system", example = "his"),
    ("name" = String, Path, description = "Dictionary name", example = "diagnosis"), WorkListFileQuery), responses(
    (status = 200, description = "The file", content(
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", example = "PK…"),
        (String = "text/csv", example = "本地编码,本地名称,使用次数\n"),
    )), Problems))]
#[get("/organizations/{organization}/dictionaries/{source}/{name}/work-list")]
pub async fn export_work_list(
    caller: Caller,
    path: Path<(String, String, String)>,
    query: Query<WorkListFileQuery>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let (organization, id) = dictionary(path.into_inner())?;
    let (query, asked) = (query.into_inner(), request.query_string().to_owned());
    let (medium, bytes) = caller
        .ask(move |service, session| {
            let order = query.order(&asked, &session.account)?;
            let bytes = service.export_work_list(session, &organization, &id, &order)?;
            Ok((order.medium, bytes))
        })
        .await?;
    Ok(match medium {
        Medium::Xlsx => csv::workbook("work-list.xlsx", bytes),
        Medium::Csv => csv::answer("work-list.csv", bytes),
    })
}

/// 导入编辑过的工作列表
///
/// Merges an edited work list: base (as exported), file and database. Rows that nobody edited stay as they are; rows that
/// others changed meanwhile are told cell by cell and never overwritten; the rest goes through drafts and steps.
#[utoipa::path(tag = "dictionaries", operation_id = "import_work_list", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("source" = String, Path, description = "Source system", example = "his"),
    ("name" = String, Path, description = "Dictionary name", example = "diagnosis"), WorkListImportQuery, FileQuery),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The file", example = "PK…"),
    responses((status = 200, description = "What was done", content(
        (WorkListImportResponse = "application/json"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", example = "PK…"),
    )), Problems))]
#[post("/organizations/{organization}/dictionaries/{source}/{name}/work-list")]
pub async fn import_work_list(
    caller: Caller,
    path: Path<(String, String, String)>,
    query: Query<WorkListImportQuery>,
    file: Query<FileQuery>,
    body: Bytes,
) -> Result<HttpResponse> {
    let (organization, id) = dictionary(path.into_inner())?;
    let query = query.into_inner();
    let options = query.options()?;
    let is_workbook = query.wants_workbook()?;
    let file = file.into_inner().input(body);
    let report = caller
        .ask(move |service, session| service.import_work_list(session, &organization, &id, &file, options))
        .await?;
    if is_workbook {
        let bytes = merged_xlsx(&report, caller.language)?;
        return Ok(csv::workbook("work-list-result.xlsx", bytes));
    }
    let response = WorkListImportResponse::of(&report, options.is_rehearsal, caller.language);
    Ok(HttpResponse::Ok().json(response))
}

impl WorkListFileQuery {
    fn order(self, asked: &str, me: &AccountId) -> Result<WorkListExport> {
        let format = self.format.as_deref().unwrap_or("xlsx");
        let query = WorkQuery {
            state: self.state,
            text: self.text,
            usage_from: self.usage_from,
            top: self.top,
            share: self.share,
            risk: self.risk,
            assignee: self.assignee,
            in_review_before: self.in_review_before,
            ..WorkQuery::default()
        };
        Ok(WorkListExport {
            medium: medium(format)?,
            filter: WorkFilter {
                score_from: self.score_from,
                score_to: self.score_to,
                ..query.filter(me, None)?
            },
            asked: asked.to_owned(),
        })
    }
}

/// The kind of file that a query or a command names.
pub fn medium(text: &str) -> Result<Medium> {
    word(text, "format", Medium::parse, &["xlsx", "csv"])
}

impl WorkListImportQuery {
    fn options(&self) -> Result<WorkListImport> {
        let skips = |text: &str| word(text, "conflicts", skips_conflicts, &["refuse", "skip"]);
        Ok(WorkListImport {
            is_rehearsal: self.dry_run,
            skips_conflicts: self.conflicts.as_deref().map(skips).transpose()?.unwrap_or_default(),
        })
    }

    fn wants_workbook(&self) -> Result<bool> {
        let parse = |text: &str| match text {
            "json" => Some(false),
            "xlsx" => Some(true),
            _ => None,
        };
        let format = self.format.as_deref().unwrap_or("json");
        word(format, "format", parse, &["json", "xlsx"])
    }
}

fn skips_conflicts(text: &str) -> Option<bool> {
    match text {
        "refuse" => Some(false),
        "skip" => Some(true),
        _ => None,
    }
}

impl WorkListImportResponse {
    /// The report in a language.
    pub fn of(report: &MergeReport, is_rehearsal: bool, language: Language) -> Self {
        let steps = report.steps.iter();
        Self {
            dry_run: is_rehearsal,
            rows: report.rows,
            untouched: report.untouched,
            already_so: report.already_so,
            drafted: report.drafted,
            steps: steps.map(|(step, count)| ((*step).to_owned(), *count)).collect(),
            rows_in_conflict: report.rows_in_conflict,
            conflicts: report.conflicts.iter().map(CellConflictResponse::from).collect(),
            personal_data: report.personal_data,
            notes: report.notes.iter().map(|note| Finding::of(note, language)).collect(),
            errors: report.errors.iter().map(|error| Finding::of(error, language)).collect(),
        }
    }
}

impl From<&CellConflict> for CellConflictResponse {
    fn from(conflict: &CellConflict) -> Self {
        let [base, yours, now] = conflict.words();
        Self {
            row: conflict.row,
            column: conflict.column.clone(),
            code: conflict.code.clone(),
            name: conflict.name.clone(),
            place: conflict.title().to_owned(),
            base,
            yours,
            now,
            account: conflict.account.clone(),
            at: conflict.at.to_rfc3339(),
        }
    }
}
