//! The grid 网格: roles and rights as a table, and the words of tiers and business lines.

use super::grants::RoleResponse;
use crate::access::area::Area;
use crate::access::area::Axis;
use crate::access::area::GridWord;
use crate::access::role::Right;
use crate::access::role::Role;
use crate::error::Code;
use crate::error::Result;
use crate::http::caller::Caller;
use crate::http::problem::Problems;
use crate::id::DivisionCode;
use crate::id::GridWordId;
use crate::service::Service;
use actix_web::get;
use actix_web::put;
use actix_web::web::Json;
use actix_web::web::Path;
use serde::Deserialize;
use serde::Serialize;
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// The grid: who may do what, and along which axes it is granted.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "roles": [{ "role": "reviewer", "zh": "审核员", "en": "reviewer", "excludes": [], "rights": ["review-mapping"] }],
    "verbs": [{ "right": "review-mapping", "zh": "审核对照", "en": "review mappings", "roles": ["reviewer"] }],
    "tiers": [{ "id": "county", "zh": "县", "en": "county", "rank": 3 }],
    "lines": [{ "id": "disease-control", "zh": "疾控", "en": "disease control", "rank": 3 }]
}))]
pub struct GridResponse {
    /// The roles that can be granted, each with its rights.
    pub roles: Vec<RoleResponse>,
    /// The rights, each with the roles that give it.
    pub verbs: Vec<VerbResponse>,
    /// 层级.
    pub tiers: Vec<GridWordResponse>,
    /// 条线.
    pub lines: Vec<GridWordResponse>,
}

/// A right and who has it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "right": "review-mapping", "zh": "审核对照", "en": "review mappings", "roles": ["reviewer"] }))]
pub struct VerbResponse {
    /// The right.
    #[schema(value_type = String)]
    pub right: Right,
    /// The act in Chinese.
    pub zh: &'static str,
    /// The act in English.
    pub en: &'static str,
    /// The roles that give it.
    pub roles: Vec<&'static str>,
}

/// A tier or a business line.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "id": "county", "zh": "县", "en": "county", "rank": 3 }))]
pub struct GridWordResponse {
    /// The word in requests.
    pub id: String,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
    /// Its place in the order.
    pub rank: i64,
}

/// A tier or a business line in words.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "zh": "中医", "en": "traditional medicine", "rank": 8 }))]
pub struct GridWordRequest {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
    /// Its place in the order.
    pub rank: i64,
}

/// 查看授权网格
///
/// Shows roles and rights as a table, and the tiers and business lines along which they are granted.
#[utoipa::path(tag = "access", operation_id = "get_grid", responses(
    (status = 200, description = "The grid", body = GridResponse), Problems))]
#[get("/access/grid")]
pub async fn get_grid(caller: Caller) -> Result<Json<GridResponse>> {
    let words = caller.ask(Service::grid_words).await?;
    Ok(Json(GridResponse {
        roles: grantable().map(RoleResponse::from).collect(),
        verbs: Right::ALL.iter().copied().map(VerbResponse::from).collect(),
        tiers: words.tiers.into_iter().map(GridWordResponse::from).collect(),
        lines: words.lines.into_iter().map(GridWordResponse::from).collect(),
    }))
}

/// 设定层级或条线
///
/// Adds a tier or a business line, or says one anew; none is taken away. It needs the whole platform as scope.
#[utoipa::path(tag = "access", operation_id = "set_grid_word", request_body = GridWordRequest, params(
    ("axis" = String, Path, description = "`tiers` or `lines`", example = "lines"),
    ("word" = String, Path, description = "The word", example = "traditional")), responses(
    (status = 200, description = "The word", body = GridWordResponse), Problems))]
#[put("/access/grid/{axis}/{word}")]
pub async fn set_grid_word(
    caller: Caller,
    path: Path<(String, String)>,
    body: Json<GridWordRequest>,
) -> Result<Json<GridWordResponse>> {
    let ((axis, id), body) = (path.into_inner(), body.into_inner());
    let axis = Axis::parse(&axis).ok_or(Code::PathUnknown)?;
    let word = GridWord {
        id: GridWordId::new(id)?,
        zh: body.zh,
        en: body.en,
        rank: body.rank,
    };
    let set = word.clone();
    caller
        .ask(move |service, session| service.set_grid_word(session, axis, &set))
        .await?;
    Ok(Json(GridWordResponse::from(word)))
}

/// What narrows a grant, as it stands in answers.
#[derive(Debug, Default)]
pub struct Narrowing {
    /// The division.
    pub division: Option<String>,
    /// The tiers.
    pub tiers: Vec<String>,
    /// The lines.
    pub lines: Vec<String>,
}

/// Reads a division of a request.
pub fn division(text: Option<&str>) -> Result<Option<DivisionCode>> {
    let division = text.map(DivisionCode::new).transpose();
    division.map_err(|error| error.in_field("division"))
}

/// Reads words of the grid of a request.
pub fn words(list: impl IntoIterator<Item = String>) -> Result<BTreeSet<GridWordId>> {
    list.into_iter().map(GridWordId::new).collect()
}

fn grantable() -> impl Iterator<Item = Role> {
    Role::ALL.iter().copied().filter(|role| *role != Role::Operator)
}

impl From<Option<&Area>> for Narrowing {
    fn from(area: Option<&Area>) -> Self {
        let texts = |words: &BTreeSet<GridWordId>| words.iter().map(ToString::to_string).collect();
        area.map_or_else(Self::default, |area| Self {
            division: area.division.as_ref().map(ToString::to_string),
            tiers: texts(&area.tiers),
            lines: texts(&area.lines),
        })
    }
}

impl From<Right> for VerbResponse {
    fn from(right: Right) -> Self {
        let roles = grantable().filter(|role| role.holds(right));
        Self {
            right,
            zh: right.words().0,
            en: right.words().1,
            roles: roles.map(Role::as_str).collect(),
        }
    }
}

impl From<GridWord> for GridWordResponse {
    fn from(word: GridWord) -> Self {
        Self {
            id: word.id.to_string(),
            zh: word.zh,
            en: word.en,
            rank: word.rank,
        }
    }
}
