//! Checkpoints of the audit log and what proves them: that an event is in it, and that it only ever grew.

use crate::access::role::Right;
use crate::access::session::Session;
use crate::audit::Act;
use crate::audit::Event;
use crate::audit::archive;
use crate::audit::checkpoint::Checkpoint;
use crate::audit::checkpoint::origin;
use crate::audit::merkle;
use crate::audit::merkle::Hash;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::page::Page;
use crate::page::Slice;
use crate::service::Service;
use crate::snapshot::signed_note;
use crate::snapshot::signing::Signing;
use crate::storage::DbConn;
use crate::storage::audit::audit_checkpoints;
use crate::storage::audit::audit_log;
use crate::storage::audit::audit_tree;
use crate::time::Instant;

pub use crate::storage::audit::audit_checkpoints::StoredCheckpoint;

/// How many events are read at once.
const WINDOW: i64 = 2_000;

/// That an event is in the log of a size.
#[derive(Clone, Debug)]
pub struct InclusionProof {
    /// The event.
    pub event: Event,
    /// The size of the log.
    pub size: u64,
    /// The root of the tree of that size.
    pub root: Hash,
    /// The hashes beside the way from the leaf to the root.
    pub hashes: Vec<Hash>,
}

/// That a log is the beginning of a longer one.
#[derive(Clone, Debug)]
pub struct ConsistencyProof {
    /// The roots of both.
    pub roots: (Hash, Hash),
    /// The hashes of the proof.
    pub hashes: Vec<Hash>,
}

impl Service {
    /// Makes a checkpoint of the log as it is now, with an event of its own in it.
    pub fn make_audit_checkpoint(&self, session: &Session) -> Result<StoredCheckpoint> {
        let permit = session.permit(Right::ReadAudit)?;
        session.must_have_whole_scope()?;
        let (now, signing) = (self.now(), self.surroundings.signing.as_deref());
        self.db.write(|tx| {
            audit_log::append(tx, &permit, &Act::new("audit.checkpoint", "audit"), now)?;
            checkpoint_now(tx, signing, now)
        })
    }

    /// Makes a checkpoint if events came since the last one; the service does so by itself at an interval.
    pub fn keep_audit_checkpoint(&self) -> Result<Option<StoredCheckpoint>> {
        let (now, signing) = (self.now(), self.surroundings.signing.as_deref());
        let is_due = self.db.read(|tx| {
            let last = audit_checkpoints::latest(tx)?;
            Ok(last.map_or(0, |last| last.size) < audit_tree::size(tx)?)
        })?;
        if !is_due {
            return Ok(None);
        }
        self.db.write(|tx| checkpoint_now(tx, signing, now)).map(Some)
    }

    /// The newest checkpoint.
    pub fn audit_checkpoint(&self, session: &Session) -> Result<StoredCheckpoint> {
        session.permit(Right::ReadAudit)?;
        session.must_have_whole_scope()?;
        let found = self.db.read(audit_checkpoints::latest)?;
        found.ok_or_else(|| Code::AuditCheckpointMissing.into())
    }

    /// Checkpoints, the newest first.
    pub fn audit_checkpoints(&self, session: &Session, page: &Page) -> Result<Slice<StoredCheckpoint>> {
        session.permit(Right::ReadAudit)?;
        session.must_have_whole_scope()?;
        self.db.read(|tx| audit_checkpoints::page(tx, page))
    }

    /// The proof that an event is in the log of a size; of the present size without one.
    pub fn audit_inclusion(&self, session: &Session, sequence: u64, size: Option<u64>) -> Result<InclusionProof> {
        session.permit(Right::ReadAudit)?;
        session.must_have_whole_scope()?;
        self.db.read(|tx| {
            let known = audit_tree::size(tx)?;
            let size = size.unwrap_or(known);
            let unknown = || beyond("event", sequence, size.min(known));
            let wanted = i64::try_from(sequence)
                .ok()
                .filter(|_| size <= known)
                .ok_or_else(unknown)?;
            let index = sequence.checked_sub(1).ok_or_else(unknown)?;
            let plan = merkle::inclusion_plan(index, size).ok_or_else(unknown)?;
            Ok(InclusionProof {
                event: audit_log::find(tx, wanted)?.ok_or_else(unknown)?,
                size,
                root: audit_tree::edge(tx, size)?.root(),
                hashes: audit_tree::proof(tx, &plan)?,
            })
        })
    }

