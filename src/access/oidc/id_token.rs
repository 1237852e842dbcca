//! ID tokens (OpenID Connect Core 1.0 crate::3.1.3.7): signed with RS256 or ES256 by a key of the provider, for this service, now,
//! for this very sign-in. Other algorithms are refused, above all `none` and those with a shared secret.

use crate::time::Instant;
use jsonwebtoken::Algorithm;
use jsonwebtoken::DecodingKey;
use jsonwebtoken::Validation;
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::jwk::AlgorithmParameters;
use jsonwebtoken::jwk::EllipticCurve;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::jwk::KeyAlgorithm;
use jsonwebtoken::jwk::PublicKeyUse;
use serde::Deserialize;
use serde_json::Value;
use subtle::ConstantTimeEq as _;

/// How far the clocks of the provider and of this machine may be apart, in seconds.
const SKEW: i64 = 60;
/// How old a token may be when it comes, in seconds: it was made for this sign-in.
const OLDEST: i64 = 600;
/// The longest name of a person at a provider (crate::2, `sub`).
const LONGEST_SUBJECT: usize = 255;

/// The public keys of a provider (RFC 7517); those of kinds that are not used here are left out.
#[derive(Clone, Debug)]
pub struct KeySet(Vec<Jwk>);

/// What a token has to say.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// The provider.
    pub issuer: &'a str,
    /// This service.
    pub client: &'a str,
    /// The nonce of the sign-in.
    pub nonce: &'a str,
    /// Now.
    pub now: Instant,
}

/// Who signed in at the provider, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The person (`sub`); with the provider it is unique for ever.
    pub subject: String,
    /// The methods that were used (`amr`).
    pub amr: Vec<String>,
    /// The class that was reached (`acr`).
    pub acr: Option<String>,
}

/// Why a token is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// It is no token that can be read.
    Malformed,
    /// Its algorithm is neither RS256 nor ES256.
    Algorithm,
    /// No key of the provider has its id.
    UnknownKey,
    /// Its signature does not fit.
    Signature,
    /// Another provider made it.
    Issuer,
    /// It was made for another service.
    Audience,
    /// It ended.
    Expired,
    /// It was made in the future, or too long ago.
    Age,
    /// It was made for another sign-in.
    Nonce,
    /// It names nobody.
    Subject,
}

impl Flaw {
    /// The flaw in a word, for the audit log.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Malformed => "id-token-malformed",
            Self::Algorithm => "id-token-algorithm",
            Self::UnknownKey => "id-token-key",
            Self::Signature => "id-token-signature",
            Self::Issuer => "id-token-issuer",
            Self::Audience => "id-token-audience",
            Self::Expired => "id-token-expired",
            Self::Age => "id-token-age",
            Self::Nonce => "id-token-nonce",
            Self::Subject => "id-token-subject",
        }
    }
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: OneOrMany,
    azp: Option<String>,
    exp: i64,
    iat: i64,
    nbf: Option<i64>,
    nonce: Option<String>,
    amr: Option<OneOrMany>,
    acr: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl OneOrMany {
    fn list(self) -> Vec<String> {
        match self {
            Self::One(one) => vec![one],
            Self::Many(many) => many,
        }
    }
}

impl KeySet {
    /// Reads the JSON of a key set.
    pub fn parse(text: &str) -> Option<Self> {
        let document: Value = serde_json::from_str(text).ok()?;
        let keys = document.get("keys")?.as_array()?;
        let usable = |key: &Value| serde_json::from_value::<Jwk>(key.clone()).ok();
        Some(Self(keys.iter().filter_map(usable).collect()))
    }

    /// The key for an algorithm: that of the id, or the only one that fits where the token names none.
    fn key(&self, algorithm: Algorithm, id: Option<&str>) -> Option<&Jwk> {
        let mut fitting = self.0.iter().filter(|key| fits(key, algorithm));
        if let Some(id) = id {
            return fitting.find(|key| key.common.key_id.as_deref() == Some(id));
        }
        let only = fitting.next()?;
        fitting.next().is_none().then_some(only)
    }
}

