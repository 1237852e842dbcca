//! Registering code systems.

use super::reading::CodeSystemResponse;
use crate::error::Result;
use crate::http::caller::Caller;
use crate::http::problem::Problems;
use crate::id::KindId;
use crate::id::SystemId;
use crate::service::registry::code_systems::CodeSystemDescription;
use actix_web::put;
use actix_web::web::Json;
use actix_web::web::Path;
use serde::Deserialize;
use utoipa::ToSchema;

/// What is said of a code system, all of it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "title": "疾病分类与代码", "title_en": "International Classification of Diseases", "publisher": "国家卫生健康委员会",
    "oid": "2.16.840.1.113883.6.3", "kind": "plain"
}))]
pub struct CodeSystemRequest {
    /// Its Chinese title.
    pub title: String,
    /// Its English title.
    #[serde(default)]
    pub title_en: String,
    /// Who publishes it.
    pub publisher: String,
    /// Its OID.
    pub oid: Option<String>,
    /// Its address on the web.
    pub url: Option<String>,
    /// What it lists: `plain`, `drug`, `laboratory`, `division` or `department`; without it nothing changes.
    #[schema(value_type = Option<String>)]
    pub kind: Option<KindId>,
}

/// 登记代码系统
///
/// Registers a code system, or says something else of one; the audit log keeps what was said before.
#[utoipa::path(tag = "registry", operation_id = "register_code_system", request_body = CodeSystemRequest,
    params(("system" = String, Path, description = "Code system id", example = "icd-10")), responses(
    (status = 200, description = "The code system", body = CodeSystemResponse), Problems))]
#[put("/code-systems/{system}")]
pub async fn register_code_system(
    caller: Caller,
    path: Path<String>,
    body: Json<CodeSystemRequest>,
) -> Result<Json<CodeSystemResponse>> {
    let id = SystemId::new(path.into_inner())?;
    let description = CodeSystemDescription::from(body.into_inner());
    let system = caller
        .ask(move |service, session| service.register_code_system(session, &id, &description))
        .await?;
    Ok(Json(CodeSystemResponse::of(system, None)))
}

impl From<CodeSystemRequest> for CodeSystemDescription {
    fn from(request: CodeSystemRequest) -> Self {
        Self {
            title: request.title,
            title_en: request.title_en,
            publisher: request.publisher,
            oid: request.oid,
            url: request.url,
            kind: request.kind,
        }
    }
}
