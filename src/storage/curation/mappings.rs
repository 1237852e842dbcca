//! Mappings at work and every step they took.

pub mod of_dictionary;

use super::lessons;
use super::mapping_targets;
use crate::error::Result;
use crate::id::AccountId;
use crate::id::DictionaryId;
use crate::id::OrganizationId;
use crate::mapping::life::Mapping;
use crate::mapping::origin::Origin;
use crate::mapping::state::State;
use crate::mapping::state::Step;
use crate::page::Page;
use crate::page::Slice;
use crate::storage::connection::DbConn;
use crate::storage::connection::both;
use crate::storage::rows;
use crate::storage::schema::mapping_steps;
use crate::storage::schema::mappings;
use crate::storage::statistics;
use crate::time::Instant;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel::sql_types::Nullable;
use diesel::sql_types::Text;
use diesel::upsert::excluded;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

#[derive(Queryable, Insertable)]
#[diesel(table_name = mappings, treat_none_as_default_value = false)]
struct MappingRow {
    organization_id: String,
    dictionary: String,
    code: String,
    name: String,
    state: String,
    decision: String,
    justification: String,
    author: String,
    submitted_by: Option<String>,
    reviewer: Option<String>,
    reviewed_at: Option<i64>,
    version: i64,
    updated_at: i64,
    origin: String,
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = mapping_steps, treat_none_as_default_value = false)]
struct StepRow {
    organization_id: String,
    dictionary: String,
    code: String,
    version: i64,
    step: String,
    state: String,
    name: String,
    decision: String,
    account: String,
    at: i64,
    reason: String,
    origin: String,
    bulk: Option<i64>,
}

/// One step that a mapping took, as its history shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenStep {
    /// Its number, from 1.
    pub version: i64,
    /// The step.
    pub step: String,
    /// The state it led to.
    pub state: String,
    /// The local name at the time.
    pub name: String,
    /// The decision at the time, as JSON.
    pub decision: String,
    /// Who took it.
    pub account: String,
    /// When.
    pub at: Instant,
    /// Why.
    pub reason: String,
    /// What the decision was made from.
    pub origin: Origin,
    /// The bulk act it was part of.
    pub bulk: Option<i64>,
}

/// A step to be written: the mapping as it is afterwards.
pub struct NewStep<'a> {
    /// The step.
    pub step: Step,
    /// The mapping as it is now.
    pub mapping: &'a Mapping,
    /// Who took the step.
    pub account: &'a AccountId,
    /// Why.
    pub reason: &'a str,
    /// The bulk act it is part of.
    pub bulk: Option<i64>,
}

