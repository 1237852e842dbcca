//! Editions; their concepts are in [`super::concepts`].

use crate::error::Result;
use crate::id::AccountId;
use crate::id::EditionId;
use crate::id::EditionRef;
use crate::id::SystemId;
use crate::registry::edition::Edition;
use crate::registry::edition::EditionMetadata;
use crate::registry::edition::EditionStatus;
use crate::storage::connection::DbConn;
use crate::storage::counters;
use crate::storage::rows;
use crate::storage::schema::editions;
use crate::time::Instant;
use diesel::prelude::*;

/// The internal number of a stored edition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EditionKey(pub(in crate::storage) i64);

/// An edition with its internal number.
#[derive(Clone, Debug)]
pub struct StoredEdition {
    /// The number by which its concepts are found.
    pub key: EditionKey,
    /// The edition.
    pub edition: Edition,
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = editions)]
struct EditionRow {
    key: i64,
    system_id: String,
    edition: String,
    status: String,
    title: String,
    source: String,
    confidence: String,
    effective_from: Option<String>,
    row_count: i64,
    digest: String,
    created_at: i64,
    created_by: String,
    published_at: Option<i64>,
    published_by: Option<String>,
    effective_to: Option<String>,
    replaces: Option<String>,
    document_number: String,
    note: String,
    retired_at: Option<i64>,
}

const KEY_COUNTER: &str = "edition-key";

/// Keeps a new draft and gives it its number.
pub fn insert(tx: &mut DbConn, edition: &Edition) -> Result<EditionKey> {
    let key = counters::take(tx, KEY_COUNTER, 1)?;
    let row = EditionRow::of(key, edition);
    diesel::insert_into(editions::table).values(row).execute(tx)?;
    Ok(EditionKey(key))
}

/// Changes what a draft says of itself.
pub fn update_draft(tx: &mut DbConn, key: EditionKey, edition: &Edition) -> Result<()> {
    let metadata = &edition.metadata;
    diesel::update(editions::table.find(key.0))
        .set((
            editions::title.eq(&metadata.title),
            editions::source.eq(&metadata.source),
            editions::confidence.eq(&metadata.confidence),
            editions::effective_from.eq(&metadata.effective_from),
            editions::effective_to.eq(&metadata.effective_to),
            editions::replaces.eq(metadata.replaces.as_ref().map(EditionId::as_str)),
            editions::document_number.eq(&metadata.document_number),
            editions::note.eq(&metadata.note),
            editions::row_count.eq(rows::count(edition.rows)),
            editions::digest.eq(&edition.digest),
            editions::created_at.eq(edition.created_at.0),
            editions::created_by.eq(edition.created_by.as_str()),
        ))
        .execute(tx)?;
    Ok(())
}

/// Moves a draft to review, or back.
pub fn set_status(tx: &mut DbConn, key: EditionKey, status: EditionStatus) -> Result<()> {
    diesel::update(editions::table.find(key.0))
        .set(editions::status.eq(status.as_str()))
        .execute(tx)?;
    Ok(())
}

/// Marks a published edition as retired.
pub fn retire(tx: &mut DbConn, key: EditionKey, now: Instant) -> Result<()> {
    diesel::update(editions::table.find(key.0))
        .set((
            editions::status.eq(EditionStatus::Retired.as_str()),
            editions::retired_at.eq(Some(now.0)),
        ))
        .execute(tx)?;
    Ok(())
}

/// Marks an edition as published: from now on neither it nor its concepts can change. It is the last of its code system, whatever
/// the clock says.
pub fn publish(tx: &mut DbConn, key: EditionKey, by: &AccountId, now: Instant) -> Result<()> {
    let system: String = editions::table.find(key.0).select(editions::system_id).first(tx)?;
    let last: Option<i64> = editions::table
        .filter(editions::system_id.eq(system))
        .select(diesel::dsl::max(editions::published_at))
        .first(tx)?;
    diesel::update(editions::table.find(key.0))
        .set((
            editions::status.eq(EditionStatus::Published.as_str()),
            editions::published_at.eq(Some(rows::published_after(last, now))),
            editions::published_by.eq(Some(by.as_str())),
        ))
        .execute(tx)?;
    Ok(())
}

/// The edition with this name.
pub fn find(tx: &mut DbConn, of: &EditionRef) -> Result<Option<StoredEdition>> {
    let row: Option<EditionRow> = editions::table
        .filter(editions::system_id.eq(of.system.as_str()))
        .filter(editions::edition.eq(of.edition.as_str()))
        .first(tx)
        .optional()?;
    row.map(StoredEdition::try_from).transpose()
}

/// The edition with this name, or the refusal that says it does not exist.
pub fn must_find(tx: &mut DbConn, of: &EditionRef) -> Result<StoredEdition> {
    find(tx, of)?.ok_or_else(|| of.unknown())
}

/// The editions of a code system, newest import first.
pub fn list(tx: &mut DbConn, system: &SystemId) -> Result<Vec<Edition>> {
    let found: Vec<EditionRow> = editions::table
        .filter(editions::system_id.eq(system.as_str()))
        .order(editions::key.desc())
        .load(tx)?;
    let stored = found.into_iter().map(StoredEdition::try_from);
    stored.map(|stored| Ok(stored?.edition)).collect()
}

/// Every stored edition's name and digest, for start-up checks.
pub fn names(tx: &mut DbConn) -> Result<Vec<(String, String, String)>> {
    Ok(editions::table
        .select((editions::system_id, editions::edition, editions::digest))
        .order((editions::system_id, editions::edition))
        .load(tx)?)
}

impl EditionRow {
    fn of(key: i64, edition: &Edition) -> Self {
        Self {
            key,
            system_id: edition.of.system.to_string(),
            edition: edition.of.edition.to_string(),
            status: edition.status.as_str().to_owned(),
            title: edition.metadata.title.clone(),
            source: edition.metadata.source.clone(),
            confidence: edition.metadata.confidence.clone(),
            effective_from: edition.metadata.effective_from.clone(),
            row_count: rows::count(edition.rows),
            digest: edition.digest.clone(),
            created_at: edition.created_at.0,
            created_by: edition.created_by.to_string(),
            published_at: None,
            published_by: None,
            effective_to: edition.metadata.effective_to.clone(),
            replaces: edition.metadata.replaces.as_ref().map(ToString::to_string),
            document_number: edition.metadata.document_number.clone(),
            note: edition.metadata.note.clone(),
            retired_at: None,
        }
    }
}

impl TryFrom<EditionRow> for StoredEdition {
    type Error = crate::error::Error;

    fn try_from(row: EditionRow) -> Result<Self> {
        let edition = Edition {
            of: EditionRef {
                system: SystemId::new(row.system_id)?,
                edition: EditionId::new(row.edition)?,
            },
            status: rows::word(EditionStatus::parse(&row.status), "edition status")?,
            metadata: EditionMetadata {
                title: row.title,
                source: row.source,
                confidence: row.confidence,
                effective_from: row.effective_from,
                effective_to: row.effective_to,
                replaces: row.replaces.map(EditionId::new).transpose()?,
                document_number: row.document_number,
                note: row.note,
            },
            rows: rows::uncount(row.row_count),
            digest: row.digest,
            created_at: Instant(row.created_at),
            created_by: AccountId::new(row.created_by)?,
            published_at: rows::instant(row.published_at),
            retired_at: rows::instant(row.retired_at),
        };
        Ok(Self {
            key: EditionKey(row.key),
            edition,
        })
    }
}
