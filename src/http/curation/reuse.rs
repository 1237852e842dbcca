//! Re-use: what a dictionary may use of other hospitals, taking it over, and copying between one's own dictionaries.

use super::mappings::MappingResponse;
use super::take_over::TakeOverResponse;
use crate::error::Result;
use crate::http::addresses::dictionary;
use crate::http::addresses::word;
use crate::http::caller::Caller;
use crate::http::problem::Problems;
use crate::id::DictionaryId;
use crate::id::OrganizationId;
use crate::mapping::life::Mapping;
use crate::mapping::reuse::ReuseMode;
use crate::mapping::reuse::ReusePolicy;
use crate::mapping::reuse::StatedPolicy;
use crate::service::curation::reuse::Withdrawal;
use actix_web::get;
use actix_web::post;
use actix_web::put;
use actix_web::web::Json;
use actix_web::web::Path;
use actix_web::web::Query;
use serde::Deserialize;
use serde::Serialize;
use utoipa::IntoParams;
use utoipa::ToSchema;

/// How a dictionary may use the mappings of others.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "mode": "adopted", "origins": ["H2", "H3"], "hospitals": 2, "reason": "同集团医院字典一致" }))]
pub struct ReuseRequest {
    /// `none`: not used; `proposed`: evidence for suggestions; `adopted`: what they agree on may be taken over as drafts.
    pub mode: String,
    /// From these organizations alone; without them, from all who share.
    pub origins: Option<Vec<String>>,
    /// How many hospitals have to agree before a decision may be taken over; 2 without it.
    pub hospitals: Option<u32>,
    /// Why.
    pub reason: String,
}

/// How a dictionary may use the mappings of others 跨院复用.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "mode": "proposed", "hospitals": 2, "history": [] }))]
pub struct ReuseResponse {
    /// `none`, `proposed` or `adopted`; `proposed` until somebody says otherwise.
    pub mode: String,
    /// From these organizations alone; absent for all who share.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origins: Option<Vec<String>>,
    /// How many hospitals have to agree before a decision may be taken over.
    pub hospitals: u32,
    /// Everything that was said, the last word last.
    pub history: Vec<StatedPolicyResponse>,
}

/// What somebody said about re-use.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "number": 1, "mode": "adopted", "origins": ["H2", "H3"], "hospitals": 2, "by": "wang", "at": "2026-11-21T01:00:00.000000Z",
    "reason": "同集团医院字典一致"
}))]
pub struct StatedPolicyResponse {
    /// Its number in the dictionary, from 1.
    pub number: i64,
    /// `none`, `proposed` or `adopted`.
    pub mode: String,
    /// From these organizations alone; absent for all who share.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origins: Option<Vec<String>>,
    /// How many hospitals have to agree.
    pub hospitals: u32,
    /// Who said it.
    pub by: String,
    /// When.
    pub at: String,
    /// Why.
    pub reason: String,
}

/// Whether it is only tried.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AdoptQuery {
    /// Writes nothing and answers what would be written.
    #[serde(default)]
    #[param(example = true)]
    dry_run: bool,
}

/// What is copied, and whether it is only tried.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CopyQuery {
    /// The dictionary of the same organization that is copied from.
    #[param(example = "oldhis/diagnosis")]
    from: String,
    /// Writes nothing and answers what would be written.
    #[serde(default)]
    #[param(example = true)]
    dry_run: bool,
}

/// A mapping that was taken over from what is no longer shared.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "why": "release-retracted", "mapping": { "dictionary": "his/diagnosis", "code": "A00.901" } }))]
pub struct WithdrawnResponse {
    /// `consent-withdrawn` or `release-retracted`.
    pub why: String,
    /// The mapping, with its origin.
    #[schema(value_type = Object)]
    pub mapping: MappingResponse,
}

/// 设定跨院复用
///
/// Says how a dictionary may use the mappings of other organizations. When others teach it from now on, or no longer, its
/// stored suggestions are forgotten. The same again changes nothing.
#[utoipa::path(tag = "reuse", operation_id = "set_reuse", request_body = ReuseRequest, params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("source" = String, Path, description = "Source system", example = "his"),
    ("name" = String, Path, description = "Dictionary name", example = "diagnosis")), responses(
    (status = 200, description = "What was said", body = StatedPolicyResponse), Problems))]
#[put("/organizations/{organization}/dictionaries/{source}/{name}/reuse")]
pub async fn set_reuse(
    caller: Caller,
    path: Path<(String, String, String)>,
    body: Json<ReuseRequest>,
) -> Result<Json<StatedPolicyResponse>> {
    let (organization, id) = dictionary(path.into_inner())?;
    let policy = body.policy()?;
    let reason = body.into_inner().reason;
    let stated = caller
        .ask(move |service, session| service.set_reuse(session, &organization, &id, &policy, &reason))
        .await?;
    Ok(Json(StatedPolicyResponse::from(stated)))
}

/// 查看跨院复用
///
/// Reads how a dictionary may use the mappings of other organizations, and who said so when.
#[utoipa::path(tag = "reuse", operation_id = "get_reuse", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("source" = String, Path, description = "Source system", example = "his"),
    ("name" = String, Path, description = "Dictionary name", example = "diagnosis")), responses(
    (status = 200, description = "The policy", body = ReuseResponse), Problems))]
