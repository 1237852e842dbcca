//! Specifications; their tables and fields are in [`fields`].

pub mod fields;

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::AccountId;
use crate::id::SpecificationId;
use crate::page::Page;
use crate::page::Slice;
use crate::registry::edition::EditionStatus;
use crate::registry::specification::Specification;
use crate::registry::specification::SpecificationMetadata;
use crate::storage::connection::DbConn;
use crate::storage::rows;
use crate::storage::schema::specifications;
use crate::time::Instant;
use diesel::prelude::*;

#[derive(Queryable, Insertable, AsChangeset)]
#[diesel(table_name = specifications, treat_none_as_default_value = false, treat_none_as_null = true)]
struct SpecificationRow {
    id: String,
    status: String,
    title: String,
    publisher: String,
    source: String,
    confidence: String,
    note: String,
    effective_from: Option<String>,
    replaces: Option<String>,
    table_count: i64,
    field_count: i64,
    digest: String,
    created_at: i64,
    created_by: String,
    published_at: Option<i64>,
    published_by: Option<String>,
}

/// Keeps a draft: a new one, or in the place of the draft with this id.
pub fn save_draft(tx: &mut DbConn, specification: &Specification) -> Result<()> {
    let row = SpecificationRow::of(specification);
    if find(tx, &specification.id)?.is_some() {
        diesel::update(specifications::table.find(row.id.clone()))
            .set(row)
            .execute(tx)?;
    } else {
        diesel::insert_into(specifications::table).values(row).execute(tx)?;
    }
    Ok(())
}

/// Marks a specification as published: from now on it cannot change.
pub fn publish(tx: &mut DbConn, id: &SpecificationId, by: &AccountId, now: Instant) -> Result<()> {
    diesel::update(specifications::table.find(id.as_str()))
        .set((
            specifications::status.eq(EditionStatus::Published.as_str()),
            specifications::published_at.eq(Some(now.0)),
            specifications::published_by.eq(Some(by.as_str())),
        ))
        .execute(tx)?;
    Ok(())
}

/// The specification with this id.
pub fn find(tx: &mut DbConn, id: &SpecificationId) -> Result<Option<Specification>> {
    let row: Option<SpecificationRow> = specifications::table.find(id.as_str()).first(tx).optional()?;
    row.map(Specification::try_from).transpose()
}

/// The specification with this id, or the refusal that says it does not exist.
pub fn must_find(tx: &mut DbConn, id: &SpecificationId) -> Result<Specification> {
    find(tx, id)?.ok_or_else(|| Error::new(Code::SpecificationUnknown).with("specification", id))
}

/// Specifications by id.
pub fn page(tx: &mut DbConn, page: &Page) -> Result<Slice<Specification>> {
    let after = page.after.clone().unwrap_or_default();
    let found: Vec<SpecificationRow> = specifications::table
        .filter(specifications::id.gt(after))
        .order(specifications::id)
        .limit(page.rows_to_read())
        .load(tx)?;
    let list = found.into_iter().map(Specification::try_from).collect::<Result<_>>()?;
    Ok(page.slice(list, |one: &Specification| one.id.to_string()))
}

/// The ids of all specifications.
pub fn ids(tx: &mut DbConn) -> Result<Vec<String>> {
    Ok(specifications::table.select(specifications::id).load(tx)?)
}

impl SpecificationRow {
    fn of(specification: &Specification) -> Self {
        let metadata = &specification.metadata;
        Self {
            id: specification.id.to_string(),
            status: specification.status.as_str().to_owned(),
            title: metadata.title.clone(),
            publisher: metadata.publisher.clone(),
            source: metadata.source.clone(),
            confidence: metadata.confidence.clone(),
            note: metadata.note.clone(),
            effective_from: metadata.effective_from.clone(),
            replaces: metadata.replaces.as_ref().map(ToString::to_string),
            table_count: rows::count(specification.tables),
            field_count: rows::count(specification.fields),
            digest: specification.digest.clone(),
            created_at: specification.created_at.0,
            created_by: specification.created_by.to_string(),
            published_at: None,
            published_by: None,
        }
    }
}

impl TryFrom<SpecificationRow> for Specification {
    type Error = Error;

    fn try_from(row: SpecificationRow) -> Result<Self> {
        Ok(Self {
            id: SpecificationId::new(row.id)?,
            status: rows::word(EditionStatus::parse(&row.status), "specification status")?,
            metadata: SpecificationMetadata {
                title: row.title,
                publisher: row.publisher,
                source: row.source,
                confidence: row.confidence,
                note: row.note,
                effective_from: row.effective_from,
                replaces: row.replaces.map(SpecificationId::new).transpose()?,
            },
            tables: rows::uncount(row.table_count),
            fields: rows::uncount(row.field_count),
            digest: row.digest,
            created_at: Instant(row.created_at),
            created_by: AccountId::new(row.created_by)?,
            published_at: rows::instant(row.published_at),
        })
    }
}
