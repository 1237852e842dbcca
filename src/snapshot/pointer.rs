//! The latest pointer 最新指针: which release is the newest, and which must not be used. Small, and good for a short time,
//! so that a mirror that shows nothing new is noticed.

use super::document::document;
use super::refusal::Part;
use crate::digest::sha256_hex;
use crate::time::Instant;
use serde::Deserialize;
use serde::Serialize;

/// The name of the format.
pub const FORMAT: &str = "zhiyu-pointer/1";
/// How often a server issues a new one, in microseconds: every hour, on the hour. In between it gives the same bytes.
pub const RENEWAL: i64 = 3_600_000_000;
/// How long one is good, in microseconds: two days, so that a night without the server does not matter.
pub const LIFE: i64 = 48 * RENEWAL;

/// A pointer, in the order of its keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pointer {
    /// [`FORMAT`].
    pub format: String,
    /// Whose release it is.
    pub organization: String,
    /// The number of the newest release, retracted or not.
    pub release: i64,
    /// The manifest of that release.
    pub manifest: DocumentName,
    /// The releases that must not be used, by number. A release that was retracted once stays here.
    pub retracted: Vec<RetractedRelease>,
    /// The version of the key set that the server had; null while snapshots are not signed.
    pub key_set: Option<u64>,
    /// When it was issued, RFC 3339 in UTC.
    pub issued_at: String,
    /// Until when it is good, RFC 3339 in UTC.
    pub expires_at: String,
    /// Which earlier release the collector uses instead, when it is held back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<HeldRelease>,
    /// The key of the signature; null while snapshots are not signed.
    pub key_id: Option<String>,
    /// The signature; null while snapshots are not signed.
    pub signature: Option<String>,
}

document!(Pointer, FORMAT, Part::Pointer);

/// The name and size of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentName {
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Its size in bytes.
    pub bytes: u64,
}

/// The statement that one collector uses an earlier release for now 保持旧版.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeldRelease {
    /// The number of the release to use, lower than the newest.
    pub release: i64,
    /// The manifest of that release.
    pub manifest: DocumentName,
    /// The account of the collector.
    pub collector: String,
    /// `pin`, or `rollout` while the newest goes to others first.
    pub by: String,
    /// Why: the publisher's words.
    pub reason: String,
}

/// The statement that a release must not be used 撤回.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RetractedRelease {
    /// Its number.
    pub release: i64,
    /// SHA-256 of its body.
    pub body: String,
    /// When it was retracted, RFC 3339 in UTC.
    pub at: String,
    /// Why: the publisher's words.
    pub reason: String,
}

/// What a pointer is made of.
#[derive(Clone, Debug)]
pub struct Newest<'a> {
    /// Whose release it is.
    pub organization: &'a str,
    /// The number of the newest release.
    pub release: i64,
    /// Its manifest as it is served.
    pub manifest: &'a str,
    /// The releases that must not be used, by number.
    pub retracted: Vec<RetractedRelease>,
    /// Which earlier release the collector uses instead.
    pub held: Option<HeldRelease>,
}

impl DocumentName {
    /// Names a document.
    pub fn of(text: &str) -> Self {
        Self {
            sha256: sha256_hex([text.as_bytes()]),
            bytes: u64::try_from(text.len()).unwrap_or(u64::MAX),
        }
    }
}

impl Pointer {
    /// The pointer of this hour, good for `life` microseconds, not signed.
    pub fn at(now: Instant, life: i64, newest: Newest<'_>, key_set: Option<u64>) -> Self {
        let issued = Instant(now.0 - now.0.rem_euclid(RENEWAL));
        Self {
            format: FORMAT.to_owned(),
            organization: newest.organization.to_owned(),
            release: newest.release,
            manifest: DocumentName::of(newest.manifest),
            retracted: newest.retracted,
            key_set,
            issued_at: issued.to_rfc3339(),
            expires_at: Instant(issued.0.saturating_add(life)).to_rfc3339(),
            held: newest.held,
            key_id: None,
            signature: None,
        }
    }

    /// The release to use, and its manifest: the newest, or the one at which the collector is held.
    pub fn offered(&self) -> (i64, &DocumentName) {
        match &self.held {
            Some(held) => (held.release, &held.manifest),
            None => (self.release, &self.manifest),
        }
    }

    /// Whether it says that this release must not be used.
    pub fn retracts(&self, release: i64) -> bool {
        self.retracted.iter().any(|retracted| retracted.release == release)
    }
}
