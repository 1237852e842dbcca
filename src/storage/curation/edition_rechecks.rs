//! What publishing or retiring an edition asks of the mappings on it, and for which hospitals it is done: a task that goes on
//! where it stopped.

use crate::access::permit::Origin;
use crate::access::permit::Permit;
use crate::access::role::Role;
use crate::error::Result;
use crate::id::AccountId;
use crate::id::EditionId;
use crate::id::EditionRef;
use crate::id::OrganizationId;
use crate::id::SystemId;
use crate::registry::edition_life::EditionStep;
use crate::storage::connection::DbConn;
use crate::storage::registry::editions::EditionKey;
use crate::storage::rows;
use crate::storage::schema::edition_recheck_hospitals;
use crate::storage::schema::edition_rechecks;
use crate::storage::schema::editions;
use crate::time::Instant;
use diesel::prelude::*;

/// A task: which edition was published or retired, by whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecheckTask {
    /// The edition.
    pub of: EditionRef,
    /// Its internal number.
    pub key: EditionKey,
    /// Whether it was published or retired.
    pub step: EditionStep,
    /// Who did it.
    pub account: AccountId,
    /// In which role.
    pub role: Role,
    /// Where the request came from.
    pub origin: Origin,
}

/// How far a task is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RecheckProgress {
    /// Hospitals that are done.
    pub hospitals: u64,
    /// Mappings that went back to review.
    pub rows: u64,
    /// Whether every hospital is done.
    pub is_finished: bool,
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = edition_rechecks, treat_none_as_default_value = false)]
struct TaskRow {
    edition_key: i64,
    step: String,
    account: String,
    role: String,
    request_id: String,
    address: String,
    asked_at: i64,
    finished_at: Option<i64>,
}

/// Writes down what is to be done, in the transaction of the step.
pub fn ask(tx: &mut DbConn, key: EditionKey, step: EditionStep, permit: &Permit, now: Instant) -> Result<()> {
    let row = TaskRow {
        edition_key: key.0,
        step: step.as_str().to_owned(),
        account: permit.account().to_string(),
        role: permit.role().as_str().to_owned(),
        request_id: permit.origin().request_id.clone(),
        address: permit.origin().address.clone(),
        asked_at: now.0,
        finished_at: None,
    };
    diesel::insert_into(edition_rechecks::table).values(row).execute(tx)?;
    Ok(())
}

/// The tasks that are not finished, the oldest first.
pub fn unfinished(tx: &mut DbConn) -> Result<Vec<RecheckTask>> {
    let found: Vec<(TaskRow, String, String)> = edition_rechecks::table
        .inner_join(editions::table.on(editions::key.eq(edition_rechecks::edition_key)))
        .filter(edition_rechecks::finished_at.is_null())
        .order((edition_rechecks::asked_at, edition_rechecks::edition_key))
        .select((edition_rechecks::all_columns, editions::system_id, editions::edition))
        .load(tx)?;
    let task = |(row, system, edition): (TaskRow, String, String)| {
        Ok(RecheckTask {
            of: EditionRef {
                system: SystemId::new(system)?,
                edition: EditionId::new(edition)?,
            },
            key: EditionKey(row.edition_key),
            step: rows::word(EditionStep::parse(&row.step), "step of an edition")?,
            account: AccountId::new(row.account)?,
            role: rows::word(Role::parse(&row.role), "role")?,
            origin: Origin {
                request_id: row.request_id,
                address: row.address,
            },
        })
    };
    found.into_iter().map(task).collect()
}

/// Whether the mappings of a hospital were looked at for a task.
pub fn is_done(tx: &mut DbConn, task: &RecheckTask, organization: &OrganizationId) -> Result<bool> {
    let found: Option<i64> = edition_recheck_hospitals::table
        .find((task.key.0, task.step.as_str(), organization.as_str()))
        .select(edition_recheck_hospitals::row_count)
        .first(tx)
        .optional()?;
    Ok(found.is_some())
}

/// Notes that a hospital is done, in the transaction that sent its mappings back.
pub fn note_done(
    tx: &mut DbConn,
    task: &RecheckTask,
    organization: &OrganizationId,
    count: usize,
    now: Instant,
) -> Result<()> {
    let row = (
        edition_recheck_hospitals::edition_key.eq(task.key.0),
        edition_recheck_hospitals::step.eq(task.step.as_str()),
        edition_recheck_hospitals::organization_id.eq(organization.as_str()),
        edition_recheck_hospitals::row_count.eq(i64::try_from(count).unwrap_or(i64::MAX)),
        edition_recheck_hospitals::done_at.eq(now.0),
    );
    diesel::insert_into(edition_recheck_hospitals::table)
        .values(row)
        .execute(tx)?;
    Ok(())
}

/// Notes that every hospital is done.
pub fn finish(tx: &mut DbConn, task: &RecheckTask, now: Instant) -> Result<()> {
    diesel::update(edition_rechecks::table.find((task.key.0, task.step.as_str())))
        .set(edition_rechecks::finished_at.eq(Some(now.0)))
        .execute(tx)?;
    Ok(())
}

/// How far the tasks of an edition are together; none when nothing was asked.
pub fn progress(tx: &mut DbConn, key: EditionKey) -> Result<Option<RecheckProgress>> {
    let asked: Vec<Option<i64>> = edition_rechecks::table
        .filter(edition_rechecks::edition_key.eq(key.0))
        .select(edition_rechecks::finished_at)
        .load(tx)?;
    let done: Vec<i64> = edition_recheck_hospitals::table
        .filter(edition_recheck_hospitals::edition_key.eq(key.0))
        .select(edition_recheck_hospitals::row_count)
        .load(tx)?;
    Ok((!asked.is_empty()).then(|| RecheckProgress {
        hospitals: u64::try_from(done.len()).unwrap_or(u64::MAX),
        rows: done.iter().map(|count| rows::uncount(*count)).sum(),
        is_finished: asked.iter().all(Option::is_some),
    }))
}
