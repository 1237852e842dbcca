//! What a server signs with: one private key, and the key set that names it.

use super::document::Document;
use super::document::internal;
use super::key_file::unusable;
use super::key_set::KeySet;
use super::manifest::Manifest;
use super::refusal::Part;
use super::signature::PrivateKey;
use crate::error::Result;
use crate::time::Instant;

/// A key and its set.
#[derive(Debug)]
pub struct Signing {
    key: PrivateKey,
    set: KeySet,
    set_text: String,
}

impl Signing {
    /// Takes a key and the text of the set; refused unless the set names the key and the key is not revoked.
    pub fn new(key: PrivateKey, set_text: &str) -> Result<Self> {
        let set_text = set_text.trim_ascii_end().to_owned();
        let no_set = |cause| unusable("密钥集文件读不懂", "the file of the key set is not readable").caused_by(cause);
        let set = KeySet::parse(&set_text).map_err(no_set)?;
        let not_listed = |cause| {
            unusable(
                "密钥集中没有这把签名密钥，或它已被吊销",
                "the key set does not name the signing key, or the key is revoked",
            )
            .caused_by(cause)
        };
        set.key(Part::Pointer, &key.public().id()).map_err(not_listed)?;
        Ok(Self { key, set, set_text })
    }

    /// The key set.
    pub fn set(&self) -> &KeySet {
        &self.set
    }

    /// The canonical text of the key set.
    pub fn set_text(&self) -> &str {
        &self.set_text
    }

    /// The id of the key.
    pub fn key_id(&self) -> String {
        self.key.public().id()
    }

    /// Whether pointers that are signed now are accepted.
    pub fn is_valid_at(&self, now: Instant) -> bool {
        let expires = Instant::parse(&self.set.expires_at);
        let entry = self.set.entry(&self.key_id());
        entry.is_some_and(|entry| entry.is_valid_at(now)) && expires.is_some_and(|expires| now < expires)
    }

    /// The private key, for what is no document of a snapshot.
    pub fn key(&self) -> &PrivateKey {
        &self.key
    }

    /// Signs a document.
    pub fn sign<D: Document>(&self, document: &mut D) -> Result<()> {
        document.sign(&self.key)
    }

    /// A stored manifest as it is to be served: as it was published, or signed now when it was not signed then or its key
    /// has left the set or was revoked since.
    pub fn manifest(&self, stored: &str) -> Result<String> {
        let mut manifest: Manifest = serde_json::from_str(stored).map_err(internal)?;
        let stands = manifest
            .signer()
            .is_ok_and(|key| self.set.key(Part::Manifest, key).is_ok());
        if stands {
            return Ok(stored.to_owned());
        }
        self.sign(&mut manifest)?;
        manifest.to_canonical().map_err(internal)
    }
}
