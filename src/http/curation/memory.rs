//! Memory: who shares, what was learned, and retracting what shall no longer teach.

use crate::error::Result;
use crate::http::addresses::edition_ref;
use crate::http::caller::Caller;
use crate::http::problem::Problems;
use crate::id::EditionRef;
use crate::id::OrganizationId;
use crate::mapping::release::Retraction;
use crate::matching::memory::Replacement;
use crate::service::curation::memory::MemoryReport;
use crate::source::organization::Organization;
use crate::source::organization::SharingConsent;
use actix_web::HttpResponse;
use actix_web::get;
use actix_web::post;
use actix_web::put;
use actix_web::web::Json;
use actix_web::web::Path;
use serde::Deserialize;
use serde::Serialize;
use utoipa::ToSchema;

/// What an organization says about sharing.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "shares": true, "reason": "全省共享已发布的对照" }))]
pub struct SharingRequest {
    /// Whether others may learn from its released mappings.
    pub shares: bool,
    /// Why.
    pub reason: String,
}

/// Whether an organization shares 共享许可.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "organization": "H1", "shares": true, "at": "2026-11-21T01:00:00.000000Z", "by": "wang", "reason": "全省共享已发布的对照"
}))]
pub struct SharingResponse {
    /// The organization.
    pub organization: String,
    /// Whether others may learn from its released mappings; no, until it says so.
    pub shares: bool,
    /// When it said so last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// Who said it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Why a release is retracted.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "reason": "误把草稿批准发布" }))]
pub struct RetractionRequest {
    /// Why.
    pub reason: String,
}

/// A retraction 撤回 of a release.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "at": "2026-11-21T01:00:00.000000Z", "by": "wang", "reason": "误把草稿批准发布" }))]
pub struct RetractionResponse {
    /// When.
    pub at: String,
    /// By whom.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// What was learned 历史对照 for an organization and an edition.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "organization": "H1", "edition": "icd-9-cm-3/guolin-3.0", "own": 1820, "refusals": 14, "shared": 5210,
    "organizations": [{ "organization": "H2", "name": "试验医院", "mappings": 5210 }],
    "replacements": [{ "dropped": "还纳", "written": "复位", "times": 41, "of": 52 }], "shares": true
}))]
pub struct MemoryResponse {
    /// The organization.
    pub organization: String,
    /// The edition.
    pub edition: String,
    /// How many of its own mappings teach.
    pub own: u64,
    /// For how many of its own local names a reviewer refused something.
    pub refusals: u64,
    /// How many mappings of others teach.
    pub shared: u64,
    /// The others; only those that share.
    pub organizations: Vec<TeacherResponse>,
    /// What sources and targets write for each other, the most frequent first.
    pub replacements: Vec<ReplacementResponse>,
    /// Whether the organization itself shares.
    pub shares: bool,
}

/// Another organization that teaches.
#[derive(Debug, Serialize, ToSchema)]
pub struct TeacherResponse {
    /// Its id.
    #[schema(example = "H2")]
    pub organization: String,
    /// Its full name.
    #[schema(example = "试验医院")]
    pub name: String,
    /// How many of its mappings teach.
    #[schema(example = 5210)]
    pub mappings: u64,
}

/// A replacement 替换习惯.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReplacementResponse {
    /// Characters of local names.
    #[schema(example = "还纳")]
    pub dropped: String,
    /// Characters of standard names.
    #[schema(example = "复位")]
    pub written: String,
    /// In how many mappings both stand.
    #[schema(example = 41)]
    pub times: u32,
    /// In how many mappings the characters of the local name are not kept.
    #[schema(example = 52)]
    pub of: u32,
}

/// 设置是否共享对照
///
/// Says whether others may learn from the organization's released mappings. It takes effect with the next suggestion; what
/// jobs of others kept before stays until their next job. The same again changes nothing.
#[utoipa::path(tag = "memory", operation_id = "set_sharing", request_body = SharingRequest,
    params(("organization" = String, Path, description = "Organization id", example = "H1")), responses(
    (status = 200, description = "What the organization says now", body = SharingResponse), Problems))]
#[put("/organizations/{organization}/sharing")]
pub async fn set_sharing(
    caller: Caller,
    path: Path<String>,
    body: Json<SharingRequest>,
) -> Result<Json<SharingResponse>> {
    let id = OrganizationId::new(path.into_inner())?;
    let organization = id.to_string();
    let body = body.into_inner();
    let consent = caller
        .ask(move |service, session| service.set_sharing(session, &id, body.shares, &body.reason))
        .await?;
    Ok(Json(SharingResponse::of(organization, Some(consent))))
}

