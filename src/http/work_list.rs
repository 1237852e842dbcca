//! Work lists: local codes with their mappings and suggestions.

use super::addresses::dictionary;
use super::addresses::work_state;
use super::caller::Caller;
use super::mappings::MappingResponse;
use super::pages::PageQuery;
use super::pages::PageResponse;
use super::problem::Problems;
use super::suggestions::SuggestionResponse;
use crate::error::Result;
use crate::language::Language;
use crate::service::work_list::WorkRow;
use crate::service::work_list::WorkState;
use actix_web::get;
use actix_web::web::Json;
use actix_web::web::Path;
use actix_web::web::Query;
use serde::Deserialize;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::IntoParams;
use utoipa::ToSchema;

/// Which rows of a work list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WorkQuery {
    /// `unmapped`, `suggested`, `drafted`, `in-review`, `returned`, `approved`, `released` or `needs-recheck`; without it, all.
    #[param(example = "unmapped")]
    state: Option<String>,
}

/// A row of a work list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "code": "A00.051", "occurrence": 1, "name": "古典型霍乱", "attributes": {}, "row": 2,
    "suggestions": [{ "code": "A00.000x001", "display": "古典生物型霍乱", "score": 0.71, "proposed": true, "reasons": [], "warnings": [] }]
}))]
pub struct WorkRowResponse {
    /// The local code.
    pub code: String,
    /// 1 unless the code stands in several rows.
    pub occurrence: i64,
    /// The local name.
    pub name: String,
    /// Further columns.
    pub attributes: BTreeMap<String, String>,
    /// How often data used it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage: Option<i64>,
    /// The row of the file.
    pub row: u64,
    /// Its mapping.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mapping: Option<MappingResponse>,
    /// What was suggested, best first.
    pub suggestions: Vec<SuggestionResponse>,
}

/// 查看工作列表
///
/// Lists local codes with their mapping and suggestions, by code.
#[utoipa::path(tag = "dictionaries", operation_id = "list_local_codes", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("source" = String, Path, description = "Source system", example = "his"),
    ("name" = String, Path, description = "Dictionary name", example = "diagnosis"), WorkQuery, PageQuery), responses(
    (status = 200, description = "A page of local codes", body = PageResponse<WorkRowResponse>), Problems))]
#[get("/organizations/{organization}/dictionaries/{source}/{name}/codes")]
pub async fn list_codes(
    caller: Caller,
    path: Path<(String, String, String)>,
    wanted: Query<WorkQuery>,
    query: Query<PageQuery>,
) -> Result<Json<PageResponse<WorkRowResponse>>> {
    let (organization, id) = dictionary(path.into_inner())?;
    let state = wanted.into_inner().state()?;
    let page = query.page()?;
    let slice = caller
        .ask(move |service, session| service.work_list(session, &organization, &id, state, &page))
        .await?;
    let language = caller.language;
    Ok(Json(PageResponse::of(slice, |row| WorkRowResponse::of(row, language))))
}

impl WorkQuery {
    fn state(&self) -> Result<Option<WorkState>> {
        self.state.as_deref().map(work_state).transpose()
    }
}

impl WorkRowResponse {
    fn of(row: WorkRow, language: Language) -> Self {
        let entry = row.local_code;
        let suggestions = row.suggestions.into_iter();
        Self {
            code: entry.code,
            occurrence: entry.occurrence,
            name: entry.name,
            attributes: entry.attributes,
            usage: entry.usage,
            row: entry.row,
            mapping: row.mapping.map(MappingResponse::from),
            suggestions: suggestions.map(|one| SuggestionResponse::of(one, language)).collect(),
        }
    }
}
