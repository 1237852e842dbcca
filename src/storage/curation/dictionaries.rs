//! Local dictionaries and the source systems they come from.

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::AccountId;
use crate::id::DictionaryId;
use crate::id::EditionId;
use crate::id::EditionRef;
use crate::id::OrganizationId;
use crate::id::SystemId;
use crate::source::local_code::Dictionary;
use crate::storage::connection::DbConn;
use crate::storage::rows;
use crate::storage::schema::dictionaries;
use crate::storage::schema::dictionary_loads;
use crate::storage::schema::source_systems;
use crate::time::Instant;
use diesel::prelude::*;

#[derive(Queryable, Insertable, AsChangeset)]
#[diesel(table_name = dictionaries, treat_none_as_default_value = false, treat_none_as_null = true)]
struct DictionaryRow {
    organization_id: String,
    dictionary: String,
    target_system: String,
    target_edition: String,
    loads: i64,
    loaded_at: i64,
    loaded_by: String,
    row_count: i64,
    rows_of: Option<String>,
}

/// Keeps a dictionary as it is after a load, and its source system.
pub fn save(tx: &mut DbConn, organization: &OrganizationId, dictionary: &Dictionary, by: &AccountId) -> Result<()> {
    save_source_system(tx, organization, dictionary)?;
    let row = DictionaryRow {
        organization_id: organization.to_string(),
        dictionary: dictionary.id.to_string(),
        target_system: dictionary.target.system.to_string(),
        target_edition: dictionary.target.edition.to_string(),
        loads: dictionary.loads,
        loaded_at: dictionary.loaded_at.0,
        loaded_by: by.to_string(),
        row_count: rows::count(dictionary.rows),
        rows_of: dictionary.rows_of.as_ref().map(ToString::to_string),
    };
    let known = find(tx, organization, &dictionary.id)?;
    if known.is_some() {
        let stored = dictionaries::table.find((organization.as_str(), dictionary.id.as_str()));
        diesel::update(stored).set(row).execute(tx)?;
    } else {
        diesel::insert_into(dictionaries::table).values(row).execute(tx)?;
    }
    let is_new_side = dictionary.rows_of.is_some() && known.is_none();
    if is_new_side {
        return Ok(());
    }
    note_load(tx, organization, dictionary, by, dictionary.loaded_at)
}

/// Writes down when a dictionary got the rows that it has; a new side gets those of its dictionary long after their load.
pub fn note_load(
    tx: &mut DbConn,
    organization: &OrganizationId,
    dictionary: &Dictionary,
    by: &AccountId,
    at: Instant,
) -> Result<()> {
    let key = (organization.as_str(), dictionary.id.as_str(), dictionary.loads);
    let known: i64 = dictionary_loads::table.find(key).count().get_result(tx)?;
    if known > 0 {
        return Ok(());
    }
    let row = (
        dictionary_loads::organization_id.eq(organization.as_str()),
        dictionary_loads::dictionary.eq(dictionary.id.as_str()),
        dictionary_loads::load.eq(dictionary.loads),
        dictionary_loads::at.eq(at.0),
        dictionary_loads::account.eq(by.as_str()),
        dictionary_loads::row_count.eq(rows::count(dictionary.rows)),
    );
    diesel::insert_into(dictionary_loads::table).values(row).execute(tx)?;
    Ok(())
}

/// When each load of a dictionary was, by its number; loads of long ago may be missing.
pub fn loads(tx: &mut DbConn, organization: &OrganizationId, id: &DictionaryId) -> Result<Vec<(i64, Instant)>> {
    let found: Vec<(i64, i64)> = dictionary_loads::table
        .filter(dictionary_loads::organization_id.eq(organization.as_str()))
        .filter(dictionary_loads::dictionary.eq(id.as_str()))
        .order(dictionary_loads::load)
        .select((dictionary_loads::load, dictionary_loads::at))
        .load(tx)?;
    Ok(found.into_iter().map(|(load, at)| (load, Instant(at))).collect())
}

