//! Waiting for publications: long polling, server-sent events, and an Atom feed.

mod events;

use super::news::News;
use super::snapshots::document;
use crate::digest::sha256_hex;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::http::caller::Caller;
use crate::http::conditional::client_has;
use crate::http::problem::Problems;
use crate::id::OrganizationId;
use crate::report::atom_feed;
use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::get;
use actix_web::http::header;
use actix_web::http::header::ETag;
use actix_web::http::header::EntityTag;
use actix_web::rt::time::Instant;
use actix_web::rt::time::sleep;
use actix_web::web::Data;
use actix_web::web::Path;
use actix_web::web::Query;
use events::Events;
use serde::Deserialize;
use std::time::Duration;
use utoipa::IntoParams;

/// The longest wait of one request, in seconds; a proxy gives up after a minute.
const LONGEST_WAIT: u64 = 50;
/// How often a waiting request looks at the news of this process.
const LOOK: Duration = Duration::from_millis(250);

/// What a waiting collector has.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WatchQuery {
    /// The release that you have; 0 when you have none.
    #[param(example = 2)]
    after: i64,
    /// How long to wait, in seconds, at most 50; 30 without it.
    #[param(example = 30)]
    wait: Option<u64>,
}

/// How long a stream of events lasts.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct StreamQuery {
    /// After how many seconds it ends, so that the client connects again; without it, it lasts until somebody hangs up.
    #[param(example = 3600)]
    seconds: Option<u64>,
}

/// 等待新的快照
///
/// Waits until a release after `after` is published, on whichever node, and answers its manifest as `latest` does; 204 when the
/// wait is over and nothing is new. Ask again then.
#[utoipa::path(tag = "snapshots", operation_id = "watch_snapshots", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"), WatchQuery), responses(
    (status = 200, description = "The manifest of the newest release, canonical bytes", body = String,
        content_type = "application/json", example = json!({ "format": "zhiyu-snapshot/1", "organization": "H1", "release": 3 })),
    (status = 204, description = "Nothing is new"), Problems))]
#[get("/organizations/{organization}/snapshots/watch")]
pub async fn watch_snapshots(
    caller: Caller,
    path: Path<String>,
    query: Query<WatchQuery>,
    news: Data<News>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let id = OrganizationId::new(path.into_inner())?;
    let wait = query.wait.unwrap_or(30);
    if wait > LONGEST_WAIT {
        return Err(Error::new(Code::FieldInvalid)
            .with("field", "wait")
            .with("value", wait)
            .with("rule_zh", format!("不超过 {LONGEST_WAIT} 秒"))
            .with("rule_en", format!("at most {LONGEST_WAIT} seconds"))
            .in_field("wait"));
    }
    let end = Instant::now() + Duration::from_secs(wait);
    loop {
        let known = news.of(&id);
        let organization = id.clone();
        let newest = caller.ask(move |service, session| service.newest_release(session, &organization));
        match newest.await? {
            Some(release) if release.number > query.after => return document(&request, release.manifest),
            Some(_) | None => {}
        }
        // A collector that is held back is asked for again when anything was said, not when there is a higher number.
        while news.of(&id) == known {
            if Instant::now() >= end || news.is_over() {
                return Ok(HttpResponse::NoContent().finish());
            }
            sleep(LOOK.min(end - Instant::now())).await;
        }
    }
}

/// 快照事件流
///
/// Server-sent events: one event `publication` for the newest release now, and one whenever a release is published or retracted.
/// Its data is `{"release", "retracted"}`: the newest release and how many are retracted; fetch the pointer or `latest` then.
#[utoipa::path(tag = "snapshots", operation_id = "stream_snapshots", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"), StreamQuery), responses(
    (status = 200, description = "The events", body = String, content_type = "text/event-stream",
        example = "event: publication\nid: 3.0\ndata: {\"release\":3,\"retracted\":0}\n\n"), Problems))]
#[get("/organizations/{organization}/snapshots/events")]
pub async fn stream_snapshots(
    caller: Caller,
    path: Path<String>,
    query: Query<StreamQuery>,
    news: Data<News>,
) -> Result<HttpResponse> {
    let end = query
        .seconds
        .map(|seconds| Instant::now() + Duration::from_secs(seconds));
    let id = OrganizationId::new(path.into_inner())?;
    let organization = id.clone();
    caller
        .ask(move |service, session| service.newest_release(session, &organization))
        .await?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/event-stream"))
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .body(Events::new(caller, news.get_ref().clone(), id, end)))
}

/// 快照 Atom 供稿
///
/// The releases as an Atom feed in the shape of terminology syndication: an entry a release, the newest first, with the body's
/// SHA-256; a retracted release is an entry of the category `ZHIYU_SNAPSHOT_RETRACT`.
#[utoipa::path(tag = "snapshots", operation_id = "get_snapshot_feed", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("If-None-Match" = Option<String>, Header, description = "The ETag you have")), responses(
    (status = 200, description = "The feed", body = String, content_type = "application/atom+xml",
        example = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><feed xmlns=\"http://www.w3.org/2005/Atom\"></feed>"),
    (status = 304, description = "You have it already"), Problems))]
#[get("/organizations/{organization}/snapshots/feed")]
pub async fn get_feed(caller: Caller, path: Path<String>, request: HttpRequest) -> Result<HttpResponse> {
    let id = OrganizationId::new(path.into_inner())?;
    let feed = caller
        .ask(move |service, session| {
            let (releases, retractions) = service.published(session, &id)?;
            Ok(atom_feed(&id, &releases, &retractions))
        })
        .await?;
    let tag = EntityTag::new_strong(sha256_hex([feed.as_bytes()]));
    if client_has(&request, &tag) {
        return Ok(HttpResponse::NotModified().insert_header(ETag(tag)).finish());
    }
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/atom+xml; charset=utf-8"))
        .insert_header((header::CACHE_CONTROL, "private, no-cache"))
        .insert_header(ETag(tag))
        .body(feed))
}
