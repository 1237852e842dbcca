//! Signed documents: compact JSON with its keys in a fixed order, of which `key_id` and `signature` are the last.
//!
//! The signature is over the bytes of the document without its key `signature`. A document has one spelling: a text that
//! is not exactly the canonical one is refused, whatever it means.

use super::refusal::Part;
use super::refusal::Refusal;
use super::signature::PrivateKey;
use super::signature::PublicKey;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// What stands before the signature at the end of a document.
const SIGNATURE: &str = ",\"signature\":";

/// A document that can be signed.
pub trait Document: Serialize + DeserializeOwned {
    /// The name of its format, the value of its first key: a signature of one format is never one of another.
    const FORMAT: &'static str;
    /// What it is.
    const PART: Part;

    /// The name of the format that it carries.
    fn format(&self) -> &str;

    /// Its key and signature.
    fn seal(&self) -> (Option<&str>, Option<&str>);

    /// Puts a key and a signature in.
    fn set_seal(&mut self, key_id: Option<String>, signature: Option<String>);

    /// The canonical bytes.
    fn to_canonical(&self) -> serde_json::Result<String> {
        serde_json::to_string(self)
    }

    /// Reads canonical bytes; anything else is refused.
    fn parse(text: &str) -> std::result::Result<Self, Refusal> {
        let unreadable = || Refusal::Unreadable(Self::PART);
        let document: Self = serde_json::from_str(text).map_err(|_cause| unreadable())?;
        let is_canonical = document.to_canonical().is_ok_and(|canonical| canonical == text);
        if is_canonical && document.format() == Self::FORMAT {
            return Ok(document);
        }
        Err(unreadable())
    }

    /// Signs it.
    fn sign(&mut self, key: &PrivateKey) -> Result<()> {
        self.set_seal(Some(key.public().id()), None);
        let text = self.to_canonical().map_err(internal)?;
        let signature = key.sign(signed_text(&text).as_bytes())?;
        let (key_id, _) = self.seal();
        let key_id = key_id.map(str::to_owned);
        self.set_seal(key_id, Some(signature));
        Ok(())
    }

    /// The id of the key that signed it; an unsigned one is refused.
    fn signer(&self) -> std::result::Result<&str, Refusal> {
        match self.seal() {
            (Some(key), Some(_)) => Ok(key),
            _ => Err(Refusal::Unsigned(Self::PART)),
        }
    }

    /// Refuses it unless this key signed it. `text` is its canonical bytes.
    fn check_signature(&self, text: &str, key: &PublicKey) -> std::result::Result<(), Refusal> {
        let (_, signature) = self.seal();
        let signature = signature.ok_or(Refusal::Unsigned(Self::PART))?;
        if key.verifies(signed_text(text).as_bytes(), signature) {
            return Ok(());
        }
        Err(Refusal::SignatureWrong(Self::PART))
    }
}

/// The bytes under a signature: the canonical document without its last key.
fn signed_text(text: &str) -> String {
    let head = text.rsplit_once(SIGNATURE).map_or(text, |(head, _)| head);
    format!("{head}}}")
}

/// A document that could not be written.
pub fn internal(cause: serde_json::Error) -> Error {
    Error::new(Code::Internal).caused_by(cause)
}

/// Says of a type with the fields `format`, `key_id` and `signature` that it is a document.
macro_rules! document {
    ($type:ty, $format:expr, $part:expr) => {
        impl $crate::snapshot::document::Document for $type {
            const FORMAT: &'static str = $format;
            const PART: $crate::snapshot::refusal::Part = $part;

            fn format(&self) -> &str {
                &self.format
            }

            fn seal(&self) -> (Option<&str>, Option<&str>) {
                (self.key_id.as_deref(), self.signature.as_deref())
            }

            fn set_seal(&mut self, key_id: Option<String>, signature: Option<String>) {
                self.key_id = key_id;
                self.signature = signature;
            }
        }
    };
}

pub(super) use document;
