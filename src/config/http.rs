//! Settings of the web API.

use crate::error::Result;
use crate::http::server::proxies::ForwardedHeader;
use crate::http::server::proxies::Proxies;
use serde::Deserialize;
use serde::Serialize;
use std::path::PathBuf;

/// The web API.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HttpConfig {
    /// Address and port.
    #[serde(default = "HttpConfig::usual_listen")]
    pub listen: String,
    /// Threads that answer; without it, one a processor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workers: Option<usize>,
    /// Addresses and networks of proxies that say where a request came from.
    #[serde(default)]
    pub trusted_proxies: Vec<String>,
    /// The header in which they do.
    #[serde(default)]
    pub forwarded_header: ForwardedHeader,
    /// Whether plain HTTP may be spoken beyond the loopback, because a proxy before the server ends TLS.
    #[serde(default)]
    pub allow_plain: bool,
    /// Whether the server may listen beyond the loopback as root.
    #[serde(default)]
    pub allow_root: bool,
    /// TLS; without it, plain HTTP.
    #[serde(default)]
    pub tls: TlsConfig,
}

/// TLS of the web API. Both files or neither; paths are below the data folder unless they are absolute.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TlsConfig {
    /// PEM file of the certificate, the authorities between it and the root after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<PathBuf>,
    /// PEM file of its private key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<PathBuf>,
}

impl HttpConfig {
    /// The proxies that are believed.
    pub fn proxies(&self) -> Result<Proxies> {
        Proxies::new(&self.trusted_proxies, self.forwarded_header)
    }

    fn usual_listen() -> String {
        "127.0.0.1:8640".to_owned()
    }
}

impl Default for HttpConfig {
    fn default() -> Self {
        Self {
            listen: Self::usual_listen(),
            workers: None,
            trusted_proxies: Vec::new(),
            forwarded_header: ForwardedHeader::default(),
            allow_plain: false,
            allow_root: false,
            tls: TlsConfig::default(),
        }
    }
}
