//! The key set 密钥集: which keys sign snapshots, from when until when, and which are revoked. A root key signs it.
//!
//! Keys follow one another with an overlap: the new one is added while the old one is still valid. A set has a version
//! that only grows, and an end after which it must be renewed, so that an old one without a revocation is noticed.

use super::document::Document as _;
use super::document::document;
use super::refusal::Part;
use super::refusal::Refusal;
use super::signature::Algorithm;
use super::signature::PrivateKey;
use super::signature::PublicKey;
use crate::error::Result;
use crate::time::Instant;
use serde::Deserialize;
use serde::Serialize;

/// The name of the format.
pub const FORMAT: &str = "zhiyu-keys/1";

/// A key set, in the order of its keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeySet {
    /// [`FORMAT`].
    pub format: String,
    /// Its number, from 1; a change makes a higher one.
    pub version: u64,
    /// When it was signed, RFC 3339 in UTC.
    pub issued_at: String,
    /// Until when it is good, RFC 3339 in UTC.
    pub expires_at: String,
    /// The keys, in the order in which they were added.
    pub keys: Vec<ListedKey>,
    /// The root key that signed it.
    pub key_id: Option<String>,
    /// Its signature.
    pub signature: Option<String>,
}

document!(KeySet, FORMAT, Part::KeySet);

/// A key of a set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListedKey {
    /// The id that signatures name.
    pub key_id: String,
    /// How it signs.
    pub algorithm: Algorithm,
    /// The public key, lower-case hexadecimal digits.
    pub public: String,
    /// From when pointers may be signed with it, RFC 3339 in UTC.
    pub valid_from: String,
    /// Until when, RFC 3339 in UTC; this instant is the first at which it is not valid.
    pub valid_until: String,
    /// When it was revoked, RFC 3339 in UTC: from then on nothing that it ever signed is accepted. Null while it is good.
    pub revoked_at: Option<String>,
}

impl ListedKey {
    /// A key that is good for this time.
    pub fn new(key: &PublicKey, from: Instant, until: Instant) -> Self {
        Self {
            key_id: key.id(),
            algorithm: key.algorithm(),
            public: key.digits(),
            valid_from: from.to_rfc3339(),
            valid_until: until.to_rfc3339(),
            revoked_at: None,
        }
    }

    /// The key itself; none when the entry contradicts itself.
    pub fn public_key(&self) -> Option<PublicKey> {
        let key = PublicKey::parse(self.algorithm, &self.public)?;
        Some(key).filter(|key| key.id() == self.key_id)
    }

    /// Whether it may sign pointers at this instant.
    pub fn is_valid_at(&self, now: Instant) -> bool {
        let (from, until) = (Instant::parse(&self.valid_from), Instant::parse(&self.valid_until));
        from.is_some_and(|from| from <= now) && until.is_some_and(|until| now < until)
    }
}

impl KeySet {
    /// The next version of a set, or the first, with these keys.
    pub fn next(
        last: Option<&Self>,
        keys: Vec<ListedKey>,
        root: &PrivateKey,
        (now, until): (Instant, Instant),
    ) -> Result<Self> {
        let mut set = Self {
            format: FORMAT.to_owned(),
            version: last.map_or(0, |last| last.version) + 1,
            issued_at: now.to_rfc3339(),
            expires_at: until.to_rfc3339(),
            keys,
            key_id: None,
            signature: None,
        };
        set.sign(root)?;
        Ok(set)
    }

    /// The entry of a key.
    pub fn entry(&self, key_id: &str) -> Option<&ListedKey> {
        self.keys.iter().find(|key| key.key_id == key_id)
    }

    /// The key that signed a part; refused when it is not in the set or revoked.
    pub fn key(&self, part: Part, key_id: &str) -> std::result::Result<(&ListedKey, PublicKey), Refusal> {
        let unknown = || Refusal::KeyUnknown(part, key_id.to_owned());
        let entry = self.entry(key_id).ok_or_else(unknown)?;
        if entry.revoked_at.is_some() {
            return Err(Refusal::KeyRevoked(part, key_id.to_owned()));
        }
        let key = entry.public_key().ok_or_else(unknown)?;
        Ok((entry, key))
    }
}
