//! The manifest: what a release is, which bytes are its body, and what it follows.

use super::document::document;
use super::refusal::Part;
use serde::Deserialize;
use serde::Serialize;

/// The name of the format.
pub const FORMAT: &str = "zhiyu-snapshot/1";

/// A manifest, in the order of its keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// [`FORMAT`].
    pub format: String,
    /// Whose mappings these are.
    pub organization: String,
    /// The number of the release.
    pub release: i64,
    /// The release before, and the digest of its body; none for the first.
    pub previous: Option<Previous>,
    /// The body.
    pub body: BodyName,
    /// The editions that targets are from, with their digests, sorted by (system, edition).
    pub editions: Vec<EditionName>,
    /// When it was published, RFC 3339 in UTC.
    pub published_at: String,
    /// From when it shall be used, RFC 3339 in UTC.
    pub effective_at: String,
    /// The account that published it.
    pub publisher: String,
    /// The key of the signature; none while snapshots are not signed.
    pub key_id: Option<String>,
    /// The signature over the manifest without this key; none while snapshots are not signed.
    pub signature: Option<String>,
}

document!(Manifest, FORMAT, Part::Manifest);

/// The release before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Previous {
    /// Its number.
    pub release: i64,
    /// SHA-256 of its body.
    pub digest: String,
}

/// The name and size of a body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BodyName {
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// Its lines.
    pub rows: u64,
    /// SM3 (GB/T 32905) of its bytes, beside SHA-256 where the server is told to write it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sm3: Option<String>,
}

/// An edition and the digest of its contents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EditionName {
    /// The code system.
    pub system: String,
    /// The edition.
    pub edition: String,
    /// SHA-256 of its canonical contents.
    pub sha256: String,
}
