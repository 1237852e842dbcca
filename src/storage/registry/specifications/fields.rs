//! The tables and fields of specifications.

use crate::error::Error;
use crate::error::Result;
use crate::id::DataElementId;
use crate::id::SpecificationId;
use crate::id::ValueDomainId;
use crate::id::VersionId;
use crate::page::Page;
use crate::page::Slice;
use crate::registry::specification::SpecificationField;
use crate::registry::specification::SpecificationTable;
use crate::storage::connection::DbConn;
use crate::storage::connection::both;
use crate::storage::rows;
use crate::storage::schema::specification_fields;
use crate::storage::schema::specification_tables;
use diesel::prelude::*;

#[derive(Queryable, Insertable)]
#[diesel(table_name = specification_tables)]
struct TableRow {
    specification_id: String,
    name: String,
    number: i64,
    table_group: String,
    title: String,
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = specification_fields, treat_none_as_default_value = false)]
struct FieldRow {
    specification_id: String,
    table_name: String,
    name: String,
    number: i64,
    title: String,
    slot: Option<i64>,
    element_id: Option<String>,
    element_version: Option<String>,
    domain_id: Option<String>,
    domain_version: Option<String>,
    source: String,
    confidence: String,
    note: String,
}

/// Replaces the tables and fields of a draft.
pub fn replace_all(
    tx: &mut DbConn,
    of: &SpecificationId,
    tables: &[SpecificationTable],
    fields: &[SpecificationField],
) -> Result<()> {
    let old_fields = specification_fields::table.filter(specification_fields::specification_id.eq(of.as_str()));
    diesel::delete(old_fields).execute(tx)?;
    let old_tables = specification_tables::table.filter(specification_tables::specification_id.eq(of.as_str()));
    diesel::delete(old_tables).execute(tx)?;
    for batch in tables.chunks(rows::BATCH) {
        let values: Vec<TableRow> = batch.iter().map(|table| TableRow::of(of, table)).collect();
        both!(tx, |c| diesel::insert_into(specification_tables::table)
            .values(values)
            .execute(c))?;
    }
    for batch in fields.chunks(rows::BATCH) {
        let values: Vec<FieldRow> = batch.iter().map(|field| FieldRow::of(of, field)).collect();
        both!(tx, |c| diesel::insert_into(specification_fields::table)
            .values(values)
            .execute(c))?;
    }
    Ok(())
}

/// The tables of a specification, in its order.
pub fn tables(tx: &mut DbConn, of: &SpecificationId) -> Result<Vec<SpecificationTable>> {
    let found: Vec<TableRow> = specification_tables::table
        .filter(specification_tables::specification_id.eq(of.as_str()))
        .order(specification_tables::number)
        .load(tx)?;
    Ok(found.into_iter().map(SpecificationTable::from).collect())
}

/// The table with this name.
pub fn table(tx: &mut DbConn, of: &SpecificationId, name: &str) -> Result<Option<SpecificationTable>> {
    let row: Option<TableRow> = specification_tables::table
        .find((of.as_str(), name))
        .first(tx)
        .optional()?;
    Ok(row.map(SpecificationTable::from))
}

/// The fields of some tables, in the order of the specification.
pub fn of_tables(tx: &mut DbConn, of: &SpecificationId, tables: &[&str]) -> Result<Vec<SpecificationField>> {
    let mut list = Vec::new();
    for batch in tables.chunks(rows::BATCH) {
        let found: Vec<FieldRow> = specification_fields::table
            .filter(specification_fields::specification_id.eq(of.as_str()))
            .filter(specification_fields::table_name.eq_any(batch))
            .order(specification_fields::number)
            .load(tx)?;
        for row in found {
            list.push(SpecificationField::try_from(row)?);
        }
    }
    Ok(list)
}

/// All fields of a specification, in its order.
pub fn all(tx: &mut DbConn, of: &SpecificationId) -> Result<Vec<SpecificationField>> {
    let found: Vec<FieldRow> = specification_fields::table
        .filter(specification_fields::specification_id.eq(of.as_str()))
        .order(specification_fields::number)
        .load(tx)?;
    found.into_iter().map(SpecificationField::try_from).collect()
}

