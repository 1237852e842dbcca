//! Whether the service lives; open to everybody, like `/docs`.

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::http::problem::Problem;
use crate::service::Service;
use actix_web::get;
use actix_web::web;
use serde::Serialize;
use utoipa::ToSchema;

/// The service's health.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "status": "ok" }))]
pub struct HealthResponse {
    /// `ok`.
    pub status: &'static str,
}

/// 服务是否可用
///
/// Says whether the service and its database answer.
#[utoipa::path(
    tag = "health",
    operation_id = "get_health",
    responses(
        (status = 200, description = "The service and its database answer", body = HealthResponse),
        (status = 503, description = "The database does not answer", body = Problem, content_type = "application/problem+json"),
    ),
    security(())
)]
#[get("/healthz")]
pub async fn health(service: web::Data<Service>) -> Result<web::Json<HealthResponse>> {
    let service = service.get_ref().clone();
    web::block(move || service.is_ready())
        .await
        .map_err(|cause| Error::new(Code::Internal).caused_by(cause))??;
    Ok(web::Json(HealthResponse { status: "ok" }))
}
