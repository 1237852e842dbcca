//! Value domains. Rows are added and never changed.

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::AccountId;
use crate::id::EditionRef;
use crate::id::Pin;
use crate::id::ValueDomainId;
use crate::id::VersionId;
use crate::page::Page;
use crate::page::Slice;
use crate::registry::value_domain::ValueDomain;
use crate::storage::connection::DbConn;
use crate::storage::connection::both;
use crate::storage::counters;
use crate::storage::rows;
use crate::storage::schema::value_domains;
use crate::time::Instant;
use diesel::prelude::*;
use std::collections::BTreeMap;

const COUNTER: &str = "value-domain";

/// A value domain with what the registry knows of its registration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredDomain {
    /// The value domain.
    pub domain: ValueDomain,
    /// The digest of what it says.
    pub digest: String,
    /// When it was registered.
    pub created_at: Instant,
    /// Who registered it.
    pub created_by: AccountId,
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = value_domains, treat_none_as_default_value = false)]
struct DomainRow {
    id: String,
    version: String,
    sequence: i64,
    title: String,
    oid: Option<String>,
    definition: String,
    system_id: Option<String>,
    edition: Option<String>,
    source: String,
    confidence: String,
    note: String,
    properties: String,
    digest: String,
    created_at: i64,
    created_by: String,
}

/// Registers value domains, whose versions are not there yet, in this order.
pub fn insert_all(tx: &mut DbConn, list: &[ValueDomain], by: &AccountId, now: Instant) -> Result<()> {
    if list.is_empty() {
        return Ok(());
    }
    let mut sequence = counters::take(tx, COUNTER, list.len())?;
    for batch in list.chunks(rows::BATCH) {
        let mut values = Vec::with_capacity(batch.len());
        for domain in batch {
            values.push(DomainRow::of(domain, sequence, by, now)?);
            sequence += 1;
        }
        both!(tx, |c| diesel::insert_into(value_domains::table)
            .values(values)
            .execute(c))?;
    }
    Ok(())
}

/// The version that was registered last, or this one.
pub fn find(tx: &mut DbConn, id: &ValueDomainId, version: Option<&VersionId>) -> Result<Option<StoredDomain>> {
    let of_id = value_domains::table.filter(value_domains::id.eq(id.as_str()));
    let row: Option<DomainRow> = match version {
        Some(version) => of_id
            .filter(value_domains::version.eq(version.as_str()))
            .first(tx)
            .optional()?,
        None => of_id.order(value_domains::sequence.desc()).first(tx).optional()?,
    };
    row.map(StoredDomain::try_from).transpose()
}

/// The same, or the refusal that says it does not exist.
pub fn must_find(tx: &mut DbConn, id: &ValueDomainId, version: Option<&VersionId>) -> Result<StoredDomain> {
    find(tx, id, version)?.ok_or_else(|| {
        let name = version.map_or_else(|| id.to_string(), |version| format!("{id}/{version}"));
        Error::new(Code::ValueDomainUnknown).with("domain", name)
    })
}

/// The versions of a value domain, newest first.
pub fn versions(tx: &mut DbConn, id: &ValueDomainId) -> Result<Vec<VersionId>> {
    let list: Vec<String> = value_domains::table
        .filter(value_domains::id.eq(id.as_str()))
        .order(value_domains::sequence.desc())
        .select(value_domains::version)
        .load(tx)?;
    list.into_iter().map(VersionId::new).collect()
}

/// Those that are pinned.
pub fn find_many(tx: &mut DbConn, pins: &[Pin<ValueDomainId>]) -> Result<Vec<ValueDomain>> {
    let mut found = Vec::with_capacity(pins.len());
    for batch in pins.chunks(rows::BATCH) {
        let ids: Vec<&str> = batch.iter().map(|pin| pin.id.as_str()).collect();
        let list: Vec<DomainRow> = value_domains::table.filter(value_domains::id.eq_any(ids)).load(tx)?;
        for row in list {
            if batch
                .iter()
                .any(|pin| pin.id.as_str() == row.id && pin.version.as_str() == row.version)
            {
                found.push(StoredDomain::try_from(row)?.domain);
            }
        }
    }
    Ok(found)
}

/// A version of a value domain in short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownVersion {
    /// The version.
    pub version: String,
    /// Its digest.
    pub digest: String,
    /// Its title.
    pub title: String,
}

