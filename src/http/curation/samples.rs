//! Acceptance sampling: drawing, judging, and how a sample stands.

use super::mappings::MappingResponse;
use crate::error::Result;
use crate::http::addresses::dictionary;
use crate::http::caller::Caller;
use crate::http::problem::Problems;
use crate::service::curation::samples::DrawnRow;
use crate::service::curation::samples::JudgementRequest;
use crate::service::curation::samples::SampleReport;
use crate::service::curation::samples::SampleRequest;
use actix_web::HttpResponse;
use actix_web::get;
use actix_web::post;
use actix_web::web::Json;
use actix_web::web::Path;
use serde::Deserialize;
use serde::Serialize;
use utoipa::ToSchema;

/// What is to be drawn.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "bulk": 5 }))]
pub struct DrawRequest {
    /// The bulk act whose approved rows are the batch; without it, every approved row of the dictionary.
    pub bulk: Option<i64>,
    /// How many draws; without it what the policy says, or as many as show its limit with 95 % confidence.
    pub draws: Option<u32>,
}

/// Judgements of drawn rows; taken whole or refused whole.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "items": [
    { "code": "A00.901", "correct": true }, { "code": "K40.901", "correct": false, "note": "左右侧错误" }
] }))]
pub struct JudgementsRequest {
    /// The judgements.
    pub items: Vec<JudgementItem>,
}

/// What is said of one drawn row.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct JudgementItem {
    /// The local code.
    pub code: String,
    /// Whether the mapping is right.
    pub correct: bool,
    /// Why not; a wrong row needs it.
    #[serde(default)]
    pub note: String,
}

/// A sample and how it stands.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "number": 1, "bulk": 5, "seed": "6457827717110365317", "draws": 299, "population": 20314, "limit_per_mille": 10, "judged": 299,
    "wrong": 1, "error_rate": 0.0033, "low": 0.0006, "high": 0.0187, "standing": "accepted", "account": "li", "at": "2026-11-21T01:00:00.000000Z"
}))]
pub struct SampleResponse {
    /// Its number within the organization.
    pub number: i64,
    /// The bulk act whose rows are the batch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bulk: Option<i64>,
    /// The seed of the draws: the same batch and seed give the same sample.
    pub seed: String,
    /// How many draws, each in proportion to usage; a row that is drawn several times counts for each.
    pub draws: u32,
    /// How many rows the batch has.
    pub population: u64,
    /// How many of a thousand draws may be wrong.
    pub limit_per_mille: u16,
    /// Draws that are judged.
    pub judged: u32,
    /// Draws that are judged wrong.
    pub wrong: u32,
    /// The share of judged draws that are wrong: an estimate of the share of records that are coded wrongly.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_rate: Option<f64>,
    /// The lower end of its 95 % confidence interval (Wilson).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub low: Option<f64>,
    /// The upper end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub high: Option<f64>,
    /// `open`, `accepted` or `rejected`.
    pub standing: String,
    /// Who drew it.
    pub account: String,
    /// When.
    pub at: String,
}

/// A sample with its drawn rows.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "sample": { "number": 1, "standing": "open" }, "rows": [{ "code": "A00.901", "draws": 2 }] }))]
pub struct SampleRowsResponse {
    /// The sample.
    pub sample: SampleResponse,
    /// The rows that were drawn, by code.
    pub rows: Vec<DrawnRowResponse>,
}

/// A row that was drawn.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "code": "A00.901", "version": 3, "draws": 2, "correct": true, "note": "", "judge": "chen" }))]
pub struct DrawnRowResponse {
    /// The local code.
    pub code: String,
    /// The version of the mapping that is judged.
    pub version: i64,
    /// How often it was drawn.
    pub draws: u32,
    /// The mapping as it is now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mapping: Option<MappingResponse>,
    /// Whether it was judged right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub correct: Option<bool>,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Who judged it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub judge: Option<String>,
}

/// 列出抽样
///
/// Lists the samples of a dictionary, the newest first.
#[utoipa::path(tag = "mappings", operation_id = "list_samples", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("source" = String, Path, description = "Source system", example = "his"),
    ("name" = String, Path, description = "Dictionary name", example = "diagnosis")), responses(
    (status = 200, description = "The samples", body = Vec<SampleResponse>), Problems))]
#[get("/organizations/{organization}/dictionaries/{source}/{name}/samples")]
pub async fn list_samples(caller: Caller, path: Path<(String, String, String)>) -> Result<Json<Vec<SampleResponse>>> {
    let (organization, id) = dictionary(path.into_inner())?;
    let list = caller
        .ask(move |service, session| service.samples(session, &organization, &id))
        .await?;
    Ok(Json(list.into_iter().map(SampleResponse::from).collect()))
}

