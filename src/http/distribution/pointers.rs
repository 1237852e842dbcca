//! What collectors pull around a snapshot: the key set, the pointer, deltas. See `docs/snapshot-format.md`.

use super::snapshots::document;
use super::snapshots::encoding;
use super::snapshots::packed;
use super::snapshots::unless_held;
use crate::error::Result;
use crate::http::caller::Caller;
use crate::http::conditional::HeldTags;
use crate::http::problem::Problem;
use crate::http::problem::Problems;
use crate::id::OrganizationId;
use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::get;
use actix_web::web::Path;
use actix_web::web::Query;
use serde::Deserialize;
use utoipa::IntoParams;

/// From which release a delta goes.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DeltaQuery {
    /// The release that you have.
    #[param(example = 1)]
    from: i64,
}

/// 快照密钥集
///
/// Reads the set of keys that sign snapshots; a root key signed it.
#[utoipa::path(tag = "snapshots", operation_id = "get_snapshot_keys", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("If-None-Match" = Option<String>, Header, description = "The ETag you have")), responses(
    (status = 200, description = "The key set, canonical bytes", body = String, content_type = "application/json",
        example = json!({ "format": "zhiyu-keys/1", "version": 1, "keys": [] })),
    (status = 304, description = "You have it already"), Problems))]
#[get("/organizations/{organization}/snapshots/keys")]
pub async fn get_keys(caller: Caller, path: Path<String>, request: HttpRequest) -> Result<HttpResponse> {
    let id = OrganizationId::new(path.into_inner())?;
    let text = caller
        .ask(move |service, session| service.snapshot_keys(session, &id))
        .await?;
    document(&request, text)
}

/// 最新快照的指针
///
/// Reads the pointer: which release is the newest and which must not be used, signed, good for two days. It is issued
/// anew every hour; in between it has the same bytes and `ETag`.
#[utoipa::path(tag = "snapshots", operation_id = "get_snapshot_pointer", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("If-None-Match" = Option<String>, Header, description = "The ETag you have")), responses(
    (status = 200, description = "The pointer, canonical bytes", body = String, content_type = "application/json",
        example = json!({ "format": "zhiyu-pointer/1", "organization": "H1", "release": 2 })),
    (status = 304, description = "You have it already"), Problems))]
#[get("/organizations/{organization}/snapshots/pointer")]
pub async fn get_pointer(caller: Caller, path: Path<String>, request: HttpRequest) -> Result<HttpResponse> {
    let id = OrganizationId::new(path.into_inner())?;
    let text = caller
        .ask(move |service, session| service.snapshot_pointer(session, &id))
        .await?;
    document(&request, text)
}

/// 快照增量
///
/// Reads the delta from an earlier release to this one: a signed header, then `put` and `delete` lines, packed as
/// `Accept-Encoding` allows (zstd, gzip).
#[utoipa::path(tag = "snapshots", operation_id = "get_snapshot_delta", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("number" = i64, Path, description = "Release number", example = 2), DeltaQuery,
    ("Range" = Option<String>, Header, description = "One range of bytes, of what is not packed", example = "bytes=65536-"),
    ("If-Range" = Option<String>, Header, description = "The ETag of the part that you have"),
    ("If-None-Match" = Option<String>, Header, description = "The ETag you have")), responses(
    (status = 206, description = "The part of the delta", body = String, content_type = "application/x-ndjson", example = "\"}}\n"),
    (status = 416, description = "The delta has no such part", body = Problem, content_type = "application/problem+json"),
    (status = 200, description = "The delta; applied to the earlier body it gives the later one", body = String,
        content_type = "application/x-ndjson",
        example = "{\"format\":\"zhiyu-delta/1\"}\n{\"delete\":{\"dictionary\":\"his/sex\",\"code\":\"M\"}}\n"),
    (status = 304, description = "You have it already"), Problems))]
#[get("/organizations/{organization}/snapshots/{number}/delta")]
pub async fn get_delta(
    caller: Caller,
    path: Path<(String, i64)>,
    query: Query<DeltaQuery>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let (organization, number) = path.into_inner();
    let id = OrganizationId::new(organization)?;
    let (encoding, held) = (encoding(&request), HeldTags::of(&request));
    let (tag, bytes) = caller
        .ask(move |service, session| {
            let delta = service.snapshot_delta(session, &id, (query.from, number))?;
            unless_held(&held, &delta.body, &delta.digest, encoding)
        })
        .await?;
    packed(&request, bytes, encoding, tag)
}
