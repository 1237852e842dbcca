//! Passwords: kept as Argon2id hashes (RFC 9106), with parameters that may grow.

use super::token::Secret;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use argon2::Algorithm;
use argon2::Argon2;
use argon2::Params;
use argon2::Version;
use argon2::password_hash::PasswordHasher as _;
use argon2::password_hash::PasswordVerifier as _;
use argon2::password_hash::phc::PasswordHash;
use serde::Deserialize;
use serde::Serialize;

/// Random bytes of a salt.
pub const SALT_BYTES: usize = 16;
/// Random bytes of a one-time password.
pub const ONE_TIME_BYTES: usize = 20;
/// The longest password, in bytes: hashing costs nothing more, reading it does.
const LONGEST_BYTES: usize = 1024;
/// What one-time passwords are made of: nothing that is taken for something else when read aloud.
const ONE_TIME_LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// What a hash costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Hashing {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Default for Hashing {
    /// 19 MiB, two passes, one lane.
    fn default() -> Self {
        Self {
            memory_kib: 19 * 1024,
            passes: 2,
            lanes: 1,
        }
    }
}

impl Hashing {
    /// Hashes a password; the result is a PHC string that names its parameters.
    pub fn hash(&self, password: &str, salt: &[u8; SALT_BYTES]) -> Result<String> {
        let argon = self.argon()?;
        let outcome = argon.hash_password_with_salt(password.as_bytes(), salt);
        let text: PasswordHash = outcome.map_err(|cause| Error::new(Code::Internal).caused_by(cause.to_string()))?;
        Ok(text.to_string())
    }

    /// Whether a hash was made with these parameters; otherwise it is to be made anew when the password is known.
    pub fn made(&self, hash: &str) -> bool {
        let expected = format!("$m={},t={},p={}$", self.memory_kib, self.passes, self.lanes);
        hash.contains(&expected)
    }

    fn argon(&self) -> Result<Argon2<'static>> {
        let params = Params::new(self.memory_kib, self.passes, self.lanes, None);
        let params = params.map_err(|cause| {
            Error::new(Code::ConfigurationInvalid)
                .with("reason", format!("access.hashing: {cause}"))
                .caused_by(cause.to_string())
        })?;
        Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
    }
}

/// Whether the password gives the hash. It takes as long for a wrong one.
pub fn verify(password: &str, hash: &str) -> bool {
    let Ok(parsed) = PasswordHash::new(hash) else {
        return false;
    };
    is_short_enough(password) && Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok()
}

/// Whether the password is short enough to be hashed.
pub fn is_short_enough(password: &str) -> bool {
    password.len() <= LONGEST_BYTES
}

/// A password to be used once: 100 random bits in groups that can be read aloud.
pub fn one_time(random: &[u8; ONE_TIME_BYTES]) -> Secret {
    let letter = |byte: &u8| {
        let found = ONE_TIME_LETTERS.get(usize::from(*byte % 32));
        found.copied().map_or('a', char::from)
    };
    let groups = random
        .chunks(5)
        .map(|group| group.iter().map(letter).collect::<String>());
    Secret::new(groups.collect::<Vec<_>>().join("-"))
}