/// Checks a token and says who signed in.
pub fn verify(token: &str, keys: &KeySet, expected: &Expected<'_>) -> Result<Identity, Flaw> {
    let header = jsonwebtoken::decode_header(token).map_err(|cause| flaw_of(&cause))?;
    let algorithm = match header.alg {
        Algorithm::RS256 | Algorithm::ES256 => header.alg,
        Algorithm::HS256
        | Algorithm::HS384
        | Algorithm::HS512
        | Algorithm::ES384
        | Algorithm::RS384
        | Algorithm::RS512
        | Algorithm::PS256
        | Algorithm::PS384
        | Algorithm::PS512
        | Algorithm::EdDSA => return Err(Flaw::Algorithm),
    };
    let key = keys.key(algorithm, header.kid.as_deref()).ok_or(Flaw::UnknownKey)?;
    let key = DecodingKey::from_jwk(key).map_err(|cause| flaw_of(&cause))?;
    // The clock is an argument here: what a token says of times and parties is judged below.
    let mut validation = Validation::new(algorithm);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.validate_aud = false;
    let decoded = jsonwebtoken::decode::<Claims>(token, &key, &validation).map_err(|cause| flaw_of(&cause))?;
    judge(decoded.claims, expected)
}

fn judge(claims: Claims, expected: &Expected<'_>) -> Result<Identity, Flaw> {
    let must = |holds: bool, flaw: Flaw| if holds { Ok(()) } else { Err(flaw) };
    must(claims.iss == expected.issuer, Flaw::Issuer)?;
    let audience = claims.aud.list();
    let is_for_others = audience.len() > 1;
    must(audience.iter().any(|one| one == expected.client), Flaw::Audience)?;
    let is_party = claims
        .azp
        .as_ref()
        .map_or(!is_for_others, |party| party == expected.client);
    must(is_party, Flaw::Audience)?;
    let now = expected.now.0.div_euclid(1_000_000);
    must(claims.exp.saturating_add(SKEW) > now, Flaw::Expired)?;
    let age = now.saturating_sub(claims.iat);
    must((-SKEW..=OLDEST + SKEW).contains(&age), Flaw::Age)?;
    must(
        claims.nbf.is_none_or(|start| start.saturating_sub(SKEW) <= now),
        Flaw::Age,
    )?;
    let nonce = claims.nonce.unwrap_or_default();
    must(
        bool::from(nonce.as_bytes().ct_eq(expected.nonce.as_bytes())),
        Flaw::Nonce,
    )?;
    must(is_subject(&claims.sub), Flaw::Subject)?;
    Ok(Identity {
        subject: claims.sub,
        amr: claims.amr.map(OneOrMany::list).unwrap_or_default(),
        acr: claims.acr,
    })
}

/// Whether a text may name a person at a provider.
pub fn is_subject(text: &str) -> bool {
    !text.is_empty() && text.len() <= LONGEST_SUBJECT && !text.chars().any(char::is_control)
}

/// Whether a key is made for the algorithm, and to sign.
fn fits(key: &Jwk, algorithm: Algorithm) -> bool {
    let (is_of_kind, name) = match &key.algorithm {
        AlgorithmParameters::RSA(_) => (algorithm == Algorithm::RS256, KeyAlgorithm::RS256),
        AlgorithmParameters::EllipticCurve(point) => (
            algorithm == Algorithm::ES256 && point.curve == EllipticCurve::P256,
            KeyAlgorithm::ES256,
        ),
        AlgorithmParameters::OctetKey(_) | AlgorithmParameters::OctetKeyPair(_) => return false,
    };
    let signs = key
        .common
        .public_key_use
        .as_ref()
        .is_none_or(|made_for| *made_for == PublicKeyUse::Signature);
    let named = key.common.key_algorithm.as_ref();
    is_of_kind && signs && named.is_none_or(|named| *named == name)
}

fn flaw_of(cause: &jsonwebtoken::errors::Error) -> Flaw {
    if matches!(cause.kind(), ErrorKind::InvalidSignature) {
        return Flaw::Signature;
    }
    if matches!(cause.kind(), ErrorKind::InvalidAlgorithm) {
        return Flaw::Algorithm;
    }
    Flaw::Malformed
}
