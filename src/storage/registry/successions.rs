//! Lists of changes and the changes in them.

use crate::error::Result;
use crate::id::AccountId;
use crate::id::EditionId;
use crate::id::EditionRef;
use crate::id::SystemId;
use crate::registry::succession::Event;
use crate::registry::succession::EventKind;
use crate::registry::succession::OldUnit;
use crate::registry::succession::PartialDate;
use crate::registry::succession::SuccessionList;
use crate::registry::succession::unknown_list;
use crate::storage::connection::DbConn;
use crate::storage::rows;
use crate::storage::schema::counters;
use crate::storage::schema::succession_events;
use crate::storage::schema::succession_lists;
use crate::time::Instant;
use diesel::prelude::*;

/// The internal number of a stored list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ListKey(i64);

/// A list with its internal number.
#[derive(Clone, Debug)]
pub struct StoredList {
    /// The number by which its changes are found.
    pub key: ListKey,
    /// The list.
    pub list: SuccessionList,
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = succession_lists)]
struct ListRow {
    key: i64,
    system_id: String,
    edition: String,
    status: String,
    source: String,
    confidence: String,
    row_count: i64,
    digest: String,
    created_at: i64,
    created_by: String,
    published_at: Option<i64>,
    published_by: Option<String>,
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = succession_events, treat_none_as_default_value = false)]
struct EventRow {
    list_key: i64,
    number: i64,
    kind: String,
    date: String,
    old_code: Option<String>,
    old_name: Option<String>,
    since: Option<String>,
    new_units: String,
    document: String,
    note: String,
    place: String,
    confidence: String,
}

const KEY_COUNTER: &str = "succession-list-key";
const DRAFT: &str = "draft";
const PUBLISHED: &str = "published";

/// Writes a new draft with its changes, or replaces the draft with this name.
pub fn save(tx: &mut DbConn, list: &SuccessionList, events: &[Event]) -> Result<StoredList> {
    if let Some(known) = find(tx, &list.of)? {
        known.list.must_be_draft()?;
        let events = succession_events::table.filter(succession_events::list_key.eq(known.key.0));
        diesel::delete(events).execute(tx)?;
        diesel::delete(succession_lists::table.find(known.key.0)).execute(tx)?;
    }
    let key = next_number(tx, KEY_COUNTER)?;
    let row = ListRow {
        key,
        system_id: list.of.system.to_string(),
        edition: list.of.edition.to_string(),
        status: DRAFT.to_owned(),
        source: list.source.clone(),
        confidence: list.confidence.clone(),
        row_count: rows::count(list.rows),
        digest: list.digest.clone(),
        created_at: list.created_at.0,
        created_by: list.created_by.to_string(),
        published_at: None,
        published_by: None,
    };
    diesel::insert_into(succession_lists::table).values(row).execute(tx)?;
    let mut number = 0;
    for batch in events.chunks(rows::BATCH) {
        let mut batch_rows = Vec::with_capacity(batch.len());
        for event in batch {
            number += 1;
            batch_rows.push(EventRow::of(key, number, event)?);
        }
        match tx {
            DbConn::Sqlite(c) => diesel::insert_into(succession_events::table)
                .values(batch_rows)
                .execute(c)?,
            DbConn::Postgres(c) => diesel::copy_from(succession_events::table)
                .from_insertable(batch_rows)
                .execute(c)?,
        };
    }
    let list = list.clone();
    Ok(StoredList {
        key: ListKey(key),
        list,
    })
}

/// Marks a list as published: from now on neither it nor its changes can change. It is the last of its code system, whatever the
/// clock says.
pub fn publish(tx: &mut DbConn, key: ListKey, by: &AccountId, now: Instant) -> Result<()> {
    let system: String = succession_lists::table
        .find(key.0)
        .select(succession_lists::system_id)
        .first(tx)?;
    let last: Option<i64> = succession_lists::table
        .filter(succession_lists::system_id.eq(system))
        .select(diesel::dsl::max(succession_lists::published_at))
        .first(tx)?;
    diesel::update(succession_lists::table.find(key.0))
        .set((
            succession_lists::status.eq(PUBLISHED),
            succession_lists::published_at.eq(Some(rows::published_after(last, now))),
            succession_lists::published_by.eq(Some(by.as_str())),
        ))
        .execute(tx)?;
    Ok(())
}

