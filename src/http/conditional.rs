//! Answers that a client may have already (RFC 9110 §13): `If-None-Match` and 304.

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

/// The answer as JSON, its tag the digest of the answer itself, so it is never wrong; 304 without it when the client has it.
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

/// The answer that nothing is new.
pub fn not_modified(tag: EntityTag, cache: &'static str) -> HttpResponse {
    HttpResponse::NotModified()
        .insert_header((header::CACHE_CONTROL, cache))
        .insert_header(header::ETag(tag))
        .finish()
}

/// Whether the client has what the tag names.
pub fn client_has(request: &HttpRequest, tag: &EntityTag) -> bool {
    HeldTags::of(request).name(tag)
}

/// The tags of what the client has already (`If-None-Match`).
pub struct HeldTags(Vec<String>);

impl HeldTags {
    /// Those that a request names.
    pub fn of(request: &HttpRequest) -> Self {
        let values = request.headers().get_all(header::IF_NONE_MATCH);
        let texts = values.filter_map(|value| value.to_str().ok());
        let tags = texts.flat_map(|text| text.split(',')).map(str::trim);
        Self(
            tags.map(|tag| tag.strip_prefix("W/").unwrap_or(tag).to_owned())
                .collect(),
        )
    }

    /// Whether one of them is this tag.
    pub fn name(&self, tag: &EntityTag) -> bool {
        let own = format!("\"{}\"", tag.tag());
        self.0.iter().any(|held| held == "*" || *held == own)
    }
}
