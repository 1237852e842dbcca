//! What collectors pull: the newest manifest, manifests by number, and bodies in the encoding the client prefers.

use super::caller::Caller;
use super::problem::Problems;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::OrganizationId;
use crate::mapping::release::Release;
use crate::snapshot::encoding::Encoding;
use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::get;
use actix_web::http::header;
use actix_web::http::header::EntityTag;
use actix_web::web::Bytes;
use actix_web::web::Path;

/// A published body never changes.
const FOR_EVER: &str = "private, max-age=31536000, immutable";

/// 最新快照的清单
///
/// Reads the manifest of the newest release. Send its `ETag` as `If-None-Match` to be answered 304 while nothing is new.
#[utoipa::path(tag = "snapshots", operation_id = "get_latest_snapshot",
    params(("organization" = String, Path, description = "Organization id", example = "H1"),
        ("If-None-Match" = Option<String>, Header, description = "The ETag you have")), responses(
    (status = 200, description = "The manifest, canonical bytes", body = String, content_type = "application/json",
        example = json!({ "format": "zhiyu-snapshot/1", "organization": "H1", "release": 2 })),
    (status = 304, description = "You have it already"), Problems))]
#[get("/organizations/{organization}/snapshots/latest")]
pub async fn get_latest(caller: Caller, path: Path<String>, request: HttpRequest) -> Result<HttpResponse> {
    let id = OrganizationId::new(path.into_inner())?;
    let release = caller
        .ask(move |service, session| service.latest_release(session, &id))
        .await?;
    Ok(manifest(&request, release, "private, no-cache"))
}

/// 快照清单
///
/// Reads the manifest of a release.
#[utoipa::path(tag = "snapshots", operation_id = "get_snapshot_manifest", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("number" = i64, Path, description = "Release number", example = 2),
    ("If-None-Match" = Option<String>, Header, description = "The ETag you have")), responses(
    (status = 200, description = "The manifest, canonical bytes", body = String, content_type = "application/json",
        example = json!({ "format": "zhiyu-snapshot/1", "organization": "H1", "release": 2 })),
    (status = 304, description = "You have it already"), Problems))]
#[get("/organizations/{organization}/snapshots/{number}/manifest")]
pub async fn get_manifest(caller: Caller, path: Path<(String, i64)>, request: HttpRequest) -> Result<HttpResponse> {
    let (organization, number) = path.into_inner();
    let id = OrganizationId::new(organization)?;
    let snapshot = caller
        .ask(move |service, session| service.snapshot(session, &id, number))
        .await?;
    Ok(manifest(&request, snapshot.release.clone(), FOR_EVER))
}

/// 快照内容
///
/// Reads the body of a release: JSON Lines, packed as `Accept-Encoding` allows (zstd, gzip).
#[utoipa::path(tag = "snapshots", operation_id = "get_snapshot_body", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("number" = i64, Path, description = "Release number", example = 2),
    ("If-None-Match" = Option<String>, Header, description = "The ETag you have")), responses(
    (status = 200, description = "The body; its SHA-256 is in the manifest", body = String,
        content_type = "application/x-ndjson",
        example = "{\"dictionary\":\"his/sex\",\"code\":\"M\",\"name\":\"男\",\"targets\":[]}\n"),
    (status = 304, description = "You have it already"), Problems))]
#[get("/organizations/{organization}/snapshots/{number}/body")]
pub async fn get_body(caller: Caller, path: Path<(String, i64)>, request: HttpRequest) -> Result<HttpResponse> {
    let (organization, number) = path.into_inner();
    let id = OrganizationId::new(organization)?;
    let snapshot = caller
        .ask(move |service, session| service.snapshot(session, &id, number))
        .await?;
    let encoding = encoding(&request);
    let tag = body_tag(&snapshot.release, encoding);
    if client_has(&request, &tag) {
        return Ok(not_modified(tag, FOR_EVER));
    }
    let bytes = caller.ask(move |_, _| Ok(snapshot.body.bytes(encoding))).await?;
    let bytes = bytes.map_err(|cause| Error::new(Code::Internal).caused_by(cause))?;
    let mut response = HttpResponse::Ok();
    response
        .insert_header((header::CONTENT_TYPE, "application/x-ndjson"))
        .insert_header((header::CACHE_CONTROL, FOR_EVER))
        .insert_header((header::VARY, "Accept-Encoding"))
        .insert_header(header::ETag(tag));
    if encoding != Encoding::Identity {
        response.insert_header((header::CONTENT_ENCODING, encoding.as_str()));
    }
    Ok(response.body(Bytes::from_owner(bytes)))
}

fn manifest(request: &HttpRequest, release: Release, cache: &'static str) -> HttpResponse {
    let tag = EntityTag::new_strong(format!("{}-{}", release.number, release.body_digest));
    if client_has(request, &tag) {
        return not_modified(tag, cache);
    }
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/json"))
        .insert_header((header::CACHE_CONTROL, cache))
        .insert_header(header::ETag(tag))
        .body(Bytes::from(release.manifest))
}

fn not_modified(tag: EntityTag, cache: &'static str) -> HttpResponse {
    HttpResponse::NotModified()
        .insert_header((header::CACHE_CONTROL, cache))
        .insert_header(header::ETag(tag))
        .finish()
}

/// Each encoding has other bytes and so another tag (RFC 9110 §8.8.3).
fn body_tag(release: &Release, encoding: Encoding) -> EntityTag {
    match encoding {
        Encoding::Identity => EntityTag::new_strong(release.body_digest.clone()),
        Encoding::Gzip | Encoding::Zstd => {
            EntityTag::new_strong(format!("{}-{}", release.body_digest, encoding.as_str()))
        }
    }
}

fn encoding(request: &HttpRequest) -> Encoding {
    let accepted = request.headers().get(header::ACCEPT_ENCODING);
    accepted
        .and_then(|value| value.to_str().ok())
        .map_or(Encoding::Identity, Encoding::negotiate)
}

/// Whether the client has what the tag names.
pub fn client_has(request: &HttpRequest, tag: &EntityTag) -> bool {
    let values = request.headers().get_all(header::IF_NONE_MATCH);
    let mut tags = values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','));
    let own = format!("\"{}\"", tag.tag());
    tags.any(|given| {
        let given = given.trim();
        given == "*" || given.strip_prefix("W/").unwrap_or(given) == own
    })
}
