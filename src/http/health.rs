//! Whether the process lives and whether it is ready; open to everybody, like `/docs`.

use super::server::readiness::Readiness;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::http::problem::Problem;
use crate::service::readiness::Findings;
use actix_web::get;
use actix_web::web::Data;
use actix_web::web::Json;
use serde::Serialize;
use utoipa::ToSchema;

/// The process's health.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "status": "ok" }))]
pub struct HealthResponse {
    /// `ok`.
    pub status: &'static str,
}

/// What the service is ready for.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "status": "ready", "database": true, "schema": true, "database_writable": true, "folder_writable": true }))]
pub struct ReadinessResponse {
    /// `ready`, or `read-only`: snapshots can be pulled, nothing can be changed.
    pub status: &'static str,
    /// The database answers.
    pub database: bool,
    /// Its schema is that of the program.
    pub schema: bool,
    /// The database takes writes.
    pub database_writable: bool,
    /// The data folder takes files.
    pub folder_writable: bool,
}

/// 进程是否存活
///
/// Says that the process lives, whatever its database does. Restart it only when this does not answer.
#[utoipa::path(
    tag = "health",
    operation_id = "get_health",
    responses((status = 200, description = "The process lives", body = HealthResponse)),
    security(())
)]
#[get("/healthz")]
pub async fn health() -> Json<HealthResponse> {
    Json(HealthResponse { status: "ok" })
}

/// 是否可以提供服务
///
/// Says whether the service can do its work: the database answers, its schema is that of the program, and both the database and
/// the disk take writes. When only writing is impossible, the answer is 200 with `read-only`: snapshots can still be pulled.
#[utoipa::path(
    tag = "health",
    operation_id = "get_readiness",
    responses(
        (status = 200, description = "Ready, or ready for reading", body = ReadinessResponse),
        (status = 503, description = "The database does not answer, or has another schema", body = Problem, content_type = "application/problem+json"),
    ),
    security(())
)]
#[get("/readyz")]
pub async fn ready(readiness: Data<Readiness>) -> Result<Json<ReadinessResponse>> {
    let findings = readiness.find().await?;
    if !findings.can_read() {
        return Err(Error::new(Code::DatabaseUnavailable).caused_by(format!("{findings:?}")));
    }
    Ok(Json(ReadinessResponse::from(findings)))
}

impl From<Findings> for ReadinessResponse {
    fn from(findings: Findings) -> Self {
        Self {
            status: if findings.can_write() { "ready" } else { "read-only" },
            database: findings.database,
            schema: findings.schema,
            database_writable: findings.database_writable,
            folder_writable: findings.folder_writable,
        }
    }
}
