//! Keys as files: a private key stays with its owner, a public key goes to whoever checks.
//!
//! The public keys of the root are all that a collector has to be given by hand.

use super::signature::Algorithm;
use super::signature::PrivateKey;
use super::signature::PublicKey;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use serde::Deserialize;
use serde::Serialize;

const PRIVATE: &str = "zhiyu-private-key/1";
const PUBLIC: &str = "zhiyu-public-key/1";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PrivateFile {
    format: String,
    algorithm: Algorithm,
    key_id: String,
    private: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PublicFile {
    format: String,
    algorithm: Algorithm,
    key_id: String,
    public: String,
}

/// The text of a private key's file.
pub fn write_private(key: &PrivateKey) -> Result<String> {
    line(&PrivateFile {
        format: PRIVATE.to_owned(),
        algorithm: key.public().algorithm(),
        key_id: key.public().id(),
        private: key.reveal(),
    })
}

/// The text of a public key's file.
pub fn write_public(key: &PublicKey) -> Result<String> {
    line(&PublicFile {
        format: PUBLIC.to_owned(),
        algorithm: key.algorithm(),
        key_id: key.id(),
        public: key.digits(),
    })
}

/// Reads the file of a private key; blanks around it are fine.
pub fn read_private(text: &str) -> Result<PrivateKey> {
    let refusal = || unusable("不是私钥文件", "it is not the file of a private key");
    // The cause is not kept: it may quote the key.
    let file: PrivateFile = serde_json::from_str(text).map_err(|_cause| refusal())?;
    let key = PrivateKey::parse(file.algorithm, &file.private);
    key.filter(|key| file.format == PRIVATE && key.public().id() == file.key_id)
        .ok_or_else(refusal)
}

/// Reads the file of a public key; blanks around it are fine.
pub fn read_public(text: &str) -> Result<PublicKey> {
    let refusal = || unusable("不是公钥文件", "it is not the file of a public key");
    let file: PublicFile = serde_json::from_str(text).map_err(|cause| refusal().caused_by(cause))?;
    let key = PublicKey::parse(file.algorithm, &file.public);
    key.filter(|key| file.format == PUBLIC && key.id() == file.key_id)
        .ok_or_else(refusal)
}

/// A key that cannot be used.
pub fn unusable(zh: &str, en: &str) -> Error {
    Error::new(Code::KeyUnusable)
        .with("reason_zh", zh)
        .with("reason_en", en)
}

fn line<T: Serialize>(file: &T) -> Result<String> {
    let text = serde_json::to_string(file).map_err(super::document::internal)?;
    Ok(text + "\n")
}
