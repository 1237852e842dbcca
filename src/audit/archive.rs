//! A part of the log as a file that proves itself: JSON Lines, a header and then the events in their order.
//!
//! The header holds the right edge of the tree before the first event, so that the events give the root of the checkpoint
//! in it, and the digest that the first event follows. `docs/audit.md` describes the lines.

use super::Event;
use super::Outcome;
use super::checkpoint::Checkpoint;
use super::merkle;
use super::merkle::Edge;
use crate::time::Instant;
use serde::Deserialize;
use serde::Serialize;

/// The name of the format.
pub const FORMAT: &str = "zhiyu-audit-archive/1";

/// The first line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// [`FORMAT`].
    pub format: String,
    /// The sequence of the first event.
    pub first: u64,
    /// The digest that the first event follows.
    pub previous_digest: String,
    /// The right edge of the tree before it, lower-case hexadecimal digits, the largest subtree first.
    pub edge: Vec<String>,
    /// The checkpoint at the last event.
    pub checkpoint: String,
}

/// A line of an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    sequence: i64,
    at: String,
    account: String,
    role: String,
    action: String,
    organization: Option<String>,
    object: String,
    /// The text as it is hashed.
    details: String,
    request_id: String,
    address: String,
    previous_digest: String,
    digest: String,
    outcome: String,
}

impl From<Event> for Line {
    fn from(event: Event) -> Self {
        Self {
            sequence: event.sequence,
            at: event.at.to_rfc3339(),
            account: event.account,
            role: event.role,
            action: event.action,
            organization: event.organization,
            object: event.object,
            details: event.details,
            request_id: event.request_id,
            address: event.address,
            previous_digest: event.previous_digest,
            digest: event.digest,
            outcome: event.outcome.as_str().to_owned(),
        }
    }
}

impl Line {
    /// The event; nothing when its time or outcome is not readable.
    pub fn event(self) -> Option<Event> {
        Some(Event {
            sequence: self.sequence,
            at: Instant::parse(&self.at)?,
            account: self.account,
            role: self.role,
            action: self.action,
            organization: self.organization,
            object: self.object,
            details: self.details,
            request_id: self.request_id,
            address: self.address,
            previous_digest: self.previous_digest,
            digest: self.digest,
            outcome: Outcome::parse(&self.outcome)?,
        })
    }
}

/// An archive while it is read.
#[derive(Debug)]
pub struct Check {
    edge: Edge,
    previous: String,
}

impl Check {
    /// Begins with the header; nothing when it contradicts itself.
    pub fn begin(header: &Header) -> Option<Self> {
        let hashes: Option<Vec<_>> = header.edge.iter().map(|text| merkle::parse(text)).collect();
        let before = header.first.checked_sub(1).filter(|_| header.format == FORMAT)?;
        Some(Self {
            edge: Edge::new(before, hashes?)?,
            previous: header.previous_digest.clone(),
        })
    }

    /// Takes the next event; whether it is unaltered and follows the one before.
    pub fn take(&mut self, event: &Event) -> bool {
        let is_next = u64::try_from(event.sequence) == Ok(self.edge.size() + 1);
        let follows = is_next && event.follows(&self.previous);
        self.edge.push(event.leaf_hash());
        self.previous.clone_from(&event.digest);
        follows
    }

    /// Whether the events gave the root of the checkpoint.
    pub fn ends_at(&self, checkpoint: &Checkpoint) -> bool {
        self.edge.size() == checkpoint.size && self.edge.root() == checkpoint.root
    }
}