    /// The proof that the log of one size is the beginning of the log of another.
    pub fn audit_consistency(&self, session: &Session, from: u64, to: u64) -> Result<ConsistencyProof> {
        session.permit(Right::ReadAudit)?;
        session.must_have_whole_scope()?;
        self.db.read(|tx| {
            let known = audit_tree::size(tx)?;
            let plan = merkle::consistency_plan(from, to).filter(|_| to <= known);
            let plan = plan.ok_or_else(|| beyond("from, to", format!("{from}, {to}"), known))?;
            Ok(ConsistencyProof {
                roots: (audit_tree::edge(tx, from)?.root(), audit_tree::edge(tx, to)?.root()),
                hashes: audit_tree::proof(tx, &plan)?,
            })
        })
    }

    /// Gives away the lines of an archive of the events from one sequence up to another, the header first. It makes a
    /// checkpoint when none is there at its end.
    pub fn archive_audit(
        &self,
        session: &Session,
        (first, last): (u64, Option<u64>),
        mut take: impl FnMut(String) -> Result<()>,
    ) -> Result<u64> {
        let permit = session.permit(Right::ReadAudit)?;
        session.must_have_whole_scope()?;
        let (now, signing) = (self.now(), self.surroundings.signing.as_deref());
        let last = self.db.write(|tx| {
            let known = audit_tree::size(tx)?;
            let last = last.unwrap_or(known);
            if first == 0 || first > last || last > known {
                return Err(beyond("from, to", format!("{first}, {last}"), known));
            }
            let object = format!("audit/events/{first}-{last}");
            audit_log::append(tx, &permit, &Act::new("audit.archive", object), now)?;
            Ok(last)
        })?;
        self.db.read(|tx| {
            let name = log_origin(tx)?;
            let checkpoint = sign(&name, &audit_tree::edge(tx, last)?, signing)?;
            let edge = audit_tree::edge(tx, first - 1)?;
            let begin = i64::try_from(first - 1).unwrap_or(i64::MAX);
            let before = audit_log::find(tx, begin)?;
            let header = archive::Header {
                format: archive::FORMAT.to_owned(),
                first,
                previous_digest: before.map_or_else(|| crate::audit::CHAIN_START.to_owned(), |event| event.digest),
                edge: edge.hashes().iter().map(merkle::to_text).collect(),
                checkpoint,
            };
            take(line(&header)?)?;
            let end = i64::try_from(last).unwrap_or(i64::MAX);
            let mut read = begin;
            while read < end {
                for event in audit_log::after(tx, read, WINDOW.min(end - read))? {
                    read = event.sequence;
                    take(line(&archive::Line::from(event))?)?;
                }
            }
            Ok(last - first + 1)
        })
    }
}

/// The checkpoint of the log as it is in this transaction; the one that is there already when it has it.
fn checkpoint_now(tx: &mut DbConn, signing: Option<&Signing>, now: Instant) -> Result<StoredCheckpoint> {
    let size = audit_tree::size(tx)?;
    let key_id = signing.map_or_else(String::new, Signing::key_id);
    if let Some(known) = audit_checkpoints::find(tx, size, &key_id)? {
        return Ok(known);
    }
    let edge = audit_tree::edge(tx, size)?;
    let checkpoint = StoredCheckpoint {
        size,
        key_id,
        root: merkle::to_text(&edge.root()),
        at: now,
        note: sign(&log_origin(tx)?, &edge, signing)?,
    };
    audit_checkpoints::insert(tx, &checkpoint)?;
    Ok(checkpoint)
}

/// The name of the log; a log without events has none.
pub(in crate::service) fn log_origin(tx: &mut DbConn) -> Result<String> {
    let first = audit_log::find(tx, 1)?;
    let first = first.ok_or_else(|| Error::new(Code::AuditCheckpointMissing))?;
    Ok(origin(&first.digest))
}

fn sign(name: &str, edge: &merkle::Edge, signing: Option<&Signing>) -> Result<String> {
    let checkpoint = Checkpoint {
        origin: name.to_owned(),
        size: edge.size(),
        root: edge.root(),
    };
    signed_note::write(&checkpoint.text(), name, signing.map(Signing::key))
}

fn beyond(field: &'static str, value: impl std::fmt::Display, size: u64) -> Error {
    Error::new(Code::FieldInvalid)
        .with("field", field)
        .with("value", value)
        .with(
            "rule_zh",
            format!("须在 1 到 {size} 之间，且先小后大（此时日志共 {size} 条）"),
        )
        .with(
            "rule_en",
            format!("from 1 to {size}, the lower one first; the log has {size} events"),
        )
        .in_field(field)
}

fn line<T: serde::Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|cause| Error::new(Code::Internal).caused_by(cause))
}
