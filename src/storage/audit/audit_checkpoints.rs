//! Checkpoints of the audit log, kept for ever.

use crate::audit::merkle;
use crate::audit::merkle::Hash;
use crate::error::Result;
use crate::page::Page;
use crate::page::Slice;
use crate::storage::connection::DbConn;
use crate::storage::rows;
use crate::storage::schema::audit_checkpoints;
use crate::time::Instant;
use diesel::prelude::*;

#[derive(Queryable, Insertable)]
#[diesel(table_name = audit_checkpoints)]
struct CheckpointRow {
    size: i64,
    key_id: String,
    root: String,
    at: i64,
    note: String,
}

/// A checkpoint as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCheckpoint {
    /// How many events there were.
    pub size: u64,
    /// The key that signed it; empty without a signature.
    pub key_id: String,
    /// The root, as hexadecimal digits.
    pub root: String,
    /// When it was made.
    pub at: Instant,
    /// The note.
    pub note: String,
}

impl StoredCheckpoint {
    /// The root; nothing when its digits are not readable.
    pub fn hash(&self) -> Option<Hash> {
        merkle::parse(&self.root)
    }
}

/// Keeps a checkpoint.
pub fn insert(tx: &mut DbConn, checkpoint: &StoredCheckpoint) -> Result<()> {
    let row = CheckpointRow {
        size: rows::count(checkpoint.size),
        key_id: checkpoint.key_id.clone(),
        root: checkpoint.root.clone(),
        at: checkpoint.at.0,
        note: checkpoint.note.clone(),
    };
    diesel::insert_into(audit_checkpoints::table).values(row).execute(tx)?;
    Ok(())
}

/// The checkpoint at this size by this key.
pub fn find(tx: &mut DbConn, size: u64, key_id: &str) -> Result<Option<StoredCheckpoint>> {
    let row: Option<CheckpointRow> = audit_checkpoints::table
        .find((rows::count(size), key_id))
        .first(tx)
        .optional()?;
    Ok(row.map(StoredCheckpoint::from))
}

/// The newest checkpoint.
pub fn latest(tx: &mut DbConn) -> Result<Option<StoredCheckpoint>> {
    let row: Option<CheckpointRow> = audit_checkpoints::table
        .order((audit_checkpoints::size.desc(), audit_checkpoints::key_id.desc()))
        .first(tx)
        .optional()?;
    Ok(row.map(StoredCheckpoint::from))
}

/// Checkpoints, the newest first.
pub fn page(tx: &mut DbConn, page: &Page) -> Result<Slice<StoredCheckpoint>> {
    let read = |text: &str| {
        let (size, key) = text.split_once('/')?;
        Some((size.parse::<i64>().ok()?, key.to_owned()))
    };
    let mut query = audit_checkpoints::table
        .order((audit_checkpoints::size.desc(), audit_checkpoints::key_id.desc()))
        .limit(page.rows_to_read())
        .into_boxed();
    if let Some((size, key)) = page.after_key(read)? {
        let same = audit_checkpoints::size.eq(size).and(audit_checkpoints::key_id.lt(key));
        query = query.filter(audit_checkpoints::size.lt(size).or(same));
    }
    let found: Vec<CheckpointRow> = query.load(tx)?;
    let list = found.into_iter().map(StoredCheckpoint::from).collect();
    Ok(page.slice(list, |one: &StoredCheckpoint| format!("{}/{}", one.size, one.key_id)))
}

/// The checkpoints of sizes above `from` up to `to`, the smallest first.
pub fn between(tx: &mut DbConn, from: u64, to: u64) -> Result<Vec<StoredCheckpoint>> {
    let found: Vec<CheckpointRow> = audit_checkpoints::table
        .filter(audit_checkpoints::size.gt(rows::count(from)))
        .filter(audit_checkpoints::size.le(rows::count(to)))
        .order((audit_checkpoints::size, audit_checkpoints::key_id))
        .load(tx)?;
    Ok(found.into_iter().map(StoredCheckpoint::from).collect())
}

impl From<CheckpointRow> for StoredCheckpoint {
    fn from(row: CheckpointRow) -> Self {
        Self {
            size: rows::uncount(row.size),
            key_id: row.key_id,
            root: row.root,
            at: Instant(row.at),
            note: row.note,
        }
    }
}
