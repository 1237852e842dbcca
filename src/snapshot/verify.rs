//! What a collector checks before it uses a snapshot. Pure: no network, no files, no clock.

use super::body::Line;
use super::manifest::FORMAT;
use super::manifest::Manifest;
use crate::digest::sha256_hex;
use std::fmt;

/// Why a snapshot was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The manifest is not one of [`FORMAT`].
    ManifestUnreadable,
    /// The manifest is another organization's.
    OtherOrganization,
    /// The release is older than one already used.
    OlderThanSeen,
    /// The body's size or digest is not that of the manifest.
    BodyDigestWrong,
    /// The body has a line that is no mapping, or lines out of order; the first such line, from 1.
    BodyLineWrong(usize),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ManifestUnreadable => f.write_str("the manifest is not readable as zhiyu-snapshot/1"),
            Self::OtherOrganization => f.write_str("the snapshot is another organization's"),
            Self::OlderThanSeen => f.write_str("the release is older than one already used"),
            Self::BodyDigestWrong => f.write_str("the body does not have the digest of the manifest"),
            Self::BodyLineWrong(line) => write!(f, "line {line} of the body is not in the format"),
        }
    }
}

impl std::error::Error for Refusal {}

/// Reads a manifest and checks that it is this organization's and not older than `seen`.
pub fn check_manifest(text: &str, organization: &str, seen: Option<i64>) -> Result<Manifest, Refusal> {
    let manifest = Manifest::parse(text).ok().filter(|manifest| manifest.format == FORMAT);
    let manifest = manifest.ok_or(Refusal::ManifestUnreadable)?;
    if manifest.organization != organization {
        return Err(Refusal::OtherOrganization);
    }
    if seen.is_some_and(|seen| manifest.release < seen) {
        return Err(Refusal::OlderThanSeen);
    }
    Ok(manifest)
}

/// Checks a body against its manifest and reads its lines.
pub fn check_body(manifest: &Manifest, body: &[u8]) -> Result<Vec<Line>, Refusal> {
    let size_fits = u64::try_from(body.len()).is_ok_and(|size| size == manifest.body.bytes);
    if !size_fits || sha256_hex([body]) != manifest.body.sha256 {
        return Err(Refusal::BodyDigestWrong);
    }
    let mut lines: Vec<Line> = Vec::new();
    for (index, bytes) in body.split_inclusive(|byte| *byte == b'\n').enumerate() {
        let line: Line = serde_json::from_slice(bytes).map_err(|_cause| Refusal::BodyLineWrong(index + 1))?;
        let in_order = lines
            .last()
            .is_none_or(|last| (&last.dictionary, &last.code) < (&line.dictionary, &line.code));
        if !in_order {
            return Err(Refusal::BodyLineWrong(index + 1));
        }
        lines.push(line);
    }
    Ok(lines)
}
