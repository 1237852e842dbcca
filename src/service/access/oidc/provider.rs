//! The provider of sign-in over the network: its configuration (OpenID Connect Discovery 1.0), its keys, and the exchange of a
//! code for an ID token (RFC 6749 §4.1.3). It waits, so verbs that ask it run off the event loop.

use crate::access::oidc::OidcClient;
use crate::access::oidc::id_token::KeySet;
use crate::access::oidc::is_secure;
use crate::access::token::Secret;
use crate::audit::base64;
use crate::collector::authorities;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::time::Instant;
use serde::Deserialize;
use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::time::Duration;
use ureq::Agent;
use ureq::Body;
use ureq::http::Response;
use ureq::tls::TlsConfig;

/// The longest that a connection may take.
const CONNECT: Duration = Duration::from_secs(3);
/// The longest that one answer may take.
const ANSWER: Duration = Duration::from_secs(8);
/// The largest answer that is read, in bytes.
const LARGEST: u64 = 1 << 20;
const SECOND_MICROS: i64 = 1_000_000;
/// For how long the configuration and the keys are good.
const GOOD_MICROS: i64 = 3600 * SECOND_MICROS;
/// The keys are asked for again at most this often when a token names one that is not known.
const KEYS_EVERY_MICROS: i64 = 60 * SECOND_MICROS;
/// After a failure nobody waits for the provider again for this long.
const REST_MICROS: i64 = 5 * SECOND_MICROS;

/// What the provider says of itself.
#[derive(Debug, Deserialize)]
pub(super) struct Discovery {
    issuer: String,
    pub(super) authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct TokenAnswer {
    id_token: Option<String>,
}

#[derive(Default)]
struct Known {
    discovery: Option<(Arc<Discovery>, Instant)>,
    keys: Option<(Arc<KeySet>, Instant)>,
    keys_asked_at: Option<Instant>,
    failed_at: Option<Instant>,
}

/// The provider, and what was learned of it lately.
pub(crate) struct Provider {
    pub(in crate::service) client: OidcClient,
    agent: Agent,
    known: Mutex<Known>,
}

impl Provider {
    /// The provider of the settings; it is asked for nothing yet.
    pub(super) fn new(client: OidcClient) -> Result<Self> {
        let mut config = Agent::config_builder()
            .timeout_connect(Some(CONNECT))
            .timeout_global(Some(ANSWER))
            .max_redirects(0)
            .http_status_as_error(false)
            .proxy(None);
        if let Some(pem) = &client.authorities {
            let roots = authorities(pem).ok_or_else(|| {
                Error::new(Code::ConfigurationInvalid).with("reason", "oidc.ca_file: PEM, CERTIFICATE")
            })?;
            config = config.tls_config(TlsConfig::builder().root_certs(roots).build());
        }
        Ok(Self {
            agent: config.build().new_agent(),
            client,
            known: Mutex::default(),
        })
    }

    /// What the provider says of itself; it is asked once an hour.
    pub(super) fn discovery(&self, now: Instant) -> Result<Arc<Discovery>> {
        if let Some((discovery, since)) = &self.known().discovery
            && now.0 - since.0 < GOOD_MICROS
        {
            return Ok(discovery.clone());
        }
        self.must_not_rest(now)?;
        let issuer = self.client.issuer.trim_end_matches('/');
        let outcome = self.read_discovery(&format!("{issuer}/.well-known/openid-configuration"));
        let mut known = self.known();
        match outcome {
            Ok(discovery) => {
                let discovery = Arc::new(discovery);
                known.discovery = Some((discovery.clone(), now));
                Ok(discovery)
            }
            Err(error) => {
                known.failed_at = Some(now);
                // A provider that does not answer now has not moved.
                known.discovery.clone().map(|(old, _)| old).ok_or(error)
            }
        }
    }

