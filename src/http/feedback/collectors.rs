//! What collectors report, and how they stand.

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::http::caller::Caller;
use crate::http::problem::Problems;
use crate::id::CollectorId;
use crate::id::OrganizationId;
use crate::service::feedback::Receipt;
use crate::service::feedback::collectors::CollectorView;
use crate::source::feedback::report::CodeCount;
use crate::source::feedback::report::CodeStatus;
use crate::source::feedback::report::CollectorReport;
use crate::source::feedback::report::DayCounts;
use crate::source::feedback::report::Outcome;
use crate::source::feedback::report::ReportedRefusal;
use actix_web::get;
use actix_web::post;
use actix_web::web::Json;
use actix_web::web::Path;
use serde::Deserialize;
use serde::Serialize;
use utoipa::ToSchema;

/// A collector's report. It names codes and counts, never patients.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "report_id": "front-1-20261121-1", "made_at": "2026-11-21T18:05:00+08:00", "outcome": "applied", "release": 2,
    "digest": "5d0c9a6d5b0f8d0e7d5b5f6f2f4e3d2c1b0a99887766554433221100ffeeddcc", "client": "zhiyu/0.1.0",
    "usage": [{ "day": "2026-11-21", "dictionary": "his/diagnosis", "release": 2, "batch": "day.csv", "mapped": 12040,
        "codes": [{ "code": "A99.901", "name": "怪病", "status": "unmapped", "count": 12 }] }]
}))]
pub struct UseReportRequest {
    /// Chosen by the collector, at most 100 bytes: the same report sent again counts once.
    pub report_id: String,
    /// When it was made, RFC 3339.
    pub made_at: String,
    /// `applied` (the newest release was taken or was there), `refused` (the last good one stays in use) or `running` (nothing
    /// was pulled).
    pub outcome: String,
    /// The release that it runs.
    pub release: Option<i64>,
    /// SHA-256 of the body that it runs.
    pub digest: Option<String>,
    /// What was refused.
    pub refusal: Option<UseRefusalBody>,
    /// The name and version of its program.
    #[serde(default)]
    pub client: String,
    /// What became of codes: at most 400 counts with 20,000 codes.
    #[serde(default)]
    pub usage: Vec<DayCountsBody>,
}

/// Why something was refused.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "code": "expired", "reason": "the pointer is out of date" }))]
pub struct UseRefusalBody {
    /// The code of the refusal.
    pub code: String,
    /// In words.
    #[serde(default)]
    pub reason: String,
}

/// What became of the codes of one business day and dictionary.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DayCountsBody {
    /// The business day: 18:00 of the day before to 18:00 of Asia/Shanghai.
    pub day: String,
    /// The dictionary.
    pub dictionary: String,
    /// The release by which it was converted.
    pub release: i64,
    /// Which part of the day's data this is, such as the SHA-256 of a file. A later count of the same batch takes the place of
    /// this one.
    #[serde(default)]
    pub batch: String,
    /// How many codes were converted.
    pub mapped: u64,
    /// From how many codes the collector took the name away because it looked personal.
    #[serde(default)]
    pub names_dropped: u64,
    /// How often codes occurred that the collector does not name because they looked personal.
    #[serde(default)]
    pub codes_refused: u64,
    /// How often codes occurred that the collector does not name because there were too many.
    #[serde(default)]
    pub codes_left_out: u64,
    /// The codes that were not converted, and those that were under another name.
    #[serde(default)]
    pub codes: Vec<CodeCountBody>,
}

/// How often one code occurred.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeCountBody {
    /// The code, byte for byte; at most 200 bytes.
    pub code: String,
    /// The name beside it.
    #[serde(default)]
    pub name: String,
    /// `unmapped`, `retired_target`, `ambiguous`, `invalid_source`, or `mapped` when it was converted under another name.
    pub status: String,
    /// How often.
    pub count: u64,
}

/// What became of a report.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "number": 12, "repeated": false, "names_dropped": 0, "codes_refused": 0, "alerts_opened": 1, "alerts_resolved": 0
}))]
pub struct UseReceiptResponse {
    /// Its number among the reports of the collector.
    pub number: i64,
    /// Whether it had come in before; then it changed nothing.
    pub repeated: bool,
    /// From how many codes the name was dropped because it looked personal.
    pub names_dropped: u64,
    /// How often codes occurred that are not kept because they looked personal.
    pub codes_refused: u64,
    /// How many alerts it opened.
    pub alerts_opened: usize,
    /// How many alerts it resolved.
    pub alerts_resolved: usize,
}

/// A collector as it stands.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "collector": "front-1", "state": "behind", "behind": 1, "release": 2, "digest": "5d0c…",
    "running_since": "2026-11-20T10:05:00.000000Z", "outcome": "applied", "refusal": null, "client": "zhiyu/0.1.0",
    "reported_at": "2026-11-21T10:05:00.000000Z", "made_at": "2026-11-21T10:05:00.000000Z", "reports": 12
}))]
pub struct CollectorStateResponse {
    /// The collector.
    pub collector: String,
    /// `current`, `behind`, `refused`, `silent`, or `foreign` when it runs a body that was not published under its number.
    pub state: String,
    /// How many releases in effect it does not have.
    pub behind: usize,
    /// The release that it runs.
    pub release: Option<i64>,
    /// SHA-256 of the body that it runs.
    pub digest: Option<String>,
    /// Since when it has been running it.
    pub running_since: String,
    /// How its last report said that the pull went.
    pub outcome: String,
    /// What it refused then.
    pub refusal: Option<UseRefusalBody>,
    /// The name and version of its program.
    pub client: String,
    /// When its last report came in.
    pub reported_at: String,
    /// When that was made, by its own clock.
    pub made_at: String,
    /// How many reports it sent.
    pub reports: i64,
}

