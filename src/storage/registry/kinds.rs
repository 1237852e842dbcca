//! Kinds that were registered at run time.

use crate::error::Result;
use crate::id::AccountId;
use crate::id::KindId;
use crate::storage::connection::DbConn;
use crate::storage::schema::kinds;
use crate::time::Instant;
use diesel::prelude::*;

/// Registers a kind by the text of its TOML; it never changes again.
pub fn insert(tx: &mut DbConn, id: &KindId, definition: &str, by: &AccountId, now: Instant) -> Result<()> {
    let row = (
        kinds::id.eq(id.as_str()),
        kinds::definition.eq(definition),
        kinds::created_at.eq(now.0),
        kinds::created_by.eq(by.as_str()),
    );
    diesel::insert_into(kinds::table).values(row).execute(tx)?;
    Ok(())
}

/// The text of the kind with this id.
pub fn find(tx: &mut DbConn, id: &KindId) -> Result<Option<String>> {
    let query = kinds::table.find(id.as_str()).select(kinds::definition);
    Ok(query.first(tx).optional()?)
}

/// The ids of all kinds, in order.
pub fn ids(tx: &mut DbConn) -> Result<Vec<KindId>> {
    let ids: Vec<String> = kinds::table.select(kinds::id).order(kinds::id).load(tx)?;
    ids.into_iter().map(KindId::new).collect()
}
