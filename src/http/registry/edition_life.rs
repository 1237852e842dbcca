//! The life of an edition: described, submitted, returned, retired. Importing and publishing are in [`super::editions`].

use super::reading::EditionResponse;
use crate::error::Result;
use crate::http::addresses::edition_ref;
use crate::http::caller::Caller;
use crate::http::problem::Problems;
use crate::registry::edition_life::EditionDescription;
use crate::registry::edition_life::EditionStepTaken;
use actix_web::get;
use actix_web::patch;
use actix_web::post;
use actix_web::web::Json;
use actix_web::web::Path;
use serde::Deserialize;
use serde::Serialize;
use utoipa::ToSchema;

/// What shall be said of a draft: what is not named stays, what is named empty is taken away.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "title": "疾病分类与代码国家临床版2.0", "source": "国家卫生健康委", "confidence": "V", "effective_from": "2020-01-01",
    "replaces": "guolin-1.1", "document_number": "国卫办医函〔2019〕371号"
}))]
pub struct EditionDescriptionRequest {
    /// Its Chinese title.
    pub title: Option<String>,
    /// Where the list was taken from.
    pub source: Option<String>,
    /// `V` verified, `V-` secondary, `M` from memory, `M-low` doubtful.
    pub confidence: Option<String>,
    /// The first day it is in force, `YYYY-MM-DD`.
    pub effective_from: Option<String>,
    /// The last day it is in force, `YYYY-MM-DD`.
    pub effective_to: Option<String>,
    /// The edition of the same code system that it replaces.
    pub replaces: Option<String>,
    /// The number of the document that published it.
    pub document_number: Option<String>,
    /// What else a reader has to know.
    pub note: Option<String>,
}

/// Why a step is taken.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "reason": "A00.9 的名称与文件不符" }))]
pub struct ReasonRequest {
    /// Why; needed to return and to retire.
    #[serde(default)]
    pub reason: String,
}

/// A step in the life of an edition.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "step": "return", "status": "draft", "account": "wang", "at": "2026-11-21T01:00:00.000000Z",
    "reason": "A00.9 的名称与文件不符", "digest": "5d0c…", "report": ""
}))]
pub struct EditionStepResponse {
    /// `import`, `describe`, `submit`, `return`, `publish`, `publish-unreviewed` or `retire`.
    pub step: String,
    /// The status it led to.
    pub status: String,
    /// Who took it.
    pub account: String,
    /// When.
    pub at: String,
    /// Why.
    pub reason: String,
    /// SHA-256 of the contents that the edition had.
    pub digest: String,
    /// What the automatic checks said when it was submitted.
    pub report: String,
}

/// 编辑草稿的说明
///
/// Changes what is said of a draft.
#[utoipa::path(tag = "registry", operation_id = "describe_edition", request_body = EditionDescriptionRequest, params(
    ("system" = String, Path, description = "Code system id", example = "icd-10"),
    ("edition" = String, Path, description = "Edition id", example = "guolin-2.0")), responses(
    (status = 200, description = "The draft", body = EditionResponse), Problems))]
#[patch("/code-systems/{system}/editions/{edition}")]
pub async fn describe_edition(
    caller: Caller,
    path: Path<(String, String)>,
    body: Json<EditionDescriptionRequest>,
) -> Result<Json<EditionResponse>> {
    let of = edition_ref(path.into_inner())?;
    let description = EditionDescription::from(body.into_inner());
    let edition = caller
        .ask(move |service, session| service.describe_edition(session, &of, &description))
        .await?;
    Ok(Json(EditionResponse::from(edition)))
}

/// 提交审核
///
/// Hands a draft to review. Everything that keeps it from review is said at once.
#[utoipa::path(tag = "registry", operation_id = "submit_edition", request_body = ReasonRequest, params(
    ("system" = String, Path, description = "Code system id", example = "icd-10"),
    ("edition" = String, Path, description = "Edition id", example = "guolin-2.0")), responses(
    (status = 200, description = "The edition in review", body = EditionResponse), Problems))]
