//! Concept maps, their versions and rows.

mod lookup;

pub use lookup::published_between;
pub use lookup::rows_of;
pub use lookup::rows_of_sources;

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::AccountId;
use crate::id::EditionId;
use crate::id::EditionRef;
use crate::id::MapId;
use crate::id::MapVersionId;
use crate::id::MapVersionRef;
use crate::id::SystemId;
use crate::mapping::concept_map::ConceptMap;
use crate::mapping::concept_map::MapRow;
use crate::mapping::concept_map::MapStatus;
use crate::mapping::concept_map::MapTarget;
use crate::mapping::concept_map::MapVersion;
use crate::mapping::target::Relationship;
use crate::page::Page;
use crate::page::Slice;
use crate::storage::connection::DbConn;
use crate::storage::rows;
use crate::storage::schema::concept_map_rows;
use crate::storage::schema::concept_map_versions;
use crate::storage::schema::concept_maps;
use crate::time::Instant;
use diesel::prelude::*;

/// The internal number of a stored version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MapVersionKey(i64);

/// A version with its internal number.
#[derive(Clone, Debug)]
pub struct StoredVersion {
    /// The number by which its rows are found.
    pub key: MapVersionKey,
    /// The version.
    pub version: MapVersion,
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = concept_maps)]
struct MapRecord {
    id: String,
    title: String,
    source_system: String,
    target_system: String,
    created_at: i64,
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = concept_map_versions, treat_none_as_default_value = false)]
struct VersionRecord {
    key: i64,
    map_id: String,
    version: String,
    source_edition: String,
    target_edition: String,
    status: String,
    provenance: String,
    row_count: i64,
    digest: String,
    created_at: i64,
    created_by: String,
    published_at: Option<i64>,
    published_by: Option<String>,
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = concept_map_rows, treat_none_as_default_value = false)]
struct RowRecord {
    version_key: i64,
    source_code: String,
    position: i64,
    source_display: String,
    target_code: Option<String>,
    target_display: String,
    relationship: String,
    comment: String,
}

/// Keeps a new concept map.
pub fn insert(tx: &mut DbConn, map: &ConceptMap, now: Instant) -> Result<()> {
    let record = MapRecord {
        id: map.id.to_string(),
        title: map.title.clone(),
        source_system: map.source.to_string(),
        target_system: map.target.to_string(),
        created_at: now.0,
    };
    diesel::insert_into(concept_maps::table).values(record).execute(tx)?;
    Ok(())
}

/// Changes the title of a concept map.
pub fn set_title(tx: &mut DbConn, map: &MapId, title: &str) -> Result<()> {
    diesel::update(concept_maps::table.find(map.as_str()))
        .set(concept_maps::title.eq(title))
        .execute(tx)?;
    Ok(())
}

/// The concept map with this id.
pub fn find(tx: &mut DbConn, id: &MapId) -> Result<Option<ConceptMap>> {
    let record: Option<MapRecord> = concept_maps::table.find(id.as_str()).first(tx).optional()?;
    record.map(ConceptMap::try_from).transpose()
}

/// The concept map with this id, or the refusal that says it does not exist.
pub fn must_find(tx: &mut DbConn, id: &MapId) -> Result<ConceptMap> {
    find(tx, id)?.ok_or_else(|| Error::new(Code::ConceptMapUnknown).with("map", id))
}

/// Concept maps by id.
pub fn page(tx: &mut DbConn, page: &Page) -> Result<Slice<ConceptMap>> {
    let mut query = concept_maps::table
        .order(concept_maps::id)
        .limit(page.rows_to_read())
        .into_boxed();
    if let Some(after) = &page.after {
        query = query.filter(concept_maps::id.gt(after.clone()));
    }
    let records: Vec<MapRecord> = query.load(tx)?;
    let maps = records.into_iter().map(ConceptMap::try_from).collect::<Result<_>>()?;
    Ok(page.slice(maps, |map: &ConceptMap| map.id.to_string()))
}

/// The versions of a concept map, newest import first.
pub fn versions(tx: &mut DbConn, map: &ConceptMap) -> Result<Vec<MapVersion>> {
    let records: Vec<VersionRecord> = concept_map_versions::table
        .filter(concept_map_versions::map_id.eq(map.id.as_str()))
        .order(concept_map_versions::key.desc())
        .load(tx)?;
    let stored = records.into_iter().map(|record| stored(map, record));
    stored.map(|stored| Ok(stored?.version)).collect()
}