/// The list with this name.
pub fn find(tx: &mut DbConn, of: &EditionRef) -> Result<Option<StoredList>> {
    let row: Option<ListRow> = succession_lists::table
        .filter(succession_lists::system_id.eq(of.system.as_str()))
        .filter(succession_lists::edition.eq(of.edition.as_str()))
        .first(tx)
        .optional()?;
    row.map(StoredList::try_from).transpose()
}

/// The list with this name, or the refusal that says it does not exist.
pub fn must_find(tx: &mut DbConn, of: &EditionRef) -> Result<StoredList> {
    find(tx, of)?.ok_or_else(|| unknown_list(of))
}

/// The list of a code system that was published last.
pub fn newest_published(tx: &mut DbConn, system: &SystemId) -> Result<Option<StoredList>> {
    let row: Option<ListRow> = succession_lists::table
        .filter(succession_lists::system_id.eq(system.as_str()))
        .filter(succession_lists::status.eq(PUBLISHED))
        .order((succession_lists::published_at.desc(), succession_lists::key.desc()))
        .first(tx)
        .optional()?;
    row.map(StoredList::try_from).transpose()
}

/// The lists of a code system, newest import first.
pub fn list(tx: &mut DbConn, system: &SystemId) -> Result<Vec<SuccessionList>> {
    let found: Vec<ListRow> = succession_lists::table
        .filter(succession_lists::system_id.eq(system.as_str()))
        .order(succession_lists::key.desc())
        .load(tx)?;
    let stored = found.into_iter().map(StoredList::try_from);
    stored.map(|stored| Ok(stored?.list)).collect()
}

/// Every change of a list, in its order.
pub fn events(tx: &mut DbConn, key: ListKey) -> Result<Vec<Event>> {
    let found: Vec<EventRow> = succession_events::table
        .filter(succession_events::list_key.eq(key.0))
        .order(succession_events::number)
        .load(tx)?;
    found.into_iter().map(Event::try_from).collect()
}

/// The next number of a counter, from 1.
pub(in crate::storage) fn next_number(tx: &mut DbConn, name: &str) -> Result<i64> {
    let last: Option<i64> = counters::table
        .find(name)
        .select(counters::value)
        .first(tx)
        .optional()?;
    let next = last.unwrap_or(0) + 1;
    if last.is_none() {
        let first = (counters::name.eq(name), counters::value.eq(next));
        diesel::insert_into(counters::table).values(first).execute(tx)?;
    } else {
        let counter = counters::table.find(name);
        diesel::update(counter).set(counters::value.eq(next)).execute(tx)?;
    }
    Ok(next)
}

impl EventRow {
    fn of(list_key: i64, number: i64, event: &Event) -> Result<Self> {
        let old = event.old.as_ref();
        Ok(Self {
            list_key,
            number,
            kind: event.kind.as_str().to_owned(),
            date: event.date.to_string(),
            old_code: old.map(|old| old.code.clone()),
            old_name: old.map(|old| old.name.clone()),
            since: old.and_then(|old| old.since).map(|since| since.to_string()),
            new_units: rows::to_json(&event.new)?,
            document: event.document.clone(),
            note: event.note.clone(),
            place: event.place.clone(),
            confidence: event.confidence.clone(),
        })
    }
}

impl TryFrom<EventRow> for Event {
    type Error = crate::error::Error;

    fn try_from(row: EventRow) -> Result<Self> {
        let date = |text: &str| rows::word(PartialDate::parse(text), "date of a change");
        let since = row.since.as_deref().map(date).transpose()?;
        Ok(Self {
            kind: rows::word(EventKind::parse(&row.kind), "kind of a change")?,
            date: date(&row.date)?,
            old: row.old_code.map(|code| OldUnit {
                code,
                name: row.old_name.unwrap_or_default(),
                since,
            }),
            new: rows::from_json(&row.new_units, "list of new codes")?,
            document: row.document,
            note: row.note,
            place: row.place,
            confidence: row.confidence,
        })
    }
}

impl TryFrom<ListRow> for StoredList {
    type Error = crate::error::Error;

    fn try_from(row: ListRow) -> Result<Self> {
        let list = SuccessionList {
            of: EditionRef {
                system: SystemId::new(row.system_id)?,
                edition: EditionId::new(row.edition)?,
            },
            is_published: row.status == PUBLISHED,
            source: row.source,
            confidence: row.confidence,
            rows: rows::uncount(row.row_count),
            digest: row.digest,
            created_at: Instant(row.created_at),
            created_by: AccountId::new(row.created_by)?,
            published_at: rows::instant(row.published_at),
        };
        Ok(Self {
            key: ListKey(row.key),
            list,
        })
    }
}
