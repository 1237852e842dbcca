//! Divisions: the tree as it was on a date, and two series beside each other.

use super::reading::EditionResponse;
use crate::error::Result;
use crate::http::addresses::partial_date;
use crate::http::caller::Caller;
use crate::http::problem::Problems;
use crate::id::EditionRef;
use crate::id::SystemId;
use crate::registry::division::Level;
use crate::registry::division::SideBySide;
use crate::registry::division::TreeRow;
use crate::registry::division::Verdict;
use actix_web::get;
use actix_web::web::Json;
use actix_web::web::Path;
use actix_web::web::Query;
use serde::Deserialize;
use serde::Serialize;
use utoipa::IntoParams;
use utoipa::ToSchema;

/// Which tree.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TreeQuery {
    /// The date: `2003`, `2003-06` or `2003-06-30`; a year or month means its end.
    #[param(example = "2003-06-30")]
    as_of: String,
    /// Only this code and everything below it.
    #[param(example = "410000")]
    under: Option<String>,
}

/// A tree as it was.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "edition": { "system": "GB-T-2260-yearly", "edition": "2002", "status": "published", "title": "", "source": "",
        "confidence": "V-", "effective_from": "2002-12-31", "rows": 3229, "digest": "5d0c…",
        "created_at": "2026-11-21T01:00:00.000000Z", "created_by": "operator" },
    "rows": [{ "code": "410000", "name": "河南省", "level": "province", "depth": 0, "children": 18, "descendants": 176 }]
}))]
pub struct TreeResponse {
    /// The edition in force at the end of the date.
    pub edition: EditionResponse,
    /// Its rows: each is followed by those below it.
    pub rows: Vec<TreeRowResponse>,
}

/// A row of a tree.
#[derive(Debug, Serialize, ToSchema)]
pub struct TreeRowResponse {
    /// The code.
    pub code: String,
    /// Its name then.
    pub name: String,
    /// The code above it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// `province`, `prefecture` or `county`, for codes of six digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// How far below the top, which is 0.
    pub depth: usize,
    /// How many are directly below it.
    pub children: usize,
    /// How many are below it.
    pub descendants: usize,
}

/// Which series.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CompareQuery {
    /// The edition on the left.
    #[param(example = "GB-T-2260-mca/2018-01")]
    left: String,
    /// The edition on the right.
    #[param(example = "GB-T-2260-stats/2018-10")]
    right: String,
    /// A code with everything below it, or the beginning of codes.
    #[param(example = "41")]
    under: Option<String>,
    /// Only rows that differ.
    differences: Option<bool>,
}

/// Two series beside each other.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "left": { "system": "GB-T-2260-mca", "edition": "2018-01", "status": "published", "title": "", "source": "民政部",
        "confidence": "V-", "rows": 3219, "digest": "5d0c…", "created_at": "2026-11-21T01:00:00.000000Z", "created_by": "operator" },
    "right": { "system": "GB-T-2260-stats", "edition": "2018-10", "status": "published", "title": "", "source": "国家统计局",
        "confidence": "V-", "rows": 3659, "digest": "5d0c…", "created_at": "2026-11-21T01:00:00.000000Z", "created_by": "operator" },
    "same": 177, "name_differs": 0, "left_only": 0, "right_only": 1,
    "rows": [{ "code": "410173", "right": "郑州航空港经济综合实验区", "verdict": "right-only" }]
}))]
pub struct CompareResponse {
    /// The edition on the left with its source.
    pub left: EditionResponse,
    /// The edition on the right with its source.
    pub right: EditionResponse,
    /// How many codes both have with the same name.
    pub same: usize,
    /// How many codes both have with different names.
    pub name_differs: usize,
    /// How many only the left has.
    pub left_only: usize,
    /// How many only the right has.
    pub right_only: usize,
    /// The codes.
    pub rows: Vec<SideBySideResponse>,
}

/// A code in two series.
#[derive(Debug, Serialize, ToSchema)]
pub struct SideBySideResponse {
    /// The code.
    pub code: String,
    /// Its name on the left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left: Option<String>,
    /// Its name on the right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub right: Option<String>,
    /// `same`, `name-differs`, `left-only` or `right-only`.
    pub verdict: String,
}

/// 某日的树
///
/// Shows the tree of a code system as it was at the end of a date, with counts and the names of then.
#[utoipa::path(tag = "divisions", operation_id = "get_tree", params(
    ("system" = String, Path, description = "Code system id", example = "GB-T-2260-yearly"), TreeQuery), responses(
    (status = 200, description = "The tree", body = TreeResponse), Problems))]
#[get("/code-systems/{system}/tree")]
pub async fn get_tree(caller: Caller, path: Path<String>, query: Query<TreeQuery>) -> Result<Json<TreeResponse>> {
    let system = SystemId::new(path.into_inner())?;
    let date = partial_date(&query.as_of, "as_of")?;
    let under = query.into_inner().under;
    let (edition, rows) = caller
        .ask(move |service, session| service.tree_as_of(session, &system, date, under.as_deref()))
        .await?;
    Ok(Json(TreeResponse {
        edition: EditionResponse::from(edition),
        rows: rows.into_iter().map(TreeRowResponse::from).collect(),
    }))
}

/// 两套区划并排比较
///
/// Shows two editions, such as those of two publishers, beside each other: what only one has, and where names differ.
#[utoipa::path(tag = "divisions", operation_id = "compare_divisions", params(CompareQuery), responses(
    (status = 200, description = "Both series", body = CompareResponse), Problems))]
#[get("/divisions/compare")]
pub async fn compare_divisions(caller: Caller, query: Query<CompareQuery>) -> Result<Json<CompareResponse>> {
    let query = query.into_inner();
    let (left, right) = (EditionRef::parse(&query.left)?, EditionRef::parse(&query.right)?);
    let (left, right, rows) = caller
        .ask(move |service, session| service.compare_divisions(session, &left, &right, query.under.as_deref()))
        .await?;
    let count = |verdict: Verdict| rows.iter().filter(|row| row.verdict == verdict).count();
    Ok(Json(CompareResponse {
        left: EditionResponse::from(left),
        right: EditionResponse::from(right),
        same: count(Verdict::Same),
        name_differs: count(Verdict::NameDiffers),
        left_only: count(Verdict::LeftOnly),
        right_only: count(Verdict::RightOnly),
        rows: shown(rows, query.differences.unwrap_or(false)),
    }))
}

fn shown(rows: Vec<SideBySide>, only_differences: bool) -> Vec<SideBySideResponse> {
    let rows = rows
        .into_iter()
        .filter(|row| !only_differences || row.verdict != Verdict::Same);
    rows.map(SideBySideResponse::from).collect()
}

impl From<TreeRow> for TreeRowResponse {
    fn from(row: TreeRow) -> Self {
        Self {
            level: Level::of(&row.code).map(|level| level.as_str().to_owned()),
            code: row.code,
            name: row.name,
            parent: row.parent,
            depth: row.depth,
            children: row.children,
            descendants: row.descendants,
        }
    }
}

impl From<SideBySide> for SideBySideResponse {
    fn from(row: SideBySide) -> Self {
        Self {
            code: row.code,
            left: row.left,
            right: row.right,
            verdict: row.verdict.as_str().to_owned(),
        }
    }
}
