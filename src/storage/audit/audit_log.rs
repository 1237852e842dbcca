//! The audit log: appended to in the transaction of the act, read by auditors.

use super::audit_tree;
use crate::access::permit::Permit;
use crate::audit::Act;
use crate::audit::Author;
use crate::audit::Event;
use crate::audit::Outcome;
use crate::audit::query::EventFilter;
use crate::error::Result;
use crate::page::Page;
use crate::page::Slice;
use crate::storage::connection::DbConn;
use crate::storage::rows;
use crate::storage::schema::audit_events;
use crate::time::Instant;
use diesel::prelude::*;

/// How many events are put under the tree at once where it lags behind the log.
const WINDOW: i64 = 5_000;

type Backend = <DbConn as diesel::Connection>::Backend;

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
    outcome: String,
}

/// Appends the event of an act that was done; its permit says who and from where.
pub fn append(tx: &mut DbConn, permit: &Permit, act: &Act, now: Instant) -> Result<()> {
    append_as(tx, &Author::from(permit), (act, Outcome::Success), now)
}

/// Appends the event of an act, whoever did it and however it ended.
pub fn append_as(tx: &mut DbConn, author: &Author, (act, outcome): (&Act, Outcome), now: Instant) -> Result<()> {
    let last: Option<(i64, String)> = audit_events::table
        .select((audit_events::sequence, audit_events::digest))
        .order(audit_events::sequence.desc())
        .first(tx)
        .optional()?;
    let event = Event::following(last, author, (act, outcome), now);
    diesel::insert_into(audit_events::table)
        .values(EventRow::from(event.clone()))
        .execute(tx)?;
    if audit_tree::push(tx, &event)? {
        return Ok(());
    }
    // A program that knew no tree wrote events meanwhile.
    catch_up(tx)
}

/// Puts every event under the tree that is not there yet; done once, on a log of an earlier program.
pub fn catch_up(tx: &mut DbConn) -> Result<()> {
    let mut size = audit_tree::size(tx)?;
    let mut edge = audit_tree::edge(tx, size)?;
    loop {
        let events = after(tx, rows::count(size), WINDOW)?;
        if events.is_empty() {
            return Ok(());
        }
        audit_tree::grow(tx, &mut edge, events.iter())?;
        size = edge.size();
    }
}

/// Whether events are not under the tree yet.
pub fn lags(tx: &mut DbConn) -> Result<bool> {
    Ok(rows::uncount(size(tx)?) > audit_tree::size(tx)?)
}

/// Events that a question asks for, in their order, or the newest first.
pub fn page(tx: &mut DbConn, filter: &EventFilter, page: &Page) -> Result<Slice<Event>> {
    let after = page.after_key(|text| text.parse::<i64>().ok())?;
    let mut query = filtered(tx, filter)?.limit(page.rows_to_read());
    query = match (after, filter.newest_first) {
        (Some(after), false) => query.filter(audit_events::sequence.gt(after)),
        (Some(after), true) => query.filter(audit_events::sequence.lt(after)),
        (None, _) => query,
    };
    query = if filter.newest_first {
        query.order(audit_events::sequence.desc())
    } else {
        query.order(audit_events::sequence)
    };
    let rows: Vec<EventRow> = query.load(tx)?;
    let events = rows.into_iter().map(Event::from).collect();
    Ok(page.slice(events, |event: &Event| event.sequence.to_string()))
}

/// The events after this one, in their order, at most so many.
pub fn after(tx: &mut DbConn, sequence: i64, most: i64) -> Result<Vec<Event>> {
    let rows: Vec<EventRow> = audit_events::table
        .filter(audit_events::sequence.gt(sequence))
        .order(audit_events::sequence)
        .limit(most)
        .load(tx)?;
    Ok(rows.into_iter().map(Event::from).collect())
}

