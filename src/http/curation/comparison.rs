//! Hospital against hospital.

use crate::error::Result;
use crate::http::addresses::word;
use crate::http::caller::Caller;
use crate::http::csv;
use crate::http::pages::PageQuery;
use crate::http::pages::PageResponse;
use crate::http::problem::Problems;
use crate::http::registry::edition_diff::DiffFormat;
use crate::id::OrganizationId;
use crate::report::comparison_csv;
use crate::report::comparison_xlsx;
use crate::service::curation::comparison::ReleaseOf;
use crate::snapshot::body::Line;
use crate::snapshot::comparison::Difference;
use crate::snapshot::comparison::Dissent;
use crate::snapshot::comparison::Sameness;
use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::get;
use actix_web::web::Path;
use actix_web::web::Query;
use serde::Deserialize;
use serde::Serialize;
use utoipa::IntoParams;
use utoipa::ToSchema;

/// How to compare, and what of it is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ComparisonQuery {
    /// When lines are about the same thing: `name` (equal normalised local names; usual) or `code-and-name`.
    #[param(example = "name")]
    by: Option<String>,
    /// Only `targets`, `outcome`, `edition` or `relationship`.
    #[param(example = "targets")]
    dissent: Option<String>,
    /// Only names that have this text.
    text: Option<String>,
    /// `json`, `csv` or `xlsx`; without it, by `Accept`. Files hold every row, whatever page is asked for.
    format: Option<String>,
}

/// What two hospitals say of the same things.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "same": 812, "only_left": 40, "only_right": 77, "different": 1,
    "items": [{ "dissent": "targets", "name": "上感",
        "left": [{ "dictionary": "his/diagnosis", "code": "017", "name": "上感", "targets": [] }],
        "right": [{ "dictionary": "his/diagnosis", "code": "J06", "name": "上感", "targets": [] }] }]
}))]
pub struct MappingComparisonResponse {
    /// Things of which both say the same.
    pub same: u64,
    /// Things of which only the first says something.
    pub only_left: u64,
    /// Things of which only the second says something.
    pub only_right: u64,
    /// Things on which they differ, whichever are wanted.
    pub different: usize,
    /// The things on which they differ, by name.
    #[serde(flatten)]
    pub rows: PageResponse<MappingDifferenceResponse>,
}

/// One thing on which two hospitals differ.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "dissent": "targets", "name": "上感", "left": [], "right": [] }))]
pub struct MappingDifferenceResponse {
    /// `targets` (other codes), `outcome` (one says that nothing fits), `edition` (the same codes of other editions) or
    /// `relationship` (the same targets, related otherwise or in another order).
    pub dissent: String,
    /// The normalised local name.
    pub name: String,
    /// Body lines of the first hospital.
    #[schema(value_type = Vec<Object>)]
    pub left: Vec<Line>,
    /// Body lines of the second.
    #[schema(value_type = Vec<Object>)]
    pub right: Vec<Line>,
}

/// 比较两家机构的发布版
///
/// Lists the things that two organizations released different meanings for. The second has to be in the caller's scope or
/// to share its mappings. Only dictionaries that are mapped to the same code system are compared.
#[utoipa::path(tag = "releases", operation_id = "compare_releases", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("number" = i64, Path, description = "Its release", example = 1),
    ("other" = String, Path, description = "The other organization", example = "H2"),
    ("release" = i64, Path, description = "Its release", example = 1), ComparisonQuery, PageQuery), responses(
    (status = 200, description = "Where they differ", content(
        (MappingComparisonResponse = "application/json"),
        (String = "text/csv", example = "dissent,name,dictionary,code,targets,other_dictionary,other_code,other_targets\n"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", example = "PK…"),
    )), Problems))]
#[get("/organizations/{organization}/releases/{number}/compare/{other}/{release}")]
pub async fn compare_releases(
    caller: Caller,
    path: Path<(String, i64, String, i64)>,
    query: Query<ComparisonQuery>,
    page: Query<PageQuery>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let (left, right) = sides(path.into_inner())?;
    let query = query.into_inner();
    let (format, by) = (DiffFormat::wanted(query.format.as_deref(), &request)?, query.by()?);
    let wanted = query.dissent.as_deref().map(dissent).transpose()?;
    let page = page.page()?;
    let mut found = caller
        .ask(move |service, session| service.compare_releases(session, &left, &right, by))
        .await?;
    let different = found.differences.len();
    found.differences.retain(|one| query.takes(one, wanted));
    Ok(match format {
        DiffFormat::Csv => csv::answer("compare.csv", comparison_csv(&found.differences)?),
        DiffFormat::Xlsx => csv::workbook("compare.xlsx", comparison_xlsx(&found.differences)?),
        DiffFormat::Json => HttpResponse::Ok().json(MappingComparisonResponse {
            same: found.same,
            only_left: found.only_left,
            only_right: found.only_right,
            different,
            rows: PageResponse::of(page.cut(found.differences, key)?, MappingDifferenceResponse::from),
        }),
    })
}

fn sides((organization, number, other, release): (String, i64, String, i64)) -> Result<(ReleaseOf, ReleaseOf)> {
    let left = ReleaseOf {
        organization: OrganizationId::new(organization)?,
        number,
    };
    let right = ReleaseOf {
        organization: OrganizationId::new(other)?,
        number: release,
    };
    Ok((left, right))
}

fn dissent(text: &str) -> Result<Dissent> {
    let words = Dissent::ALL.map(Dissent::as_str);
    word(text, "dissent", Dissent::parse, &words)
}

/// The order of differences. A normalised name has no line feed.
fn key(difference: &Difference) -> String {
    format!("{}\n{}\n{}", difference.name, difference.code, difference.system)
}

impl ComparisonQuery {
    fn by(&self) -> Result<Sameness> {
        let words = Sameness::ALL.map(Sameness::as_str);
        let by = self.by.as_deref();
        by.map_or(Ok(Sameness::Name), |text| word(text, "by", Sameness::parse, &words))
    }

    fn takes(&self, difference: &Difference, wanted: Option<Dissent>) -> bool {
        let has_text = self.text.as_ref().is_none_or(|text| difference.name.contains(text));
        has_text && wanted.is_none_or(|wanted| wanted == difference.dissent)
    }
}

impl From<Difference> for MappingDifferenceResponse {
    fn from(difference: Difference) -> Self {
        Self {
            dissent: difference.dissent.as_str().to_owned(),
            name: difference.name,
            left: difference.left,
            right: difference.right,
        }
    }
}
