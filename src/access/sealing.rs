//! Secrets that have to be read again, sealed with a key that is not in the database (AES-256-GCM).

use crate::digest::hex;
use crate::digest::sha256_hex;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use aes_gcm::Aes256Gcm;
use aes_gcm::KeyInit as _;
use aes_gcm::aead::Aead as _;
use aes_gcm::aead::Payload;

/// Bytes of a key.
pub const KEY_BYTES: usize = 32;
/// Random bytes of each sealing.
pub const NONCE_BYTES: usize = 12;
const FORMAT: &str = "1";
/// Hexadecimal digits of a key's id.
const ID_DIGITS: usize = 16;

/// A key that seals and opens, and the earlier ones that open only.
pub struct SealingKey {
    newest: NamedKey,
    earlier: Vec<NamedKey>,
}

struct NamedKey {
    cipher: Aes256Gcm,
    id: String,
}

impl SealingKey {
    /// Takes the bytes of a key.
    pub fn new(bytes: &[u8; KEY_BYTES]) -> Self {
        Self {
            newest: NamedKey::new(bytes),
            earlier: Vec::new(),
        }
    }

    /// Reads the text of a key's file: lines of 64 hexadecimal digits, the newest key first.
    pub fn parse(text: &str) -> Option<Self> {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let mut keys = lines.map(NamedKey::parse).collect::<Option<Vec<_>>>()?.into_iter();
        Some(Self {
            newest: keys.next()?,
            earlier: keys.collect(),
        })
    }

    /// Seals a secret for its owner; it cannot be opened as another's.
    pub fn seal(&self, secret: &[u8], owner: &str, nonce: &[u8; NONCE_BYTES]) -> Result<String> {
        let payload = Payload {
            msg: secret,
            aad: owner.as_bytes(),
        };
        let sealed = self.newest.cipher.encrypt(nonce.into(), payload);
        let sealed = sealed.map_err(|cause| Error::new(Code::Internal).caused_by(cause.to_string()))?;
        Ok(format!("{FORMAT}.{}.{}.{}", self.newest.id, hex(nonce), hex(&sealed)))
    }

    /// Whether the newest key sealed this.
    pub fn is_newest_of(&self, sealed: &str) -> bool {
        sealed.split('.').nth(1) == Some(self.newest.id.as_str())
    }

    /// Opens what was sealed for this owner with one of the keys.
    pub fn open(&self, sealed: &str, owner: &str) -> Result<Vec<u8>> {
        let mut parts = sealed.split('.');
        let (format, id) = (parts.next(), parts.next());
        let (nonce, text) = (parts.next().and_then(unhex), parts.next().and_then(unhex));
        let keys = [&self.newest].into_iter().chain(&self.earlier);
        let key = keys
            .filter(|_| format == Some(FORMAT))
            .find(|key| Some(key.id.as_str()) == id);
        let another = || Error::new(Code::Internal).caused_by("a secret was sealed with another key");
        let key = key.ok_or_else(another)?;
        let nonce: Option<[u8; NONCE_BYTES]> = nonce.and_then(|bytes| bytes.try_into().ok());
        let opened = nonce.zip(text).and_then(|(nonce, text)| {
            let payload = Payload {
                msg: &text,
                aad: owner.as_bytes(),
            };
            key.cipher.decrypt((&nonce).into(), payload).ok()
        });
        opened.ok_or_else(|| Error::new(Code::Internal).caused_by("a sealed secret was altered"))
    }
}

impl NamedKey {
    fn new(bytes: &[u8; KEY_BYTES]) -> Self {
        let id = sha256_hex([b"zhiyu sealing key".as_slice(), bytes.as_slice()]);
        Self {
            cipher: Aes256Gcm::new(bytes.into()),
            id: id.chars().take(ID_DIGITS).collect(),
        }
    }

    fn parse(digits: &str) -> Option<Self> {
        let bytes: [u8; KEY_BYTES] = unhex(digits)?.try_into().ok()?;
        Some(Self::new(&bytes))
    }
}

impl std::fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SealingKey")
            .field("id", &self.newest.id)
            .finish_non_exhaustive()
    }
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text
        .chars()
        .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect();
    let digits = digits.filter(|digits| digits.len() % 2 == 0)?;
    Some(
        digits
            .chunks(2)
            .map(|pair| pair.iter().fold(0, |byte, digit| byte * 16 + digit))
            .collect(),
    )
}
