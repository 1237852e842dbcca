//! The cookie of a session, and the rule that keeps other sites from using it.
//!
//! A browser sends the cookie by itself, so a request that changes something has to show that it comes from a page of this
//! service: by `Sec-Fetch-Site`, or by an `Origin` that is this host. A header `Authorization` needs none of this: no other
//! site can send it.

use crate::access::oidc::flow::LIFE_SECONDS;
use crate::error::Code;
use crate::error::Result;
use actix_web::HttpRequest;
use actix_web::http::Method;
use actix_web::http::header;
use std::net::IpAddr;

const NAME: &str = "zhiyu_session";
/// The cookie of a sign-in that is at the provider; the browser brings it back from another site, so it is not `Strict`.
const FLOW: &str = "zhiyu_sign_in";
/// Below this address the cookie of a sign-in is sent.
const FLOW_PATH: &str = "/api/v1/sign-in/oidc";

/// The text of the session that the cookie carries.
pub fn session_text(request: &HttpRequest) -> Option<String> {
    text_of(request, NAME)
}

/// The text of the sign-in that the cookie carries.
pub fn flow_text(request: &HttpRequest) -> Option<String> {
    text_of(request, FLOW)
}

/// The header that gives a browser the cookie of a sign-in.
pub fn flow_given(request: &HttpRequest, text: &str) -> String {
    flow(request, text, LIFE_SECONDS)
}

/// The header that takes the cookie of a sign-in back.
pub fn flow_taken_back(request: &HttpRequest) -> String {
    flow(request, "", 0)
}

fn flow(request: &HttpRequest, text: &str, seconds: i64) -> String {
    let secure = if is_loopback(request) { "" } else { "; Secure" };
    format!("{FLOW}={text}; Path={FLOW_PATH}; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}")
}

fn text_of(request: &HttpRequest, wanted: &str) -> Option<String> {
    let headers = request.headers().get_all(header::COOKIE);
    let mut pairs = headers
        .filter_map(|value| value.to_str().ok())
        .flat_map(|text| text.split(';'));
    pairs.find_map(|pair| {
        let (name, value) = pair.trim().split_once('=')?;
        (name == wanted && !value.is_empty()).then(|| value.to_owned())
    })
}

/// Refuses a request that changes something and does not show that it comes from a page of this service.
pub fn must_be_own_page(request: &HttpRequest) -> Result<()> {
    if [Method::GET, Method::HEAD, Method::OPTIONS].contains(request.method()) {
        return Ok(());
    }
    let text = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let is_own = match (text("sec-fetch-site"), text("origin")) {
        (Some(site), _) => site == "same-origin",
        (None, Some(origin)) => {
            let host = origin.split_once("://").map(|(_, host)| host);
            host.is_some() && host == text("host")
        }
        (None, None) => false,
    };
    if is_own {
        Ok(())
    } else {
        Err(Code::CrossSiteRefused.into())
    }
}

/// The header that gives the cookie to a browser; over anything but the loopback it is sent over TLS alone.
pub fn given(request: &HttpRequest, text: &str, seconds: i64) -> String {
    let secure = if is_loopback(request) { "" } else { "; Secure" };
    format!("{NAME}={text}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}")
}

/// The header that takes the cookie back.
pub fn taken_back(request: &HttpRequest) -> String {
    given(request, "", 0)
}

fn is_loopback(request: &HttpRequest) -> bool {
    let host = request
        .headers()
        .get(header::HOST)
        .and_then(|value| value.to_str().ok());
    let name = host.map_or("", |host| host.rsplit_once(':').map_or(host, |(name, _)| name));
    let address = name.trim_matches(['[', ']']).parse::<IpAddr>();
    name == "localhost" || address.is_ok_and(|address| address.is_loopback())
}
