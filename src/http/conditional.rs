//! Answers that a client may have already: the tag is the digest of the answer itself, so it is never wrong.

use super::distribution::snapshots::client_has;
use crate::digest::sha256_hex;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::http::header::EntityTag;
use serde::Serialize;

const CACHE: (header::HeaderName, &str) = (header::CACHE_CONTROL, "private, no-cache");

/// The answer as JSON with its tag; 304 without it when the client has it.
pub fn answer<T: Serialize>(request: &HttpRequest, body: &T) -> Result<HttpResponse> {
    let bytes = serde_json::to_vec(body).map_err(|cause| Error::new(Code::Internal).caused_by(cause))?;
    let tag = EntityTag::new_strong(sha256_hex([bytes.as_slice()]));
    if client_has(request, &tag) {
        let mut same = HttpResponse::NotModified();
        return Ok(same.insert_header(CACHE).insert_header(header::ETag(tag)).finish());
    }
    let mut response = HttpResponse::Ok();
    response.insert_header(CACHE).insert_header(header::ETag(tag));
    Ok(response.content_type("application/json").body(bytes))
}
