//! Keys of names and standings by usage are derived: a database of an earlier program has none or others, and gets them
//! at the start.

use super::local_codes;
use super::mappings::of_dictionary;
use super::shared_names;
use super::sharing;
use crate::error::Result;
use crate::id::DictionaryId;
use crate::id::OrganizationId;
use crate::matching::name_key::VERSION;
use crate::storage::connection::DbConn;
use crate::storage::connection::both;
use crate::storage::schema::counters;
use crate::storage::schema::dictionaries;
use diesel::prelude::*;

const COUNTER: &str = "name-keys";

/// Whether the stored keys are those of this program.
pub fn are_present(tx: &mut DbConn) -> Result<bool> {
    let made: Option<i64> = counters::table
        .find(COUNTER)
        .select(counters::value)
        .first(tx)
        .optional()?;
    Ok(made == Some(VERSION))
}

/// Makes every key again.
pub fn make(tx: &mut DbConn) -> Result<()> {
    let list: Vec<(String, String, i64, Option<String>)> = dictionaries::table
        .select((
            dictionaries::organization_id,
            dictionaries::dictionary,
            dictionaries::loads,
            dictionaries::rows_of,
        ))
        .load(tx)?;
    for (organization, dictionary, load, is_side) in list {
        let (organization, dictionary) = (OrganizationId::new(organization)?, DictionaryId::new(dictionary)?);
        of_dictionary::keep_targets(tx, &organization, &dictionary)?;
        if is_side.is_none() {
            let rows = local_codes::all(tx, &organization, &dictionary)?;
            local_codes::save(tx, &organization, &dictionary, load, &rows)?;
        }
    }
    for organization in sharing::organizations(tx)? {
        shared_names::refresh(tx, &organization)?;
    }
    both!(&mut *tx, |c| diesel::insert_into(counters::table)
        .values((counters::name.eq(COUNTER), counters::value.eq(VERSION)))
        .on_conflict(counters::name)
        .do_update()
        .set(counters::value.eq(VERSION))
        .execute(c))?;
    Ok(())
}
