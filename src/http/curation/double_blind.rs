//! Double blind review: two makers propose, a third person decides where they differ.

use super::mappings::DraftsRequest;
use super::mappings::MappingResponse;
use crate::coverage::Rate;
use crate::error::Result;
use crate::http::addresses::dictionary;
use crate::http::addresses::word;
use crate::http::caller::Caller;
use crate::http::pages::PageQuery;
use crate::http::pages::PageResponse;
use crate::http::problem::Problems;
use crate::mapping::decision::Decision;
use crate::mapping::double_blind::Proposal;
use crate::mapping::double_blind::RoundState;
use crate::service::curation::double_blind::AgreementReport;
use crate::service::curation::double_blind::Proposed;
use crate::service::curation::double_blind::ShownRound;
use crate::service::curation::double_blind::WantedRounds;
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

/// Which rounds.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RoundQuery {
    /// `waiting`, `conflict`, `agreed` or `closed`.
    #[param(example = "waiting")]
    state: Option<String>,
    /// `false`: only rounds without a proposal of the caller, which are those left to do; `true`: only those with one.
    #[param(example = false)]
    mine: Option<bool>,
    /// Every round about this code instead, the oldest first.
    code: Option<String>,
}

/// What became of a proposal.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "code": "A00.901", "state": "waiting" }))]
pub struct ProposedResponse {
    /// The local code.
    pub code: String,
    /// `waiting` for a second maker; `agreed`: it went to review; `conflict`: a third person decides.
    pub state: String,
    /// The mapping in review, when two agreed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mapping: Option<MappingResponse>,
}

/// A round: what is proposed about a row as it stood.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "code": "A00.901", "name": "霍乱 NOS", "version": 0, "state": "waiting", "mine": false, "proposals": [] }))]
pub struct RoundResponse {
    /// The local code.
    pub code: String,
    /// The local name that it is about.
    pub name: String,
    /// The version of the mapping that it is about.
    pub version: i64,
    /// `waiting`, `conflict`, `agreed`, or `closed` when the row moved on.
    pub state: String,
    /// Whether one of its proposals is the caller's.
    pub mine: bool,
    /// The proposals that the caller may see: a maker's own; of others both, once both are there.
    pub proposals: Vec<ProposalOfMaker>,
}

/// What a maker decides.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "account": "zhang", "at": "2026-11-21T01:00:00.000000Z", "decision": { "outcome": "ignored", "reason": "测试条目" },
    "justification": ""
}))]
pub struct ProposalOfMaker {
    /// The maker.
    pub account: String,
    /// When.
    pub at: String,
    /// The decision.
    #[schema(value_type = Object)]
    pub decision: Decision,
    /// Why.
    pub justification: String,
}

/// How makers agree in a dictionary.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "rows": 400, "alike": 352, "raw_agreement": "0.880000", "same_category": 361, "categories": 310, "kappa": "0.901912",
    "waiting": 12, "conflicts": 3
}))]
pub struct AgreementResponse {
    /// Rows that two makers decided; one that was decided by two again counts again.
    pub rows: u64,
    /// Those that both decided alike: disposition, targets in order, relationships, conditions.
    pub alike: u64,
    /// `alike` / `rows` with six decimal places, the rest cut off; absent without rows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raw_agreement: Option<String>,
    /// Rows of which both chose the same category: the same target codes in order, or no match, or never sent.
    pub same_category: u64,
    /// How many categories were chosen.
    pub categories: usize,
    /// Cohen's kappa over these categories, (po - pe) / (1 - pe): po is `same_category` / `rows`, pe the sum over categories
    /// of the share of the first makers times that of the second. Absent without rows or where pe is 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kappa: Option<String>,
    /// Rows that wait for a second maker now.
    pub waiting: u64,
    /// Conflicts that wait for a third person now.
    pub conflicts: u64,
}

/// 双盲编制
///
/// Writes down what one of two makers decides; nobody else sees it until the other has decided, and neither maker ever sees
/// the other's. Where both decide alike, the row goes to review and neither of them may approve it.
#[utoipa::path(tag = "mappings", operation_id = "propose_mappings", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("source" = String, Path, description = "Source system", example = "his"),
    ("name" = String, Path, description = "Dictionary name", example = "diagnosis")), request_body = DraftsRequest,
    responses((status = 200, description = "What became of each", body = Vec<ProposedResponse>), Problems))]
#[put("/organizations/{organization}/dictionaries/{source}/{name}/proposals")]
pub async fn propose_mappings(
    caller: Caller,
    path: Path<(String, String, String)>,
    body: Json<DraftsRequest>,
) -> Result<Json<Vec<ProposedResponse>>> {
    let (organization, id) = dictionary(path.into_inner())?;
    let requests = body.into_inner().requests()?;
    let list = caller
        .ask(move |service, session| service.propose_mappings(session, &organization, &id, &requests))
        .await?;
    Ok(Json(list.into_iter().map(ProposedResponse::from).collect()))
}

/// 列出双盲编制
///
/// Lists the newest round of each row by code: what waits for a second maker, what two decided differently.
#[utoipa::path(tag = "mappings", operation_id = "list_proposals_of_makers", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("source" = String, Path, description = "Source system", example = "his"),
    ("name" = String, Path, description = "Dictionary name", example = "diagnosis"), RoundQuery, PageQuery),
    responses((status = 200, description = "A page of rounds", body = PageResponse<RoundResponse>), Problems))]
