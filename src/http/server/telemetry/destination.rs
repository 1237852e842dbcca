//! Where spans go: an address, what is sent along, and who may vouch for it.

use crate::access::oidc::is_secure;
use crate::access::token::Secret;
use crate::collector::authorities;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use serde::Deserialize;
use std::fmt;
use std::time::Duration;
use ureq::Agent;
use ureq::http::HeaderMap;
use ureq::http::HeaderName;
use ureq::http::HeaderValue;
use ureq::tls::TlsConfig;

/// Where spans are taken, below the address of a receiver (OTLP/HTTP).
const PATH: &str = "/v1/traces";
/// The longest that a connection may take.
const CONNECT: Duration = Duration::from_secs(3);
/// The longest that one batch may take.
const ANSWER: Duration = Duration::from_secs(10);
/// The largest answer that is read, in bytes.
const LARGEST: u64 = 64 * 1024;

/// A receiver of OTLP over HTTP.
#[derive(Clone)]
pub struct Destination {
    url: String,
    headers: HeaderMap,
    agent: Agent,
}

/// What a receiver says of a batch that it took; of a part of it that it did not take, how many.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Taken {
    partial_success: Partial,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Partial {
    rejected_spans: Rejected,
}

/// An `int64` of proto3 in JSON: a text, or a number.
#[derive(Deserialize)]
#[serde(untagged)]
enum Rejected {
    Number(u64),
    Text(String),
}

impl Default for Rejected {
    fn default() -> Self {
        Self::Number(0)
    }
}

impl Destination {
    /// A receiver at this address: https, or http on the loopback, or any http where that is allowed. `headers` are lines
    /// `Name: value`; `authorities` are the only certificates (PEM) that may vouch for the receiver.
    pub fn new(
        endpoint: &str,
        headers: Option<&Secret>,
        authorities_pem: Option<&[u8]>,
        allow_plain: bool,
    ) -> Result<Self> {
        let rest = endpoint
            .strip_prefix("https://")
            .or_else(|| endpoint.strip_prefix("http://"));
        let is_plain = endpoint.starts_with("http://");
        let may_be = is_secure(endpoint) || (is_plain && allow_plain);
        if !may_be || rest.is_none_or(|rest| rest.is_empty() || rest.contains(['@', '?', '#'])) {
            return Err(wrong(
                "telemetry.otlp_endpoint: https://…, or http:// on the loopback or with telemetry.allow_plain; no '@', '?', '#'",
            ));
        }
        let base = endpoint.trim_end_matches('/');
        let base = base.strip_suffix(PATH).unwrap_or(base);
        let mut config = Agent::config_builder()
            .timeout_connect(Some(CONNECT))
            .timeout_global(Some(ANSWER))
            .max_redirects(0)
            .http_status_as_error(false)
            .proxy(None);
        if let Some(pem) = authorities_pem {
            let roots = authorities(pem).ok_or_else(|| wrong("telemetry.ca_file: PEM, CERTIFICATE"))?;
            config = config.tls_config(TlsConfig::builder().root_certs(roots).build());
        }
        Ok(Self {
            url: format!("{base}{PATH}"),
            headers: headers
                .map(|text| read_headers(text.reveal()))
                .transpose()?
                .unwrap_or_default(),
            agent: config.build().new_agent(),
        })
    }

    /// Sends a batch; how many of its spans were not taken, or why none was.
    pub(super) fn post(&self, batch: &str) -> std::result::Result<u64, String> {
        let mut request = self.agent.post(&self.url);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let sent = request.header("Content-Type", "application/json").send(batch);
        let mut response = sent.map_err(|failure| failure.to_string())?;
        if !response.status().is_success() {
            return Err(format!("http status: {}", response.status()));
        }
        let text = response.body_mut().with_config().limit(LARGEST).read_to_string();
        let taken: Taken = serde_json::from_str(&text.unwrap_or_default()).unwrap_or_default();
        Ok(match taken.partial_success.rejected_spans {
            Rejected::Number(count) => count,
            Rejected::Text(digits) => digits.parse().unwrap_or(0),
        })
    }
}

impl fmt::Debug for Destination {
    /// The headers are not printed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.url)
    }
}

/// Reads lines `Name: value`. What is wrong is told by its line, not quoted.
fn read_headers(text: &str) -> Result<HeaderMap> {
    let mut headers = HeaderMap::new();
    for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        let unfit = || wrong(&format!("telemetry.headers_file: line {number}: Name: value"));
        let (name, value) = line.split_once(':').ok_or_else(unfit)?;
        let name: HeaderName = name.trim().parse().map_err(|_cause| unfit())?;
        let value = HeaderValue::from_str(value.trim()).map_err(|_cause| unfit())?;
        headers.append(name, value);
    }
    Ok(headers)
}

fn wrong(reason: &str) -> Error {
    Error::new(Code::ConfigurationInvalid).with("reason", reason)
}
