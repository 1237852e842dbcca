//! The rows of local dictionaries.

use crate::error::Result;
use crate::id::DictionaryId;
use crate::id::OrganizationId;
use crate::matching::name_key::name_key;
use crate::source::local_code::LocalCode;
use crate::source::reload::Loads;
use crate::source::standing::Standing;
use crate::source::standing::standings;
use crate::storage::connection::DbConn;
use crate::storage::connection::both;
use crate::storage::rows;
use crate::storage::schema::dictionaries;
use crate::storage::schema::local_codes;
use crate::storage::statistics;
use diesel::prelude::*;
use diesel::upsert::excluded;
use std::collections::BTreeSet;

#[derive(Queryable, Insertable)]
#[diesel(table_name = local_codes, treat_none_as_default_value = false)]
pub(in crate::storage) struct LocalCodeRow {
    organization_id: String,
    dictionary: String,
    code: String,
    occurrence: i64,
    name: String,
    attributes: String,
    usage_count: Option<i64>,
    row_number: i64,
    first_load: i64,
    last_load: i64,
    pub(in crate::storage) name_key: String,
    pub(in crate::storage) usage_rank: i64,
    pub(in crate::storage) usage_through: i64,
}

/// Where the rows of a dictionary are: in its own name, or in that of the dictionary whose side it is.
pub(in crate::storage) struct Present {
    /// The dictionary that has the rows.
    pub(in crate::storage) dictionary: String,
    /// Its last load.
    pub(in crate::storage) load: i64,
}

/// Writes the rows of load number `load`; a code and occurrence that is there already takes the new row's contents.
pub fn save(
    tx: &mut DbConn,
    organization: &OrganizationId,
    dictionary: &DictionaryId,
    load: i64,
    list: &[LocalCode],
) -> Result<()> {
    let standings = standings(list);
    for (batch, places) in list.chunks(rows::BATCH).zip(standings.chunks(rows::BATCH)) {
        let batch = batch
            .iter()
            .zip(places)
            .map(|(entry, place)| LocalCodeRow::of(organization, dictionary, load, (entry, *place)))
            .collect::<Result<Vec<_>>>()?;
        both!(&mut *tx, |c| diesel::insert_into(local_codes::table)
            .values(batch)
            .on_conflict((
                local_codes::organization_id,
                local_codes::dictionary,
                local_codes::code,
                local_codes::occurrence,
            ))
            .do_update()
            .set((
                local_codes::name.eq(excluded(local_codes::name)),
                local_codes::attributes.eq(excluded(local_codes::attributes)),
                local_codes::usage_count.eq(excluded(local_codes::usage_count)),
                local_codes::row_number.eq(excluded(local_codes::row_number)),
                local_codes::last_load.eq(excluded(local_codes::last_load)),
                local_codes::name_key.eq(excluded(local_codes::name_key)),
                local_codes::usage_rank.eq(excluded(local_codes::usage_rank)),
                local_codes::usage_through.eq(excluded(local_codes::usage_through)),
            ))
            .execute(c))?;
    }
    statistics::renew(tx, &["local_codes"], list.len())
}

/// Every row of the present dictionary, by code and occurrence.
pub fn all(tx: &mut DbConn, organization: &OrganizationId, dictionary: &DictionaryId) -> Result<Vec<LocalCode>> {
    let present = present(tx, organization, dictionary)?;
    let found: Vec<LocalCodeRow> = local_codes::table
        .filter(local_codes::organization_id.eq(organization.as_str()))
        .filter(local_codes::dictionary.eq(&present.dictionary))
        .filter(local_codes::last_load.eq(present.load))
        .order((local_codes::code, local_codes::occurrence))
        .load(tx)?;
    found.into_iter().map(LocalCode::try_from).collect()
}

/// What is known of a dictionary: the rows of its last load, and of codes that went earlier those of the last load that had
/// them; both by code and occurrence.
pub fn loads(tx: &mut DbConn, organization: &OrganizationId, dictionary: &DictionaryId) -> Result<Loads> {
    let present = present(tx, organization, dictionary)?;
    let found: Vec<LocalCodeRow> = local_codes::table
        .filter(local_codes::organization_id.eq(organization.as_str()))
        .filter(local_codes::dictionary.eq(&present.dictionary))
        .order((local_codes::code, local_codes::occurrence))
        .load(tx)?;
    let of_code = found.chunk_by(|one, next| one.code == next.code);
    let newest = |rows: &[LocalCodeRow]| rows.iter().map(|row| row.last_load).max().unwrap_or_default();
    let newest: Vec<i64> = of_code
        .flat_map(|rows| std::iter::repeat_n(newest(rows), rows.len()))
        .collect();
    let mut loads = Loads::default();
    for (row, newest) in found.into_iter().zip(newest) {
        let load = row.last_load;
        if load == present.load {
            loads.last.push(LocalCode::try_from(row)?);
        } else if load == newest {
            loads.earlier.push(LocalCode::try_from(row)?);
        }
    }
    Ok(loads)
}