/// The dictionary with this id.
pub fn find(tx: &mut DbConn, organization: &OrganizationId, id: &DictionaryId) -> Result<Option<Dictionary>> {
    let row: Option<DictionaryRow> = dictionaries::table
        .find((organization.as_str(), id.as_str()))
        .first(tx)
        .optional()?;
    row.map(Dictionary::try_from).transpose()
}

/// The dictionary with this id, or the refusal that says it does not exist.
pub fn must_find(tx: &mut DbConn, organization: &OrganizationId, id: &DictionaryId) -> Result<Dictionary> {
    find(tx, organization, id)?.ok_or_else(|| {
        Error::new(Code::DictionaryUnknown)
            .with("organization", organization)
            .with("dictionary", id)
    })
}

/// Maps a dictionary to another edition from now on.
pub fn set_target(
    tx: &mut DbConn,
    organization: &OrganizationId,
    id: &DictionaryId,
    target: &EditionRef,
) -> Result<()> {
    diesel::update(dictionaries::table.find((organization.as_str(), id.as_str())))
        .set((
            dictionaries::target_system.eq(target.system.as_str()),
            dictionaries::target_edition.eq(target.edition.as_str()),
        ))
        .execute(tx)?;
    Ok(())
}

/// The further sides of a dictionary, by id.
pub fn sides(tx: &mut DbConn, organization: &OrganizationId, of: &DictionaryId) -> Result<Vec<Dictionary>> {
    let found: Vec<DictionaryRow> = dictionaries::table
        .filter(dictionaries::organization_id.eq(organization.as_str()))
        .filter(dictionaries::rows_of.eq(of.as_str()))
        .order(dictionaries::dictionary)
        .load(tx)?;
    found.into_iter().map(Dictionary::try_from).collect()
}

/// The dictionaries of an organization, by id.
pub fn list(tx: &mut DbConn, organization: &OrganizationId) -> Result<Vec<Dictionary>> {
    let found: Vec<DictionaryRow> = dictionaries::table
        .filter(dictionaries::organization_id.eq(organization.as_str()))
        .order(dictionaries::dictionary)
        .load(tx)?;
    found.into_iter().map(Dictionary::try_from).collect()
}

fn save_source_system(tx: &mut DbConn, organization: &OrganizationId, dictionary: &Dictionary) -> Result<()> {
    let (source, _) = dictionary.id.parts();
    let known: Option<String> = source_systems::table
        .find((organization.as_str(), source))
        .select(source_systems::id)
        .first(tx)
        .optional()?;
    if known.is_none() {
        let row = (
            source_systems::organization_id.eq(organization.as_str()),
            source_systems::id.eq(source),
            source_systems::created_at.eq(dictionary.loaded_at.0),
        );
        diesel::insert_into(source_systems::table).values(row).execute(tx)?;
    }
    Ok(())
}

/// The ids of an organization's source systems.
pub fn source_systems(tx: &mut DbConn, organization: &OrganizationId) -> Result<Vec<String>> {
    Ok(source_systems::table
        .filter(source_systems::organization_id.eq(organization.as_str()))
        .order(source_systems::id)
        .select(source_systems::id)
        .load(tx)?)
}

impl TryFrom<DictionaryRow> for Dictionary {
    type Error = crate::error::Error;

    fn try_from(row: DictionaryRow) -> Result<Self> {
        Ok(Self {
            id: DictionaryId::new(row.dictionary)?,
            target: EditionRef {
                system: SystemId::new(row.target_system)?,
                edition: EditionId::new(row.target_edition)?,
            },
            loads: row.loads,
            loaded_at: Instant(row.loaded_at),
            rows: rows::uncount(row.row_count),
            rows_of: row.rows_of.map(DictionaryId::new).transpose()?,
        })
    }
}
