//! One request to a source over HTTP, and whether it is worth another when it came to nothing.

use super::authorities::authorities;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::snapshot::encoding::Encoding;
use crate::time::Instant;
use std::fmt;
use std::time::Duration;
use ureq::Agent;
use ureq::Body;
use ureq::http::HeaderMap;
use ureq::http::Response;
use ureq::tls::TlsConfig;

const CONNECT: Duration = Duration::from_secs(10);
/// The longest silence.
const SILENCE: Duration = Duration::from_secs(75);
/// The longest that one answer may take, so that a source that never ends does not hold the night up.
const ANSWER: Duration = Duration::from_mins(10);

/// How a source is reached over HTTP.
#[derive(Clone, Default)]
pub struct Connection {
    /// The collector's token.
    pub token: Option<String>,
    /// PEM of the only certificates that may vouch for the source; without it those of the public web (Mozilla's list).
    pub authorities: Option<Vec<u8>>,
    /// Whether the variables `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY` of the environment count.
    pub heeds_proxy_variables: bool,
}

/// An address that is asked.
#[derive(Clone)]
pub struct Address {
    pub(super) base: String,
    token: Option<String>,
    agent: Agent,
}

/// Why a request came to nothing.
pub(super) enum Trouble {
    /// Another attempt may do better, not before this time is over.
    Passing(Error, Option<Duration>),
    /// Another attempt would come to the same.
    Lasting(Error),
}

/// A request that is sent: what beside the address.
#[derive(Default)]
pub(super) struct Question<'a> {
    /// Whose files.
    pub organization: &'a str,
    /// `Accept-Encoding`.
    pub encodings: &'a str,
    /// From which byte on.
    pub from: Option<u64>,
    /// What the bytes before were from: `If-Range`.
    pub tag: Option<&'a str>,
    /// How long it may take at most.
    pub time: Option<Duration>,
}

impl Address {
    /// Prepares the connection.
    pub(super) fn new(base: String, connection: &Connection) -> Result<Self> {
        let mut config = Agent::config_builder()
            .https_only(base.starts_with("https://"))
            .http_status_as_error(false)
            .timeout_connect(Some(CONNECT))
            .timeout_per_read(Some(SILENCE));
        if !connection.heeds_proxy_variables {
            config = config.proxy(None);
        }
        if let Some(pem) = &connection.authorities {
            let tls = TlsConfig::builder()
                .root_certs(authorities(pem).ok_or_else(unfit)?)
                .build();
            config = config.tls_config(tls);
        }
        Ok(Self {
            base,
            token: connection.token.clone(),
            agent: config.build().into(),
        })
    }

    /// Sends a request; an answer of 2xx or 416 is given back, everything else is trouble.
    pub(super) fn ask(
        &self,
        url: &str,
        question: &Question<'_>,
        now: Instant,
    ) -> std::result::Result<Response<Body>, Trouble> {
        let time = question.time.map_or(ANSWER, |time| time.min(ANSWER));
        let config = self.agent.get(url).config().timeout_global(Some(time));
        let mut request = config.build().header("Accept-Encoding", question.encodings);
        if let Some(token) = &self.token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        if let Some(from) = question.from {
            request = request.header("Range", format!("bytes={from}-"));
            if let Some(tag) = question.tag {
                request = request.header("If-Range", tag);
            }
        }
        let response = request.call().map_err(|cause| failure(url, cause))?;
        match response.status().as_u16() {
            200..=299 | 416 => Ok(response),
            401 if self.token.is_none() => Err(Trouble::Lasting(Error::new(Code::TokenMissing))),
            401 => Err(Trouble::Lasting(Error::new(Code::TokenInvalid))),
            403 => {
                let out_of_scope = Error::new(Code::OutOfScope).with("organization", question.organization);
                Err(Trouble::Lasting(out_of_scope))
            }
            404 => Err(Trouble::Lasting(Error::new(Code::SnapshotNotFound).with("place", url))),
            status @ (408 | 425 | 429 | 500 | 502..=504) => {
                let after = header(response.headers(), "retry-after").and_then(|text| retry_after(text, now));
                Err(Trouble::Passing(
                    unreachable(&url, status_words(&response, status)),
                    after,
                ))
            }
            status => Err(Trouble::Lasting(unreachable(&url, status_words(&response, status)))),
        }
    }

