//! What leaves its mark in the audit log beside the acts themselves: requests that are refused or fail, and data that is
//! taken away.
//!
//! An act writes its own event in its own transaction. These marks are made beside it, bounded in number, and the answer
//! goes out even when one cannot be written: reads go on.

use crate::access::session::Session;
use crate::audit::Act;
use crate::audit::Author;
use crate::audit::Outcome;
use crate::audit::occurrences::Occurrence;
use crate::audit::occurrences::Sort;
use crate::error::Error;
use crate::http::caller;
use crate::http::caller::SignedIn;
use crate::service::Service;
use actix_web::HttpMessage as _;
use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::body::BoxBody;
use actix_web::body::MessageBody;
use actix_web::dev::ServiceRequest;
use actix_web::dev::ServiceResponse;
use actix_web::http::Method;
use actix_web::http::header;
use actix_web::middleware::Next;
use actix_web::web;
use serde_json::json;

/// Bytes of an address that are kept.
const MOST_BYTES: usize = 300;
/// What ends the addresses from which collectors take snapshots.
const PULLS: &[&str] = &["/body", "/delta"];

/// Marks what happened to a request.
pub async fn mark(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> std::result::Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let signed_in = SignedIn::default();
    request.extensions_mut().insert(signed_in.clone());
    let response = next.call(request).await?.map_into_boxed_body();
    let service = response.request().app_data::<web::Data<Service>>().cloned();
    let occurrence = judged(response.request(), response.response(), signed_in.0.get());
    let (Some(occurrence), Some(service)) = (occurrence, service) else {
        return Ok(response);
    };
    let due = service.count(occurrence);
    if !due.is_empty() {
        match web::block(move || service.write_down(&due)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                tracing::error!(error = %error.in_log(), "the audit log could not be written; the answer goes out");
            }
            Err(cause) => tracing::error!(%cause, "the audit log could not be written; the answer goes out"),
        }
    }
    Ok(response)
}

/// What is to be told of a request, if anything.
fn judged(request: &HttpRequest, response: &HttpResponse<BoxBody>, session: Option<&Session>) -> Option<Occurrence> {
    match response.error() {
        Some(error) => refused(request, error.as_error::<Error>()?, session),
        None => taken(request, response, session?),
    }
}

/// A request that was refused, or an act that failed.
fn refused(request: &HttpRequest, error: &Error, session: Option<&Session>) -> Option<Occurrence> {
    let outcome = Outcome::of(error);
    let is_act = *request.method() != Method::GET && *request.method() != Method::HEAD;
    let action = match (outcome, session) {
        (Outcome::Refused, None) => "sign-in.refuse",
        (Outcome::Refused, Some(_)) => "right.refuse",
        (Outcome::Failed, Some(_)) if is_act => "request.fail",
        (Outcome::Failed | Outcome::Success, _) => return None,
    };
    let code = error.code().as_str();
    let mut author = author(request, session);
    let named = error
        .values()
        .iter()
        .find(|(name, value)| *name == "organization" && value != "*");
    author.organization = named.map(|(_, id)| shortened(id));
    let sort = if session.is_some() {
        Sort::OfAccount
    } else {
        Sort::OfNobody
    };
    let details = json!({ "method": request.method().as_str(), "code": code });
    Some(Occurrence {
        sort,
        author,
        act: Act::new(action, shortened(request.path())).with_details(details),
        outcome,
        subject: code.to_owned(),
    })
}

/// Data that was taken away: a file, or a snapshot.
fn taken(request: &HttpRequest, response: &HttpResponse<BoxBody>, session: &Session) -> Option<Occurrence> {
    if !response.status().is_success() || *request.method() == Method::HEAD {
        return None;
    }
    let disposition = response.headers().get(header::CONTENT_DISPOSITION);
    let is_file = disposition.is_some_and(|value| value.as_bytes().starts_with(b"attachment"));
    let pattern = request.match_pattern().unwrap_or_default();
    let is_pull = pattern.contains("/snapshots/") && PULLS.iter().any(|end| pattern.ends_with(end));
    let (sort, action) = match (is_file, is_pull) {
        (_, true) => (Sort::Pull, "snapshot.pull"),
        (true, false) => (Sort::Download, "data.export"),
        (false, false) => return None,
    };
    let mut author = author(request, Some(session));
    author.organization = request.match_info().get("organization").map(shortened);
    let object = shortened(request.path());
    let media = response.headers().get(header::CONTENT_TYPE);
    let details = json!({ "media_type": media.and_then(|value| value.to_str().ok()) });
    Some(Occurrence {
        sort,
        author,
        act: Act::new(action, object.clone()).with_details(details),
        outcome: Outcome::Success,
        subject: object,
    })
}

fn author(request: &HttpRequest, session: Option<&Session>) -> Author {
    session.map_or_else(|| Author::nobody(caller::origin(request)), Author::of_session)
}

/// An address without the start that all have, cut to a bearable length.
fn shortened(text: &str) -> String {
    let text = text.strip_prefix("/api/v1/").unwrap_or(text);
    let mut end = text.len().min(MOST_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default().to_owned()
}
