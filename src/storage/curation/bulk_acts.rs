//! Bulk acts and their rows, append only; and what undoing them leaves in the history.

use super::mapping_targets;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::AccountId;
use crate::id::DictionaryId;
use crate::id::OrganizationId;
use crate::mapping::bulk::BulkKind;
use crate::mapping::life::Mapping;
use crate::mapping::state::Step;
use crate::mapping::undo::Former;
use crate::page::Page;
use crate::page::Slice;
use crate::storage::connection::DbConn;
use crate::storage::connection::both;
use crate::storage::counters;
use crate::storage::rows;
use crate::storage::schema::bulk_acts;
use crate::storage::schema::bulk_rows;
use crate::storage::schema::mapping_steps;
use crate::storage::schema::mappings;
use crate::time::Instant;
use diesel::prelude::*;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// The state that a history shows where a code has no mapping any longer.
pub(in crate::storage) const UNMAPPED: &str = "unmapped";

/// A bulk act as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BulkAct {
    /// Its number within the organization, from 1.
    pub number: i64,
    /// The dictionary.
    pub dictionary: DictionaryId,
    /// What was done.
    pub kind: BulkKind,
    /// The order, as JSON.
    pub ordered: String,
    /// The digest of the set of rows that it was done to.
    pub plan: String,
    /// Who gave it.
    pub account: AccountId,
    /// When.
    pub at: Instant,
    /// How many rows were done.
    pub done: u64,
    /// How many rows were left to a person.
    pub refused: u64,
    /// How many rows were skipped, by cause, as JSON.
    pub skipped: String,
    /// The act that this one takes back.
    pub undoes: Option<i64>,
}

/// A row of a bulk act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActedRow {
    /// The local code.
    pub code: String,
    /// The version of its mapping after the act; `None` when the row was left to a person.
    pub version: Option<i64>,
    /// What the mapping was before; `None` when there was none.
    pub former: Option<Former>,
    /// Why it was left: the stable names of risks, or the cause why it was not undone.
    pub refusals: Vec<String>,
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = bulk_acts, treat_none_as_default_value = false)]
struct ActRow {
    organization_id: String,
    number: i64,
    dictionary: String,
    kind: String,
    ordered: String,
    plan: String,
    account: String,
    at: i64,
    done: i64,
    refused: i64,
    skipped: String,
    undoes: Option<i64>,
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = bulk_rows, treat_none_as_default_value = false)]
struct RowRow {
    organization_id: String,
    bulk: i64,
    code: String,
    version: Option<i64>,
    former: Option<String>,
    refusals: String,
}

/// Takes the number of the next bulk act of an organization.
pub fn next_number(tx: &mut DbConn, organization: &OrganizationId) -> Result<i64> {
    counters::take(tx, &format!("bulk/{organization}"), 1)
}

/// Keeps an act with its rows.
pub fn insert(tx: &mut DbConn, organization: &OrganizationId, act: &BulkAct, list: &[ActedRow]) -> Result<()> {
    for batch in list.chunks(rows::BATCH) {
        let batch = batch
            .iter()
            .map(|row| RowRow::of(organization, act.number, row))
            .collect::<Result<Vec<_>>>()?;
        both!(&mut *tx, |c| diesel::insert_into(bulk_rows::table)
            .values(batch)
            .execute(c))?;
    }
    let row = ActRow {
        organization_id: organization.to_string(),
        number: act.number,
        dictionary: act.dictionary.to_string(),
        kind: act.kind.as_str().to_owned(),
        ordered: act.ordered.clone(),
        plan: act.plan.clone(),
        account: act.account.to_string(),
        at: act.at.0,
        done: rows::count(act.done),
        refused: rows::count(act.refused),
        skipped: act.skipped.clone(),
        undoes: act.undoes,
    };
    diesel::insert_into(bulk_acts::table).values(row).execute(tx)?;
    Ok(())
}