/// What is registered under ids, in the order of registration.
pub fn known(tx: &mut DbConn, ids: &[&str]) -> Result<BTreeMap<String, Vec<KnownVersion>>> {
    let mut found: BTreeMap<String, Vec<KnownVersion>> = BTreeMap::new();
    for batch in ids.chunks(rows::BATCH) {
        let list: Vec<(String, String, String, String)> = value_domains::table
            .filter(value_domains::id.eq_any(batch))
            .order(value_domains::sequence)
            .select((
                value_domains::id,
                value_domains::version,
                value_domains::digest,
                value_domains::title,
            ))
            .load(tx)?;
        for (id, version, digest, title) in list {
            found
                .entry(id)
                .or_default()
                .push(KnownVersion { version, digest, title });
        }
    }
    Ok(found)
}

/// Which value domains are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DomainFilter {
    /// Only those whose id begins so.
    pub id_starts: Option<String>,
    /// Only those that take their codes from this edition.
    pub edition: Option<EditionRef>,
}

/// Value domains by id and version.
pub fn page(tx: &mut DbConn, filter: &DomainFilter, page: &Page) -> Result<Slice<StoredDomain>> {
    let mut query = value_domains::table
        .order((value_domains::id, value_domains::version))
        .limit(page.rows_to_read())
        .into_boxed();
    if let Some(start) = &filter.id_starts {
        let end = format!("{start}\u{10FFFF}");
        query = query.filter(value_domains::id.ge(start.clone()).and(value_domains::id.lt(end)));
    }
    if let Some(of) = &filter.edition {
        query = query
            .filter(value_domains::system_id.eq(of.system.as_str()))
            .filter(value_domains::edition.eq(of.edition.as_str()));
    }
    if let Some((id, version)) = page.after_key(rows::pair)? {
        let later = value_domains::id.eq(id.clone()).and(value_domains::version.gt(version));
        query = query.filter(value_domains::id.gt(id).or(later));
    }
    let found: Vec<DomainRow> = query.load(tx)?;
    let list = found.into_iter().map(StoredDomain::try_from).collect::<Result<_>>()?;
    Ok(page.slice(list, |stored: &StoredDomain| stored.domain.of.to_string()))
}

/// All value domains, or those whose id begins so, in the order of registration.
pub fn all(tx: &mut DbConn, id_starts: Option<&str>) -> Result<Vec<ValueDomain>> {
    let mut query = value_domains::table.order(value_domains::sequence).into_boxed();
    if let Some(start) = id_starts {
        let end = format!("{start}\u{10FFFF}");
        query = query.filter(value_domains::id.ge(start.to_owned()).and(value_domains::id.lt(end)));
    }
    let found: Vec<DomainRow> = query.load(tx)?;
    let list = found.into_iter().map(StoredDomain::try_from);
    list.map(|stored| Ok(stored?.domain)).collect()
}

/// Ids and versions that an account registered.
pub fn registered_by(tx: &mut DbConn, account: &str) -> Result<Vec<(String, String)>> {
    Ok(value_domains::table
        .filter(value_domains::created_by.eq(account))
        .select((value_domains::id, value_domains::version))
        .load(tx)?)
}

impl DomainRow {
    fn of(domain: &ValueDomain, sequence: i64, by: &AccountId, now: Instant) -> Result<Self> {
        let edition = domain.enumeration().map(|enumeration| &enumeration.edition);
        Ok(Self {
            id: domain.of.id.to_string(),
            version: domain.of.version.to_string(),
            sequence,
            title: domain.title.clone(),
            oid: domain.oid.clone(),
            definition: rows::to_json(&domain.definition)?,
            system_id: edition.map(|of| of.system.to_string()),
            edition: edition.map(|of| of.edition.to_string()),
            source: domain.source.clone(),
            confidence: domain.confidence.clone(),
            note: domain.note.clone(),
            properties: rows::to_json(&domain.properties)?,
            digest: domain.digest(),
            created_at: now.0,
            created_by: by.to_string(),
        })
    }
}

impl TryFrom<DomainRow> for StoredDomain {
    type Error = Error;

    fn try_from(row: DomainRow) -> Result<Self> {
        Ok(Self {
            domain: ValueDomain {
                of: Pin {
                    id: ValueDomainId::new(row.id)?,
                    version: VersionId::new(row.version)?,
                },
                title: row.title,
                oid: row.oid,
                definition: rows::from_json(&row.definition, "definition of a value domain")?,
                source: row.source,
                confidence: row.confidence,
                note: row.note,
                properties: rows::from_json(&row.properties, "set of properties")?,
            },
            digest: row.digest,
            created_at: Instant(row.created_at),
            created_by: AccountId::new(row.created_by)?,
        })
    }
}
