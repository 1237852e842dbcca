//! Data elements. Rows are added and never changed.

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::AccountId;
use crate::id::DataElementId;
use crate::id::Pin;
use crate::id::ValueDomainId;
use crate::id::VersionId;
use crate::page::Page;
use crate::page::Slice;
use crate::registry::data_element::DataElement;
use crate::registry::data_element::DataType;
use crate::registry::data_element::RegistrationStatus;
use crate::registry::representation::Representation;
use crate::storage::connection::DbConn;
use crate::storage::connection::both;
use crate::storage::counters;
use crate::storage::rows;
use crate::storage::schema::data_elements;
use crate::time::Instant;
use diesel::prelude::*;
use std::collections::BTreeMap;

const COUNTER: &str = "data-element";

/// A data element with what the registry knows of its registration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredElement {
    /// The data element.
    pub element: DataElement,
    /// The digest of what it says.
    pub digest: String,
    /// When it was registered.
    pub created_at: Instant,
    /// Who registered it.
    pub created_by: AccountId,
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = data_elements, treat_none_as_default_value = false)]
struct ElementRow {
    id: String,
    version: String,
    sequence: i64,
    name: String,
    definition: String,
    data_type: Option<String>,
    representation: Option<String>,
    domain_id: Option<String>,
    domain_version: Option<String>,
    status: String,
    source: String,
    confidence: String,
    properties: String,
    digest: String,
    created_at: i64,
    created_by: String,
}

/// Registers data elements, whose versions are not there yet, in this order.
pub fn insert_all(tx: &mut DbConn, list: &[DataElement], by: &AccountId, now: Instant) -> Result<()> {
    if list.is_empty() {
        return Ok(());
    }
    let mut sequence = counters::take(tx, COUNTER, list.len())?;
    for batch in list.chunks(rows::BATCH) {
        let mut values = Vec::with_capacity(batch.len());
        for element in batch {
            values.push(ElementRow::of(element, sequence, by, now)?);
            sequence += 1;
        }
        both!(tx, |c| diesel::insert_into(data_elements::table)
            .values(values)
            .execute(c))?;
    }
    Ok(())
}

/// The version that was registered last, or this one, or the refusal that says it does not exist.
pub fn must_find(tx: &mut DbConn, id: &DataElementId, version: Option<&VersionId>) -> Result<StoredElement> {
    let of_id = data_elements::table.filter(data_elements::id.eq(id.as_str()));
    let row: Option<ElementRow> = match version {
        Some(version) => of_id
            .filter(data_elements::version.eq(version.as_str()))
            .first(tx)
            .optional()?,
        None => of_id.order(data_elements::sequence.desc()).first(tx).optional()?,
    };
    let unknown = || {
        let name = version.map_or_else(|| id.to_string(), |version| format!("{id}/{version}"));
        Error::new(Code::DataElementUnknown).with("element", name)
    };
    row.ok_or_else(unknown)?.try_into()
}

/// The versions of a data element, newest first.
pub fn versions(tx: &mut DbConn, id: &DataElementId) -> Result<Vec<VersionId>> {
    let list: Vec<String> = data_elements::table
        .filter(data_elements::id.eq(id.as_str()))
        .order(data_elements::sequence.desc())
        .select(data_elements::version)
        .load(tx)?;
    list.into_iter().map(VersionId::new).collect()
}

/// Everything registered under ids, in the order of registration.
pub fn find_many(tx: &mut DbConn, ids: &[&str]) -> Result<BTreeMap<String, Vec<StoredElement>>> {
    let mut found: BTreeMap<String, Vec<StoredElement>> = BTreeMap::new();
    for batch in ids.chunks(rows::BATCH) {
        let list: Vec<ElementRow> = data_elements::table
            .filter(data_elements::id.eq_any(batch))
            .order(data_elements::sequence)
            .load(tx)?;
        for row in list {
            found
                .entry(row.id.clone())
                .or_default()
                .push(StoredElement::try_from(row)?);
        }
    }
    Ok(found)
}

/// Which data elements are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ElementFilter {
    /// Only those whose id begins so.
    pub id_starts: Option<String>,
    /// Only those bound to this value domain.
    pub domain: Option<ValueDomainId>,
    /// Only those bound to this version of it.
    pub domain_version: Option<VersionId>,
}

