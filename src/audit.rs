//! What was done: audit events in one chain, each carrying the digest of the one before it, under one Merkle tree.

pub mod archive;
pub mod base64;
pub mod checkpoint;
pub mod merkle;
pub mod occurrences;
pub mod query;
pub mod syslog;

use crate::access::permit::Origin;
use crate::access::permit::Permit;
use crate::access::session::Session;
use crate::digest::sha256_hex;
use crate::error::Error;
use crate::error::Kind;
use crate::time::Instant;
use serde_json::Value;

/// The digest that the first event carries as its predecessor's.
pub const CHAIN_START: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// An act to be recorded: by whom, on what, with which details.
#[derive(Clone, Debug)]
pub struct Act {
    /// The act, such as `release.publish`.
    pub action: &'static str,
    /// The thing acted on, such as `H1/releases/2`.
    pub object: String,
    /// What else an auditor has to know: counts, digests, before and after. Never a secret.
    pub details: Value,
}

impl Act {
    /// An act without details.
    pub fn new(action: &'static str, object: impl Into<String>) -> Self {
        Self {
            action,
            object: object.into(),
            details: Value::Null,
        }
    }

    /// Adds details.
    #[must_use]
    pub fn with_details(mut self, details: Value) -> Self {
        self.details = details;
        self
    }
}

/// How an act ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// It was done.
    Success,
    /// It was not allowed: no valid token, no right, not in scope.
    Refused,
    /// It was allowed and did not come to pass.
    Failed,
}

impl Outcome {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Success, Self::Refused, Self::Failed];

    /// The word in answers and the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Refused => "refused",
            Self::Failed => "failed",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|outcome| outcome.as_str() == text)
    }

    /// How an act that ended with this error ended.
    pub fn of(error: &Error) -> Self {
        if matches!(error.kind(), Kind::Unauthorized | Kind::Forbidden) {
            return Self::Refused;
        }
        Self::Failed
    }
}

/// Who acted, as an event names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// The account; [`NOBODY`] when nobody was signed in.
    pub account: String,
    /// The role.
    pub role: String,
    /// The organization it was about, if one.
    pub organization: Option<String>,
    /// Where the request came from.
    pub origin: Origin,
}

/// The account of an event before anybody signed in; no account has this name.
pub const NOBODY: &str = "-";

impl Author {
    /// Somebody who is not signed in.
    pub fn nobody(origin: Origin) -> Self {
        Self {
            account: NOBODY.to_owned(),
            role: NOBODY.to_owned(),
            organization: None,
            origin,
        }
    }

    /// Whoever is signed in.
    pub fn of_session(session: &Session) -> Self {
        let mut roles: Vec<&str> = session.grants.iter().map(|grant| grant.role.as_str()).collect();
        roles.dedup();
        Self {
            account: session.account.to_string(),
            role: roles.join(", "),
            organization: None,
            origin: session.origin.clone(),
        }
    }
}

impl From<&Permit> for Author {
    fn from(permit: &Permit) -> Self {
        Self {
            account: permit.account().to_string(),
            role: permit.role().as_str().to_owned(),
            organization: permit.organization().map(ToString::to_string),
            origin: permit.origin().clone(),
        }
    }
}

/// An event of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its place in the log, from 1 without gaps.
    pub sequence: i64,
    /// When it happened.
    pub at: Instant,
    /// Who did it.
    pub account: String,
    /// In which role.
    pub role: String,
    /// The act.
    pub action: String,
    /// The organization it was about, if one.
    pub organization: Option<String>,
    /// The thing acted on.
    pub object: String,
    /// Details as JSON text.
    pub details: String,
    /// The request's id.
    pub request_id: String,
    /// The client's address.
    pub address: String,
    /// The digest of the event before.
    pub previous_digest: String,
    /// The digest of this event.
    pub digest: String,
    /// How it ended.
    pub outcome: Outcome,
}

impl Event {
    /// The event that follows `last` (sequence and digest; `None` at the start of the log).
    pub fn following(
        last: Option<(i64, String)>,
        author: &Author,
        (act, outcome): (&Act, Outcome),
        now: Instant,
    ) -> Self {
        let (last_sequence, previous_digest) = last.unwrap_or((0, CHAIN_START.to_owned()));
        let mut event = Self {
            sequence: last_sequence + 1,
            at: now,
            account: author.account.clone(),
            role: author.role.clone(),
            action: act.action.to_owned(),
            organization: author.organization.clone(),
            object: act.object.clone(),
            details: act.details.to_string(),
            request_id: author.origin.request_id.clone(),
            address: author.origin.address.clone(),
            previous_digest,
            digest: String::new(),
            outcome,
        };
        event.digest = event.computed_digest();
        event
    }

    /// The digest that the fields give: SHA-256 of [`Event::canonical`].
    pub fn computed_digest(&self) -> String {
        sha256_hex([self.canonical().as_bytes()])
    }

    /// The leaf of the tree over the log.
    pub fn leaf_hash(&self) -> merkle::Hash {
        merkle::leaf_hash(self.canonical().as_bytes())
    }

    /// The bytes that are hashed: the JSON array, without blanks, of the fields in the order of the struct but the digest.
    /// The outcome is the twelfth and last; it is left out of an event that succeeded, so that events of earlier programs,
    /// which told of nothing else, keep their digests.
    pub fn canonical(&self) -> String {
        let mut fields = vec![
            Value::from(self.sequence),
            Value::from(self.at.0),
            Value::from(self.account.as_str()),
            Value::from(self.role.as_str()),
            Value::from(self.action.as_str()),
            Value::from(self.organization.as_deref()),
            Value::from(self.object.as_str()),
            Value::from(self.details.as_str()),
            Value::from(self.request_id.as_str()),
            Value::from(self.address.as_str()),
            Value::from(self.previous_digest.as_str()),
        ];
        if self.outcome != Outcome::Success {
            fields.push(Value::from(self.outcome.as_str()));
        }
        Value::from(fields).to_string()
    }

    /// Whether the event is unaltered and follows an event with this digest.
    pub fn follows(&self, previous_digest: &str) -> bool {
        self.previous_digest == previous_digest && self.digest == self.computed_digest()
    }
}
