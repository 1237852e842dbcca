//! Mappings: drafting, submitting, reviewing, and their history.

mod answers;
mod requests;

pub use answers::MappingResponse;
pub use answers::TakenStepResponse;
pub use requests::DraftsRequest;
pub use requests::StepsRequest;

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::http::addresses::dictionary;
use crate::http::addresses::state;
use crate::http::caller::Caller;
use crate::http::pages::PageQuery;
use crate::http::pages::PageResponse;
use crate::http::problem::Problems;
use crate::id::OrganizationId;
use crate::mapping::state::Step;
use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::get;
use actix_web::http::header;
use actix_web::http::header::ETag;
use actix_web::http::header::EntityTag;
use actix_web::post;
use actix_web::put;
use actix_web::web::Json;
use actix_web::web::Path;
use actix_web::web::Query;
use serde::Deserialize;
use std::collections::BTreeSet;
use utoipa::IntoParams;

/// Which mappings.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MappingQuery {
    /// Only mappings in this state.
    #[param(example = "in-review")]
    state: Option<String>,
}

/// Whose history.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct HistoryQuery {
    /// The local code.
    #[param(example = "A00.901")]
    code: String,
}

/// 列出对照
///
/// Lists the mappings of an organization by dictionary and code.
#[utoipa::path(tag = "mappings", operation_id = "list_mappings", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"), MappingQuery, PageQuery), responses(
    (status = 200, description = "A page of mappings", body = PageResponse<MappingResponse>), Problems))]
#[get("/organizations/{organization}/mappings")]
pub async fn list_mappings(
    caller: Caller,
    path: Path<String>,
    wanted: Query<MappingQuery>,
    query: Query<PageQuery>,
) -> Result<Json<PageResponse<MappingResponse>>> {
    let id = OrganizationId::new(path.into_inner())?;
    let page = query.page()?;
    let state = wanted.into_inner().state.as_deref().map(state).transpose()?;
    let slice = caller
        .ask(move |service, session| service.mappings(session, &id, state, &page))
        .await?;
    Ok(Json(PageResponse::of(slice, MappingResponse::from)))
}

/// 编制对照
///
/// Writes down decisions about local codes of a dictionary. Name the version that you saw, in `version` or for a single
/// item in `If-Match`: who comes too late is refused and shown what stands there now.
#[utoipa::path(tag = "mappings", operation_id = "draft_mappings", params(
    ("If-Match" = Option<String>, Header, description = "The version you saw, for a single item", example = "\"2\""),
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("source" = String, Path, description = "Source system", example = "his"),
    ("name" = String, Path, description = "Dictionary name", example = "diagnosis")), request_body = DraftsRequest,
    responses((status = 200, description = "The mappings as they are now", body = Vec<MappingResponse>), Problems))]
#[put("/organizations/{organization}/dictionaries/{source}/{name}/mappings")]
pub async fn draft_mappings(
    caller: Caller,
    path: Path<(String, String, String)>,
    request: HttpRequest,
    body: Json<DraftsRequest>,
) -> Result<Json<Vec<MappingResponse>>> {
    let (organization, id) = dictionary(path.into_inner())?;
    let body = body.into_inner();
    let taken = body.items.iter().filter(|item| item.from_suggestion);
    let taken: BTreeSet<String> = taken.map(|item| item.code.clone()).collect();
    let mut requests = body.requests()?;
    if let Some(version) = if_match(&request, requests.len())? {
        for item in &mut requests {
            item.version = Some(version);
        }
    }
    let list = caller
        .ask(move |service, session| service.draft_taken(session, &organization, &id, requests, &taken))
        .await?;
    Ok(Json(list.into_iter().map(MappingResponse::from).collect()))
}

/// 提交、撤回、审核通过、退回、重新打开、撤销对照，或转待复核
///
/// Takes a step on mappings: `submit`, `withdraw` and `recheck` by the curator, `approve` and `return` by another person,
/// `reopen` by either. A return, a reopening and a recheck need a reason. `undo` takes back the caller's own last draft as a
/// further step of the history; mappings that there were none before are not in the answer.
#[utoipa::path(tag = "mappings", operation_id = "step_mappings", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("source" = String, Path, description = "Source system", example = "his"),
    ("name" = String, Path, description = "Dictionary name", example = "diagnosis"),
    ("step" = String, Path, description = "`submit`, `withdraw`, `approve`, `return`, `reopen`, `recheck` or `undo`", example = "submit")),
    request_body = StepsRequest,
    responses((status = 200, description = "The mappings as they are now", body = Vec<MappingResponse>), Problems))]
#[post("/organizations/{organization}/dictionaries/{source}/{name}/mappings/{step}")]
pub async fn step_mappings(
    caller: Caller,
    path: Path<(String, String, String, String)>,
    body: Json<StepsRequest>,
) -> Result<Json<Vec<MappingResponse>>> {
    let (organization, source, name, step) = path.into_inner();
    let (organization, id) = dictionary((organization, source, name))?;
    let body = body.into_inner();
    let list = if step == Step::Undo.as_str() {
        let (seen, reason) = body.seen();
        caller
            .ask(move |service, session| service.undo_drafts(session, &organization, &id, (&seen, &reason)))
            .await?
    } else {
        let request = body.request(&step)?;
        caller
            .ask(move |service, session| service.step_mappings(session, &organization, &id, &request))
            .await?
    };
    Ok(Json(list.into_iter().map(MappingResponse::from).collect()))
}

/// 查看对照的历史
///
/// Lists every step that the mapping of a local code took.
#[utoipa::path(tag = "mappings", operation_id = "get_mapping_history", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("source" = String, Path, description = "Source system", example = "his"),
    ("name" = String, Path, description = "Dictionary name", example = "diagnosis"), HistoryQuery), responses(
    (status = 200, description = "Its steps in order; the `ETag` is the version, for `If-Match`",
        body = Vec<TakenStepResponse>), Problems))]
#[get("/organizations/{organization}/dictionaries/{source}/{name}/history")]
pub async fn get_history(
    caller: Caller,
    path: Path<(String, String, String)>,
    query: Query<HistoryQuery>,
) -> Result<HttpResponse> {
    let (organization, id) = dictionary(path.into_inner())?;
    let code = query.into_inner().code;
    let steps = caller
        .ask(move |service, session| service.mapping_history(session, &organization, &id, &code))
        .await?;
    let version = steps.last().map_or(0, |step| step.version);
    let steps: Vec<TakenStepResponse> = steps.into_iter().map(TakenStepResponse::from).collect();
    let tag = ETag(EntityTag::new_strong(version.to_string()));
    Ok(HttpResponse::Ok().insert_header(tag).json(steps))
}

/// The version that `If-Match` names; it can be that of one item only.
fn if_match(request: &HttpRequest, items: usize) -> Result<Option<i64>> {
    let Some(value) = request.headers().get(header::IF_MATCH) else {
        return Ok(None);
    };
    let text = value.to_str().unwrap_or_default();
    let version = text.trim().trim_matches('"').parse().ok();
    match (version, items) {
        (Some(version), 1) => Ok(Some(version)),
        (Some(_) | None, _) => Err(Error::new(Code::FieldInvalid)
            .with("field", "If-Match")
            .with("value", text)
            .with("rule_zh", "写带引号的版本号，且只用于一条；多条时在各条写 version")
            .with(
                "rule_en",
                "a quoted version, for a single item; with several items write version in each",
            )
            .in_field("If-Match")),
    }
}
