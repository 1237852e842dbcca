//! Looking rows and versions of concept maps up by codes and by the editions they lead between.

use super::MapRecord;
use super::MapVersionKey;
use super::RowRecord;
use super::StoredVersion;
use super::VersionRecord;
use super::stored;
use crate::error::Result;
use crate::id::EditionRef;
use crate::mapping::concept_map::ConceptMap;
use crate::mapping::concept_map::MapRow;
use crate::mapping::concept_map::MapStatus;
use crate::storage::DbConn;
use crate::storage::rows;
use crate::storage::schema::concept_map_rows;
use crate::storage::schema::concept_map_versions;
use crate::storage::schema::concept_maps;
use diesel::prelude::*;

/// The rows with these source codes, by source code and position.
pub fn rows_of_sources(tx: &mut DbConn, key: MapVersionKey, codes: &[&str]) -> Result<Vec<MapRow>> {
    let mut list = Vec::new();
    for batch in codes.chunks(rows::BATCH) {
        let records: Vec<RowRecord> = concept_map_rows::table
            .filter(concept_map_rows::version_key.eq(key.0))
            .filter(concept_map_rows::source_code.eq_any(batch))
            .order((concept_map_rows::source_code, concept_map_rows::position))
            .load(tx)?;
        for record in records {
            list.push(MapRow::try_from(record)?);
        }
    }
    Ok(list)
}

/// The rows with this source code, or with this target code, by source code and position.
pub fn rows_of(tx: &mut DbConn, key: MapVersionKey, code: &str, is_target: bool) -> Result<Vec<MapRow>> {
    let query = concept_map_rows::table
        .filter(concept_map_rows::version_key.eq(key.0))
        .order((concept_map_rows::source_code, concept_map_rows::position))
        .into_boxed();
    let query = if is_target {
        query.filter(concept_map_rows::target_code.eq(code))
    } else {
        query.filter(concept_map_rows::source_code.eq(code))
    };
    let records: Vec<RowRecord> = query.load(tx)?;
    records.into_iter().map(MapRow::try_from).collect()
}

/// The newest published version of every map between two editions, the one published last first.
pub fn published_between(tx: &mut DbConn, source: &EditionRef, target: &EditionRef) -> Result<Vec<StoredVersion>> {
    let maps: Vec<MapRecord> = concept_maps::table
        .filter(concept_maps::source_system.eq(source.system.as_str()))
        .filter(concept_maps::target_system.eq(target.system.as_str()))
        .order(concept_maps::id)
        .load(tx)?;
    let mut found = Vec::new();
    for map in maps {
        let map = ConceptMap::try_from(map)?;
        let newest: Option<VersionRecord> = concept_map_versions::table
            .filter(concept_map_versions::map_id.eq(map.id.as_str()))
            .filter(concept_map_versions::source_edition.eq(source.edition.as_str()))
            .filter(concept_map_versions::target_edition.eq(target.edition.as_str()))
            .filter(concept_map_versions::status.eq(MapStatus::Published.as_str()))
            .order(concept_map_versions::key.desc())
            .first(tx)
            .optional()?;
        found.extend(newest.map(|record| stored(&map, record)).transpose()?);
    }
    found.sort_by_key(|one| std::cmp::Reverse(one.version.published_at));
    Ok(found)
}
