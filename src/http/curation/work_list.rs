//! Work lists: local codes with their mappings, suggestions and everything a curator looks at beside them.

use super::work_query::CodesQuery;
use super::work_query::WantedRows;
use super::work_query::WorkQuery;
use super::work_row::WorkRowResponse;
use crate::error::Result;
use crate::http::addresses::dictionary;
use crate::http::caller::Caller;
use crate::http::conditional;
use crate::http::pages::PageQuery;
use crate::http::pages::PageResponse;
use crate::http::problem::Problems;
use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::get;
use actix_web::web::Path;
use actix_web::web::Query;

/// 查看工作列表
///
/// Lists local codes with their mapping and suggestions, the most used first. Pages stay right while others work: a cursor
/// goes on behind the last row of its page. Send the `ETag` as `If-None-Match` to be answered 304 while nothing is new.
#[utoipa::path(tag = "dictionaries", operation_id = "list_local_codes", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("source" = String, Path, description = "Source system", example = "his"),
    ("name" = String, Path, description = "Dictionary name", example = "diagnosis"), WorkQuery, CodesQuery, PageQuery,
    ("If-None-Match" = Option<String>, Header, description = "The ETag you have")), responses(
    (status = 200, description = "A page of local codes", body = PageResponse<WorkRowResponse>),
    (status = 304, description = "You have it already"), Problems))]
#[get("/organizations/{organization}/dictionaries/{source}/{name}/codes")]
pub async fn list_codes(
    caller: Caller,
    path: Path<(String, String, String)>,
    wanted: Query<WorkQuery>,
    named: Query<Vec<(String, String)>>,
    query: Query<PageQuery>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let (organization, id) = dictionary(path.into_inner())?;
    let wanted = WantedRows::of(wanted.into_inner(), named.into_inner(), &query)?;
    let slice = caller
        .ask(move |service, session| {
            let filter = wanted.filter(&session.account)?;
            service.work_list(session, &organization, &id, (&filter, wanted.order), &wanted.page)
        })
        .await?;
    let language = caller.language;
    let body = PageResponse::of(slice, |row| WorkRowResponse::of(row, language));
    conditional::answer(&request, &body)
}
