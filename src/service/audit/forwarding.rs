//! Sending the audit log to a collector of logs: in order, each event at least once, from a cursor in the database.

mod line;

use crate::audit::syslog;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::service::Service;
use crate::storage::audit::audit_forwarding;
use crate::storage::audit::audit_log;
use line::Line;
use rustls::ClientConfig;
use std::fmt;
use std::sync::Arc;

/// How many events are sent before the cursor is written.
const BATCH: i64 = 500;

/// Where the log is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    transport: Transport,
    /// Name or address.
    host: String,
    port: u16,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Transport {
    /// RFC 6587.
    Tcp,
    /// RFC 5425.
    Tls,
    /// RFC 5426.
    Udp,
}

impl Transport {
    const ALL: [Self; 3] = [Self::Tcp, Self::Tls, Self::Udp];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Tcp => "tcp",
            Self::Tls => "tls",
            Self::Udp => "udp",
        }
    }
}

impl Destination {
    /// Reads `tls://host:port`, `tcp://host:port` or `udp://host:port`.
    pub fn parse(text: &str) -> Option<Self> {
        let (scheme, place) = text.split_once("://")?;
        let (host, port) = place.rsplit_once(':')?;
        Some(Self {
            transport: Transport::ALL.into_iter().find(|one| one.as_str() == scheme)?,
            host: Some(host).filter(|host| !host.is_empty())?.to_owned(),
            port: port.parse().ok().filter(|port| *port > 0)?,
        })
    }

    /// Whether it has to be told whose certificates count.
    pub fn needs_authorities(&self) -> bool {
        self.transport == Transport::Tls
    }
}

impl fmt::Display for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}:{}", self.transport.as_str(), self.host, self.port)
    }
}

/// Sends; holds the connection while it is good.
pub struct Forwarder {
    destination: Destination,
    host: String,
    tls: Option<Arc<ClientConfig>>,
    line: Option<Line>,
}

impl Forwarder {
    /// A sender to this place; `host` is what messages call this machine.
    pub fn new(destination: Destination, host: &str) -> Self {
        Self {
            destination,
            host: host.to_owned(),
            tls: None,
            line: None,
        }
    }

    /// The same, which believes certificates that these vouch for (PEM), and no others. Refused when there is none in it.
    pub fn trusting(self, authorities: &[u8]) -> std::result::Result<Self, String> {
        let tls = Some(line::trusting(authorities)?);
        Ok(Self { tls, ..self })
    }

    fn send(&mut self, messages: &[String]) -> std::io::Result<()> {
        let line = match &mut self.line {
            Some(line) => line,
            None => self.line.insert(Line::connect(&self.destination, self.tls.as_ref())?),
        };
        let sent = line.send(messages);
        if sent.is_err() {
            // The next attempt connects again.
            self.line = None;
        }
        sent
    }
}

impl Service {
    /// Sends what is not sent yet, at most one batch; returns how many events that were.
    ///
    /// Refused while the collector of logs cannot be reached; the cursor then stays, and nothing is left out.
    pub fn forward_audit(&self, forwarder: &mut Forwarder) -> Result<usize> {
        let destination = forwarder.destination.to_string();
        let events = self.db.read(|tx| {
            let sent = audit_forwarding::sent(tx, &destination)?;
            audit_log::after(tx, sent, BATCH)
        })?;
        let Some(last) = events.last().map(|event| event.sequence) else {
            return Ok(0);
        };
        let messages: Vec<String> = events
            .iter()
            .map(|event| syslog::message(event, &forwarder.host))
            .collect();
        forwarder.send(&messages).map_err(|cause| {
            Error::new(Code::ServerUnreachable)
                .with("reason", format!("{destination}: {cause}"))
                .caused_by(cause)
        })?;
        let now = self.now();
        self.db
            .write(|tx| audit_forwarding::keep(tx, &destination, last, now))?;
        Ok(messages.len())
    }
}
