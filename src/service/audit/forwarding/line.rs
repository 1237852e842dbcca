//! The line to a collector of logs: TCP (RFC 6587), TLS (RFC 5425) or datagrams (RFC 5426).

use super::Destination;
use super::Transport;
use crate::audit::syslog;
use rustls::ClientConfig;
use rustls::ClientConnection;
use rustls::RootCertStore;
use rustls::StreamOwned;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::ServerName;
use rustls::pki_types::pem::PemObject as _;
use std::io;
use std::io::Write;
use std::net::TcpStream;
use std::net::ToSocketAddrs as _;
use std::net::UdpSocket;
use std::sync::Arc;
use std::time::Duration;

/// How long the collector of logs may take to accept a connection or bytes.
const PATIENCE: Duration = Duration::from_secs(10);
/// The address that a socket of ours has: any.
const ANY: &str = "[::]:0";
const ANY_V4: &str = "0.0.0.0:0";

/// An open line.
pub(super) enum Line {
    Stream(Box<dyn Write + Send>),
    Datagram(UdpSocket),
}

impl Line {
    /// Opens it; TLS needs to know whom to believe.
    pub(super) fn connect(to: &Destination, tls: Option<&Arc<ClientConfig>>) -> io::Result<Self> {
        let mut addresses = (to.host.as_str(), to.port).to_socket_addrs()?;
        let address = addresses.next();
        let address = address.ok_or_else(|| io::Error::other("the name has no address"))?;
        if to.transport == Transport::Udp {
            let socket = UdpSocket::bind(if address.is_ipv4() { ANY_V4 } else { ANY })?;
            socket.connect(address)?;
            return Ok(Self::Datagram(socket));
        }
        let stream = TcpStream::connect_timeout(&address, PATIENCE)?;
        stream.set_write_timeout(Some(PATIENCE))?;
        stream.set_read_timeout(Some(PATIENCE))?;
        if to.transport == Transport::Tcp {
            return Ok(Self::Stream(Box::new(stream)));
        }
        let config = tls.ok_or_else(|| io::Error::other("no authorities are named"))?;
        let name = ServerName::try_from(to.host.clone()).map_err(io::Error::other)?;
        let session = ClientConnection::new(Arc::clone(config), name).map_err(io::Error::other)?;
        Ok(Self::Stream(Box::new(StreamOwned::new(session, stream))))
    }

    pub(super) fn send(&mut self, messages: &[String]) -> io::Result<()> {
        match self {
            Self::Stream(stream) => {
                let frames: String = messages.iter().map(|message| syslog::framed(message)).collect();
                stream.write_all(frames.as_bytes())?;
                stream.flush()
            }
            Self::Datagram(socket) => messages.iter().try_for_each(|message| {
                socket.send(message.as_bytes())?;
                Ok(())
            }),
        }
    }
}

/// What believes certificates that these vouch for (PEM), and no others.
pub(super) fn trusting(authorities: &[u8]) -> Result<Arc<ClientConfig>, String> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(authorities) {
        let certificate = certificate.map_err(|cause| cause.to_string())?;
        roots.add(certificate).map_err(|cause| cause.to_string())?;
    }
    if roots.is_empty() {
        return Err("a PEM file with one or more certificates is needed".to_owned());
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.map_err(|cause| cause.to_string())?;
    Ok(Arc::new(config.with_root_certificates(roots).with_no_client_auth()))
}
