//! How refusals become answers: one place writes every problem, in the caller's language, and logs failures once.

use super::caller;
use super::described::Described;
use super::problem;
use super::problem::Problem;
use crate::error::Code;
use crate::error::Error;
use crate::error::Kind;
use crate::error::Result;
use crate::language::Language;
use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::ResponseError as _;
use actix_web::body::BoxBody;
use actix_web::body::MessageBody;
use actix_web::dev::ServiceRequest;
use actix_web::dev::ServiceResponse;
use actix_web::error::JsonPayloadError;
use actix_web::http::header;
use actix_web::middleware::Next;
use actix_web::web;

/// Limit of a JSON body in bytes.
const JSON_BYTES: usize = 8 * 1024 * 1024;
/// Limit of an uploaded file in bytes.
pub const FILE_BYTES: usize = 64 * 1024 * 1024;

/// When to come back to a database that is away or full.
const RETRY_SECONDS: &str = "5";

/// Makes the framework's own refusals problems like all others.
pub fn configure_extractors(config: &mut web::ServiceConfig) {
    let json = web::JsonConfig::default()
        .limit(JSON_BYTES)
        .error_handler(|error, _| json_error(error).into());
    let path = web::PathConfig::default().error_handler(|error, _| unreadable(error).into());
    let query = web::QueryConfig::default().error_handler(|error, _| unreadable(error).into());
    config.app_data(json).app_data(path).app_data(query);
    config.app_data(web::PayloadConfig::new(FILE_BYTES));
}

/// The answer at an address that does not exist, or not for this method.
pub async fn nothing_here(request: HttpRequest, described: web::Data<Described>) -> Result<HttpResponse> {
    Err(described.refusal(&request))
}

/// Writes the problem of a refused request.
pub async fn render_problems(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> std::result::Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let reader = Reader {
        language: caller::language(request.request()),
        request_id: caller::request_id(request.request()),
    };
    let response = next.call(request).await?.map_into_boxed_body();
    let Some(error) = response.response().error() else {
        return Ok(response);
    };
    let problem = match error.as_error::<Error>() {
        Some(error) => reader.answer(error),
        None => reader.answer(&foreign(error)),
    };
    Ok(response.into_response(problem))
}

/// Who reads an answer.
struct Reader {
    language: Language,
    request_id: String,
}

impl Reader {
    fn answer(self, error: &Error) -> HttpResponse {
        if matches!(error.kind(), Kind::Internal | Kind::Unavailable) && error.code() != Code::ServerBusy {
            let request_id = &self.request_id;
            tracing::error!(code = %error.code(), cause = ?error.cause(), %request_id, "request failed");
        }
        let mut response = HttpResponse::build(error.status_code());
        response.insert_header((header::CONTENT_TYPE, problem::MEDIA_TYPE));
        response.insert_header((header::CONTENT_LANGUAGE, self.language.tag()));
        if error.kind() == Kind::Unauthorized {
            response.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
        }
        for (name, value) in told_by_headers(error) {
            response.insert_header((name, value));
        }
        response.json(Problem::of(error, self.language, self.request_id))
    }
}

/// What a refusal tells programs in headers too: what is possible instead, how long it is, when to come back.
fn told_by_headers(error: &Error) -> Vec<(header::HeaderName, String)> {
    let mut told = Vec::new();
    if matches!(error.code(), Code::DatabaseUnavailable | Code::StorageFull) {
        told.push((header::RETRY_AFTER, RETRY_SECONDS.to_owned()));
    }
    for (name, value) in error.values() {
        match (error.kind(), *name) {
            (Kind::MethodNotAllowed, "allow") => told.push((header::ALLOW, value.clone())),
            (Kind::UnsupportedMediaType, "accepted") => told.push((header::ACCEPT_ENCODING, value.clone())),
            (Kind::RangeNotSatisfiable, "bytes") => told.push((header::CONTENT_RANGE, format!("bytes */{value}"))),
            (_, "seconds") => told.push((header::RETRY_AFTER, value.clone())),
            _ => {}
        }
    }
    told
}

/// A refusal of the framework that no extractor setting caught, such as a body that ended early.
fn foreign(error: &actix_web::Error) -> Error {
    let status = error.as_response_error().status_code();
    if status == actix_web::http::StatusCode::PAYLOAD_TOO_LARGE {
        return Error::new(Code::BodyTooLarge).with("limit", FILE_BYTES);
    }
    if status.is_client_error() {
        return unreadable(error);
    }
    Error::new(Code::Internal).caused_by(error.to_string())
}

fn json_error(error: JsonPayloadError) -> Error {
    let too_large = matches!(
        error,
        JsonPayloadError::Overflow { .. } | JsonPayloadError::OverflowKnownLength { .. }
    );
    if too_large {
        return Error::new(Code::BodyTooLarge).with("limit", JSON_BYTES);
    }
    unreadable(error)
}

fn unreadable(error: impl std::fmt::Display) -> Error {
    Error::new(Code::RequestInvalid).with("reason", error)
}
