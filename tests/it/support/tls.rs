//! A server of TLS with a certificate of a private authority for `localhost`. The key is the tests' own and opens nothing.

use rustls::ServerConfig;
use rustls::ServerConnection;
use rustls::StreamOwned;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject as _;
use std::net::TcpStream;
use std::sync::Arc;

/// PEM of the authority that vouches for the certificate.
pub const AUTHORITY: &[u8] = include_bytes!("tls/authority.pem");
/// PEM of another.
pub const OTHER: &[u8] = include_bytes!("tls/other.pem");
const CERTIFICATE: &[u8] = include_bytes!("tls/server.pem");
const KEY: &[u8] = include_bytes!("tls/server.key.pem");

/// What the server shows.
pub fn config() -> Arc<ServerConfig> {
    let certificate = CertificateDer::from_pem_slice(CERTIFICATE).unwrap();
    let key = PrivateKeyDer::from_pem_slice(KEY).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    Arc::new(config)
}

/// The server's side of a connection.
pub fn accept(config: &Arc<ServerConfig>, stream: TcpStream) -> StreamOwned<ServerConnection, TcpStream> {
    let session = ServerConnection::new(Arc::clone(config)).unwrap();
    StreamOwned::new(session, stream)
}
