//! What was suggested for local codes; derived, replaced by every run.

use crate::error::Result;
use crate::id::DictionaryId;
use crate::id::OrganizationId;
use crate::matching::Suggestion;
use crate::storage::connection::DbConn;
use crate::storage::connection::both;
use crate::storage::rows;
use crate::storage::schema::suggestions;
use crate::storage::statistics;
use crate::time::Instant;
use diesel::prelude::*;
use diesel::upsert::excluded;
use std::collections::BTreeMap;

#[derive(Queryable, Insertable)]
#[diesel(table_name = suggestions, treat_none_as_default_value = false)]
struct SuggestionRow {
    organization_id: String,
    dictionary: String,
    code: String,
    occurrence: i64,
    items: String,
    made_at: i64,
    first_score: Option<i64>,
}

/// The row of a local dictionary that suggestions are for.
pub type RowKey = (String, i64);

/// Keeps what was suggested for these rows; what was suggested before is replaced.
pub fn save(
    tx: &mut DbConn,
    organization: &OrganizationId,
    dictionary: &DictionaryId,
    list: &[(RowKey, Vec<Suggestion>)],
    now: Instant,
) -> Result<()> {
    for batch in list.chunks(rows::BATCH) {
        let row = |((code, occurrence), items): &(RowKey, Vec<Suggestion>)| {
            Ok(SuggestionRow {
                organization_id: organization.to_string(),
                dictionary: dictionary.to_string(),
                code: code.clone(),
                occurrence: *occurrence,
                items: rows::to_json(items)?,
                made_at: now.0,
                first_score: items.first().map(|first| i64::from(first.score_per_mille())),
            })
        };
        let batch = batch.iter().map(row).collect::<Result<Vec<_>>>()?;
        both!(&mut *tx, |c| diesel::insert_into(suggestions::table)
            .values(batch)
            .on_conflict((
                suggestions::organization_id,
                suggestions::dictionary,
                suggestions::code,
                suggestions::occurrence,
            ))
            .do_update()
            .set((
                suggestions::items.eq(excluded(suggestions::items)),
                suggestions::made_at.eq(excluded(suggestions::made_at)),
                suggestions::first_score.eq(excluded(suggestions::first_score)),
            ))
            .execute(c))?;
    }
    Ok(())
}

/// Says that every row of a dictionary, so many, has its suggestions now.
pub fn complete(tx: &mut DbConn, rows: usize) -> Result<()> {
    statistics::renew(tx, &["suggestions"], rows)
}

/// Forgets what was suggested for a dictionary, because the dictionary or its target changed.
pub fn clear(tx: &mut DbConn, organization: &OrganizationId, dictionary: &DictionaryId) -> Result<()> {
    let of_dictionary = suggestions::table
        .filter(suggestions::organization_id.eq(organization.as_str()))
        .filter(suggestions::dictionary.eq(dictionary.as_str()));
    diesel::delete(of_dictionary).execute(tx)?;
    Ok(())
}

/// Forgets what was suggested for rows with these codes, because the rows changed.
pub fn forget(tx: &mut DbConn, organization: &OrganizationId, dictionary: &DictionaryId, codes: &[&str]) -> Result<()> {
    for batch in codes.chunks(rows::BATCH) {
        let of_codes = suggestions::table
            .filter(suggestions::organization_id.eq(organization.as_str()))
            .filter(suggestions::dictionary.eq(dictionary.as_str()))
            .filter(suggestions::code.eq_any(batch));
        diesel::delete(of_codes).execute(tx)?;
    }
    Ok(())
}

/// What was suggested for rows with these codes, best first.
pub fn find_many(
    tx: &mut DbConn,
    organization: &OrganizationId,
    dictionary: &DictionaryId,
    codes: &[&str],
) -> Result<BTreeMap<RowKey, Vec<Suggestion>>> {
    let mut found = BTreeMap::new();
    for batch in codes.chunks(rows::BATCH) {
        let list: Vec<SuggestionRow> = suggestions::table
            .filter(suggestions::organization_id.eq(organization.as_str()))
            .filter(suggestions::dictionary.eq(dictionary.as_str()))
            .filter(suggestions::code.eq_any(batch))
            .load(tx)?;
        for row in list {
            let items = rows::from_json(&row.items, "list of suggestions")?;
            found.insert((row.code, row.occurrence), items);
        }
    }
    Ok(found)
}
