//! Counters that give things their order.

use super::connection::DbConn;
use super::schema::counters;
use crate::error::Result;
use diesel::prelude::*;

/// The last number that was taken of a counter; 0 when none was.
pub(super) fn last(tx: &mut DbConn, name: &str) -> Result<i64> {
    let found: Option<i64> = counters::table
        .find(name)
        .select(counters::value)
        .first(tx)
        .optional()?;
    Ok(found.unwrap_or(0))
}

/// Takes so many numbers of a counter; returns the first of them.
pub(super) fn take(tx: &mut DbConn, name: &str, many: usize) -> Result<i64> {
    let last: Option<i64> = counters::table
        .find(name)
        .select(counters::value)
        .first(tx)
        .optional()?;
    let next = last.unwrap_or(0) + i64::try_from(many).unwrap_or(i64::MAX);
    if last.is_none() {
        let first = (counters::name.eq(name), counters::value.eq(next));
        diesel::insert_into(counters::table).values(first).execute(tx)?;
    } else {
        let counter = counters::table.find(name);
        diesel::update(counter).set(counters::value.eq(next)).execute(tx)?;
    }
    Ok(last.unwrap_or(0) + 1)
}
