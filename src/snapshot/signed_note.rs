//! Signed notes (C2SP `signed-note`): a text, an empty line, and a line for each signature.
//!
//! A signature line is `— name base64(4 bytes of the key's id, signature)`. Ed25519 is type 1 of the specification; SM2 has
//! none there and uses the type 255 for others, with the name `sm2-sm3`.

use super::signature::Algorithm;
use super::signature::PrivateKey;
use super::signature::PublicKey;
use crate::audit::base64;
use crate::digest::hex;
use crate::digest::sha256;
use crate::digest::unhex;
use crate::error::Result;

/// Bytes of a key's id.
const ID_BYTES: usize = 4;
/// What begins a signature line.
const DASH: &str = "\u{2014} ";

/// The note of a text, signed in this name; without a key it has no signature line. The text ends with a line feed.
pub fn write(text: &str, name: &str, key: Option<&PrivateKey>) -> Result<String> {
    let Some(key) = key else {
        return Ok(format!("{text}\n"));
    };
    let mut bytes = key_id(name, key.public()).to_vec();
    bytes.extend(unhex(&key.sign(text.as_bytes())?).unwrap_or_default());
    Ok(format!("{text}\n{DASH}{name} {}\n", base64::encode(&bytes)))
}

/// The text of a note; nothing when it is no note.
pub fn text(note: &str) -> Option<&str> {
    let (text, _) = note.rsplit_once("\n\n")?;
    note.get(..=text.len())
}

/// Whether the key signed the note in this name.
pub fn is_signed_by(note: &str, name: &str, key: &PublicKey) -> bool {
    let Some(text) = text(note) else { return false };
    let Some(lines) = note.get(text.len() + 1..) else {
        return false;
    };
    lines.lines().any(|line| {
        let signature = line.strip_prefix(DASH).and_then(|line| line.strip_prefix(name));
        let bytes = signature.and_then(|text| base64::decode(text.strip_prefix(' ')?));
        let Some(bytes) = bytes else { return false };
        let Some((id, signature)) = bytes.split_at_checked(ID_BYTES) else {
            return false;
        };
        id == key_id(name, key) && key.verifies(text.as_bytes(), &hex(signature))
    })
}

fn key_id(name: &str, key: &PublicKey) -> [u8; ID_BYTES] {
    let kind: &[u8] = match key.algorithm() {
        Algorithm::Ed25519 => &[1],
        Algorithm::Sm2 => b"\xffsm2-sm3",
    };
    let [one, two, three, four, ..] = sha256([name.as_bytes(), b"\n", kind, key.bytes()]);
    [one, two, three, four]
}
