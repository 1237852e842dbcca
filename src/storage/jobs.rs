//! Jobs: long work with its progress.

use super::connection::DbConn;
use super::rows;
use super::schema::jobs;
use crate::error::Result;
use crate::id::JobId;
use crate::id::OrganizationId;
use crate::time::Instant;
use diesel::prelude::*;

/// A job as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Its id.
    pub id: JobId,
    /// Whose data it works on.
    pub organization: OrganizationId,
    /// What it does, such as `suggest`.
    pub kind: String,
    /// On what, such as a dictionary.
    pub subject: String,
    /// `running`, `done` or `failed`.
    pub state: String,
    /// Rows done.
    pub done: u64,
    /// Rows in all.
    pub total: u64,
    /// The error's code when it failed.
    pub error: Option<String>,
    /// When it was started.
    pub created_at: Instant,
    /// Who started it.
    pub created_by: String,
    /// When it last said something.
    pub updated_at: Instant,
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = jobs)]
struct JobRow {
    id: String,
    organization_id: String,
    kind: String,
    subject: String,
    state: String,
    done: i64,
    total: i64,
    error: Option<String>,
    created_at: i64,
    created_by: String,
    updated_at: i64,
}

/// Keeps a new job.
pub fn insert(tx: &mut DbConn, job: &Job) -> Result<()> {
    let row = JobRow {
        id: job.id.to_string(),
        organization_id: job.organization.to_string(),
        kind: job.kind.clone(),
        subject: job.subject.clone(),
        state: job.state.clone(),
        done: rows::count(job.done),
        total: rows::count(job.total),
        error: job.error.clone(),
        created_at: job.created_at.0,
        created_by: job.created_by.clone(),
        updated_at: job.updated_at.0,
    };
    diesel::insert_into(jobs::table).values(row).execute(tx)?;
    Ok(())
}

/// Says how far a job is, or how it ended.
pub fn update(tx: &mut DbConn, id: &JobId, state: &str, done: u64, error: Option<&str>, now: Instant) -> Result<()> {
    diesel::update(jobs::table.find(id.as_str()))
        .set((
            jobs::state.eq(state),
            jobs::done.eq(rows::count(done)),
            jobs::error.eq(error),
            jobs::updated_at.eq(now.0),
        ))
        .execute(tx)?;
    Ok(())
}

/// Says that a job that is still running was interrupted, however far it said that it is.
pub fn interrupt(tx: &mut DbConn, id: &JobId, now: Instant) -> Result<()> {
    let running = jobs::table.find(id.as_str()).filter(jobs::state.eq("running"));
    diesel::update(running)
        .set((jobs::state.eq("interrupted"), jobs::updated_at.eq(now.0)))
        .execute(tx)?;
    Ok(())
}

/// The job with this id.
pub fn find(tx: &mut DbConn, id: &JobId) -> Result<Option<Job>> {
    let row: Option<JobRow> = jobs::table.find(id.as_str()).first(tx).optional()?;
    row.map(Job::try_from).transpose()
}

impl TryFrom<JobRow> for Job {
    type Error = crate::error::Error;

    fn try_from(row: JobRow) -> Result<Self> {
        Ok(Self {
            id: JobId::new(row.id)?,
            organization: OrganizationId::new(row.organization_id)?,
            kind: row.kind,
            subject: row.subject,
            state: row.state,
            done: rows::uncount(row.done),
            total: rows::uncount(row.total),
            error: row.error,
            created_at: Instant(row.created_at),
            created_by: row.created_by,
            updated_at: Instant(row.updated_at),
        })
    }
}