    /// Sends a text of JSON; the answer is given back whatever its status.
    pub(super) fn post(&self, url: &str, text: String) -> Result<Response<Body>> {
        let config = self
            .agent
            .post(url)
            .config()
            .timeout_global(Some(SILENCE))
            .max_redirects(0);
        let mut request = config.build().header("Content-Type", "application/json");
        request = request.header("Accept-Language", "en");
        if let Some(token) = &self.token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        request.send(text).map_err(|cause| unreachable(&url, cause))
    }
}

impl Trouble {
    /// An answer that broke off.
    pub(super) fn broken(url: &str, cause: std::io::Error) -> Self {
        Self::Passing(unreachable(&url, cause), None)
    }

    /// The error, whatever comes of it.
    pub(super) fn into_error(self) -> Error {
        match self {
            Self::Passing(error, _) | Self::Lasting(error) => error,
        }
    }
}

impl fmt::Debug for Address {
    /// The token is not printed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.base)
    }
}

impl fmt::Debug for Connection {
    /// The token is not printed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection")
            .field("heeds_proxy_variables", &self.heeds_proxy_variables)
            .finish_non_exhaustive()
    }
}

/// A header as text.
pub(super) fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

/// How the bytes of an answer are packed.
pub(super) fn encoding(url: &str, headers: &HeaderMap) -> std::result::Result<Encoding, Trouble> {
    let encoding = Encoding::parse(header(headers, "content-encoding"));
    encoding.ok_or_else(|| Trouble::Lasting(unreachable(&url, "Content-Encoding")))
}

/// A source that does not answer, or not with what was asked for.
pub(super) fn unreachable(
    place: &impl fmt::Display,
    cause: impl fmt::Display + Into<Box<dyn std::error::Error + Send + Sync>>,
) -> Error {
    Error::new(Code::ServerUnreachable)
        .with("reason", format!("{place}: {cause}"))
        .caused_by(cause)
}

fn status_words(response: &Response<Body>, status: u16) -> String {
    let words = response.status().canonical_reason().unwrap_or_default();
    format!("http status: {status} {words}")
}

/// A wrong address or certificate stays wrong; a line that breaks comes back.
fn failure(url: &str, cause: ureq::Error) -> Trouble {
    let breaks = matches!(
        cause,
        ureq::Error::Timeout(_) | ureq::Error::HostNotFound | ureq::Error::ConnectionFailed | ureq::Error::Protocol(_)
    );
    // A certificate that nobody vouches for comes as an I/O error with invalid data.
    let passes = breaks || matches!(&cause, ureq::Error::Io(cause) if cause.kind() != std::io::ErrorKind::InvalidData);
    let error = unreachable(&url, cause);
    if passes {
        return Trouble::Passing(error, None);
    }
    Trouble::Lasting(error)
}

/// `Retry-After` (RFC 9110 §10.2.3): seconds, or a date.
fn retry_after(text: &str, now: Instant) -> Option<Duration> {
    if let Ok(seconds) = text.trim().parse() {
        return Some(Duration::from_secs(seconds));
    }
    let micros = Instant::parse_http_date(text.trim())?.0.saturating_sub(now.0);
    Some(Duration::from_micros(u64::try_from(micros).unwrap_or(0)))
}

fn unfit() -> Error {
    Error::new(Code::FieldInvalid)
        .with("field", "--ca-file")
        .with("value", "PEM")
        .with("rule_zh", "须为含一个或多个证书（CERTIFICATE）的 PEM 文件")
        .with("rule_en", "give a PEM file with one or more certificates (CERTIFICATE)")
        .in_field("--ca-file")
}