#[post("/code-systems/{system}/editions/{edition}/submit")]
pub async fn submit_edition(
    caller: Caller,
    path: Path<(String, String)>,
    body: Json<ReasonRequest>,
) -> Result<Json<EditionResponse>> {
    let of = edition_ref(path.into_inner())?;
    let edition = caller
        .ask(move |service, session| service.submit_edition(session, &of, &body.reason))
        .await?;
    Ok(Json(EditionResponse::from(edition)))
}

/// 退回
///
/// Returns an edition from review to its makers, with a reason.
#[utoipa::path(tag = "registry", operation_id = "return_edition", request_body = ReasonRequest, params(
    ("system" = String, Path, description = "Code system id", example = "icd-10"),
    ("edition" = String, Path, description = "Edition id", example = "guolin-2.0")), responses(
    (status = 200, description = "The draft", body = EditionResponse), Problems))]
#[post("/code-systems/{system}/editions/{edition}/return")]
pub async fn return_edition(
    caller: Caller,
    path: Path<(String, String)>,
    body: Json<ReasonRequest>,
) -> Result<Json<EditionResponse>> {
    let of = edition_ref(path.into_inner())?;
    let edition = caller
        .ask(move |service, session| service.return_edition(session, &of, &body.reason))
        .await?;
    Ok(Json(EditionResponse::from(edition)))
}

/// 停用
///
/// Retires a published edition: it stays readable, and nothing new is mapped to it.
#[utoipa::path(tag = "registry", operation_id = "retire_edition", request_body = ReasonRequest, params(
    ("system" = String, Path, description = "Code system id", example = "icd-10"),
    ("edition" = String, Path, description = "Edition id", example = "guolin-2.0")), responses(
    (status = 200, description = "The retired edition", body = EditionResponse), Problems))]
#[post("/code-systems/{system}/editions/{edition}/retire")]
pub async fn retire_edition(
    caller: Caller,
    path: Path<(String, String)>,
    body: Json<ReasonRequest>,
) -> Result<Json<EditionResponse>> {
    let of = edition_ref(path.into_inner())?;
    let edition = caller
        .ask(move |service, session| service.retire_edition(session, &of, &body.reason))
        .await?;
    Ok(Json(EditionResponse::from(edition)))
}

/// 查看版本的经历
///
/// Lists every step that an edition took, the first first.
#[utoipa::path(tag = "registry", operation_id = "list_edition_steps", params(
    ("system" = String, Path, description = "Code system id", example = "icd-10"),
    ("edition" = String, Path, description = "Edition id", example = "guolin-2.0")), responses(
    (status = 200, description = "The steps", body = Vec<EditionStepResponse>), Problems))]
#[get("/code-systems/{system}/editions/{edition}/steps")]
pub async fn list_edition_steps(
    caller: Caller,
    path: Path<(String, String)>,
) -> Result<Json<Vec<EditionStepResponse>>> {
    let of = edition_ref(path.into_inner())?;
    let steps = caller
        .ask(move |service, session| service.edition_steps(session, &of))
        .await?;
    Ok(Json(steps.into_iter().map(EditionStepResponse::from).collect()))
}

impl From<EditionDescriptionRequest> for EditionDescription {
    fn from(request: EditionDescriptionRequest) -> Self {
        Self {
            title: request.title,
            source: request.source,
            confidence: request.confidence,
            effective_from: request.effective_from,
            effective_to: request.effective_to,
            replaces: request.replaces,
            document_number: request.document_number,
            note: request.note,
        }
    }
}

impl From<EditionStepTaken> for EditionStepResponse {
    fn from(taken: EditionStepTaken) -> Self {
        Self {
            step: taken.step.as_str().to_owned(),
            status: taken.status.as_str().to_owned(),
            account: taken.account.to_string(),
            at: taken.at.to_rfc3339(),
            reason: taken.reason,
            digest: taken.digest,
            report: taken.report,
        }
    }
}