/// The rows of the present dictionary that have one of the codes.
pub fn find_many(
    tx: &mut DbConn,
    organization: &OrganizationId,
    dictionary: &DictionaryId,
    codes: &[&str],
) -> Result<Vec<LocalCode>> {
    let present = present(tx, organization, dictionary)?;
    let mut list = Vec::new();
    for batch in codes.chunks(rows::BATCH) {
        let found: Vec<LocalCodeRow> = local_codes::table
            .filter(local_codes::organization_id.eq(organization.as_str()))
            .filter(local_codes::dictionary.eq(&present.dictionary))
            .filter(local_codes::last_load.eq(present.load))
            .filter(local_codes::code.eq_any(batch))
            .order((local_codes::code, local_codes::occurrence))
            .load(tx)?;
        for row in found {
            list.push(LocalCode::try_from(row)?);
        }
    }
    Ok(list)
}

/// Those of the codes that some load of the dictionary had.
pub fn known_codes(
    tx: &mut DbConn,
    organization: &OrganizationId,
    dictionary: &DictionaryId,
    codes: &[&str],
) -> Result<BTreeSet<String>> {
    let present = present(tx, organization, dictionary)?;
    let mut known = BTreeSet::new();
    for batch in codes.chunks(rows::BATCH) {
        let found: Vec<String> = local_codes::table
            .filter(local_codes::organization_id.eq(organization.as_str()))
            .filter(local_codes::dictionary.eq(&present.dictionary))
            .filter(local_codes::code.eq_any(batch))
            .select(local_codes::code)
            .distinct()
            .load(tx)?;
        known.extend(found);
    }
    Ok(known)
}

/// How many different codes the present dictionary has.
pub fn count_codes(tx: &mut DbConn, organization: &OrganizationId, dictionary: &DictionaryId) -> Result<u64> {
    let present = present(tx, organization, dictionary)?;
    let count: i64 = local_codes::table
        .filter(local_codes::organization_id.eq(organization.as_str()))
        .filter(local_codes::dictionary.eq(&present.dictionary))
        .filter(local_codes::last_load.eq(present.load))
        .filter(local_codes::occurrence.eq(1))
        .count()
        .get_result(tx)?;
    Ok(rows::uncount(count))
}

/// Where the rows of a dictionary are now.
pub(in crate::storage) fn present(
    tx: &mut DbConn,
    organization: &OrganizationId,
    dictionary: &DictionaryId,
) -> Result<Present> {
    let found: Option<(i64, Option<String>)> = dictionaries::table
        .find((organization.as_str(), dictionary.as_str()))
        .select((dictionaries::loads, dictionaries::rows_of))
        .first(tx)
        .optional()?;
    let (load, rows_of) = found.unwrap_or((0, None));
    Ok(Present {
        dictionary: rows_of.unwrap_or_else(|| dictionary.to_string()),
        load,
    })
}

impl LocalCodeRow {
    fn of(
        organization: &OrganizationId,
        dictionary: &DictionaryId,
        load: i64,
        (entry, place): (&LocalCode, Standing),
    ) -> Result<Self> {
        Ok(Self {
            organization_id: organization.to_string(),
            dictionary: dictionary.to_string(),
            code: entry.code.clone(),
            occurrence: entry.occurrence,
            name: entry.name.clone(),
            attributes: rows::to_json(&entry.attributes)?,
            usage_count: entry.usage,
            row_number: rows::count(entry.row),
            first_load: load,
            last_load: load,
            name_key: name_key(&entry.name),
            usage_rank: place.rank,
            usage_through: place.through,
        })
    }
}

impl TryFrom<LocalCodeRow> for LocalCode {
    type Error = crate::error::Error;

    fn try_from(row: LocalCodeRow) -> Result<Self> {
        Ok(Self {
            code: row.code,
            occurrence: row.occurrence,
            name: row.name,
            attributes: rows::from_json(&row.attributes, "set of attributes")?,
            usage: row.usage_count,
            row: rows::uncount(row.row_number),
        })
    }
}