/// 抽样
///
/// Draws a usage-weighted random sample of approved rows for another person to judge.
#[utoipa::path(tag = "mappings", operation_id = "draw_sample", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("source" = String, Path, description = "Source system", example = "his"),
    ("name" = String, Path, description = "Dictionary name", example = "diagnosis")), request_body = DrawRequest,
    responses((status = 201, description = "The sample", body = SampleResponse), Problems))]
#[post("/organizations/{organization}/dictionaries/{source}/{name}/samples")]
pub async fn draw_sample(
    caller: Caller,
    path: Path<(String, String, String)>,
    body: Json<DrawRequest>,
) -> Result<HttpResponse> {
    let (organization, id) = dictionary(path.into_inner())?;
    let request = SampleRequest {
        bulk: body.bulk,
        draws: body.draws,
    };
    let drawn = caller
        .ask(move |service, session| service.draw_sample(session, &organization, &id, &request))
        .await?;
    Ok(HttpResponse::Created().json(SampleResponse::from(drawn)))
}

/// 查看抽样
///
/// Shows a sample and the rows that were drawn, with what was judged of them.
#[utoipa::path(tag = "mappings", operation_id = "get_sample", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("source" = String, Path, description = "Source system", example = "his"),
    ("name" = String, Path, description = "Dictionary name", example = "diagnosis"),
    ("number" = i64, Path, description = "Number of the sample", example = 1)), responses(
    (status = 200, description = "The sample and its rows", body = SampleRowsResponse), Problems))]
#[get("/organizations/{organization}/dictionaries/{source}/{name}/samples/{number}")]
pub async fn get_sample(caller: Caller, path: Path<(String, String, String, i64)>) -> Result<Json<SampleRowsResponse>> {
    let (organization, source, name, number) = path.into_inner();
    let (organization, id) = dictionary((organization, source, name))?;
    let (sample, rows) = caller
        .ask(move |service, session| service.sample(session, &organization, &id, number))
        .await?;
    Ok(Json(SampleRowsResponse {
        sample: sample.into(),
        rows: rows.into_iter().map(DrawnRowResponse::from).collect(),
    }))
}

/// 评判抽样
///
/// Judges drawn rows, by somebody who neither made, submitted nor approved them. When the sample is decided, a batch over its
/// limit is reopened whole, of another the wrong rows are.
#[utoipa::path(tag = "mappings", operation_id = "judge_sample", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("source" = String, Path, description = "Source system", example = "his"),
    ("name" = String, Path, description = "Dictionary name", example = "diagnosis"),
    ("number" = i64, Path, description = "Number of the sample", example = 1)), request_body = JudgementsRequest,
    responses((status = 200, description = "How the sample stands now", body = SampleResponse), Problems))]
#[post("/organizations/{organization}/dictionaries/{source}/{name}/samples/{number}/judgements")]
pub async fn judge_sample(
    caller: Caller,
    path: Path<(String, String, String, i64)>,
    body: Json<JudgementsRequest>,
) -> Result<Json<SampleResponse>> {
    let (organization, source, name, number) = path.into_inner();
    let (organization, id) = dictionary((organization, source, name))?;
    let items = body.into_inner().items.into_iter();
    let requests: Vec<JudgementRequest> = items
        .map(|item| JudgementRequest {
            code: item.code,
            correct: item.correct,
            note: item.note,
        })
        .collect();
    let report = caller
        .ask(move |service, session| service.judge_sample(session, &organization, &id, number, &requests))
        .await?;
    Ok(Json(report.into()))
}

impl From<SampleReport> for SampleResponse {
    fn from(report: SampleReport) -> Self {
        let (sample, tally) = (report.sample, report.tally);
        let interval = tally.interval();
        Self {
            number: sample.number,
            bulk: sample.bulk,
            seed: sample.seed.to_string(),
            draws: sample.draws,
            population: sample.population,
            limit_per_mille: sample.limit_per_mille,
            judged: tally.judged,
            wrong: tally.wrong,
            error_rate: tally.error_rate(),
            low: interval.map(|(low, _)| low),
            high: interval.map(|(_, high)| high),
            standing: report.standing.as_str().to_owned(),
            account: sample.account.to_string(),
            at: sample.at.to_rfc3339(),
        }
    }
}

impl From<DrawnRow> for DrawnRowResponse {
    fn from(drawn: DrawnRow) -> Self {
        let judgement = drawn.judgement;
        Self {
            code: drawn.row.code,
            version: drawn.row.version,
            draws: drawn.row.draws,
            mapping: drawn.mapping.map(MappingResponse::from),
            correct: judgement.as_ref().map(|one| one.correct),
            note: judgement.as_ref().map(|one| one.note.clone()),
            judge: judgement.map(|one| one.account.to_string()),
        }
    }
}
