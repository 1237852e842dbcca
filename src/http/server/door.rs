//! Where the server listens and what it speaks there: TLS, or plain HTTP on the loopback.

use super::tls::Certificates;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use std::io;
use std::net::IpAddr;
use std::net::SocketAddr;
use std::net::TcpListener;
use std::net::ToSocketAddrs as _;

/// A listener and what is spoken on it.
#[derive(Debug)]
pub struct Door {
    pub(in crate::http) socket: TcpListener,
    pub(in crate::http) certificates: Option<Certificates>,
}

/// The listeners of a server.
#[derive(Debug)]
pub struct Doors {
    /// For people and programs.
    pub service: Door,
    /// For monitoring, if it is wanted.
    pub metrics: Option<Door>,
}

/// Where a server listens.
#[derive(Clone, Copy, Debug)]
pub struct Listening {
    /// For people and programs.
    pub service: SocketAddr,
    /// For monitoring.
    pub metrics: Option<SocketAddr>,
}

impl Door {
    /// Opens an address: for TLS with certificates, and for plain HTTP without. Plain HTTP beyond the loopback is refused unless
    /// it is allowed, before anything listens.
    pub fn open(address: &str, certificates: Option<Certificates>, allow_plain: bool) -> Result<Self> {
        let addresses = resolved(address)?;
        if certificates.is_none() && !allow_plain && !are_loopback(&addresses) {
            return Err(Error::new(Code::PlainHttpRefused).with("address", address));
        }
        let socket = TcpListener::bind(addresses.as_slice()).map_err(|cause| unavailable(address, cause))?;
        Ok(Self { socket, certificates })
    }

    /// Opens an address for monitoring: plain HTTP on the loopback, where no certificate fits, and as [`Door::open`] elsewhere.
    pub fn for_metrics(address: &str, certificates: Option<Certificates>, allow_plain: bool) -> Result<Self> {
        let is_loopback = are_loopback(&resolved(address)?);
        Self::open(address, certificates.filter(|_| !is_loopback), allow_plain)
    }

    /// Whether the address can be reached from this machine alone.
    pub fn is_loopback(address: &str) -> Result<bool> {
        Ok(are_loopback(&resolved(address)?))
    }

    /// `http` or `https`.
    pub fn scheme(&self) -> &'static str {
        if self.certificates.is_some() { "https" } else { "http" }
    }

    /// The address on which it listens.
    pub(in crate::http) fn address(&self) -> Result<SocketAddr> {
        self.socket.local_addr().map_err(|cause| unavailable("-", cause))
    }
}

impl From<TcpListener> for Door {
    /// Plain HTTP on whatever it listens on.
    fn from(socket: TcpListener) -> Self {
        Self {
            socket,
            certificates: None,
        }
    }
}

impl From<Door> for Doors {
    fn from(service: Door) -> Self {
        Self { service, metrics: None }
    }
}

fn resolved(address: &str) -> Result<Vec<SocketAddr>> {
    let found: io::Result<Vec<_>> = address.to_socket_addrs().map(Iterator::collect);
    found.map_err(|cause| unavailable(address, cause))
}

fn are_loopback(addresses: &[SocketAddr]) -> bool {
    let is_loopback = |address: &SocketAddr| match address.ip() {
        IpAddr::V4(ip) => ip.is_loopback(),
        IpAddr::V6(ip) => ip.to_canonical().is_loopback(),
    };
    !addresses.is_empty() && addresses.iter().all(is_loopback)
}

pub(in crate::http) fn unavailable(address: &str, cause: io::Error) -> Error {
    Error::new(Code::ConfigurationInvalid)
        .with("reason", format!("{address}: {cause}"))
        .caused_by(cause)
}
