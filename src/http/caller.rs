//! The caller of a request: their token, their language and where they come from. Verbs run off the event loop.
//!
//! A request without a token is refused before its path and body are looked at, then one with an unknown parameter.

use super::access::cookie;
use super::described::Described;
use super::server::proxies;
use crate::access::permit::Origin;
use crate::access::session::Session;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::language::Language;
use crate::service::Service;
use actix_web::FromRequest;
use actix_web::HttpMessage as _;
use actix_web::HttpRequest;
use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::web;
use std::future::Ready;
use std::future::ready;
use std::sync::Arc;
use std::sync::OnceLock;
use tracing_actix_web::RequestId;

/// Whoever sent the request, and whoever waits for them. Taking a `Caller` makes a handler ask for a token.
#[derive(Clone)]
pub struct Caller {
    /// The language of their answers.
    pub language: Language,
    service: Service,
    token: String,
    origin: Origin,
    signed_in: SignedIn,
}

/// Who turned out to be signed in, for the audit log.
#[derive(Clone, Default)]
pub struct SignedIn(pub Arc<OnceLock<Session>>);

impl Caller {
    /// Signs the caller in and runs a verb for them on a thread that may wait.
    pub async fn ask<T, F>(&self, verb: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Service, &Session) -> Result<T> + Send + 'static,
    {
        let (service, token, origin) = (self.service.clone(), self.token.clone(), self.origin.clone());
        let signed_in = self.signed_in.clone();
        let span = tracing::Span::current();
        let work = move || {
            let _inside = span.entered();
            let session = service.sign_in(&token, origin)?;
            signed_in.0.get_or_init(|| session.clone());
            verb(&service, &session)
        };
        web::block(work)
            .await
            .map_err(|cause| Error::new(Code::Internal).caused_by(cause))?
    }
}

impl FromRequest for Caller {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        let caller = caller(request);
        ready(caller.and_then(|caller| Described::check(request).map(|()| caller)))
    }
}

fn caller(request: &HttpRequest) -> Result<Caller> {
    Ok(Caller {
        language: language(request),
        service: service(request)?,
        token: credentials(request)?,
        origin: origin(request),
        signed_in: request.extensions().get::<SignedIn>().cloned().unwrap_or_default(),
    })
}

/// Where the request comes from.
pub fn origin(request: &HttpRequest) -> Origin {
    Origin {
        request_id: request_id(request),
        address: proxies::source(request),
    }
}

/// The text of a token or session: of the header `Authorization`, or else of the cookie.
fn credentials(request: &HttpRequest) -> Result<String> {
    if let Some(token) = bearer(request) {
        return Ok(token);
    }
    let text = cookie::session_text(request).ok_or(Code::TokenMissing)?;
    cookie::must_be_own_page(request)?;
    Ok(text)
}

/// Whoever sent the request, not signed in.
pub struct Visitor {
    service: Service,
    origin: Origin,
}

impl Visitor {
    /// Whoever sent a request of which any parameters are taken.
    pub fn of(request: &HttpRequest) -> Result<Self> {
        Ok(Self {
            service: service(request)?,
            origin: origin(request),
        })
    }

    /// Runs a verb for them on a thread that may wait.
    pub async fn ask<T, F>(self, verb: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Service, &Origin) -> Result<T> + Send + 'static,
    {
        web::block(move || verb(&self.service, &self.origin))
            .await
            .map_err(|cause| Error::new(Code::Internal).caused_by(cause))?
    }
}

impl FromRequest for Visitor {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        ready(Described::check(request).and_then(|()| Self::of(request)))
    }
}

fn service(request: &HttpRequest) -> Result<Service> {
    let service = request.app_data::<web::Data<Service>>();
    let service = service.ok_or_else(|| Error::new(Code::Internal).caused_by("no service in the app"))?;
    Ok(service.get_ref().clone())
}

/// The language that the request asks for.
pub fn language(request: &HttpRequest) -> Language {
    let header = request.headers().get(header::ACCEPT_LANGUAGE);
    header
        .and_then(|value| value.to_str().ok())
        .map_or(Language::default(), Language::from_accept_language)
}

/// The id of the request, as the log has it.
pub fn request_id(request: &HttpRequest) -> String {
    let id = request.extensions().get::<RequestId>().copied();
    id.map_or(String::new(), |id| id.to_string())
}

fn bearer(request: &HttpRequest) -> Option<String> {
    let header = request.headers().get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
}
