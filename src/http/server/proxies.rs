//! From which address a request came. A header says so only where a trusted proxy wrote it: anybody can send one.

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use actix_web::HttpRequest;
use actix_web::http::header::HeaderMap;
use actix_web::web::Data;
use serde::Deserialize;
use serde::Serialize;
use std::net::IpAddr;
use std::net::SocketAddr;

/// Which header the proxies write. The other may come from anybody and is not read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ForwardedHeader {
    /// `X-Forwarded-For`: addresses with commas, the nearest last.
    #[default]
    XForwardedFor,
    /// `Forwarded` (RFC 7239).
    Forwarded,
}

/// The proxies that are believed; none is the usual.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proxies {
    networks: Vec<Network>,
    header: ForwardedHeader,
}

/// Addresses that begin with the same bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Network {
    address: IpAddr,
    bits: u32,
}

impl Proxies {
    /// Reads addresses and networks, such as `10.1.2.3` and `10.1.0.0/16`.
    pub fn new(list: &[String], header: ForwardedHeader) -> Result<Self> {
        let network = |text: &String| {
            Network::parse(text).ok_or_else(|| {
                Error::new(Code::ConfigurationInvalid).with(
                    "reason",
                    format!("http.trusted_proxies: {text} (10.1.2.3, 10.1.0.0/16)"),
                )
            })
        };
        Ok(Self {
            networks: list.iter().map(network).collect::<Result<_>>()?,
            header,
        })
    }

    /// From where a request came that this neighbour sent: the last address that is not one of a trusted proxy. What stands
    /// before it, or cannot be read, was written by who knows whom.
    pub fn source(&self, neighbour: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut source = neighbour.to_canonical();
        for hop in self.hops(headers).iter().rev() {
            if !self.trusts(source) {
                break;
            }
            match address_of(hop) {
                Some(address) => source = address,
                None => break,
            }
        }
        source
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.networks.iter().any(|network| network.holds(address))
    }

    /// The addresses that the header names, the nearest last.
    fn hops(&self, headers: &HeaderMap) -> Vec<String> {
        if self.networks.is_empty() {
            return Vec::new();
        }
        let name = match self.header {
            ForwardedHeader::XForwardedFor => "x-forwarded-for",
            ForwardedHeader::Forwarded => "forwarded",
        };
        let lines = headers.get_all(name);
        // A line that is no text hides whatever it holds: it stays in its place, unreadable.
        let elements = lines.flat_map(|line| line.to_str().unwrap_or("?").split(','));
        match self.header {
            ForwardedHeader::XForwardedFor => elements.map(|hop| hop.trim().to_owned()).collect(),
            ForwardedHeader::Forwarded => elements.map(forwarded_for).collect(),
        }
    }
}

/// From which address a request came, as text; empty when nothing is known.
pub fn source(request: &HttpRequest) -> String {
    let Some(neighbour) = request.peer_addr() else {
        return String::new();
    };
    let proxies = request.app_data::<Data<Proxies>>();
    let source = proxies.map_or(neighbour.ip(), |proxies| {
        proxies.source(neighbour.ip(), request.headers())
    });
    source.to_string()
}

impl Network {
    fn parse(text: &str) -> Option<Self> {
        let (address, bits) = match text.trim().split_once('/') {
            Some((address, bits)) => (address, Some(bits.parse::<u32>().ok()?)),
            None => (text.trim(), None),
        };
        let address: IpAddr = address.parse().ok()?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.unwrap_or(most);
        (bits <= most).then_some(Self { address, bits })
    }

    fn holds(&self, address: IpAddr) -> bool {
        let differing = match (self.address, address) {
            (IpAddr::V4(own), IpAddr::V4(other)) => (own.to_bits() ^ other.to_bits()).leading_zeros(),
            (IpAddr::V6(own), IpAddr::V6(other)) => (own.to_bits() ^ other.to_bits()).leading_zeros(),
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => return false,
        };
        differing >= self.bits
    }
}

/// An address, with or without a port.
fn address_of(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let address: Option<IpAddr> = bare.unwrap_or(text).parse().ok();
    let address = address.or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip()));
    address.map(|address| address.to_canonical())
}

/// What an element of `Forwarded` says of `for`: an address, in quotes where it has colons.
fn forwarded_for(element: &str) -> String {
    let pairs = element.split(';').filter_map(|pair| pair.split_once('='));
    let mut values = pairs.filter(|(name, _)| name.trim().eq_ignore_ascii_case("for"));
    let value = values.next().map_or("", |(_, value)| value);
    value.trim().trim_matches('"').to_owned()
}
