//! What the log and traces tell of a request: its id, method, route and status, and the trace that its caller names; never its
//! address, query, other headers or body: these name local codes and terms.

use super::trace_context::TraceContext;
use actix_web::Error;
use actix_web::HttpMessage as _;
use actix_web::body::MessageBody;
use actix_web::dev::ServiceRequest;
use actix_web::dev::ServiceResponse;
use tracing::Span;
use tracing_actix_web::RequestId;
use tracing_actix_web::RootSpanBuilder;

/// The span of a request.
pub struct Trace;

impl RootSpanBuilder for Trace {
    fn on_request_start(request: &ServiceRequest) -> Span {
        let request_id = request.extensions().get::<RequestId>().copied();
        let context = TraceContext::of(request.headers());
        let context = context.as_ref();
        tracing::info_span!(
            "request",
            request_id = request_id.map(tracing::field::display),
            trace_id = context.map(|context| tracing::field::display(&context.trace_id)),
            parent_id = context.map(|context| tracing::field::display(&context.parent_id)),
            sampled = context.map(|context| context.sampled),
            method = method(request),
            route = route(request.match_pattern()),
        )
    }

    fn on_request_end<B: MessageBody>(span: Span, outcome: &Result<ServiceResponse<B>, Error>) {
        let status = match outcome {
            Ok(response) => response.status(),
            Err(error) => error.as_response_error().status_code(),
        };
        span.in_scope(|| tracing::debug!(status = status.as_u16(), "answered"));
    }
}

/// The method; whatever is not one of RFC 9110 or RFC 5789 is `other`, so that nobody can make up labels.
pub fn method(request: &ServiceRequest) -> &'static str {
    let known = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    let given = request.method().as_str();
    known.into_iter().find(|name| *name == given).unwrap_or("other")
}

/// The template of a route, `none` where there is none.
pub fn route(pattern: Option<String>) -> String {
    pattern.unwrap_or_else(|| "none".to_owned())
}