#[get("/organizations/{organization}/dictionaries/{source}/{name}/proposals")]
pub async fn list_proposals(
    caller: Caller,
    path: Path<(String, String, String)>,
    wanted: Query<RoundQuery>,
    query: Query<PageQuery>,
) -> Result<Json<PageResponse<RoundResponse>>> {
    let (organization, id) = dictionary(path.into_inner())?;
    let page = query.page()?;
    let (wanted, code) = wanted.into_inner().read()?;
    if let Some(code) = code {
        let rounds = caller
            .ask(move |service, session| service.rounds_of_code(session, &organization, &id, &code))
            .await?;
        let rounds = rounds.into_iter().map(RoundResponse::from).collect();
        return Ok(Json(PageResponse::whole(rounds)));
    }
    let slice = caller
        .ask(move |service, session| service.rounds(session, &organization, &id, &wanted, &page))
        .await?;
    Ok(Json(PageResponse::of(slice, RoundResponse::from)))
}

/// 裁定双盲编制的分歧
///
/// Decides, as a third person who sees both proposals, what two makers decided differently; the rows go to review. Neither
/// maker may. Each decision says why.
#[utoipa::path(tag = "mappings", operation_id = "resolve_proposals", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("source" = String, Path, description = "Source system", example = "his"),
    ("name" = String, Path, description = "Dictionary name", example = "diagnosis")), request_body = DraftsRequest,
    responses((status = 200, description = "The mappings as they are now", body = Vec<MappingResponse>), Problems))]
#[post("/organizations/{organization}/dictionaries/{source}/{name}/proposals/resolutions")]
pub async fn resolve_proposals(
    caller: Caller,
    path: Path<(String, String, String)>,
    body: Json<DraftsRequest>,
) -> Result<Json<Vec<MappingResponse>>> {
    let (organization, id) = dictionary(path.into_inner())?;
    let requests = body.into_inner().requests()?;
    let list = caller
        .ask(move |service, session| service.resolve_conflicts(session, &organization, &id, &requests))
        .await?;
    Ok(Json(list.into_iter().map(MappingResponse::from).collect()))
}

/// 查看双盲编制的一致性
///
/// Tells how far the makers of a dictionary decide alike, and how many rows wait for a second maker or a third person.
#[utoipa::path(tag = "mappings", operation_id = "get_agreement", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("source" = String, Path, description = "Source system", example = "his"),
    ("name" = String, Path, description = "Dictionary name", example = "diagnosis")), responses(
    (status = 200, description = "The figures", body = AgreementResponse), Problems))]
#[get("/organizations/{organization}/dictionaries/{source}/{name}/agreement")]
pub async fn get_agreement(caller: Caller, path: Path<(String, String, String)>) -> Result<Json<AgreementResponse>> {
    let (organization, id) = dictionary(path.into_inner())?;
    let report = caller
        .ask(move |service, session| service.agreement(session, &organization, &id))
        .await?;
    Ok(Json(report.into()))
}

impl RoundQuery {
    fn read(self) -> Result<(WantedRounds, Option<String>)> {
        let words: Vec<&str> = RoundState::ALL.iter().map(|state| state.as_str()).collect();
        let state = self.state.as_deref();
        let state = state.map(|text| word(text, "state", RoundState::parse, &words));
        let wanted = WantedRounds {
            state: state.transpose()?,
            mine: self.mine,
        };
        Ok((wanted, self.code))
    }
}

impl From<Proposed> for ProposedResponse {
    fn from(proposed: Proposed) -> Self {
        Self {
            code: proposed.code,
            state: proposed.state.as_str().to_owned(),
            mapping: proposed.mapping.map(MappingResponse::from),
        }
    }
}

impl From<ShownRound> for RoundResponse {
    fn from(round: ShownRound) -> Self {
        let of_maker = |proposal: Proposal| ProposalOfMaker {
            account: proposal.account.to_string(),
            at: proposal.at.to_rfc3339(),
            decision: proposal.decision,
            justification: proposal.justification,
        };
        Self {
            code: round.code,
            name: round.basis.name,
            version: round.basis.version,
            state: round.state.as_str().to_owned(),
            mine: round.mine,
            proposals: round.proposals.into_iter().map(of_maker).collect(),
        }
    }
}

impl From<AgreementReport> for AgreementResponse {
    fn from(report: AgreementReport) -> Self {
        let agreement = report.agreement;
        let raw = Rate {
            numerator: agreement.alike.into(),
            denominator: agreement.rows.into(),
        };
        Self {
            raw_agreement: raw.decimal(),
            kappa: agreement.kappa_millionths().map(decimal),
            categories: agreement.categories(),
            rows: agreement.rows,
            alike: agreement.alike,
            same_category: agreement.same_category,
            waiting: report.waiting,
            conflicts: report.conflicts,
        }
    }
}

fn decimal(millionths: i64) -> String {
    let size = millionths.unsigned_abs();
    let sign = if millionths < 0 { "-" } else { "" };
    format!("{sign}{}.{:06}", size / 1_000_000, size % 1_000_000)
}
