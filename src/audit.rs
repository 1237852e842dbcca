//! What was done: audit events in one chain, each carrying the digest of the one before it.

use crate::access::permit::Permit;
use crate::digest::sha256_hex;
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
}

impl Event {
    /// The event that follows `last` (sequence and digest; `None` at the start of the log).
    pub fn following(last: Option<(i64, String)>, permit: &Permit, act: &Act, now: Instant) -> Self {
        let (last_sequence, previous_digest) = last.unwrap_or((0, CHAIN_START.to_owned()));
        let mut event = Self {
            sequence: last_sequence + 1,
            at: now,
            account: permit.account().to_string(),
            role: permit.role_word().to_owned(),
            action: act.action.to_owned(),
            organization: permit.organization().map(ToString::to_string),
            object: act.object.clone(),
            details: act.details.to_string(),
            request_id: permit.origin().request_id.clone(),
            address: permit.origin().address.clone(),
            previous_digest,
            digest: String::new(),
        };
        event.digest = event.computed_digest();
        event
    }

    /// The digest that the fields give: SHA-256 of their JSON array in the order of the struct.
    pub fn computed_digest(&self) -> String {
        let fields = serde_json::json!([
            self.sequence,
            self.at.0,
            self.account,
            self.role,
            self.action,
            self.organization,
            self.object,
            self.details,
            self.request_id,
            self.address,
            self.previous_digest,
        ]);
        sha256_hex([fields.to_string().as_bytes()])
    }

    /// Whether the event is unaltered and follows an event with this digest.
    pub fn follows(&self, previous_digest: &str) -> bool {
        self.previous_digest == previous_digest && self.digest == self.computed_digest()
    }
}
