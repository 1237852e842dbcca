//! Pulling the newest snapshot as a collector does: over HTTP, checked before it is used.

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::OrganizationId;
use crate::snapshot::body::Line;
use crate::snapshot::manifest::Manifest;
use crate::snapshot::verify;
use std::net::SocketAddr;

/// The largest body that is read, in bytes.
const LARGEST_BODY: u64 = 256 * 1024 * 1024;

/// A snapshot that was checked.
pub struct Pulled {
    /// Its manifest.
    pub manifest: Manifest,
    /// Its mappings.
    pub lines: Vec<Line>,
}

/// Fetches and checks the newest snapshot of an organization.
pub fn pull(address: SocketAddr, token: &str, organization: &OrganizationId) -> Result<Pulled> {
    let base = format!("http://{address}/api/v1/organizations/{organization}/snapshots");
    let manifest_text = get(&format!("{base}/latest"), token)?;
    let manifest_text = String::from_utf8(manifest_text).map_err(unreachable_server)?;
    let manifest = verify::check_manifest(&manifest_text, organization.as_str(), None).map_err(refused)?;
    let body = get(&format!("{base}/{}/body", manifest.release), token)?;
    let lines = verify::check_body(&manifest, &body).map_err(refused)?;
    Ok(Pulled { manifest, lines })
}

fn get(url: &str, token: &str) -> Result<Vec<u8>> {
    let request = ureq::get(url).header("Authorization", format!("Bearer {token}"));
    let mut response = request.call().map_err(unreachable_server)?;
    let body = response.body_mut().with_config().limit(LARGEST_BODY);
    body.read_to_vec().map_err(unreachable_server)
}

fn unreachable_server(cause: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::new(Code::ServerUnreachable)
        .with("reason", &cause)
        .caused_by(cause)
}

fn refused(cause: verify::Refusal) -> Error {
    Error::new(Code::SnapshotRefused)
        .with("reason", &cause)
        .caused_by(cause)
}