/// 查看是否共享对照
///
/// Reads whether others may learn from the organization's released mappings.
#[utoipa::path(tag = "memory", operation_id = "get_sharing",
    params(("organization" = String, Path, description = "Organization id", example = "H1")), responses(
    (status = 200, description = "What the organization says", body = SharingResponse), Problems))]
#[get("/organizations/{organization}/sharing")]
pub async fn get_sharing(caller: Caller, path: Path<String>) -> Result<Json<SharingResponse>> {
    let id = OrganizationId::new(path.into_inner())?;
    let organization = id.to_string();
    let consent = caller
        .ask(move |service, session| service.sharing(session, &id))
        .await?;
    Ok(Json(SharingResponse::of(organization, consent)))
}

/// 撤回发布版
///
/// Retracts a release: what it brought teaches nobody any longer. Snapshots serve what they served; a correction is another
/// release.
#[utoipa::path(tag = "memory", operation_id = "retract_release", request_body = RetractionRequest, params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("number" = i64, Path, description = "Release number", example = 1)), responses(
    (status = 201, description = "The retraction", body = RetractionResponse), Problems))]
#[post("/organizations/{organization}/releases/{number}/retraction")]
pub async fn retract_release(
    caller: Caller,
    path: Path<(String, i64)>,
    body: Json<RetractionRequest>,
) -> Result<HttpResponse> {
    let (organization, number) = path.into_inner();
    let id = OrganizationId::new(organization)?;
    let retraction = caller
        .ask(move |service, session| service.retract_release(session, &id, number, &body.reason))
        .await?;
    Ok(HttpResponse::Created().json(RetractionResponse::from(retraction)))
}

/// 查看历史对照
///
/// Shows what was learned for an organization and an edition: from how many mappings, of whom, and which replacements.
#[utoipa::path(tag = "memory", operation_id = "get_memory", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("system" = String, Path, description = "Code system", example = "icd-9-cm-3"),
    ("edition" = String, Path, description = "Edition", example = "guolin-3.0")), responses(
    (status = 200, description = "What was learned", body = MemoryResponse), Problems))]
#[get("/organizations/{organization}/memory/{system}/{edition}")]
pub async fn get_memory(caller: Caller, path: Path<(String, String, String)>) -> Result<Json<MemoryResponse>> {
    let (organization, system, edition) = path.into_inner();
    let id = OrganizationId::new(organization)?;
    let edition = edition_ref((system, edition))?;
    let (organization, of) = (id.to_string(), edition.clone());
    let report = caller
        .ask(move |service, session| service.inspect_memory(session, &id, &edition))
        .await?;
    Ok(Json(MemoryResponse::of(organization, &of, report)))
}

impl SharingResponse {
    fn of(organization: String, consent: Option<SharingConsent>) -> Self {
        Self {
            organization,
            shares: consent.as_ref().is_some_and(|consent| consent.shares),
            at: consent.as_ref().map(|consent| consent.at.to_rfc3339()),
            by: consent.as_ref().map(|consent| consent.account.to_string()),
            reason: consent.map(|consent| consent.reason),
        }
    }
}

impl MemoryResponse {
    fn of(organization: String, edition: &EditionRef, report: MemoryReport) -> Self {
        Self {
            organization,
            edition: edition.to_string(),
            own: report.own,
            refusals: report.refusals,
            shared: report.shared.iter().map(|(_, mappings)| mappings).sum(),
            organizations: report.shared.into_iter().map(TeacherResponse::from).collect(),
            replacements: report.replacements.into_iter().map(ReplacementResponse::from).collect(),
            shares: report.shares,
        }
    }
}

impl From<(Organization, u64)> for TeacherResponse {
    fn from((organization, mappings): (Organization, u64)) -> Self {
        Self {
            organization: organization.id.to_string(),
            name: organization.name,
            mappings,
        }
    }
}

impl From<Replacement> for ReplacementResponse {
    fn from(replacement: Replacement) -> Self {
        Self {
            dropped: replacement.dropped,
            written: replacement.written,
            times: replacement.times,
            of: replacement.of,
        }
    }
}

impl From<Retraction> for RetractionResponse {
    fn from(retraction: Retraction) -> Self {
        Self {
            at: retraction.at.to_rfc3339(),
            by: retraction.account.to_string(),
            reason: retraction.reason,
        }
    }
}
