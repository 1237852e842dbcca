//! What the planner of PostgreSQL knows of tables.
//!
//! It learns that a table has grown only when it is analysed, and autovacuum comes by once a minute and never sees an open
//! transaction. Until then it takes a hospital's rows for one or two and reads all of them to find a few codes, once for every
//! batch. SQLite chooses its indexes without statistics.

use super::connection::DbConn;
use crate::error::Result;
use diesel::connection::SimpleConnection as _;

/// Fewer rows than this change no plan that matters.
const MANY: usize = 1_000;

/// Has tables analysed that just got so many rows.
pub(super) fn renew(tx: &mut DbConn, tables: &[&'static str], rows: usize) -> Result<()> {
    match tx {
        DbConn::Postgres(c) if rows >= MANY => Ok(c.batch_execute(&format!("ANALYZE {}", tables.join(", ")))?),
        DbConn::Postgres(_) | DbConn::Sqlite(_) => Ok(()),
    }
}
