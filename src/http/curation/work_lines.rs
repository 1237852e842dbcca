//! Work lists as lines: what a list of tens of thousands of rows shows of each, without what stands beside it.

use super::work_query::CodesQuery;
use super::work_query::WorkQuery;
use crate::error::Result;
use crate::http::addresses::dictionary;
use crate::http::caller::Caller;
use crate::http::conditional;
use crate::http::pages::PageQuery;
use crate::http::pages::PageResponse;
use crate::http::problem::Problems;
use crate::mapping::decision::Decision;
use crate::mapping::life::Mapping;
use crate::matching::Suggestion;
use crate::service::curation::work_row::WorkRow;
use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::get;
use actix_web::web::Path;
use actix_web::web::Query;
use serde::Serialize;
use utoipa::ToSchema;

/// A line of a work list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "code": "A00.051", "occurrence": 1, "name": "古典型霍乱", "usage": 812, "rank": 3, "assignee": "zhang", "state": "drafted",
    "version": 1, "author": "zhang", "outcome": "mapped", "targets": [{ "code": "A00.000x001", "display": "古典生物型霍乱" }],
    "suggestion": { "code": "A00.000x001", "display": "古典生物型霍乱", "score": 0.71, "warnings": 0 }
}))]
pub struct WorkLineResponse {
    /// The local code.
    pub code: String,
    /// 1 unless the code stands in several rows.
    pub occurrence: i64,
    /// The local name.
    pub name: String,
    /// How often data used it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage: Option<i64>,
    /// Its place in the dictionary by usage, the most used being 1.
    pub rank: i64,
    /// Who works on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignee: Option<String>,
    /// `unmapped`, `suggested`, or the state of its mapping.
    pub state: &'static str,
    /// The version of its mapping; 0 without one.
    pub version: i64,
    /// Who decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// `mapped`, `no-match` or `ignored`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<&'static str>,
    /// The targets of its decision.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<LineTarget>,
    /// The first suggestion.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<LineSuggestion>,
}

/// A target in a line.
#[derive(Debug, Serialize, ToSchema)]
pub struct LineTarget {
    /// The standard code.
    #[schema(example = "A00.000x001")]
    pub code: String,
    /// Its official name.
    #[schema(example = "古典生物型霍乱")]
    pub display: String,
}

/// The first suggestion in a line.
#[derive(Debug, Serialize, ToSchema)]
pub struct LineSuggestion {
    /// The standard code.
    #[schema(example = "A00.000x001")]
    pub code: String,
    /// Its official name.
    #[schema(example = "古典生物型霍乱")]
    pub display: String,
    /// How likely it is a target, 0 to 1.
    pub score: f64,
    /// How many warnings it has.
    pub warnings: usize,
}

/// 查看工作列表的简行
///
/// Lists the same rows as the work list in the same order, each as a line: for lists of tens of thousands of rows, and to look
/// whether rows changed (`code`, several times, names rows). The details of a row are in the work list.
#[utoipa::path(tag = "dictionaries", operation_id = "list_work_lines", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("source" = String, Path, description = "Source system", example = "his"),
    ("name" = String, Path, description = "Dictionary name", example = "diagnosis"), WorkQuery, CodesQuery, PageQuery,
    ("If-None-Match" = Option<String>, Header, description = "The ETag you have")), responses(
    (status = 200, description = "A page of lines", body = PageResponse<WorkLineResponse>),
    (status = 304, description = "You have it already"), Problems))]
#[get("/organizations/{organization}/dictionaries/{source}/{name}/codes/lines")]
pub async fn list_lines(
    caller: Caller,
    path: Path<(String, String, String)>,
    wanted: Query<WorkQuery>,
    named: Query<Vec<(String, String)>>,
    query: Query<PageQuery>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let (organization, id) = dictionary(path.into_inner())?;
    let (page, order) = (query.page()?, wanted.order()?);
    let (wanted, codes) = (wanted.into_inner(), CodesQuery::of(named.into_inner()));
    let slice = caller
        .ask(move |service, session| {
            let filter = wanted.filter(&session.account, codes.code)?;
            service.work_lines(session, &organization, &id, (&filter, order), &page)
        })
        .await?;
    conditional::answer(&request, &PageResponse::of(slice, WorkLineResponse::from))
}

impl From<WorkRow> for WorkLineResponse {
    fn from(row: WorkRow) -> Self {
        let mapping = row.mapping.as_ref();
        let state = match (mapping, row.suggestions.is_empty()) {
            (Some(mapping), _) => mapping.state.as_str(),
            (None, false) => "suggested",
            (None, true) => "unmapped",
        };
        Self {
            state,
            version: mapping.map_or(0, |mapping| mapping.version),
            author: mapping.map(|mapping| mapping.author.to_string()),
            outcome: mapping.map(outcome),
            targets: mapping.map(targets).unwrap_or_default(),
            suggestion: row.suggestions.into_iter().next().map(LineSuggestion::from),
            code: row.local_code.code,
            occurrence: row.local_code.occurrence,
            name: row.local_code.name,
            usage: row.local_code.usage,
            rank: row.standing.rank,
            assignee: row.assignee.map(|account| account.to_string()),
        }
    }
}

fn outcome(mapping: &Mapping) -> &'static str {
    match mapping.decision {
        Decision::Mapped { .. } => "mapped",
        Decision::NoMatch { .. } => "no-match",
        Decision::Ignored { .. } => "ignored",
    }
}

fn targets(mapping: &Mapping) -> Vec<LineTarget> {
    match &mapping.decision {
        Decision::Mapped { targets } => targets
            .iter()
            .map(|target| LineTarget {
                code: target.code.clone(),
                display: target.display.clone(),
            })
            .collect(),
        Decision::NoMatch { .. } | Decision::Ignored { .. } => Vec::new(),
    }
}

impl From<Suggestion> for LineSuggestion {
    fn from(suggestion: Suggestion) -> Self {
        Self {
            code: suggestion.code,
            display: suggestion.display,
            score: suggestion.score,
            warnings: suggestion.warnings.len(),
        }
    }
}