/// Data elements by id and version.
pub fn page(tx: &mut DbConn, filter: &ElementFilter, page: &Page) -> Result<Slice<StoredElement>> {
    let mut query = data_elements::table
        .order((data_elements::id, data_elements::version))
        .limit(page.rows_to_read())
        .into_boxed();
    if let Some(start) = &filter.id_starts {
        let end = format!("{start}\u{10FFFF}");
        query = query.filter(data_elements::id.ge(start.clone()).and(data_elements::id.lt(end)));
    }
    if let Some(domain) = &filter.domain {
        query = query.filter(data_elements::domain_id.eq(domain.as_str()));
    }
    if let Some(version) = &filter.domain_version {
        query = query.filter(data_elements::domain_version.eq(version.as_str()));
    }
    if let Some((id, version)) = page.after_key(rows::pair)? {
        let later = data_elements::id.eq(id.clone()).and(data_elements::version.gt(version));
        query = query.filter(data_elements::id.gt(id).or(later));
    }
    let found: Vec<ElementRow> = query.load(tx)?;
    let list = found.into_iter().map(StoredElement::try_from).collect::<Result<_>>()?;
    Ok(page.slice(list, |stored: &StoredElement| stored.element.of.to_string()))
}

/// All data elements, or those whose id begins so, in the order of registration.
pub fn all(tx: &mut DbConn, id_starts: Option<&str>) -> Result<Vec<DataElement>> {
    let mut query = data_elements::table.order(data_elements::sequence).into_boxed();
    if let Some(start) = id_starts {
        let end = format!("{start}\u{10FFFF}");
        query = query.filter(data_elements::id.ge(start.to_owned()).and(data_elements::id.lt(end)));
    }
    let found: Vec<ElementRow> = query.load(tx)?;
    let list = found.into_iter().map(StoredElement::try_from);
    list.map(|stored| Ok(stored?.element)).collect()
}

/// Ids and versions that an account registered.
pub fn registered_by(tx: &mut DbConn, account: &str) -> Result<Vec<(String, String)>> {
    Ok(data_elements::table
        .filter(data_elements::created_by.eq(account))
        .select((data_elements::id, data_elements::version))
        .load(tx)?)
}

impl ElementRow {
    fn of(element: &DataElement, sequence: i64, by: &AccountId, now: Instant) -> Result<Self> {
        let domain = element.domain.as_ref();
        Ok(Self {
            id: element.of.id.to_string(),
            version: element.of.version.to_string(),
            sequence,
            name: element.name.clone(),
            definition: element.definition.clone(),
            data_type: element.data_type.map(|data_type| data_type.as_str().to_owned()),
            representation: element.representation.map(|format| format.to_string()),
            domain_id: domain.map(|pin| pin.id.to_string()),
            domain_version: domain.map(|pin| pin.version.to_string()),
            status: element.status.as_str().to_owned(),
            source: element.source.clone(),
            confidence: element.confidence.clone(),
            properties: rows::to_json(&element.properties)?,
            digest: element.digest(),
            created_at: now.0,
            created_by: by.to_string(),
        })
    }
}

impl TryFrom<ElementRow> for StoredElement {
    type Error = Error;

    fn try_from(row: ElementRow) -> Result<Self> {
        let data_type = row.data_type.as_deref();
        let format = row.representation.as_deref();
        Ok(Self {
            element: DataElement {
                of: Pin {
                    id: DataElementId::new(row.id)?,
                    version: VersionId::new(row.version)?,
                },
                name: row.name,
                definition: row.definition,
                data_type: data_type
                    .map(|word| rows::word(DataType::parse(word), "data type"))
                    .transpose()?,
                representation: format
                    .map(|text| rows::word(Representation::parse(text), "representation format"))
                    .transpose()?,
                domain: rows::pin(row.domain_id, row.domain_version)?,
                status: rows::word(RegistrationStatus::parse(&row.status), "registration status")?,
                source: row.source,
                confidence: row.confidence,
                properties: rows::from_json(&row.properties, "set of properties")?,
            },
            digest: row.digest,
            created_at: Instant(row.created_at),
            created_by: AccountId::new(row.created_by)?,
        })
    }
}
