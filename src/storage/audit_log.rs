//! The audit log: appended to in the transaction of the act, read by auditors.

use super::connection::DbConn;
use super::schema::audit_events;
use crate::access::permit::Permit;
use crate::audit::Act;
use crate::audit::Event;
use crate::error::Result;
use crate::page::Page;
use crate::page::Slice;
use crate::time::Instant;
use diesel::prelude::*;

#[derive(Queryable, Insertable)]
#[diesel(table_name = audit_events)]
struct EventRow {
    sequence: i64,
    at: i64,
    account: String,
    role: String,
    action: String,
    organization_id: Option<String>,
    object: String,
    details: String,
    request_id: String,
    address: String,
    previous_digest: String,
    digest: String,
}

/// Appends the event of an act; its permit says who and from where.
pub fn append(tx: &mut DbConn, permit: &Permit, act: &Act, now: Instant) -> Result<()> {
    let last: Option<(i64, String)> = audit_events::table
        .select((audit_events::sequence, audit_events::digest))
        .order(audit_events::sequence.desc())
        .first(tx)
        .optional()?;
    let row = EventRow::from(Event::following(last, permit, act, now));
    diesel::insert_into(audit_events::table).values(row).execute(tx)?;
    Ok(())
}

/// Events in their order, optionally of one organization.
pub fn page(tx: &mut DbConn, organization: Option<&str>, page: &Page) -> Result<Slice<Event>> {
    let after = page.after_key(|text| text.parse::<i64>().ok())?.unwrap_or(0);
    let mut query = audit_events::table
        .filter(audit_events::sequence.gt(after))
        .order(audit_events::sequence)
        .limit(page.rows_to_read())
        .into_boxed();
    if let Some(id) = organization {
        query = query.filter(audit_events::organization_id.eq(id.to_owned()));
    }
    let rows: Vec<EventRow> = query.load(tx)?;
    let events = rows.into_iter().map(Event::from).collect();
    Ok(page.slice(events, |event: &Event| event.sequence.to_string()))
}

impl From<Event> for EventRow {
    fn from(event: Event) -> Self {
        Self {
            sequence: event.sequence,
            at: event.at.0,
            account: event.account,
            role: event.role,
            action: event.action,
            organization_id: event.organization,
            object: event.object,
            details: event.details,
            request_id: event.request_id,
            address: event.address,
            previous_digest: event.previous_digest,
            digest: event.digest,
        }
    }
}

impl From<EventRow> for Event {
    fn from(row: EventRow) -> Self {
        Self {
            sequence: row.sequence,
            at: Instant(row.at),
            account: row.account,
            role: row.role,
            action: row.action,
            organization: row.organization_id,
            object: row.object,
            details: row.details,
            request_id: row.request_id,
            address: row.address,
            previous_digest: row.previous_digest,
            digest: row.digest,
        }
    }
}