/// Writes steps and the mappings as they are after them, at once.
pub fn save_steps(tx: &mut DbConn, organization: &OrganizationId, steps: &[NewStep<'_>]) -> Result<()> {
    if change_lessons(tx, organization, steps)? {
        lessons::own_changed(tx, organization)?;
    }
    let drafted = steps
        .iter()
        .filter(|step| matches!(step.step, Step::Draft | Step::Undo));
    mapping_targets::save(tx, organization, drafted.map(|step| step.mapping))?;
    for batch in steps.chunks(rows::BATCH) {
        let states = batch
            .iter()
            .map(|step| MappingRow::of(organization, step.mapping))
            .collect::<Result<Vec<_>>>()?;
        upsert(tx, states)?;
        let taken = batch
            .iter()
            .map(|step| StepRow::of(organization, step))
            .collect::<Result<Vec<_>>>()?;
        both!(&mut *tx, |c| diesel::insert_into(mapping_steps::table)
            .values(taken)
            .execute(c))?;
    }
    statistics::renew(tx, &["mappings", "mapping_steps", "mapping_targets"], steps.len())
}

/// Whether steps change what is learned from mappings: reviews do, and whatever takes an approved mapping back to work.
fn change_lessons(tx: &mut DbConn, organization: &OrganizationId, steps: &[NewStep<'_>]) -> Result<bool> {
    let mut reopened = Vec::new();
    for step in steps {
        match step.step {
            Step::Approve | Step::Return | Step::Confirm | Step::Undo => return Ok(true),
            Step::Draft | Step::Reopen | Step::Recheck => reopened.push(step.mapping),
            Step::Submit | Step::Withdraw | Step::Publish => {}
        }
    }
    for batch in reopened.chunks(rows::BATCH) {
        let dictionaries: BTreeSet<&str> = batch.iter().map(|mapping| mapping.dictionary.as_str()).collect();
        let codes: Vec<&str> = batch.iter().map(|mapping| mapping.code.as_str()).collect();
        let teaching = State::ALL.iter().filter(|state| state.teaches());
        let taught: i64 = mappings::table
            .filter(mappings::organization_id.eq(organization.as_str()))
            .filter(mappings::dictionary.eq_any(dictionaries))
            .filter(mappings::code.eq_any(codes))
            .filter(mappings::state.eq_any(teaching.map(|state| state.as_str())))
            .count()
            .get_result(tx)?;
        if taught > 0 {
            return Ok(true);
        }
    }
    Ok(false)
}

fn upsert(tx: &mut DbConn, batch: Vec<MappingRow>) -> Result<()> {
    both!(&mut *tx, |c| diesel::insert_into(mappings::table)
        .values(batch)
        .on_conflict((mappings::organization_id, mappings::dictionary, mappings::code))
        .do_update()
        .set((
            mappings::name.eq(excluded(mappings::name)),
            mappings::state.eq(excluded(mappings::state)),
            mappings::decision.eq(excluded(mappings::decision)),
            mappings::justification.eq(excluded(mappings::justification)),
            mappings::author.eq(excluded(mappings::author)),
            mappings::submitted_by.eq(excluded(mappings::submitted_by)),
            mappings::reviewer.eq(excluded(mappings::reviewer)),
            mappings::reviewed_at.eq(excluded(mappings::reviewed_at)),
            mappings::version.eq(excluded(mappings::version)),
            mappings::updated_at.eq(excluded(mappings::updated_at)),
            mappings::origin.eq(excluded(mappings::origin)),
        ))
        .execute(c))?;
    Ok(())
}

/// The mappings of these codes, by code.
pub fn find_many(
    tx: &mut DbConn,
    organization: &OrganizationId,
    dictionary: &DictionaryId,
    codes: &[&str],
) -> Result<BTreeMap<String, Mapping>> {
    let mut found = BTreeMap::new();
    for batch in codes.chunks(rows::BATCH) {
        let list: Vec<MappingRow> = mappings::table
            .filter(mappings::organization_id.eq(organization.as_str()))
            .filter(mappings::dictionary.eq(dictionary.as_str()))
            .filter(mappings::code.eq_any(batch))
            .load(tx)?;
        for row in list {
            let mapping = Mapping::try_from(row)?;
            found.insert(mapping.code.clone(), mapping);
        }
    }
    Ok(found)
}

/// Every mapping of an organization in this state, by dictionary and code.
pub fn in_state(tx: &mut DbConn, organization: &OrganizationId, state: State) -> Result<Vec<Mapping>> {
    let list: Vec<MappingRow> = mappings::table
        .filter(mappings::organization_id.eq(organization.as_str()))
        .filter(mappings::state.eq(state.as_str()))
        .order((mappings::dictionary, mappings::code))
        .load(tx)?;
    list.into_iter().map(Mapping::try_from).collect()
}

/// Mappings of an organization by dictionary and code, optionally of one state.
pub fn page(
    tx: &mut DbConn,
    organization: &OrganizationId,
    state: Option<State>,
    page: &Page,
) -> Result<Slice<Mapping>> {
    let mut query = mappings::table
        .filter(mappings::organization_id.eq(organization.as_str()))
        .order((mappings::dictionary, mappings::code))
        .limit(page.rows_to_read())
        .into_boxed();
    if let Some(state) = state {
        query = query.filter(mappings::state.eq(state.as_str()));
    }
    let split_key = |key: &str| {
        let (dictionary, code) = key.split_once('\n')?;
        Some((dictionary.to_owned(), code.to_owned()))
    };
    if let Some((dictionary, code)) = page.after_key(split_key)? {
        let later_code = mappings::dictionary.eq(dictionary.clone()).and(mappings::code.gt(code));
        query = query.filter(mappings::dictionary.gt(dictionary).or(later_code));
    }
    let found: Vec<MappingRow> = query.load(tx)?;
    let list = found.into_iter().map(Mapping::try_from).collect::<Result<_>>()?;
    Ok(page.slice(list, |mapping: &Mapping| {
        format!("{}\n{}", mapping.dictionary, mapping.code)
    }))
}

/// Marks every approved mapping of an organization as released, each with its step.
pub fn release_approved(
    tx: &mut DbConn,
    organization: &OrganizationId,
    by: &AccountId,
    reason: &str,
    now: Instant,
) -> Result<()> {
    let approved = mappings::table
        .filter(mappings::organization_id.eq(organization.as_str()))
        .filter(mappings::state.eq(State::Approved.as_str()));
    let steps = approved.select((
        mappings::organization_id,
        mappings::dictionary,
        mappings::code,
        mappings::version + 1,
        Step::Publish.as_str().into_sql::<Text>(),
        State::Released.as_str().into_sql::<Text>(),
        mappings::name,
        mappings::decision,
        by.as_str().into_sql::<Text>(),
        now.0.into_sql::<BigInt>(),
        reason.into_sql::<Text>(),
        mappings::origin,
        None::<i64>.into_sql::<Nullable<BigInt>>(),
    ));
    both!(&mut *tx, |c| diesel::insert_into(mapping_steps::table)
        .values(steps)
        .into_columns(mapping_steps::all_columns)
        .execute(c))?;
    diesel::update(approved)
        .set((
            mappings::state.eq(State::Released.as_str()),
            mappings::version.eq(mappings::version + 1),
            mappings::updated_at.eq(now.0),
        ))
        .execute(tx)?;
    Ok(())
}

/// How many mappings of a dictionary are in each state.
pub fn count_by_state(
    tx: &mut DbConn,
    organization: &OrganizationId,
    dictionary: &DictionaryId,
) -> Result<Vec<(State, u64)>> {
    let list: Vec<(String, i64)> = mappings::table
        .filter(mappings::organization_id.eq(organization.as_str()))
        .filter(mappings::dictionary.eq(dictionary.as_str()))
        .group_by(mappings::state)
        .select((mappings::state, diesel::dsl::count_star()))
        .load(tx)?;
    list.into_iter()
        .map(|(state, count)| Ok((rows::word(State::parse(&state), "mapping state")?, rows::uncount(count))))
        .collect()
}

/// Every step that the mapping of a code took, in order.
pub fn steps(
    tx: &mut DbConn,
    organization: &OrganizationId,
    dictionary: &DictionaryId,
    code: &str,
) -> Result<Vec<TakenStep>> {
    let list: Vec<StepRow> = mapping_steps::table
        .filter(mapping_steps::organization_id.eq(organization.as_str()))
        .filter(mapping_steps::dictionary.eq(dictionary.as_str()))
        .filter(mapping_steps::code.eq(code))
        .order(mapping_steps::version)
        .load(tx)?;
    list.into_iter().map(TakenStep::try_from).collect()
}

impl MappingRow {
    fn of(organization: &OrganizationId, mapping: &Mapping) -> Result<Self> {
        Ok(Self {
            organization_id: organization.to_string(),
            dictionary: mapping.dictionary.to_string(),
            code: mapping.code.clone(),
            name: mapping.name.clone(),
            state: mapping.state.as_str().to_owned(),
            decision: rows::to_json(&mapping.decision)?,
            justification: mapping.justification.clone(),
            author: mapping.author.to_string(),
            submitted_by: mapping.submitted_by.as_ref().map(ToString::to_string),
            reviewer: mapping.reviewer.as_ref().map(ToString::to_string),
            reviewed_at: mapping.reviewed_at.map(|at| at.0),
            version: mapping.version,
            updated_at: mapping.updated_at.0,
            origin: rows::to_json(&mapping.origin)?,
        })
    }
}

impl StepRow {
    fn of(organization: &OrganizationId, step: &NewStep<'_>) -> Result<Self> {
        let mapping = step.mapping;
        Ok(Self {
            organization_id: organization.to_string(),
            dictionary: mapping.dictionary.to_string(),
            code: mapping.code.clone(),
            version: mapping.version,
            step: step.step.as_str().to_owned(),
            state: mapping.state.as_str().to_owned(),
            name: mapping.name.clone(),
            decision: rows::to_json(&mapping.decision)?,
            account: step.account.to_string(),
            at: mapping.updated_at.0,
            reason: step.reason.to_owned(),
            origin: rows::to_json(&mapping.origin)?,
            bulk: step.bulk,
        })
    }
}

impl TryFrom<StepRow> for TakenStep {
    type Error = crate::error::Error;

    fn try_from(row: StepRow) -> Result<Self> {
        Ok(Self {
            version: row.version,
            step: row.step,
            state: row.state,
            name: row.name,
            decision: row.decision,
            account: row.account,
            at: Instant(row.at),
            reason: row.reason,
            origin: rows::from_json(&row.origin, "origin")?,
            bulk: row.bulk,
        })
    }
}

impl TryFrom<MappingRow> for Mapping {
    type Error = crate::error::Error;

    fn try_from(row: MappingRow) -> Result<Self> {
        Ok(Self {
            dictionary: DictionaryId::new(row.dictionary)?,
            code: row.code,
            name: row.name,
            state: rows::word(State::parse(&row.state), "mapping state")?,
            decision: rows::from_json(&row.decision, "decision")?,
            justification: row.justification,
            author: AccountId::new(row.author)?,
            submitted_by: row.submitted_by.map(AccountId::new).transpose()?,
            reviewer: row.reviewer.map(AccountId::new).transpose()?,
            reviewed_at: rows::instant(row.reviewed_at),
            version: row.version,
            updated_at: Instant(row.updated_at),
            origin: rows::from_json(&row.origin, "origin")?,
        })
    }
}