/// The version with this name.
pub fn find_version(tx: &mut DbConn, of: &MapVersionRef) -> Result<Option<StoredVersion>> {
    let map = must_find(tx, &of.map)?;
    let record: Option<VersionRecord> = concept_map_versions::table
        .filter(concept_map_versions::map_id.eq(of.map.as_str()))
        .filter(concept_map_versions::version.eq(of.version.as_str()))
        .first(tx)
        .optional()?;
    record.map(|record| stored(&map, record)).transpose()
}

/// The version with this name, or the refusal that says it does not exist.
pub fn must_find_version(tx: &mut DbConn, of: &MapVersionRef) -> Result<StoredVersion> {
    find_version(tx, of)?.ok_or_else(|| of.unknown())
}

/// The published versions that lead to an edition, of each map the newest first.
pub fn published_to(tx: &mut DbConn, target: &EditionRef) -> Result<Vec<StoredVersion>> {
    let records: Vec<MapRecord> = concept_maps::table
        .filter(concept_maps::target_system.eq(target.system.as_str()))
        .load(tx)?;
    let maps = records
        .into_iter()
        .map(ConceptMap::try_from)
        .collect::<Result<Vec<_>>>()?;
    let ids: Vec<&str> = maps.iter().map(|map| map.id.as_str()).collect();
    let found: Vec<VersionRecord> = concept_map_versions::table
        .filter(concept_map_versions::map_id.eq_any(ids))
        .filter(concept_map_versions::target_edition.eq(target.edition.as_str()))
        .filter(concept_map_versions::status.eq(MapStatus::Published.as_str()))
        .order((
            concept_map_versions::map_id,
            concept_map_versions::published_at.desc(),
            concept_map_versions::key.desc(),
        ))
        .load(tx)?;
    let read = |record: VersionRecord| {
        let map = maps.iter().find(|map| map.id.as_str() == record.map_id);
        map.map(|map| stored(map, record))
    };
    found.into_iter().filter_map(read).collect()
}

/// Keeps a version as a draft, in the place of the draft with this name.
pub fn save_draft(tx: &mut DbConn, version: &MapVersion, list: &[MapRow]) -> Result<()> {
    let key = if let Some(known) = find_version(tx, &version.of)? {
        known.version.must_be_draft()?;
        let of_version = concept_map_rows::table.filter(concept_map_rows::version_key.eq(known.key.0));
        diesel::delete(of_version).execute(tx)?;
        diesel::delete(concept_map_versions::table.find(known.key.0)).execute(tx)?;
        known.key.0
    } else {
        let highest: Option<i64> = concept_map_versions::table
            .select(diesel::dsl::max(concept_map_versions::key))
            .first(tx)?;
        highest.unwrap_or(0) + 1
    };
    let record = VersionRecord::of(key, version);
    diesel::insert_into(concept_map_versions::table)
        .values(record)
        .execute(tx)?;
    let records: Vec<RowRecord> = numbered(key, list);
    let mut records = records.into_iter().peekable();
    while records.peek().is_some() {
        let batch: Vec<RowRecord> = records.by_ref().take(rows::BATCH).collect();
        match tx {
            DbConn::Sqlite(c) => diesel::insert_into(concept_map_rows::table).values(batch).execute(c)?,
            DbConn::Postgres(c) => diesel::copy_from(concept_map_rows::table)
                .from_insertable(batch)
                .execute(c)?,
        };
    }
    Ok(())
}

/// Marks a version as published: from now on neither it nor its rows can change. It is the last of its map, whatever the clock says.
pub fn publish(tx: &mut DbConn, key: MapVersionKey, by: &AccountId, now: Instant) -> Result<()> {
    let versions = concept_map_versions::table;
    let map: String = versions.find(key.0).select(concept_map_versions::map_id).first(tx)?;
    let last: Option<i64> = versions
        .filter(concept_map_versions::map_id.eq(map))
        .select(diesel::dsl::max(concept_map_versions::published_at))
        .first(tx)?;
    diesel::update(concept_map_versions::table.find(key.0))
        .set((
            concept_map_versions::status.eq(MapStatus::Published.as_str()),
            concept_map_versions::published_at.eq(Some(rows::published_after(last, now))),
            concept_map_versions::published_by.eq(Some(by.as_str())),
        ))
        .execute(tx)?;
    Ok(())
}

/// Every row of a version, by source code and position.
pub fn all_rows(tx: &mut DbConn, key: MapVersionKey) -> Result<Vec<MapRow>> {
    let records: Vec<RowRecord> = concept_map_rows::table
        .filter(concept_map_rows::version_key.eq(key.0))
        .order((concept_map_rows::source_code, concept_map_rows::position))
        .load(tx)?;
    records.into_iter().map(MapRow::try_from).collect()
}