/// An act of a dictionary, or the refusal that says that there is none with this number.
pub fn must_find(
    tx: &mut DbConn,
    organization: &OrganizationId,
    dictionary: &DictionaryId,
    number: i64,
) -> Result<BulkAct> {
    let found: Option<ActRow> = bulk_acts::table
        .find((organization.as_str(), number))
        .filter(bulk_acts::dictionary.eq(dictionary.as_str()))
        .first(tx)
        .optional()?;
    let unknown = || {
        Error::new(Code::BulkUnknown)
            .with("dictionary", dictionary)
            .with("number", number)
    };
    found.map(BulkAct::try_from).transpose()?.ok_or_else(unknown)
}

/// The acts of a dictionary, the newest first.
pub fn page(
    tx: &mut DbConn,
    organization: &OrganizationId,
    dictionary: &DictionaryId,
    page: &Page,
) -> Result<Slice<BulkAct>> {
    let mut query = bulk_acts::table
        .filter(bulk_acts::organization_id.eq(organization.as_str()))
        .filter(bulk_acts::dictionary.eq(dictionary.as_str()))
        .order(bulk_acts::number.desc())
        .limit(page.rows_to_read())
        .into_boxed();
    if let Some(before) = page.after_key(|key| key.parse::<i64>().ok())? {
        query = query.filter(bulk_acts::number.lt(before));
    }
    let found: Vec<ActRow> = query.load(tx)?;
    let list = found.into_iter().map(BulkAct::try_from).collect::<Result<_>>()?;
    Ok(page.slice(list, |act: &BulkAct| act.number.to_string()))
}

/// The rows of an act by code: those that were done, or those that were left to a person.
pub fn rows_page(
    tx: &mut DbConn,
    organization: &OrganizationId,
    number: i64,
    done: bool,
    page: &Page,
) -> Result<Slice<ActedRow>> {
    let mut query = bulk_rows::table
        .filter(bulk_rows::organization_id.eq(organization.as_str()))
        .filter(bulk_rows::bulk.eq(number))
        .filter(bulk_rows::version.is_not_null().eq(done))
        .order(bulk_rows::code)
        .limit(page.rows_to_read())
        .into_boxed();
    if let Some(after) = &page.after {
        query = query.filter(bulk_rows::code.gt(after.clone()));
    }
    let found: Vec<RowRow> = query.load(tx)?;
    let list = found.into_iter().map(ActedRow::try_from).collect::<Result<_>>()?;
    Ok(page.slice(list, |row: &ActedRow| row.code.clone()))
}

/// Every row that an act did, by code.
pub fn done_rows(tx: &mut DbConn, organization: &OrganizationId, number: i64) -> Result<Vec<ActedRow>> {
    let found: Vec<RowRow> = bulk_rows::table
        .filter(bulk_rows::organization_id.eq(organization.as_str()))
        .filter(bulk_rows::bulk.eq(number))
        .filter(bulk_rows::version.is_not_null())
        .order(bulk_rows::code)
        .load(tx)?;
    found.into_iter().map(ActedRow::try_from).collect()
}

/// Takes mappings away whose only decision was undone; the history keeps them and what became of them.
pub fn save_unmapped(
    tx: &mut DbConn,
    organization: &OrganizationId,
    list: &[Mapping],
    by: &AccountId,
    reason: &str,
    bulk: Option<i64>,
) -> Result<()> {
    for batch in list.chunks(rows::BATCH) {
        let step = |mapping: &Mapping| {
            Ok((
                mapping_steps::organization_id.eq(organization.to_string()),
                mapping_steps::dictionary.eq(mapping.dictionary.to_string()),
                mapping_steps::code.eq(mapping.code.clone()),
                mapping_steps::version.eq(mapping.version),
                mapping_steps::step.eq(Step::Undo.as_str()),
                mapping_steps::state.eq(UNMAPPED),
                mapping_steps::name.eq(mapping.name.clone()),
                mapping_steps::decision.eq(rows::to_json(&mapping.decision)?),
                mapping_steps::account.eq(by.to_string()),
                mapping_steps::at.eq(mapping.updated_at.0),
                mapping_steps::reason.eq(reason.to_owned()),
                mapping_steps::origin.eq(rows::to_json(&mapping.origin)?),
                mapping_steps::bulk.eq(bulk),
            ))
        };
        let steps = batch.iter().map(step).collect::<Result<Vec<_>>>()?;
        both!(&mut *tx, |c| diesel::insert_into(mapping_steps::table)
            .values(steps)
            .execute(c))?;
        let Some(dictionary) = batch.first().map(|mapping| &mapping.dictionary) else {
            continue;
        };
        let codes: Vec<&str> = batch.iter().map(|mapping| mapping.code.as_str()).collect();
        mapping_targets::forget(tx, organization, dictionary, &codes)?;
        let gone = mappings::table
            .filter(mappings::organization_id.eq(organization.as_str()))
            .filter(mappings::dictionary.eq(dictionary.as_str()))
            .filter(mappings::code.eq_any(codes));
        diesel::delete(gone).execute(tx)?;
    }
    Ok(())
}

