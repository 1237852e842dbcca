//! Bulk acts: a dry run that counts and shows samples, its execution, and its undoing.

mod shapes;

use crate::error::Result;
use crate::http::addresses::dictionary;
use crate::http::caller::Caller;
use crate::http::pages::PageQuery;
use crate::http::pages::PageResponse;
use crate::http::problem::Problems;
use crate::service::curation::bulk::ActedRows;
use actix_web::get;
use actix_web::post;
use actix_web::web::Json;
use actix_web::web::Path;
use actix_web::web::Query;
use shapes::ActedQuery;
use shapes::ActedRowResponse;
use shapes::BulkActResponse;
use shapes::BulkRequest;
use shapes::BulkResponse;
use shapes::UndoRequest;
use shapes::UndoResponse;

/// 批量操作：预演与执行
///
/// Does the same to many rows: `accept` (the first suggestion), `no-match`, `ignore`, `submit`, `withdraw`, `approve`,
/// `return` or `reopen`. Without `plan` nothing is written: the answer counts what would be done, what is skipped and why, and
/// which rows are left to a person because of a risk. With the `plan` of that answer the order is executed as one numbered act,
/// unless a row changed meanwhile (409 `plan-stale`).
#[utoipa::path(tag = "mappings", operation_id = "run_bulk_act", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("source" = String, Path, description = "Source system", example = "his"),
    ("name" = String, Path, description = "Dictionary name", example = "diagnosis"),
    ("step" = String, Path, description = "What is done", example = "accept")), request_body = BulkRequest,
    responses((status = 200, description = "What was, or would be, done", body = BulkResponse), Problems))]
#[post("/organizations/{organization}/dictionaries/{source}/{name}/bulk/{step}")]
pub async fn run_bulk(
    caller: Caller,
    path: Path<(String, String, String, String)>,
    body: Json<BulkRequest>,
) -> Result<Json<BulkResponse>> {
    let (organization, source, name, step) = path.into_inner();
    let (organization, id) = dictionary((organization, source, name))?;
    let body = body.into_inner();
    let (kind, number, plan) = caller
        .ask(move |service, session| {
            let (request, seen) = body.order(&step, &session.account)?;
            let kind = request.order.kind;
            let Some(seen) = seen else {
                let plan = service.plan_bulk(session, &organization, &id, &request)?;
                return Ok((kind, None, plan));
            };
            let (act, plan) = service.run_bulk(session, &organization, &id, &request, &seen)?;
            Ok((kind, Some(act.number), plan))
        })
        .await?;
    Ok(Json(BulkResponse::of(kind, number, &plan, caller.language)))
}

/// 列出批量操作
///
/// Lists the bulk acts of a dictionary, the newest first.
#[utoipa::path(tag = "mappings", operation_id = "list_bulk_acts", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("source" = String, Path, description = "Source system", example = "his"),
    ("name" = String, Path, description = "Dictionary name", example = "diagnosis"), PageQuery), responses(
    (status = 200, description = "A page of acts", body = PageResponse<BulkActResponse>), Problems))]
#[get("/organizations/{organization}/dictionaries/{source}/{name}/bulk")]
pub async fn list_bulk_acts(
    caller: Caller,
    path: Path<(String, String, String)>,
    query: Query<PageQuery>,
) -> Result<Json<PageResponse<BulkActResponse>>> {
    let (organization, id) = dictionary(path.into_inner())?;
    let page = query.page()?;
    let slice = caller
        .ask(move |service, session| service.bulk_acts(session, &organization, &id, &page))
        .await?;
    Ok(Json(PageResponse::of(slice, BulkActResponse::from)))
}

/// 查看批量操作的行
///
/// Lists the rows of a bulk act by code: those that were done, or those that were left to a person, with the reasons.
#[utoipa::path(tag = "mappings", operation_id = "list_bulk_rows", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("source" = String, Path, description = "Source system", example = "his"),
    ("name" = String, Path, description = "Dictionary name", example = "diagnosis"),
    ("number" = i64, Path, description = "Number of the act", example = 3), ActedQuery, PageQuery), responses(
    (status = 200, description = "A page of rows", body = PageResponse<ActedRowResponse>), Problems))]
#[get("/organizations/{organization}/dictionaries/{source}/{name}/bulk/{number}/rows")]
pub async fn list_bulk_rows(
    caller: Caller,
    path: Path<(String, String, String, i64)>,
    wanted: Query<ActedQuery>,
    query: Query<PageQuery>,
) -> Result<Json<PageResponse<ActedRowResponse>>> {
    let (organization, source, name, number) = path.into_inner();
    let (organization, id) = dictionary((organization, source, name))?;
    let page = query.page()?;
    let wanted = ActedRows {
        number,
        done: wanted.into_inner().wants_done()?,
    };
    let slice = caller
        .ask(move |service, session| service.bulk_rows(session, &organization, &id, wanted, &page))
        .await?;
    Ok(Json(PageResponse::of(slice, ActedRowResponse::from)))
}

/// 撤销批量操作
///
/// Takes a bulk act back before release: every row that has not moved since is what it was before, as a further step of its
/// history. Rows that moved since, or are released, are left and listed.
#[utoipa::path(tag = "mappings", operation_id = "undo_bulk_act", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("source" = String, Path, description = "Source system", example = "his"),
    ("name" = String, Path, description = "Dictionary name", example = "diagnosis"),
    ("number" = i64, Path, description = "Number of the act", example = 3)), request_body = UndoRequest,
    responses((status = 200, description = "What was undone", body = UndoResponse), Problems))]
#[post("/organizations/{organization}/dictionaries/{source}/{name}/bulk/{number}/undo")]
pub async fn undo_bulk(
    caller: Caller,
    path: Path<(String, String, String, i64)>,
    body: Json<UndoRequest>,
) -> Result<Json<UndoResponse>> {
    let (organization, source, name, number) = path.into_inner();
    let (organization, id) = dictionary((organization, source, name))?;
    let reason = body.into_inner().reason;
    let undone = caller
        .ask(move |service, session| service.undo_bulk(session, &organization, &id, number, &reason))
        .await?;
    Ok(Json(UndoResponse::of(undone, number)))
}