/// The event with this sequence.
pub fn find(tx: &mut DbConn, sequence: i64) -> Result<Option<Event>> {
    let row: Option<EventRow> = audit_events::table.find(sequence).first(tx).optional()?;
    Ok(row.map(Event::from))
}

/// The newest event of an action.
pub fn newest(tx: &mut DbConn, action: &str) -> Result<Option<Event>> {
    let row: Option<EventRow> = audit_events::table
        .filter(audit_events::action.eq(action))
        .order(audit_events::sequence.desc())
        .first(tx)
        .optional()?;
    Ok(row.map(Event::from))
}

/// How many events a question asks for, counted no further than `most`.
pub fn count(tx: &mut DbConn, filter: &EventFilter, most: i64) -> Result<i64> {
    let found: Vec<i64> = filtered(tx, filter)?
        .select(audit_events::sequence)
        .limit(most)
        .load(tx)?;
    Ok(i64::try_from(found.len()).unwrap_or(i64::MAX))
}

/// How long the log is: the sequence of its newest event.
pub fn size(tx: &mut DbConn) -> Result<i64> {
    let last: Option<i64> = audit_events::table
        .select(diesel::dsl::max(audit_events::sequence))
        .first(tx)?;
    Ok(last.unwrap_or(0))
}

fn filtered(tx: &mut DbConn, filter: &EventFilter) -> Result<audit_events::BoxedQuery<'static, Backend>> {
    let mut query = audit_events::table.into_boxed();
    if let Some(id) = &filter.organization {
        query = query.filter(audit_events::organization_id.eq(id.clone()));
    }
    if let Some(account) = &filter.account {
        query = query.filter(audit_events::account.eq(account.clone()));
    }
    if let Some(object) = &filter.object {
        // Whatever is below it begins with it and a slash; the next byte after a slash is 0.
        let below = audit_events::object
            .ge(format!("{object}/"))
            .and(audit_events::object.lt(format!("{object}0")));
        query = query.filter(audit_events::object.eq(object.clone()).or(below));
    }
    if !filter.actions.is_empty() || filter.is_removal {
        let actions = actions(tx)?.into_iter().filter(|action| filter.takes(action));
        query = query.filter(audit_events::action.eq_any(actions.collect::<Vec<_>>()));
    }
    if let Some(outcome) = filter.outcome {
        query = query.filter(audit_events::outcome.eq(outcome.as_str()));
    }
    if let Some(from) = filter.from {
        query = query.filter(audit_events::at.ge(from.0));
    }
    if let Some(until) = filter.until {
        query = query.filter(audit_events::at.lt(until.0));
    }
    Ok(query)
}

/// The actions that occur, by a look into the index for each.
fn actions(tx: &mut DbConn) -> Result<Vec<String>> {
    let mut list: Vec<String> = Vec::new();
    loop {
        let known = list.last().cloned().unwrap_or_default();
        let next: Option<String> = audit_events::table
            .filter(audit_events::action.gt(known))
            .select(diesel::dsl::min(audit_events::action))
            .first(tx)?;
        match next {
            Some(action) => list.push(action),
            None => return Ok(list),
        }
    }
}

/// The events whose outcome is no word of this program: somebody altered them. At most so many.
pub fn without_outcome(tx: &mut DbConn, most: i64) -> Result<Vec<i64>> {
    let words = Outcome::ALL.iter().map(|outcome| outcome.as_str());
    Ok(audit_events::table
        .filter(audit_events::outcome.ne_all(words.collect::<Vec<_>>()))
        .select(audit_events::sequence)
        .order(audit_events::sequence)
        .limit(most)
        .load(tx)?)
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
            outcome: event.outcome.as_str().to_owned(),
        }
    }
}

impl From<EventRow> for Event {
    /// An outcome that is no word of this program reads as a failure; [`without_outcome`] finds it.
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
            outcome: Outcome::parse(&row.outcome).unwrap_or(Outcome::Failed),
        }
    }
}
