//! Jobs: long work and how far it is.

use super::caller::Caller;
use super::problem::Problems;
use crate::error::Result;
use crate::id::JobId;
use crate::service::jobs::Job;
use actix_web::get;
use actix_web::web::Json;
use actix_web::web::Path;
use serde::Serialize;
use utoipa::ToSchema;

/// A job 任务.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "9a7e0a4f0f1c2d3e", "organization": "H1", "kind": "suggest", "subject": "his/diagnosis", "state": "running",
    "done": 12000, "total": 29395, "created_at": "2026-11-21T01:00:00.000000Z", "created_by": "zhang",
    "updated_at": "2026-11-21T01:00:09.000000Z"
}))]
pub struct JobResponse {
    /// Its id.
    pub id: String,
    /// Whose data it works on.
    pub organization: String,
    /// What it does.
    pub kind: String,
    /// On what.
    pub subject: String,
    /// `running`, `done`, `failed` or `interrupted`.
    pub state: String,
    /// Rows done.
    pub done: u64,
    /// Rows in all.
    pub total: u64,
    /// The code of the error that ended it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// When it was started.
    pub created_at: String,
    /// Who started it.
    pub created_by: String,
    /// When it last said something.
    pub updated_at: String,
}

/// 查看任务进度
///
/// Reads a job.
#[utoipa::path(tag = "jobs", operation_id = "get_job",
    params(("job" = String, Path, description = "Job id", example = "9a7e0a4f0f1c2d3e")), responses(
    (status = 200, description = "The job", body = JobResponse), Problems))]
#[get("/jobs/{job}")]
pub async fn get_job(caller: Caller, path: Path<String>) -> Result<Json<JobResponse>> {
    let id = JobId::new(path.into_inner())?;
    let job = caller.ask(move |service, session| service.job(session, &id)).await?;
    Ok(Json(JobResponse::from(job)))
}

impl From<Job> for JobResponse {
    fn from(job: Job) -> Self {
        Self {
            id: job.id.to_string(),
            organization: job.organization.to_string(),
            kind: job.kind,
            subject: job.subject,
            state: job.state,
            done: job.done,
            total: job.total,
            error: job.error,
            created_at: job.created_at.to_rfc3339(),
            created_by: job.created_by,
            updated_at: job.updated_at.to_rfc3339(),
        }
    }
}
