//! Keys and signatures: Ed25519 (RFC 8032), and SM2 with SM3 (GB/T 32918.2, GB/T 32905).
//!
//! Randomness comes in as an argument; signing itself needs none (SM2 takes its number as RFC 6979 does).

use crate::digest::hex;
use crate::digest::sha256_hex;
use crate::digest::unhex;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use ed25519_dalek::Signer as _;
use serde::Deserialize;
use serde::Serialize;
use sm2::dsa::signature::Verifier as _;
use std::fmt;

/// The signer's identity that goes into an SM2 signature (GM/T 0009-2012 crate::10: the usual one).
pub const SM2_IDENTITY: &str = "1234567812345678";
/// Bytes of a private key: the seed of RFC 8032, or the number d of GB/T 32918.1.
const PRIVATE_BYTES: usize = 32;
/// Hexadecimal digits of a key id after its algorithm.
const ID_DIGITS: usize = 16;
/// How many draws of random bytes give a private key; one fails as good as never.
const DRAWS: usize = 8;

/// How a key signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Algorithm {
    /// Ed25519, RFC 8032.
    Ed25519,
    /// SM2 with SM3, GB/T 32918.2 on the curve of GB/T 32918.5.
    Sm2,
}

impl Algorithm {
    /// Both.
    pub const ALL: &'static [Self] = &[Self::Ed25519, Self::Sm2];

    /// The word in files and commands.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ed25519 => "ed25519",
            Self::Sm2 => "sm2",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|algorithm| algorithm.as_str() == text)
    }
}

/// A public key and its id.
#[derive(Clone, Debug)]
pub struct PublicKey {
    algorithm: Algorithm,
    bytes: Vec<u8>,
    point: Point,
}

#[derive(Clone, Debug)]
enum Point {
    Ed25519(ed25519_dalek::VerifyingKey),
    Sm2(Box<sm2::dsa::VerifyingKey>),
}

impl PublicKey {
    /// Takes the bytes of a key: 32 of Ed25519, or 65 of SM2 (`04`, x, y).
    pub fn of(algorithm: Algorithm, bytes: Vec<u8>) -> Option<Self> {
        let point = match algorithm {
            Algorithm::Ed25519 => {
                let bytes = <[u8; 32]>::try_from(bytes.as_slice()).ok()?;
                let key = ed25519_dalek::VerifyingKey::from_bytes(&bytes).ok()?;
                Point::Ed25519(Some(key).filter(|key| !key.is_weak())?)
            }
            Algorithm::Sm2 if bytes.len() == 65 => {
                let key = sm2::dsa::VerifyingKey::from_sec1_bytes(SM2_IDENTITY, &bytes).ok()?;
                Point::Sm2(Box::new(key))
            }
            Algorithm::Sm2 => return None,
        };
        Some(Self {
            algorithm,
            bytes,
            point,
        })
    }

    /// Reads lower-case hexadecimal digits.
    pub fn parse(algorithm: Algorithm, digits: &str) -> Option<Self> {
        Self::of(algorithm, unhex(digits)?)
    }

    /// How it signs.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The bytes as lower-case hexadecimal digits.
    pub fn digits(&self) -> String {
        hex(&self.bytes)
    }

    /// The name of the key: its algorithm and the first 16 hexadecimal digits of the SHA-256 of its bytes.
    pub fn id(&self) -> String {
        let digest: String = sha256_hex([self.bytes.as_slice()]).chars().take(ID_DIGITS).collect();
        format!("{}-{digest}", self.algorithm.as_str())
    }

    /// Whether the text is a signature of these bytes: 128 lower-case hexadecimal digits.
    pub fn verifies(&self, bytes: &[u8], signature: &str) -> bool {
        let Some(signature) = unhex(signature) else {
            return false;
        };
        match &self.point {
            Point::Ed25519(key) => ed25519_dalek::Signature::from_slice(&signature)
                .is_ok_and(|signature| key.verify_strict(bytes, &signature).is_ok()),
            Point::Sm2(key) => {
                sm2::dsa::Signature::from_slice(&signature).is_ok_and(|signature| key.verify(bytes, &signature).is_ok())
            }
        }
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        (self.algorithm, &self.bytes) == (other.algorithm, &other.bytes)
    }
}

impl Eq for PublicKey {}

/// A private key. It is never printed.
#[derive(Clone)]
pub struct PrivateKey {
    number: Number,
    public: PublicKey,
}

#[derive(Clone)]
enum Number {
    Ed25519(Box<ed25519_dalek::SigningKey>),
    Sm2(Box<sm2::dsa::SigningKey>),
}

impl PrivateKey {
    /// Makes a key of unpredictable bytes.
    pub fn generate(algorithm: Algorithm, entropy: impl Fn(&mut [u8]) -> Result<()>) -> Result<Self> {
        for _draw in 0..DRAWS {
            let mut bytes = [0; PRIVATE_BYTES];
            entropy(&mut bytes)?;
            if let Some(key) = Self::of(algorithm, &bytes) {
                return Ok(key);
            }
        }
        Err(Error::new(Code::Internal).caused_by("the random bytes give no private key"))
    }

    /// Takes 32 bytes; none for SM2 when the number is out of range.
    pub fn of(algorithm: Algorithm, bytes: &[u8]) -> Option<Self> {
        let (number, public) = match algorithm {
            Algorithm::Ed25519 => {
                let key = ed25519_dalek::SigningKey::from_bytes(&bytes.try_into().ok()?);
                let public = key.verifying_key().to_bytes().to_vec();
                (Number::Ed25519(Box::new(key)), public)
            }
            Algorithm::Sm2 if bytes.len() == PRIVATE_BYTES => {
                let key = sm2::dsa::SigningKey::from_slice(SM2_IDENTITY, bytes).ok()?;
                let public = key.verifying_key().to_sec1_bytes().to_vec();
                (Number::Sm2(Box::new(key)), public)
            }
            Algorithm::Sm2 => return None,
        };
        let public = PublicKey::of(algorithm, public)?;
        Some(Self { number, public })
    }

    /// Reads lower-case hexadecimal digits.
    pub fn parse(algorithm: Algorithm, digits: &str) -> Option<Self> {
        Self::of(algorithm, &unhex(digits)?)
    }

    /// The bytes as lower-case hexadecimal digits, for the file of the key alone.
    pub fn reveal(&self) -> String {
        match &self.number {
            Number::Ed25519(key) => hex(key.as_bytes()),
            Number::Sm2(key) => hex(&key.to_bytes()),
        }
    }

    /// Its public key.
    pub fn public(&self) -> &PublicKey {
        &self.public
    }

    /// The signature of the bytes: 128 lower-case hexadecimal digits (R and S, or r and s).
    pub fn sign(&self, bytes: &[u8]) -> Result<String> {
        match &self.number {
            Number::Ed25519(key) => Ok(hex(&key.sign(bytes).to_bytes())),
            Number::Sm2(key) => {
                let signature: sm2::dsa::Signature = key
                    .try_sign(bytes)
                    .map_err(|cause| Error::new(Code::Internal).caused_by(cause))?;
                Ok(hex(&signature.to_bytes()))
            }
        }
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrivateKey({})", self.public.id())
    }
}

/// The SM3 (GB/T 32905) of the bytes as 64 lower-case hexadecimal digits.
pub fn sm3_hex(bytes: &[u8]) -> String {
    use sm3::Digest as _;
    hex(&sm3::Sm3::digest(bytes))
}
