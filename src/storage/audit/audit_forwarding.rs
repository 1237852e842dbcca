//! Up to which event the audit log was sent to a collector of logs.

use crate::error::Result;
use crate::storage::connection::DbConn;
use crate::storage::connection::both;
use crate::storage::schema::audit_forwarding;
use crate::time::Instant;
use diesel::prelude::*;

/// The last event that was sent there; 0 before the first.
pub fn sent(tx: &mut DbConn, destination: &str) -> Result<i64> {
    let found: Option<i64> = audit_forwarding::table
        .find(destination)
        .select(audit_forwarding::sequence)
        .first(tx)
        .optional()?;
    Ok(found.unwrap_or(0))
}

/// Writes down up to where the log was sent; never back, whichever node writes last.
pub fn keep(tx: &mut DbConn, destination: &str, sequence: i64, now: Instant) -> Result<()> {
    if sent(tx, destination)? >= sequence {
        return Ok(());
    }
    let values = (
        audit_forwarding::destination.eq(destination),
        audit_forwarding::sequence.eq(sequence),
        audit_forwarding::at.eq(now.0),
    );
    both!(tx, |c| diesel::insert_into(audit_forwarding::table)
        .values(values)
        .on_conflict(audit_forwarding::destination)
        .do_update()
        .set((audit_forwarding::sequence.eq(sequence), audit_forwarding::at.eq(now.0)))
        .execute(c))?;
    Ok(())
}