/// Rows of a version by source code and position.
pub fn page_of_rows(tx: &mut DbConn, key: MapVersionKey, page: &Page) -> Result<Slice<MapRow>> {
    let after = page.after_key(|text| {
        let (position, code) = text.split_once(' ')?;
        Some((position.parse::<i64>().ok()?, code.to_owned()))
    })?;
    let mut query = concept_map_rows::table
        .filter(concept_map_rows::version_key.eq(key.0))
        .order((concept_map_rows::source_code, concept_map_rows::position))
        .limit(page.rows_to_read())
        .into_boxed();
    if let Some((position, code)) = after {
        let later = concept_map_rows::source_code
            .eq(code.clone())
            .and(concept_map_rows::position.gt(position));
        query = query.filter(concept_map_rows::source_code.gt(code).or(later));
    }
    let records: Vec<RowRecord> = query.load(tx)?;
    let slice = page.slice(records, |row: &RowRecord| {
        format!("{} {}", row.position, row.source_code)
    });
    let items = slice.items.into_iter().map(MapRow::try_from).collect::<Result<_>>()?;
    Ok(Slice {
        items,
        next: slice.next,
    })
}

/// The rows as they are stored: the targets of a source are numbered from 1 in the order of the list.
fn numbered(key: i64, list: &[MapRow]) -> Vec<RowRecord> {
    let mut ordered: Vec<&MapRow> = list.iter().collect();
    ordered.sort_by(|one, other| one.source.as_bytes().cmp(other.source.as_bytes()));
    let groups = ordered.chunk_by(|one, next| one.source == next.source);
    let record = |(position, row): (i64, &&MapRow)| {
        let target = row.target.as_ref();
        RowRecord {
            version_key: key,
            source_code: row.source.clone(),
            position,
            source_display: row.source_display.clone(),
            target_code: target.map(|target| target.code.clone()),
            target_display: target.map(|target| target.display.clone()).unwrap_or_default(),
            relationship: target.map_or("", |target| target.relationship.as_str()).to_owned(),
            comment: row.comment.clone(),
        }
    };
    groups.flat_map(|group| (1_i64..).zip(group).map(record)).collect()
}

fn stored(map: &ConceptMap, record: VersionRecord) -> Result<StoredVersion> {
    let edition = |system: &SystemId, edition: String| {
        Ok::<_, Error>(EditionRef {
            system: system.clone(),
            edition: EditionId::new(edition)?,
        })
    };
    let version = MapVersion {
        of: MapVersionRef {
            map: map.id.clone(),
            version: MapVersionId::new(record.version)?,
        },
        source: edition(&map.source, record.source_edition)?,
        target: edition(&map.target, record.target_edition)?,
        status: rows::word(MapStatus::parse(&record.status), "map status")?,
        provenance: record.provenance,
        rows: rows::uncount(record.row_count),
        digest: record.digest,
        created_at: Instant(record.created_at),
        created_by: AccountId::new(record.created_by)?,
        published_at: rows::instant(record.published_at),
        published_by: record.published_by.map(AccountId::new).transpose()?,
    };
    Ok(StoredVersion {
        key: MapVersionKey(record.key),
        version,
    })
}

impl VersionRecord {
    fn of(key: i64, version: &MapVersion) -> Self {
        Self {
            key,
            map_id: version.of.map.to_string(),
            version: version.of.version.to_string(),
            source_edition: version.source.edition.to_string(),
            target_edition: version.target.edition.to_string(),
            status: MapStatus::Draft.as_str().to_owned(),
            provenance: version.provenance.clone(),
            row_count: rows::count(version.rows),
            digest: version.digest.clone(),
            created_at: version.created_at.0,
            created_by: version.created_by.to_string(),
            published_at: None,
            published_by: None,
        }
    }
}

impl TryFrom<MapRecord> for ConceptMap {
    type Error = Error;

    fn try_from(record: MapRecord) -> Result<Self> {
        Ok(Self {
            id: MapId::new(record.id)?,
            title: record.title,
            source: SystemId::new(record.source_system)?,
            target: SystemId::new(record.target_system)?,
        })
    }
}

impl TryFrom<RowRecord> for MapRow {
    type Error = Error;

    fn try_from(record: RowRecord) -> Result<Self> {
        let relationship = Relationship::parse(&record.relationship);
        let target = match record.target_code {
            None => None,
            Some(code) => Some(MapTarget {
                code,
                display: record.target_display,
                relationship: rows::word(relationship, "relationship")?,
            }),
        };
        Ok(Self {
            source: record.source_code,
            source_display: record.source_display,
            target,
            comment: record.comment,
        })
    }
}
