//! The difference of two editions: pages of JSON, or all of it as CSV or XLSX.

use super::reading::ConceptResponse;
use crate::error::Result;
use crate::http::addresses::word;
use crate::http::caller::Caller;
use crate::http::csv;
use crate::http::pages::PageQuery;
use crate::http::pages::PageResponse;
use crate::http::problem::Problems;
use crate::id::EditionRef;
use crate::registry::edition_diff::Change;
use crate::registry::edition_diff::Counts;
use crate::report::edition_diff_csv;
use crate::report::edition_diff_xlsx;
use crate::service::registry::edition_diff::DiffQuestion;
use crate::service::registry::edition_diff::DiffRow;
use crate::service::registry::edition_diff::EditionComparison;
use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::get;
use actix_web::http::header;
use actix_web::web::Query;
use serde::Deserialize;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::IntoParams;
use utoipa::ToSchema;

/// Which editions to compare, and what of the difference is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct EditionDiffQuery {
    /// The edition before, `system/edition`.
    #[param(example = "icd-10/guolin-1.1")]
    from: String,
    /// The edition after, `system/edition`; of the same code system or of another.
    #[param(example = "icd-10/guolin-2.0")]
    to: String,
    /// Only rows with this change: `added`, `removed`, `renamed`, `reparented`, `status-changed`, `assignable-changed`,
    /// `designations-changed` or `properties-changed`.
    #[param(example = "renamed")]
    change: Option<String>,
    /// `json`, `csv` or `xlsx`; without it, by `Accept`. Files hold every row, whatever page is asked for.
    format: Option<String>,
}

/// A code that differs.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "code": "A00.900", "changes": ["renamed"],
    "before": { "code": "A00.900", "display": "霍乱，未特指的", "status": "active", "assignable": true,
        "designations": [], "properties": {} },
    "after": { "code": "A00.900", "display": "霍乱", "status": "active", "assignable": true, "designations": [],
        "properties": {} }
}))]
pub struct EditionDiffRow {
    /// The code.
    pub code: String,
    /// What happened to it.
    pub changes: Vec<String>,
    /// The concept before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<ConceptResponse>,
    /// The concept after.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<ConceptResponse>,
}

/// The difference of two editions by code.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "from": "icd-10/guolin-1.1", "to": "icd-10/guolin-2.0",
    "counts": { "unchanged": 35580, "added": 3, "removed": 0, "renamed": 4, "reparented": 0, "status-changed": 0,
        "assignable-changed": 0, "designations-changed": 0, "properties-changed": 0 },
    "items": [{ "code": "A00.900", "changes": ["renamed"] }], "next": "4130302e393030"
}))]
pub struct EditionDiffResponse {
    /// The edition before.
    pub from: String,
    /// The edition after.
    pub to: String,
    /// How many codes each change has, and how many are `unchanged`, whichever rows are wanted; with the first page only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counts: Option<BTreeMap<&'static str, u64>>,
    /// The rows, by the bytes of their codes.
    #[serde(flatten)]
    pub rows: PageResponse<EditionDiffRow>,
}

/// 比较两个版本
///
/// Compares two editions, of one code system or of two, by code.
#[utoipa::path(tag = "registry", operation_id = "diff_editions", params(EditionDiffQuery, PageQuery), responses(
    (status = 200, description = "The differences by code", content(
        (EditionDiffResponse = "application/json"),
        (String = "text/csv", example = "changes,code,display_before,display_after,parent_before,parent_after\n"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", example = "PK…"),
    )), Problems))]
#[get("/editions/diff")]
pub async fn diff_editions(
    caller: Caller,
    query: Query<EditionDiffQuery>,
    page: Query<PageQuery>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let query = query.into_inner();
    let format = DiffFormat::wanted(query.format.as_deref(), &request)?;
    let change = query.change.as_deref().map(change).transpose()?;
    let question = DiffQuestion {
        from: EditionRef::parse(&query.from)?,
        to: EditionRef::parse(&query.to)?,
        change,
        page: (format == DiffFormat::Json).then(|| page.page()).transpose()?,
    };
    let comparison = caller
        .ask(move |service, session| service.diff_editions(session, &question))
        .await?;
    let rows = comparison.rows.items.iter().map(DiffRow::differing);
    Ok(match format {
        DiffFormat::Csv => csv::answer("edition-diff.csv", edition_diff_csv(rows)?),
        DiffFormat::Xlsx => csv::workbook("edition-diff.xlsx", edition_diff_xlsx(rows)?),
        DiffFormat::Json => HttpResponse::Ok().json(EditionDiffResponse::from(comparison)),
    })
}

/// The change that a query or a command names.
pub fn change(text: &str) -> Result<Change> {
    let words: Vec<&str> = Change::ALL.iter().map(|change| change.as_str()).collect();
    word(text, "change", Change::parse, &words)
}

/// In which form a difference is wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum DiffFormat {
    /// For programs, in pages.
    Json,
    /// A table, whole.
    Csv,
    /// A workbook, whole.
    Xlsx,
}

impl DiffFormat {
    fn parse(text: &str) -> Option<Self> {
        match text {
            "json" => Some(Self::Json),
            "csv" => Some(Self::Csv),
            "xlsx" => Some(Self::Xlsx),
            _ => None,
        }
    }

    /// The form that the query names, or else the request accepts.
    pub fn wanted(named: Option<&str>, request: &HttpRequest) -> Result<Self> {
        if let Some(text) = named {
            return word(text, "format", Self::parse, &["json", "csv", "xlsx"]);
        }
        let accept = request.headers().get(header::ACCEPT);
        let accept = accept.and_then(|value| value.to_str().ok()).unwrap_or_default();
        if accept.contains(csv::XLSX) {
            return Ok(Self::Xlsx);
        }
        let wants_csv = accept.contains("text/csv");
        Ok(if wants_csv { Self::Csv } else { Self::Json })
    }
}

impl From<EditionComparison> for EditionDiffResponse {
    fn from(comparison: EditionComparison) -> Self {
        Self {
            from: comparison.from.of.to_string(),
            to: comparison.to.of.to_string(),
            counts: comparison.counts.as_ref().map(counts),
            rows: PageResponse::of(comparison.rows, EditionDiffRow::from),
        }
    }
}

impl From<DiffRow> for EditionDiffRow {
    fn from(row: DiffRow) -> Self {
        Self {
            code: row.code().to_owned(),
            changes: row.changes.iter().map(|change| change.as_str().to_owned()).collect(),
            before: row.before.map(ConceptResponse::from),
            after: row.after.map(ConceptResponse::from),
        }
    }
}

/// Counts by the word of their change.
fn counts(counts: &Counts) -> BTreeMap<&'static str, u64> {
    let changes = Change::ALL.iter().map(|change| (change.as_str(), counts.of(*change)));
    changes.chain([("unchanged", counts.unchanged)]).collect()
}
