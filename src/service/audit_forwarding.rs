//! Sending the audit log to a collector of logs: in order, each event at least once, from a cursor in the database.

use super::Service;
use crate::audit::syslog;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::storage::audit_forwarding;
use crate::storage::audit_log;
use std::fmt;
use std::io::Write as _;
use std::net::TcpStream;
use std::net::ToSocketAddrs as _;
use std::net::UdpSocket;
use std::time::Duration;

/// How many events are sent before the cursor is written.
const BATCH: i64 = 500;
/// How long the collector of logs may take to accept a connection or bytes.
const PATIENCE: Duration = Duration::from_secs(10);
/// The address that a socket of ours has: any.
const ANY: &str = "[::]:0";
const ANY_V4: &str = "0.0.0.0:0";

/// Where the log is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    is_stream: bool,
    place: String,
}

impl Destination {
    /// Reads `tcp://host:port` or `udp://host:port`.
    pub fn parse(text: &str) -> Option<Self> {
        let (scheme, place) = text.split_once("://")?;
        let (host, port) = place.rsplit_once(':')?;
        let is_place = !host.is_empty() && port.parse::<u16>().is_ok_and(|port| port > 0);
        let is_known = ["tcp", "udp"].contains(&scheme);
        (is_known && is_place).then(|| Self {
            is_stream: scheme == "tcp",
            place: place.to_owned(),
        })
    }
}

impl fmt::Display for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.is_stream { "tcp" } else { "udp" };
        write!(f, "{scheme}://{}", self.place)
    }
}

enum Line {
    Stream(TcpStream),
    Datagram(UdpSocket),
}

/// Sends; holds the connection while it is good.
pub struct Forwarder {
    destination: Destination,
    host: String,
    line: Option<Line>,
}

impl Forwarder {
    /// A sender to this place; `host` is what messages call this machine.
    pub fn new(destination: Destination, host: &str) -> Self {
        Self {
            destination,
            host: host.to_owned(),
            line: None,
        }
    }

    fn send(&mut self, messages: &[String]) -> std::io::Result<()> {
        let line = match &mut self.line {
            Some(line) => line,
            None => self.line.insert(connect(&self.destination)?),
        };
        let sent = match line {
            Line::Stream(stream) => {
                let frames: String = messages.iter().map(|message| syslog::framed(message)).collect();
                stream.write_all(frames.as_bytes()).and_then(|()| stream.flush())
            }
            Line::Datagram(socket) => messages.iter().try_for_each(|message| {
                socket.send(message.as_bytes())?;
                Ok(())
            }),
        };
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

fn connect(destination: &Destination) -> std::io::Result<Line> {
    let unknown = || std::io::Error::other("the name has no address");
    let mut addresses = destination.place.to_socket_addrs()?;
    let address = addresses.next().ok_or_else(unknown)?;
    if destination.is_stream {
        let stream = TcpStream::connect_timeout(&address, PATIENCE)?;
        stream.set_write_timeout(Some(PATIENCE))?;
        return Ok(Line::Stream(stream));
    }
    let socket = UdpSocket::bind(if address.is_ipv4() { ANY_V4 } else { ANY })?;
    socket.connect(address)?;
    Ok(Line::Datagram(socket))
}
