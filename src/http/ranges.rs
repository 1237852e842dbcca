//! Parts of contents (RFC 9110 §14): one range of bytes of what is not packed, so that a pull goes on where it ended.

use super::conditional::client_has;
use super::conditional::not_modified;
use super::distribution::pieces::Pieces;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::HttpResponseBuilder;
use actix_web::http::header;
use actix_web::http::header::EntityTag;
use actix_web::http::header::HeaderName;
use actix_web::web::Bytes;

/// Contents that never change under their tag.
pub struct Contents {
    /// The media type.
    pub media_type: &'static str,
    /// How long a copy may be used.
    pub cache: &'static str,
    /// The tag, a strong one.
    pub tag: EntityTag,
    /// The bytes.
    pub bytes: Bytes,
}

/// What of the contents is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    Whole,
    /// From the first byte to the last, both included.
    Part(usize, usize),
    Nothing,
}

impl Contents {
    /// The answer: 304 when the client has them, 206 with the part that it asks for, 200 with all, or the refusal.
    pub fn answer(self, request: &HttpRequest) -> Result<HttpResponse> {
        if client_has(request, &self.tag) {
            return Ok(not_modified(self.tag, self.cache));
        }
        let length = self.bytes.len();
        match self.wanted(request) {
            Wanted::Whole => {
                let mut response = self.response(HttpResponse::Ok());
                Ok(response.body(Pieces(self.bytes)))
            }
            Wanted::Part(first, last) => {
                let mut response = self.response(HttpResponse::PartialContent());
                response.insert_header((header::CONTENT_RANGE, format!("bytes {first}-{last}/{length}")));
                Ok(response.body(Pieces(self.bytes.slice(first..=last))))
            }
            Wanted::Nothing => Err(Error::new(Code::RangeNotSatisfiable).with("bytes", length)),
        }
    }

    fn response(&self, mut response: HttpResponseBuilder) -> HttpResponseBuilder {
        response
            .insert_header((header::CONTENT_TYPE, self.media_type))
            .insert_header((header::CACHE_CONTROL, self.cache))
            .insert_header((header::ACCEPT_RANGES, "bytes"))
            .insert_header(header::ETag(self.tag.clone()));
        response
    }

    /// A range counts unless `If-Range` names other contents; several ranges and unknown units are answered with all.
    fn wanted(&self, request: &HttpRequest) -> Wanted {
        let text = |name: HeaderName| request.headers().get(name).and_then(|value| value.to_str().ok());
        let own = format!("\"{}\"", self.tag.tag());
        let is_current = text(header::IF_RANGE).is_none_or(|given| given.trim() == own);
        let range = text(header::RANGE).filter(|_| is_current);
        range.map_or(Wanted::Whole, |range| part(range, self.bytes.len()))
    }
}

/// Reads a `Range` header.
fn part(header: &str, length: usize) -> Wanted {
    let Some((unit, range)) = header.split_once('=') else {
        return Wanted::Whole;
    };
    let Some((first, last)) = range.trim().split_once('-') else {
        return Wanted::Whole;
    };
    let number = |text: &str| {
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        // More than fits is more than there is.
        is_number.then(|| text.parse().unwrap_or(usize::MAX))
    };
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return Wanted::Whole;
    }
    match (number(first), number(last)) {
        (Some(first), Some(last)) if first > last => Wanted::Whole,
        (Some(first), _) if first >= length && (last.is_empty() || number(last).is_some()) => Wanted::Nothing,
        (Some(first), Some(last)) => Wanted::Part(first, last.min(length - 1)),
        (Some(first), None) if last.is_empty() => Wanted::Part(first, length - 1),
        (None, Some(count)) if first.is_empty() && (count == 0 || length == 0) => Wanted::Nothing,
        (None, Some(count)) if first.is_empty() => Wanted::Part(length.saturating_sub(count), length - 1),
        (Some(_) | None, _) => Wanted::Whole,
    }
}