/// A field of a specification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldUse {
    /// The specification.
    pub specification: SpecificationId,
    /// The field.
    pub field: SpecificationField,
}

/// What a field is to use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Used {
    /// A value domain, or a version of it.
    Domain(ValueDomainId, Option<VersionId>),
    /// A data element, or a version of it.
    Element(DataElementId, Option<VersionId>),
}

/// The fields that use something, by specification and number.
pub fn uses(tx: &mut DbConn, used: &Used, page: &Page) -> Result<Slice<FieldUse>> {
    let mut query = specification_fields::table
        .order((specification_fields::specification_id, specification_fields::number))
        .limit(page.rows_to_read())
        .into_boxed();
    query = match used {
        Used::Domain(id, None) => query.filter(specification_fields::domain_id.eq(id.as_str())),
        Used::Domain(id, Some(version)) => query
            .filter(specification_fields::domain_id.eq(id.as_str()))
            .filter(specification_fields::domain_version.eq(version.as_str())),
        Used::Element(id, None) => query.filter(specification_fields::element_id.eq(id.as_str())),
        Used::Element(id, Some(version)) => query
            .filter(specification_fields::element_id.eq(id.as_str()))
            .filter(specification_fields::element_version.eq(version.as_str())),
    };
    let key = |text: &str| {
        let (specification, number) = rows::pair(text)?;
        Some((specification, number.parse::<i64>().ok()?))
    };
    if let Some((specification, number)) = page.after_key(key)? {
        let later = specification_fields::specification_id
            .eq(specification.clone())
            .and(specification_fields::number.gt(number));
        query = query.filter(specification_fields::specification_id.gt(specification).or(later));
    }
    let found: Vec<FieldRow> = query.load(tx)?;
    let list = found.into_iter().map(FieldUse::try_from).collect::<Result<_>>()?;
    Ok(page.slice(list, |one: &FieldUse| {
        format!("{}/{}", one.specification, one.field.number)
    }))
}

impl TableRow {
    fn of(specification: &SpecificationId, table: &SpecificationTable) -> Self {
        Self {
            specification_id: specification.to_string(),
            name: table.name.clone(),
            number: i64::from(table.number),
            table_group: table.group.clone(),
            title: table.title.clone(),
        }
    }
}

impl From<TableRow> for SpecificationTable {
    fn from(row: TableRow) -> Self {
        Self {
            name: row.name,
            number: number(row.number),
            group: row.table_group,
            title: row.title,
        }
    }
}

impl FieldRow {
    fn of(specification: &SpecificationId, field: &SpecificationField) -> Self {
        let (element, domain) = (field.element.as_ref(), field.domain.as_ref());
        Self {
            specification_id: specification.to_string(),
            table_name: field.table.clone(),
            name: field.name.clone(),
            number: i64::from(field.number),
            title: field.title.clone(),
            slot: field.slot.map(i64::from),
            element_id: element.map(|pin| pin.id.to_string()),
            element_version: element.map(|pin| pin.version.to_string()),
            domain_id: domain.map(|pin| pin.id.to_string()),
            domain_version: domain.map(|pin| pin.version.to_string()),
            source: field.source.clone(),
            confidence: field.confidence.clone(),
            note: field.note.clone(),
        }
    }
}

impl TryFrom<FieldRow> for SpecificationField {
    type Error = Error;

    fn try_from(row: FieldRow) -> Result<Self> {
        Ok(Self {
            table: row.table_name,
            name: row.name,
            number: number(row.number),
            title: row.title,
            slot: row.slot.map(number),
            element: rows::pin(row.element_id, row.element_version)?,
            domain: rows::pin(row.domain_id, row.domain_version)?,
            source: row.source,
            confidence: row.confidence,
            note: row.note,
        })
    }
}

impl TryFrom<FieldRow> for FieldUse {
    type Error = Error;

    fn try_from(row: FieldRow) -> Result<Self> {
        Ok(Self {
            specification: SpecificationId::new(row.specification_id.clone())?,
            field: SpecificationField::try_from(row)?,
        })
    }
}

fn number(stored: i64) -> u32 {
    u32::try_from(stored).unwrap_or(0)
}
