//! What collectors pull: the newest manifest, manifests by number, and bodies in the encoding the client prefers.

use super::pieces::Pieces;
use crate::digest::sha256_hex;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::http::caller::Caller;
use crate::http::conditional::HeldTags;
use crate::http::conditional::not_modified;
use crate::http::problem::Problem;
use crate::http::problem::Problems;
use crate::http::ranges::Contents;
use crate::id::OrganizationId;
use crate::snapshot::encoding::Encoding;
use crate::snapshot::encoding::PackedBody;
use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::get;
use actix_web::http::header;
use actix_web::http::header::EntityTag;
use actix_web::web::Bytes;
use actix_web::web::Path;
use std::sync::Arc;

/// A manifest is signed anew when its key is revoked, a pointer every hour: ask each time.
const ASK_EACH_TIME: &str = "private, no-cache";
/// Bodies and deltas are JSON Lines.
const MEDIA_TYPE: &str = "application/x-ndjson";
/// A published body never changes.
pub(in crate::http) const FOR_EVER: &str = "private, max-age=31536000, immutable";

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
    document(&request, release.manifest)
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
    let manifest = caller
        .ask(move |service, session| service.manifest(session, &id, number))
        .await?;
    document(&request, manifest)
}

/// 快照内容
///
/// Reads the body of a release: JSON Lines, packed as `Accept-Encoding` allows (zstd, gzip).
#[utoipa::path(tag = "snapshots", operation_id = "get_snapshot_body", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("number" = i64, Path, description = "Release number", example = 2),
    ("Range" = Option<String>, Header, description = "One range of bytes, of what is not packed", example = "bytes=65536-"),
    ("If-Range" = Option<String>, Header, description = "The ETag of the part that you have"),
    ("If-None-Match" = Option<String>, Header, description = "The ETag you have")), responses(
    (status = 206, description = "The part of the body", body = String, content_type = "application/x-ndjson", example = "\"}]}\n"),
    (status = 416, description = "The body has no such part", body = Problem, content_type = "application/problem+json"),
    (status = 200, description = "The body; its SHA-256 is in the manifest", body = String,
        content_type = "application/x-ndjson",
        example = "{\"dictionary\":\"his/sex\",\"code\":\"M\",\"name\":\"男\",\"targets\":[]}\n"),
    (status = 304, description = "You have it already"), Problems))]
#[get("/organizations/{organization}/snapshots/{number}/body")]
pub async fn get_body(caller: Caller, path: Path<(String, i64)>, request: HttpRequest) -> Result<HttpResponse> {
    let (organization, number) = path.into_inner();
    let id = OrganizationId::new(organization)?;
    let (encoding, held) = (encoding(&request), HeldTags::of(&request));
    let (tag, bytes) = caller
        .ask(move |service, session| {
            let snapshot = service.snapshot(session, &id, number)?;
            unless_held(&held, &snapshot.body, &snapshot.release.body_digest, encoding)
        })
        .await?;
    packed(&request, bytes, encoding, tag)
}

/// The answer with a body or a delta in an encoding, or that nothing is new. Only what is not packed has ranges: packed bytes may
/// differ between two nodes, and parts of both would give nothing.
pub(in crate::http) fn packed(
    request: &HttpRequest,
    bytes: Option<Arc<[u8]>>,
    encoding: Encoding,
    tag: EntityTag,
) -> Result<HttpResponse> {
    let Some(bytes) = bytes else {
        return Ok(not_modified(tag, FOR_EVER));
    };
    let vary = (header::VARY, "Accept-Encoding");
    if encoding == Encoding::Identity {
        let contents = Contents {
            media_type: MEDIA_TYPE,
            cache: FOR_EVER,
            tag,
            bytes: Bytes::from_owner(bytes),
        };
        let mut response = contents.answer(request)?;
        response
            .headers_mut()
            .insert(vary.0, header::HeaderValue::from_static(vary.1));
        return Ok(response);
    }
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, MEDIA_TYPE))
        .insert_header((header::CACHE_CONTROL, FOR_EVER))
        .insert_header((header::ACCEPT_RANGES, "none"))
        .insert_header((header::CONTENT_ENCODING, encoding.as_str()))
        .insert_header(vary)
        .insert_header(header::ETag(tag))
        .body(Pieces(Bytes::from_owner(bytes))))
}

/// The answer with a small document; its tag is its SHA-256.
pub(in crate::http) fn document(request: &HttpRequest, text: String) -> Result<HttpResponse> {
    let contents = Contents {
        media_type: "application/json",
        cache: ASK_EACH_TIME,
        tag: EntityTag::new_strong(sha256_hex([text.as_bytes()])),
        bytes: Bytes::from(text),
    };
    contents.answer(request)
}

/// Each encoding has other bytes and so another tag (RFC 9110 §8.8.3).
pub(in crate::http) fn encoded_tag(digest: &str, encoding: Encoding) -> EntityTag {
    match encoding {
        Encoding::Identity => EntityTag::new_strong(digest.to_owned()),
        Encoding::Gzip | Encoding::Zstd => EntityTag::new_strong(format!("{digest}-{}", encoding.as_str())),
    }
}

/// The best encoding that the client takes.
pub(in crate::http) fn encoding(request: &HttpRequest) -> Encoding {
    let accepted = request.headers().get(header::ACCEPT_ENCODING);
    accepted
        .and_then(|value| value.to_str().ok())
        .map_or(Encoding::Identity, Encoding::negotiate)
}

/// The tag of a body in an encoding, and its bytes unless the client has them. Packing takes time: call it where one may wait.
pub(in crate::http) fn unless_held(
    held: &HeldTags,
    body: &PackedBody,
    digest: &str,
    encoding: Encoding,
) -> Result<(EntityTag, Option<Arc<[u8]>>)> {
    let tag = encoded_tag(digest, encoding);
    if held.name(&tag) {
        return Ok((tag, None));
    }
    let bytes = body.bytes(encoding);
    let bytes = bytes.map_err(|cause| Error::new(Code::Internal).caused_by(cause))?;
    Ok((tag, Some(bytes)))
}
