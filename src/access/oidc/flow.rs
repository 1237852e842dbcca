//! A sign-in on its way to the provider and back. Everything that has to be known again comes from one random seed, which
//! travels sealed in a cookie of the browser that began: no node keeps anything, and an answer that was begun in another
//! browser fits nothing.

use crate::access::sealing::NONCE_BYTES;
use crate::access::sealing::SealingKey;
use crate::access::token::Secret;
use crate::digest::hex;
use crate::digest::sha256_hex;
use crate::error::Result;
use crate::time::Instant;
use subtle::ConstantTimeEq as _;

/// Random bytes of a seed.
pub const SEED_BYTES: usize = 32;
/// How long a person may take at the provider, in seconds.
pub const LIFE_SECONDS: i64 = 600;
/// For whom the seed is sealed; no account has a blank in its name.
const OWNER: &str = "sign-in flow";

/// A sign-in that was begun.
#[derive(Clone, PartialEq, Eq)]
pub struct Flow {
    seed: [u8; SEED_BYTES],
    begun_at: Instant,
}

impl Flow {
    /// Begins one.
    pub const fn begin(seed: [u8; SEED_BYTES], now: Instant) -> Self {
        Self { seed, begun_at: now }
    }

    /// What the provider gives back with its answer (RFC 6749 crate::4.1.1).
    pub fn state(&self) -> String {
        self.derived("state")
    }

    /// What its ID token has to carry (OpenID Connect Core crate::3.1.2.1).
    pub fn nonce(&self) -> String {
        self.derived("nonce")
    }

    /// What proves to the provider that its code came back to whoever began (RFC 7636 crate::4.1): 64 of the allowed characters.
    pub fn verifier(&self) -> Secret {
        Secret::new(self.derived("verifier"))
    }

    /// Whether an answer with this state belongs to it.
    pub fn is_of(&self, state: &str) -> bool {
        bool::from(self.state().as_bytes().ct_eq(state.as_bytes()))
    }

    /// Whether an answer is still taken.
    pub const fn is_open(&self, now: Instant) -> bool {
        let age = now.0 - self.begun_at.0;
        age >= 0 && age < LIFE_SECONDS * 1_000_000
    }

    /// The text for the cookie.
    pub fn seal(&self, key: &SealingKey, nonce: &[u8; NONCE_BYTES]) -> Result<Secret> {
        let bytes = [self.seed.as_slice(), &self.begun_at.0.to_be_bytes()].concat();
        Ok(Secret::new(key.seal(&bytes, OWNER, nonce)?))
    }

    /// Reads the text of the cookie; nothing when it was not sealed with this key.
    pub fn open(text: &str, key: &SealingKey) -> Option<Self> {
        let bytes = key.open(text, OWNER).ok()?;
        let (seed, begun_at) = bytes.split_at_checked(SEED_BYTES)?;
        Some(Self {
            seed: seed.try_into().ok()?,
            begun_at: Instant(i64::from_be_bytes(begun_at.try_into().ok()?)),
        })
    }

    fn derived(&self, purpose: &str) -> String {
        let text = format!("zhiyu sign-in {purpose} {}", hex(&self.seed));
        sha256_hex([text.as_bytes()])
    }
}

impl std::fmt::Debug for Flow {
    /// The seed is not printed.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Flow")
            .field("begun_at", &self.begun_at)
            .finish_non_exhaustive()
    }
}