/// The last version in the history of codes that have no mapping now; codes without a history are left out.
pub fn last_versions(
    tx: &mut DbConn,
    organization: &OrganizationId,
    dictionary: &DictionaryId,
    codes: &[&str],
) -> Result<BTreeMap<String, i64>> {
    let mut found = BTreeMap::new();
    for batch in codes.chunks(rows::BATCH) {
        let ended: Vec<(String, i64)> = mapping_steps::table
            .filter(mapping_steps::organization_id.eq(organization.as_str()))
            .filter(mapping_steps::dictionary.eq(dictionary.as_str()))
            .filter(mapping_steps::code.eq_any(batch))
            .filter(mapping_steps::state.eq(UNMAPPED))
            .select((mapping_steps::code, mapping_steps::version))
            .order(mapping_steps::version)
            .load(tx)?;
        found.extend(ended);
    }
    Ok(found)
}

/// The steps that were undone, by dictionary, code and version; of these codes of a dictionary only, if they are named.
pub fn undone(
    tx: &mut DbConn,
    organization: &OrganizationId,
    only: Option<(&DictionaryId, &[&str])>,
) -> Result<BTreeSet<(String, String, i64)>> {
    let mut query = mapping_steps::table
        .filter(mapping_steps::organization_id.eq(organization.as_str()))
        .filter(mapping_steps::step.eq(Step::Undo.as_str()))
        .select((mapping_steps::dictionary, mapping_steps::code, mapping_steps::version))
        .into_boxed();
    if let Some((dictionary, codes)) = only {
        let codes: Vec<String> = codes.iter().map(|code| (*code).to_owned()).collect();
        query = query
            .filter(mapping_steps::dictionary.eq(dictionary.to_string()))
            .filter(mapping_steps::code.eq_any(codes));
    }
    let list: Vec<(String, String, i64)> = query.load(tx)?;
    Ok(list
        .into_iter()
        .map(|(dictionary, code, version)| (dictionary, code, version - 1))
        .collect())
}

impl RowRow {
    fn of(organization: &OrganizationId, bulk: i64, row: &ActedRow) -> Result<Self> {
        Ok(Self {
            organization_id: organization.to_string(),
            bulk,
            code: row.code.clone(),
            version: row.version,
            former: row.former.as_ref().map(rows::to_json).transpose()?,
            refusals: row.refusals.join(","),
        })
    }
}

impl TryFrom<RowRow> for ActedRow {
    type Error = Error;

    fn try_from(row: RowRow) -> Result<Self> {
        let former = row.former.as_deref();
        Ok(Self {
            code: row.code,
            version: row.version,
            former: former.map(|json| rows::from_json(json, "former mapping")).transpose()?,
            refusals: row
                .refusals
                .split(',')
                .filter(|word| !word.is_empty())
                .map(str::to_owned)
                .collect(),
        })
    }
}

impl TryFrom<ActRow> for BulkAct {
    type Error = Error;

    fn try_from(row: ActRow) -> Result<Self> {
        Ok(Self {
            number: row.number,
            dictionary: DictionaryId::new(row.dictionary)?,
            kind: rows::word(BulkKind::parse(&row.kind), "kind of bulk act")?,
            ordered: row.ordered,
            plan: row.plan,
            account: AccountId::new(row.account)?,
            at: Instant(row.at),
            done: rows::uncount(row.done),
            refused: rows::uncount(row.refused),
            skipped: row.skipped,
            undoes: row.undoes,
        })
    }
}