#[get("/organizations/{organization}/dictionaries/{source}/{name}/reuse")]
pub async fn get_reuse(caller: Caller, path: Path<(String, String, String)>) -> Result<Json<ReuseResponse>> {
    let (organization, id) = dictionary(path.into_inner())?;
    let (policy, history) = caller
        .ask(move |service, session| service.reuse(session, &organization, &id))
        .await?;
    Ok(Json(ReuseResponse {
        mode: policy.mode.as_str().to_owned(),
        origins: origins(&policy),
        hospitals: policy.hospitals,
        history: history.into_iter().map(StatedPolicyResponse::from).collect(),
    }))
}

/// 采用他院一致的对照
///
/// Takes over as drafts what enough hospitals released for the same name, without any other decision among them and without
/// a risk, for codes that have no mapping. The policy has to be `adopted`. The drafts are submitted and reviewed like others.
#[utoipa::path(tag = "reuse", operation_id = "adopt_mappings", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("source" = String, Path, description = "Source system", example = "his"),
    ("name" = String, Path, description = "Dictionary name", example = "diagnosis"), AdoptQuery), responses(
    (status = 200, description = "What was or would be drafted, and what was left out", body = TakeOverResponse), Problems))]
#[post("/organizations/{organization}/dictionaries/{source}/{name}/reuse/adopt")]
pub async fn adopt(
    caller: Caller,
    path: Path<(String, String, String)>,
    query: Query<AdoptQuery>,
) -> Result<Json<TakeOverResponse>> {
    let (organization, id) = dictionary(path.into_inner())?;
    let is_dry_run = query.dry_run;
    let done = caller
        .ask(move |service, session| service.adopt(session, &organization, &id, is_dry_run))
        .await?;
    Ok(Json(TakeOverResponse::of(done, caller.language)))
}

/// 查看来源已撤销的对照
///
/// Lists mappings that were taken over from others who share no longer, or from a release that was retracted.
#[utoipa::path(tag = "reuse", operation_id = "list_withdrawn_reuse", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("source" = String, Path, description = "Source system", example = "his"),
    ("name" = String, Path, description = "Dictionary name", example = "diagnosis")), responses(
    (status = 200, description = "The mappings by code", body = Vec<WithdrawnResponse>), Problems))]
#[get("/organizations/{organization}/dictionaries/{source}/{name}/reuse/withdrawn")]
pub async fn list_withdrawn(
    caller: Caller,
    path: Path<(String, String, String)>,
) -> Result<Json<Vec<WithdrawnResponse>>> {
    let (organization, id) = dictionary(path.into_inner())?;
    let list = caller
        .ask(move |service, session| service.withdrawn_reuse(session, &organization, &id))
        .await?;
    Ok(Json(list.into_iter().map(WithdrawnResponse::from).collect()))
}

/// 从本院另一字典复制对照
///
/// Copies what another dictionary of the organization has approved or released, as drafts, for codes that have no mapping:
/// of the same code and name, or of a name that only one code has on either side. Targets of another edition are carried
/// over by a published concept map, or because code and name are equal; what is not carried over is listed.
#[utoipa::path(tag = "reuse", operation_id = "copy_dictionary", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("source" = String, Path, description = "Source system", example = "his"),
    ("name" = String, Path, description = "Dictionary name", example = "diagnosis"), CopyQuery), responses(
    (status = 200, description = "What was or would be drafted, and what was left out", body = TakeOverResponse), Problems))]
#[post("/organizations/{organization}/dictionaries/{source}/{name}/copy")]
pub async fn copy(
    caller: Caller,
    path: Path<(String, String, String)>,
    query: Query<CopyQuery>,
) -> Result<Json<TakeOverResponse>> {
    let (organization, id) = dictionary(path.into_inner())?;
    let from = DictionaryId::new(query.from.clone())?;
    let is_dry_run = query.dry_run;
    let done = caller
        .ask(move |service, session| service.copy_dictionary(session, &organization, &id, &from, is_dry_run))
        .await?;
    Ok(Json(TakeOverResponse::of(done, caller.language)))
}

impl ReuseRequest {
    fn policy(&self) -> Result<ReusePolicy> {
        let words: Vec<&str> = ReuseMode::ALL.iter().map(|mode| mode.as_str()).collect();
        let usual = ReusePolicy::default();
        let origins = self.origins.as_ref();
        Ok(ReusePolicy {
            mode: word(&self.mode, "mode", ReuseMode::parse, &words)?,
            origins: origins
                .map(|list| list.iter().map(OrganizationId::new).collect())
                .transpose()?,
            hospitals: self.hospitals.unwrap_or(usual.hospitals),
        })
    }
}

fn origins(policy: &ReusePolicy) -> Option<Vec<String>> {
    let list = policy.origins.as_ref()?;
    Some(list.iter().map(ToString::to_string).collect())
}

impl From<StatedPolicy> for StatedPolicyResponse {
    fn from(stated: StatedPolicy) -> Self {
        Self {
            number: stated.number,
            mode: stated.policy.mode.as_str().to_owned(),
            origins: origins(&stated.policy),
            hospitals: stated.policy.hospitals,
            by: stated.account.to_string(),
            at: stated.at.to_rfc3339(),
            reason: stated.reason,
        }
    }
}

impl From<(Mapping, Withdrawal)> for WithdrawnResponse {
    fn from((mapping, why): (Mapping, Withdrawal)) -> Self {
        Self {
            why: why.as_str().to_owned(),
            mapping: MappingResponse::from(mapping),
        }
    }
}
