//! TLS: the certificate of the server, read again when its files change, so that nobody has to restart the server.
//!
//! TLS 1.2 and 1.3 with the suites that rustls offers, all of them with forward secrecy and authenticated encryption. A new
//! pair that cannot be used is told in the log, and the one before goes on.

use super::stop;
use crate::digest::sha256_hex;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use actix_web::rt;
use actix_web::web;
use rustls::ServerConfig;
use rustls::crypto::CryptoProvider;
use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::server::ClientHello;
use rustls::server::ResolvesServerCert;
use rustls::sign::CertifiedKey;
use std::fmt;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::time::Duration;

/// How often the files are looked at.
const LOOK: Duration = Duration::from_secs(10);
/// What those who are neither the owner nor of the group may do with the key.
const OTHERS: u32 = 0o007;

/// The certificate and its key. Every clone has the same.
#[derive(Clone)]
pub struct Certificates(Arc<Pair>);

struct Pair {
    certificate: PathBuf,
    key: PathBuf,
    provider: Arc<CryptoProvider>,
    ready: Mutex<Ready>,
}

struct Ready {
    /// SHA-256 of both files.
    digest: String,
    certified: Arc<CertifiedKey>,
    /// Why the files as they are now cannot be used.
    complaint: Option<String>,
}

impl Certificates {
    /// Reads both PEM files: the certificate with its chain after it, and the key that fits.
    pub fn read(certificate: &Path, key: &Path) -> Result<Self> {
        let provider = Arc::new(ring::default_provider());
        let (digest, contents) = contents(certificate, key)?;
        let certified = certified(&contents, &provider).map_err(|reason| unusable(certificate, &reason))?;
        Ok(Self(Arc::new(Pair {
            certificate: certificate.to_owned(),
            key: key.to_owned(),
            provider,
            ready: Mutex::new(Ready {
                digest,
                certified: Arc::new(certified),
                complaint: None,
            }),
        })))
    }

    /// Reads the files again; whether the certificate is another now. What cannot be used leaves everything as it was.
    pub fn look_again(&self) -> Result<bool> {
        let (digest, contents) = contents(&self.0.certificate, &self.0.key)?;
        if self.0.ready().digest == digest {
            return Ok(false);
        }
        let certified = certified(&contents, &self.0.provider);
        let certified = certified.map_err(|reason| unusable(&self.0.certificate, &reason))?;
        let mut ready = self.0.ready();
        ready.digest = digest;
        ready.certified = Arc::new(certified);
        Ok(true)
    }

    /// How a listener speaks TLS with them.
    pub fn config(&self) -> Result<ServerConfig> {
        let builder = ServerConfig::builder_with_provider(Arc::clone(&self.0.provider));
        let builder = builder.with_safe_default_protocol_versions();
        let builder = builder.map_err(|cause| Error::new(Code::Internal).caused_by(cause))?;
        let resolver = Arc::clone(&self.0);
        Ok(builder.with_no_client_auth().with_cert_resolver(resolver))
    }

    /// Looks at the files again and again, and at once when the process is sent SIGHUP.
    pub fn follow(&self) -> Result<()> {
        let pair = self.clone();
        stop::on_hang_up(move || pair.look_and_tell())?;
        let pair = self.clone();
        rt::spawn(async move {
            let mut ticks = rt::time::interval(LOOK);
            loop {
                ticks.tick().await;
                let pair = pair.clone();
                if web::block(move || pair.look_and_tell()).await.is_err() {
                    return;
                }
            }
        });
        Ok(())
    }

    fn look_and_tell(&self) {
        let outcome = self.look_again();
        let complaint = outcome.as_ref().err().map(ToString::to_string);
        let is_known = std::mem::replace(&mut self.0.ready().complaint, complaint.clone()) == complaint;
        match (outcome, complaint) {
            (Ok(true), _) => tracing::info!("the TLS certificate was read anew"),
            (Err(_), Some(complaint)) if !is_known => {
                tracing::error!(complaint, "the TLS certificate before stays in use");
            }
            (Ok(false) | Err(_), _) => {}
        }
    }
}

impl Pair {
    fn ready(&self) -> MutexGuard<'_, Ready> {
        self.ready.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ResolvesServerCert for Pair {
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.ready().certified))
    }
}

impl fmt::Debug for Pair {
    /// The key is not printed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pair")
            .field("certificate", &self.certificate)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Certificates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The bytes of the certificate and of the key.
type Contents = (Vec<u8>, Vec<u8>);

fn contents(certificate: &Path, key: &Path) -> Result<(String, Contents)> {
    let read = |path: &Path| fs::read(path).map_err(|cause| unusable(path, &cause.to_string()).caused_by(cause));
    let metadata = fs::metadata(key).map_err(|cause| unusable(key, &cause.to_string()).caused_by(cause))?;
    if metadata.permissions().mode() & OTHERS != 0 {
        return Err(unusable(key, "others can read it: chmod o="));
    }
    let contents = (read(certificate)?, read(key)?);
    let digest = sha256_hex([contents.0.as_slice(), b"\0", contents.1.as_slice()]);
    Ok((digest, contents))
}

/// The pair, or why it is none. The reason quotes nothing of the key.
fn certified((certificate, key): &Contents, provider: &CryptoProvider) -> std::result::Result<CertifiedKey, String> {
    let chain: std::result::Result<Vec<_>, _> = CertificateDer::pem_slice_iter(certificate).collect();
    let chain = chain.map_err(|cause| format!("certificate: {cause}"))?;
    if chain.is_empty() {
        return Err("there is no certificate in the file".to_owned());
    }
    let key = PrivateKeyDer::from_pem_slice(key).map_err(|_cause| "there is no private key in its file".to_owned())?;
    CertifiedKey::from_der(chain, key, provider).map_err(|cause| cause.to_string())
}

fn unusable(path: &Path, reason: &str) -> Error {
    Error::new(Code::TlsUnusable)
        .with("path", path.display())
        .with("reason", reason)
}