/// 采集端回报
///
/// Keeps what a collector says it runs and what it could not convert. Terms that look like identity numbers or telephone numbers
/// are dropped and counted. The same report sent again changes nothing.
#[utoipa::path(tag = "feedback", operation_id = "report_use", request_body = UseReportRequest, params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("collector" = String, Path, description = "Collector id", example = "front-1")), responses(
    (status = 200, description = "What became of it", body = UseReceiptResponse), Problems))]
#[post("/organizations/{organization}/collectors/{collector}/reports")]
pub async fn report_use(
    caller: Caller,
    path: Path<(String, String)>,
    body: Json<UseReportRequest>,
) -> Result<Json<UseReceiptResponse>> {
    let (organization, collector) = path.into_inner();
    let (organization, collector) = (OrganizationId::new(organization)?, CollectorId::new(collector)?);
    let report = body.into_inner().report()?;
    let receipt = caller
        .ask(move |service, session| service.report_use(session, &organization, &collector, &report))
        .await?;
    Ok(Json(receipt.into()))
}

/// 采集端状态
///
/// Lists every collector that ever reported: which release it runs, and whether it is behind, refused something or is silent.
#[utoipa::path(tag = "feedback", operation_id = "list_collectors",
    params(("organization" = String, Path, description = "Organization id", example = "H1")), responses(
    (status = 200, description = "The collectors by name", body = Vec<CollectorStateResponse>), Problems))]
#[get("/organizations/{organization}/collectors")]
pub async fn list_collectors(caller: Caller, path: Path<String>) -> Result<Json<Vec<CollectorStateResponse>>> {
    let organization = OrganizationId::new(path.into_inner())?;
    let list = caller
        .ask(move |service, session| service.collectors(session, &organization))
        .await?;
    Ok(Json(list.into_iter().map(CollectorStateResponse::from).collect()))
}

impl UseReportRequest {
    fn report(self) -> Result<CollectorReport> {
        let words = Outcome::ALL.iter().map(|one| one.as_str()).collect::<Vec<_>>();
        let outcome = Outcome::parse(&self.outcome).ok_or_else(|| unknown_word("outcome", &words))?;
        let refusal = self.refusal.map(|refusal| ReportedRefusal {
            code: refusal.code,
            reason: refusal.reason,
        });
        Ok(CollectorReport {
            report_id: self.report_id,
            made_at: self.made_at,
            outcome,
            release: self.release,
            digest: self.digest,
            refusal,
            client: self.client,
            usage: self
                .usage
                .into_iter()
                .map(DayCountsBody::counts)
                .collect::<Result<_>>()?,
        })
    }
}

impl DayCountsBody {
    fn counts(self) -> Result<DayCounts> {
        let codes = self.codes.into_iter().map(CodeCountBody::count);
        Ok(DayCounts {
            codes: codes.collect::<Result<_>>()?,
            day: self.day,
            dictionary: self.dictionary,
            release: self.release,
            batch: self.batch,
            mapped: self.mapped,
            names_dropped: self.names_dropped,
            codes_refused: self.codes_refused,
            codes_left_out: self.codes_left_out,
        })
    }
}

impl CodeCountBody {
    fn count(self) -> Result<CodeCount> {
        let words = CodeStatus::ALL.iter().map(|one| one.as_str()).collect::<Vec<_>>();
        let status = CodeStatus::parse(&self.status).ok_or_else(|| unknown_word("status", &words))?;
        Ok(CodeCount {
            code: self.code,
            name: self.name,
            status,
            count: self.count,
        })
    }
}

/// A word that is not of its list. It is not repeated: a report in disorder may hold anything.
fn unknown_word(field: &'static str, words: &[&str]) -> Error {
    Error::new(Code::FieldInvalid)
        .with("field", field)
        .with("value", "")
        .with("rule_zh", format!("可用 {}", words.join("、")))
        .with("rule_en", format!("one of {}", words.join(", ")))
        .in_field(field)
}

impl From<Receipt> for UseReceiptResponse {
    fn from(receipt: Receipt) -> Self {
        Self {
            number: receipt.number,
            repeated: receipt.repeated,
            names_dropped: receipt.names_dropped,
            codes_refused: receipt.codes_refused,
            alerts_opened: receipt.opened,
            alerts_resolved: receipt.resolved,
        }
    }
}

impl From<CollectorView> for CollectorStateResponse {
    fn from(view: CollectorView) -> Self {
        let last = view.last;
        Self {
            collector: last.collector,
            state: view.findings.standing().as_str().to_owned(),
            behind: view.findings.behind,
            release: last.release,
            digest: last.digest,
            running_since: view.since.to_rfc3339(),
            outcome: last.outcome.as_str().to_owned(),
            refusal: last.refusal.map(|refusal| UseRefusalBody {
                code: refusal.code,
                reason: refusal.reason,
            }),
            client: last.client,
            reported_at: last.received_at.to_rfc3339(),
            made_at: last.made_at.to_rfc3339(),
            reports: last.number,
        }
    }
}
