//! Posting a message: no redirects, no proxy, and no connection to an address that is neither public nor listed. The address
//! that was judged is the one that is connected to, so a name that changes its meaning in between gains nothing.

use crate::source::feedback::webhook::may_connect;
use std::io;
use std::time::Duration;
use ureq::Agent;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::DefaultResolver;
use ureq::unversioned::resolver::ResolvedSocketAddrs;
use ureq::unversioned::resolver::Resolver;
use ureq::unversioned::transport::DefaultConnector;
use ureq::unversioned::transport::NextTimeout;

/// The longest that a connection may take.
const CONNECT: Duration = Duration::from_secs(5);
/// The longest that one message may take.
const ANSWER: Duration = Duration::from_secs(10);

/// A message.
pub(super) struct Message<'a> {
    /// To where.
    pub(super) url: &'a str,
    /// The JSON.
    pub(super) body: &'a str,
    /// Its signature.
    pub(super) signature: &'a str,
    /// What a receiver knows it by when it comes twice.
    pub(super) id: &'a str,
}

/// Whoever posts.
pub(super) struct Sender(Agent);

/// Finds addresses, and hides those that may not be called.
#[derive(Debug)]
struct Guarded {
    resolver: DefaultResolver,
    hosts: Vec<String>,
}

impl Sender {
    /// A sender that may call these hosts.
    pub(super) fn new(hosts: &[String]) -> Self {
        let config = Agent::config_builder()
            .timeout_connect(Some(CONNECT))
            .timeout_global(Some(ANSWER))
            .max_redirects(0)
            .http_status_as_error(false)
            .proxy(None)
            .build();
        let resolver = Guarded {
            resolver: DefaultResolver::default(),
            hosts: hosts.to_vec(),
        };
        Self(Agent::with_parts(config, DefaultConnector::default(), resolver))
    }

    /// Posts a message: the status of the answer when it was taken, and what went wrong when it was not. Of the answer nothing
    /// but its status is read.
    pub(super) fn post(&self, message: &Message<'_>) -> Result<String, String> {
        let sent = self
            .0
            .post(message.url)
            .header("Content-Type", "application/json")
            .header("Zhiyu-Delivery", message.id)
            .header("Zhiyu-Signature", message.signature)
            .send(message.body);
        let status = sent.map_err(|failure| failure.to_string())?.status();
        if status.is_success() {
            return Ok(status.as_u16().to_string());
        }
        Err(status.as_u16().to_string())
    }
}

impl Resolver for Guarded {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.resolver.resolve(uri, config, timeout)?;
        let mut allowed = self.empty();
        for address in found.iter().filter(|address| may_connect(address.ip(), &self.hosts)) {
            allowed.push(*address);
        }
        if allowed.is_empty() {
            let refusal = "the address is neither public nor listed";
            return Err(ureq::Error::Io(io::Error::new(
                io::ErrorKind::PermissionDenied,
                refusal,
            )));
        }
        Ok(allowed)
    }
}
