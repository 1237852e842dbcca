//! Tokens: `zhiyu_<id>_<secret>`. The secret is shown once; only its SHA-256 is kept.
//!
//! 256 random bits need no slow hash; the id finds the row and the digests are compared in constant time.

use super::role::Role;
use super::session::Scope;
use crate::digest::hex;
use crate::digest::sha256_hex;
use crate::error::Code;
use crate::error::Result;
use crate::id::AccountId;
use crate::id::TokenId;
use crate::time::Instant;
use serde::Deserialize;
use subtle::ConstantTimeEq as _;

const PREFIX: &str = "zhiyu";
/// Random bytes a new token takes: 8 for its id, 32 for its secret.
pub const RANDOM_BYTES: usize = 40;
const ID_BYTES: usize = 8;

/// A token as it is kept: everything but its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Its public id.
    pub id: TokenId,
    /// SHA-256 of its secret, in hexadecimal digits.
    pub secret_digest: String,
    /// Whose it is.
    pub account: AccountId,
    /// The role it gives.
    pub role: Role,
    /// The organizations it is good for.
    pub scope: Scope,
    /// When it was made.
    pub created_at: Instant,
    /// Until when it is good; `None` is without end.
    pub expires_at: Option<Instant>,
    /// When it was revoked.
    pub revoked_at: Option<Instant>,
    /// The secret before the last rotation, while it is still good.
    pub former: Option<FormerSecret>,
}

/// A secret that was replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormerSecret {
    /// SHA-256 of it, in hexadecimal digits.
    pub digest: String,
    /// Until when it is good.
    pub until: Instant,
}

/// A secret text that `Debug` does not print.
#[derive(Clone, Deserialize)]
pub struct Secret(String);

impl Secret {
    /// Takes a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text; hand it to the person once.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl PartialEq for Secret {
    /// In constant time.
    fn eq(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }
}

impl Eq for Secret {}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// For whom a token is made.
#[derive(Clone, Debug)]
pub struct TokenGrant {
    /// Whose it will be.
    pub account: AccountId,
    /// The role it gives.
    pub role: Role,
    /// The organizations it is good for.
    pub scope: Scope,
    /// Until when it is good.
    pub expires_at: Option<Instant>,
}

impl Token {
    /// Makes a token from random bytes; the second value is the text to hand over.
    pub fn issue(grant: TokenGrant, random: &[u8; RANDOM_BYTES], now: Instant) -> Result<(Self, Secret)> {
        let (id_bytes, secret_bytes) = random.split_at(ID_BYTES);
        let id = TokenId::new(hex(id_bytes))?;
        let secret = hex(secret_bytes);
        let text = Secret(format!("{PREFIX}_{id}_{secret}"));
        let token = Self {
            id,
            secret_digest: sha256_hex([secret.as_bytes()]),
            account: grant.account,
            role: grant.role,
            scope: grant.scope,
            created_at: now,
            expires_at: grant.expires_at,
            revoked_at: None,
            former: None,
        };
        Ok((token, text))
    }

    /// Gives it a new secret; the one it has now stays good until then. The text is to be handed over.
    pub fn rotate(&mut self, random: &[u8; RANDOM_BYTES], until: Instant) -> Secret {
        let (_, secret_bytes) = random.split_at(ID_BYTES);
        let secret = hex(secret_bytes);
        let digest = std::mem::replace(&mut self.secret_digest, sha256_hex([secret.as_bytes()]));
        self.former = Some(FormerSecret { digest, until });
        Secret(format!("{PREFIX}_{}_{secret}", self.id))
    }

    /// Whether this secret opens the token now.
    pub fn admits(&self, secret: &str, now: Instant) -> bool {
        let given = sha256_hex([secret.as_bytes()]);
        let is = |digest: &str| bool::from(given.as_bytes().ct_eq(digest.as_bytes()));
        let former = self.former.as_ref().filter(|former| now < former.until);
        let same = is(&self.secret_digest) | former.is_some_and(|former| is(&former.digest));
        let in_time = self.expires_at.is_none_or(|end| now < end);
        same && in_time && self.revoked_at.is_none()
    }
}

/// Splits a token's text into its id and its secret.
pub fn split(text: &str) -> Result<(TokenId, &str)> {
    let mut parts = text.splitn(3, '_');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(PREFIX), Some(id), Some(secret)) => {
            let id = TokenId::new(id).map_err(|error| crate::error::Error::new(Code::TokenInvalid).caused_by(error))?;
            Ok((id, secret))
        }
        _ => Err(Code::TokenInvalid.into()),
    }
}
