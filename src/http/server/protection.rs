//! Headers that every answer carries, so that a browser does no more with it than it should.
//!
//! An answer that says nothing of caching is not kept: it may hold data of a hospital. No header allows another site to read
//! an answer (CORS is off), and none says which program answers.

use actix_web::body::BoxBody;
use actix_web::body::MessageBody;
use actix_web::dev::ServiceRequest;
use actix_web::dev::ServiceResponse;
use actix_web::http::header;
use actix_web::http::header::HeaderName;
use actix_web::http::header::HeaderValue;
use actix_web::middleware::Next;

/// An answer of the API is no page: nothing is loaded, nothing framed.
const POLICY: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// The documentation page brings its own scripts and sets styles on its elements.
const POLICY_OF_DOCS: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
     connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// Two years (RFC 6797).
const STRICT_TRANSPORT: &str = "max-age=63072000";

/// What is added where the answer does not say otherwise.
const ALWAYS: [(HeaderName, &str); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::CROSS_ORIGIN_RESOURCE_POLICY, "same-origin"),
    (header::CACHE_CONTROL, "no-store"),
];

/// Adds the headers.
pub async fn protect(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let is_docs = request.path().starts_with("/docs");
    let is_secure = request.app_config().secure();
    let mut response = next.call(request).await?.map_into_boxed_body();
    let policy = if is_docs { POLICY_OF_DOCS } else { POLICY };
    let transport = is_secure.then_some((header::STRICT_TRANSPORT_SECURITY, STRICT_TRANSPORT));
    let all = ALWAYS
        .into_iter()
        .chain([(header::CONTENT_SECURITY_POLICY, policy)])
        .chain(transport);
    let headers = response.headers_mut();
    for (name, value) in all {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    Ok(response)
}
