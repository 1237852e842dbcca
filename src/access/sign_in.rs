//! Sessions of people who signed in: `zhiyus_<id>_<secret>`. The secret is shown once; only its SHA-256 is kept.

use super::token::RANDOM_BYTES;
use super::token::Secret;
use crate::digest::hex;
use crate::digest::sha256_hex;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::AccountId;
use crate::id::SessionId;
use crate::time::Instant;
use subtle::ConstantTimeEq as _;

const PREFIX: &str = "zhiyus";
const ID_BYTES: usize = 8;

/// A session as it is kept: everything but its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignIn {
    /// Its public id.
    pub id: SessionId,
    /// SHA-256 of its secret, in hexadecimal digits.
    pub secret_digest: String,
    /// Whose it is.
    pub account: AccountId,
    /// From which address the person signed in.
    pub address: String,
    /// When they did.
    pub created_at: Instant,
    /// When it was last used, to the minute.
    pub used_at: Instant,
    /// When it ends whatever happens.
    pub expires_at: Instant,
    /// When it was ended.
    pub ended_at: Option<Instant>,
    /// By what it began.
    pub proof: Proof,
}

/// By what a person showed who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// By their password here, and a code where the account has a second factor.
    Password,
    /// By the provider; a code is still to be given where the account has a second factor.
    Provider,
    /// By the provider, and a second factor there or here.
    ProviderAndFactor,
}

impl Proof {
    /// The word in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Provider => "provider",
            Self::ProviderAndFactor => "provider-and-factor",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Password, Self::Provider, Self::ProviderAndFactor]
            .into_iter()
            .find(|proof| proof.as_str() == text)
    }
}

impl SignIn {
    /// Makes a session from random bytes; the second value is the text to hand over.
    pub fn begin(
        account: AccountId,
        address: String,
        random: &[u8; RANDOM_BYTES],
        now: Instant,
        life_micros: i64,
    ) -> Result<(Self, Secret)> {
        let (id_bytes, secret_bytes) = random.split_at(ID_BYTES);
        let id = SessionId::new(hex(id_bytes))?;
        let secret = hex(secret_bytes);
        let text = Secret::new(format!("{PREFIX}_{id}_{secret}"));
        let session = Self {
            id,
            secret_digest: sha256_hex([secret.as_bytes()]),
            account,
            address,
            created_at: now,
            used_at: now,
            expires_at: Instant(now.0 + life_micros),
            ended_at: None,
            proof: Proof::Password,
        };
        Ok((session, text))
    }

    /// Whether this secret opens the session now.
    pub fn admits(&self, secret: &str, now: Instant, idle_micros: i64) -> bool {
        let given = sha256_hex([secret.as_bytes()]);
        let same = bool::from(given.as_bytes().ct_eq(self.secret_digest.as_bytes()));
        same && self.is_open(now, idle_micros)
    }

    /// Whether it has not ended.
    pub fn is_open(&self, now: Instant, idle_micros: i64) -> bool {
        self.ended_at.is_none() && now < self.expires_at && now.0 - self.used_at.0 < idle_micros
    }
}

/// Splits the text of a session into its id and its secret; `None` if it is the text of something else.
pub fn split(text: &str) -> Option<Result<(SessionId, &str)>> {
    let rest = text.strip_prefix(PREFIX)?.strip_prefix('_')?;
    let parts = rest.split_once('_').ok_or_else(|| Error::new(Code::SessionInvalid));
    Some(parts.and_then(|(id, secret)| {
        let id = SessionId::new(id).map_err(|error| Error::new(Code::SessionInvalid).caused_by(error))?;
        Ok((id, secret))
    }))
}