    /// The keys of the provider, asked for once an hour; anew when a token names an unknown one, but once a minute at most.
    pub(super) fn keys(&self, wants_newer: bool, now: Instant) -> Result<Arc<KeySet>> {
        let discovery = self.discovery(now)?;
        {
            let mut known = self.known();
            let was_asked = known.keys_asked_at.is_some_and(|at| now.0 - at.0 < KEYS_EVERY_MICROS);
            if let Some((keys, since)) = &known.keys
                && (was_asked || (!wants_newer && now.0 - since.0 < GOOD_MICROS))
            {
                return Ok(keys.clone());
            }
            known.keys_asked_at = Some(now);
        }
        self.must_not_rest(now)?;
        let outcome = self.get(&discovery.jwks_uri).and_then(|text| {
            KeySet::parse(&text).ok_or_else(|| unavailable(format!("{}: no key set", discovery.jwks_uri)))
        });
        let mut known = self.known();
        match outcome {
            Ok(keys) => {
                let keys = Arc::new(keys);
                known.keys = Some((keys.clone(), now));
                Ok(keys)
            }
            Err(error) => {
                known.failed_at = Some(now);
                Err(error)
            }
        }
    }

    /// Exchanges a code for an ID token; nothing when the provider does not take the code.
    pub(super) fn exchange(&self, code: &str, verifier: &Secret, now: Instant) -> Result<Option<String>> {
        let discovery = self.discovery(now)?;
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", self.client.redirect_url.as_str()),
            ("code_verifier", verifier.reveal()),
        ];
        let mut request = self.agent.post(&discovery.token_endpoint);
        match &self.client.secret {
            Some(secret) if discovery.takes_basic() => {
                let pair = format!("{}:{}", encoded(&self.client.id), encoded(secret.reveal()));
                request = request.header("Authorization", format!("Basic {}", base64::encode(pair.as_bytes())));
            }
            Some(secret) => form.extend([
                ("client_id", self.client.id.as_str()),
                ("client_secret", secret.reveal()),
            ]),
            None => form.push(("client_id", self.client.id.as_str())),
        }
        let sent = request.header("Accept", "application/json").send_form(form);
        let response = sent.map_err(|cause| unavailable(format!("{}: {cause}", discovery.token_endpoint)))?;
        if response.status().is_client_error() {
            let status = response.status();
            tracing::warn!(%status, "the provider of sign-in does not take a code, or this service's secret");
            return Ok(None);
        }
        let text = read(&discovery.token_endpoint, response)?;
        let answer: Option<TokenAnswer> = serde_json::from_str(&text).ok();
        Ok(answer.and_then(|answer| answer.id_token))
    }

    fn read_discovery(&self, url: &str) -> Result<Discovery> {
        let text = self.get(url)?;
        let discovery: Discovery =
            serde_json::from_str(&text).map_err(|cause| unavailable(format!("{url}: {cause}")))?;
        if discovery.issuer != self.client.issuer {
            return Err(unavailable(format!("{url}: the issuer is '{}'", discovery.issuer)));
        }
        let endpoints = [
            &discovery.authorization_endpoint,
            &discovery.token_endpoint,
            &discovery.jwks_uri,
        ];
        if let Some(open) = endpoints.into_iter().find(|endpoint| !is_secure(endpoint)) {
            return Err(unavailable(format!("{url}: {open} is not https")));
        }
        Ok(discovery)
    }

    fn get(&self, url: &str) -> Result<String> {
        let sent = self.agent.get(url).header("Accept", "application/json").call();
        read(url, sent.map_err(|cause| unavailable(format!("{url}: {cause}")))?)
    }

    fn must_not_rest(&self, now: Instant) -> Result<()> {
        let rests = self.known().failed_at.is_some_and(|at| now.0 - at.0 < REST_MICROS);
        if rests {
            return Err(unavailable("it failed a moment ago".to_owned()));
        }
        Ok(())
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Discovery {
    /// Whether a client shows its secret in a header (RFC 6749 §2.3.1): the usual way, unless the provider names others alone.
    fn takes_basic(&self) -> bool {
        let methods = self.token_endpoint_auth_methods_supported.as_ref();
        methods.is_none_or(|methods| methods.iter().any(|method| method == "client_secret_basic"))
    }
}

/// A text inside an address or a form.
pub(super) fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
        encoded
    })
}

fn read(url: &str, mut response: Response<Body>) -> Result<String> {
    if !response.status().is_success() {
        return Err(unavailable(format!("{url}: {}", response.status())));
    }
    let reader = response.body_mut().with_config().limit(LARGEST);
    reader
        .read_to_string()
        .map_err(|cause| unavailable(format!("{url}: {cause}")))
}

fn unavailable(cause: String) -> Error {
    tracing::warn!(%cause, "the provider of sign-in");
    Error::new(Code::OidcUnavailable).caused_by(cause)
}
