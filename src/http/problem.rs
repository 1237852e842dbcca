//! Refusals on the wire: RFC 9457 problem details with the stable code, the place, and what to do.

use crate::error::Error;
use crate::error::Kind;
use crate::language::Language;
use actix_web::HttpResponse;
use actix_web::ResponseError;
use actix_web::http::StatusCode;
use serde::Serialize;
use serde_json::Value;
use utoipa::IntoResponses;
use utoipa::ToSchema;

/// The media type of a problem.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// A refusal (RFC 9457 problem details).
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "type": "urn:zhiyu:problem:column-missing", "title": "column-missing", "status": 400, "code": "column-missing",
    "detail": "文件中没有名为“编码”的列；现有列：code、name", "advice": "请检查表头，或指出正确的列名",
    "column": "编码", "request_id": "6f1c1d5e-3b43-4a5c-9a7e-0a4f0f1c2d3e"
}))]
pub struct Problem {
    /// `urn:zhiyu:problem:` and the code.
    #[serde(rename = "type")]
    pub kind: String,
    /// The code again, as the short name of the problem.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What and where.
    #[serde(flatten)]
    pub finding: Finding,
    /// The id under which the log has this request.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub request_id: String,
    /// Further findings of the same input.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
}

/// What is wrong, where, and what to do.
#[derive(Debug, Serialize, ToSchema)]
pub struct Finding {
    /// The stable code.
    pub code: String,
    /// What is wrong.
    pub detail: String,
    /// What to do.
    pub advice: String,
    /// The row of the file; the header is row 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
    /// The column of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// The field of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// What stands there now, when somebody else was faster: version, state, decision, author, justification.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub present: Option<Value>,
    /// What you wanted to write there.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub yours: Option<Value>,
}

impl Problem {
    /// The problem of an error in a language.
    pub fn of(error: &Error, language: Language, request_id: String) -> Self {
        let code = error.code().as_str();
        let findings = error.findings().iter();
        Self {
            kind: format!("urn:zhiyu:problem:{code}"),
            title: code.to_owned(),
            status: status(error.kind()).as_u16(),
            finding: Finding::of(error, language),
            request_id,
            findings: findings.map(|finding| Finding::of(finding, language)).collect(),
        }
    }
}

impl Finding {
    /// The finding in a language.
    pub fn of(error: &Error, language: Language) -> Self {
        let place = error.place();
        let value = |name: &str| {
            let found = error.values().iter().find(|(known, _)| *known == name);
            found.and_then(|(_, json)| serde_json::from_str(json).ok())
        };
        Self {
            code: error.code().as_str().to_owned(),
            detail: error.detail(language),
            advice: error.advice(language),
            row: place.row,
            column: place.column.clone(),
            field: place.field.clone(),
            present: value("present"),
            yours: value("yours"),
        }
    }
}

/// The HTTP status of a kind of failure.
pub const fn status(kind: Kind) -> StatusCode {
    match kind {
        Kind::Invalid => StatusCode::BAD_REQUEST,
        Kind::Unauthorized => StatusCode::UNAUTHORIZED,
        Kind::Forbidden => StatusCode::FORBIDDEN,
        Kind::NotFound => StatusCode::NOT_FOUND,
        Kind::Conflict => StatusCode::CONFLICT,
        Kind::PreconditionFailed => StatusCode::PRECONDITION_FAILED,
        Kind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Kind::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        Kind::RangeNotSatisfiable => StatusCode::RANGE_NOT_SATISFIABLE,
        Kind::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        Kind::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
        Kind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        Kind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// The error travels to `rendering`, which knows the caller's language and writes the body.
impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        status(self.kind())
    }

    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status_code())
    }
}

/// The refusals that any signed-in route may give.
#[derive(IntoResponses)]
pub enum Problems {
    /// The request breaks a rule.
    #[response(status = 400, content_type = "application/problem+json")]
    Invalid(Problem),
    /// No token, or one that is not valid.
    #[response(status = 401, content_type = "application/problem+json")]
    Unauthorized(Problem),
    /// The account may not do this, or not for this organization.
    #[response(status = 403, content_type = "application/problem+json")]
    Forbidden(Problem),
    /// The thing does not exist.
    #[response(status = 404, content_type = "application/problem+json")]
    NotFound(Problem),
    /// The thing is in a state that does not allow this.
    #[response(status = 409, content_type = "application/problem+json")]
    Conflict(Problem),
    /// Somebody else changed the thing meanwhile.
    #[response(status = 412, content_type = "application/problem+json")]
    PreconditionFailed(Problem),
    /// The input is larger than allowed.
    #[response(status = 413, content_type = "application/problem+json")]
    TooLarge(Problem),
    /// The body is compressed, which is not read.
    #[response(status = 415, content_type = "application/problem+json")]
    UnsupportedMediaType(Problem),
    /// The caller asks for more than their share; `Retry-After` says in how many seconds to come back.
    #[response(status = 429, content_type = "application/problem+json")]
    TooManyRequests(Problem),
    /// The service failed; its log has the cause.
    #[response(status = 500, content_type = "application/problem+json")]
    Internal(Problem),
    /// The service cannot answer now; with `Retry-After` when it has too much to do.
    #[response(status = 503, content_type = "application/problem+json")]
    Unavailable(Problem),
}
