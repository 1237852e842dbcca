//! Figures of coverage: of this moment, and frozen at cuts.

use crate::coverage::CoverageReport;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::http::addresses::word;
use crate::http::caller::Caller;
use crate::http::files::attachment;
use crate::http::problem::Problems;
use crate::id::OrganizationId;
use crate::language::Language;
use crate::registry::exchange;
use crate::registry::tabular::Format;
use crate::report::CoverageTable;
use crate::report::coverage_table;
use crate::service::Service;
use crate::service::curation::coverage;
use crate::service::curation::coverage::By;
use crate::service::curation::coverage::FrozenReport;
use crate::time::Cut;
use crate::time::Day;
use crate::time::Period;
use actix_web::HttpResponse;
use actix_web::get;
use actix_web::http::header;
use actix_web::post;
use actix_web::web::Json;
use actix_web::web::Path;
use actix_web::web::Query;
use serde::Deserialize;
use serde::Serialize;
use utoipa::IntoParams;
use utoipa::ToSchema;

/// How figures are put together and written.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CoverageQuery {
    /// `organization`, `campus`, `source-system`, `dictionary`, `table`, `field` or `value-domain`; in JSON all without it, in
    /// a table `dictionary`.
    #[param(example = "dictionary")]
    by: Option<String>,
    /// `json`, `csv` or `xlsx`; JSON without it.
    #[param(example = "csv")]
    format: Option<String>,
    /// In CSV and XLSX: `rates`, `counts`, `added`, `unmapped`, `differing`, `progress` (周报, a row for each organization) or
    /// `quality` (sampling error, time to release, overdue reviews); `rates` without it.
    #[param(example = "rates")]
    table: Option<String>,
}

/// Which frozen figures are meant.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CutQuery {
    /// A cut: the frozen reports of the organizations together; this moment without it.
    #[param(example = "weekly-2026-11-20")]
    cut: Option<String>,
}

/// The cut at which figures are to be frozen.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "period": "weekly", "day": "2026-11-20" }))]
pub struct CutRequest {
    /// `weekly`: Friday 12:00; `monthly`: the first of the month 00:00; both of Asia/Shanghai.
    pub period: String,
    /// The day of the cut, `YYYY-MM-DD`; the last one up to now without it.
    pub day: Option<String>,
}

/// A frozen report 定格的对码统计.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "weekly-2026-11-20", "organization": "H1", "cut_at": "2026-11-20T04:00:00.000000Z",
    "taken_at": "2026-11-20T04:00:07.120000Z", "taken_by": "wang", "digest": "5d0c…"
}))]
pub struct FrozenReportResponse {
    /// Its cut, by which it is read.
    pub id: String,
    /// Whose figures they are.
    pub organization: String,
    /// The moment of the figures.
    pub cut_at: String,
    /// When they were counted; what could not be counted any more then is left out of the report, and named in it.
    pub taken_at: String,
    /// Who asked.
    pub taken_by: String,
    /// SHA-256 of the report.
    pub digest: String,
}

/// 查看机构的对码统计
///
/// The figures of an organization at this moment: coverage by codes and by usage and the other measures, each with its numerator,
/// its denominator and its rule; new codes of seven days; the unmapped codes that data uses most; whether equal names have
/// equal targets.
#[utoipa::path(tag = "coverage", operation_id = "get_coverage", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"), CoverageQuery), responses(
    (status = 200, description = "The figures", content(
        (Object = "application/json", example = json!({ "format": "zhiyu-coverage/1", "organizations": [{ "id": "H1", "name": "试验医院" }], "total": {} })),
        (String = "text/csv", example = "as_of,by,organization,name,dictionaries,measure,title,numerator,denominator,rate\n"),
        (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", example = "PK…"),
    )), Problems))]
#[get("/organizations/{organization}/coverage")]
pub async fn get_coverage(caller: Caller, path: Path<String>, query: Query<CoverageQuery>) -> Result<HttpResponse> {
    let id = OrganizationId::new(path.into_inner())?;
    let form = query.into_inner().form()?;
    let name = format!("coverage-{id}");
    let report = caller
        .ask(move |service, session| service.coverage(session, &id))
        .await?;
    form.answer(&name, report, caller.language)
}

/// 查看全部机构的对码统计
///
/// The figures of every organization of the caller's scope together, at this moment or from the frozen reports of a cut.
#[utoipa::path(tag = "coverage", operation_id = "get_scope_coverage", params(CoverageQuery, CutQuery), responses(
    (status = 200, description = "The figures", content(
        (Object = "application/json", example = json!({ "format": "zhiyu-coverage/1", "organizations": [{ "id": "H1", "name": "试验医院" }] })),
        (String = "text/csv", example = "as_of,by,organization,name,dictionaries,measure,title,numerator,denominator,rate\n"),
        (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", example = "PK…"),
    )), Problems))]
#[get("/coverage")]
pub async fn get_scope_coverage(
    caller: Caller,
    query: Query<CoverageQuery>,
    cut: Query<CutQuery>,
) -> Result<HttpResponse> {
    let form = query.into_inner().form()?;
    let cut = cut.into_inner().cut.as_deref().map(cut_named).transpose()?;
    let report = caller
        .ask(move |service, session| match cut {
            Some(cut) => service.coverage_of_scope_at(session, cut),
            None => service.coverage_of_scope(session),
        })
        .await?;
    form.answer("coverage", report, caller.language)
}

/// 定格对码统计
///
/// Freezes the figures of an organization at a cut, as they were then. Done again, it gives what is there already.
#[utoipa::path(tag = "coverage", operation_id = "cut_coverage", request_body = CutRequest,
    params(("organization" = String, Path, description = "Organization id", example = "H1")), responses(
    (status = 201, description = "The frozen report", body = FrozenReportResponse), Problems))]
#[post("/organizations/{organization}/coverage/reports")]
pub async fn cut_coverage(caller: Caller, path: Path<String>, body: Json<CutRequest>) -> Result<HttpResponse> {
    let id = OrganizationId::new(path.into_inner())?;
    let body = body.into_inner();
    let frozen = caller
        .ask(move |service, session| service.cut_coverage(session, &id, body.cut(service)?))
        .await?;
    let (organization, cut) = (&frozen.organization, &frozen.cut);
    let location = format!("/api/v1/organizations/{organization}/coverage/reports/{cut}");
    let mut response = HttpResponse::Created();
    response.insert_header((header::LOCATION, location));
    Ok(response.json(FrozenReportResponse::from(frozen)))
}

/// 列出定格的对码统计
///
/// Lists the frozen reports of an organization, the newest cut first.
#[utoipa::path(tag = "coverage", operation_id = "list_coverage_reports",
    params(("organization" = String, Path, description = "Organization id", example = "H1")), responses(
    (status = 200, description = "The reports", body = Vec<FrozenReportResponse>), Problems))]
#[get("/organizations/{organization}/coverage/reports")]
pub async fn list_coverage_reports(caller: Caller, path: Path<String>) -> Result<Json<Vec<FrozenReportResponse>>> {
    let id = OrganizationId::new(path.into_inner())?;
    let list = caller
        .ask(move |service, session| service.coverage_reports(session, &id))
        .await?;
    Ok(Json(list.into_iter().map(FrozenReportResponse::from).collect()))
}

/// 查看定格的对码统计
///
/// Reads a frozen report. As JSON it is the canonical text, byte for byte the same for ever; `ETag` is its digest.
#[utoipa::path(tag = "coverage", operation_id = "get_coverage_report", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("cut" = String, Path, description = "Cut", example = "weekly-2026-11-20"), CoverageQuery), responses(
    (status = 200, description = "The figures", content(
        (Object = "application/json", example = json!({ "format": "zhiyu-coverage/1", "cut": "weekly-2026-11-20" })),
        (String = "text/csv", example = "as_of,by,organization,name,dictionaries,measure,title,numerator,denominator,rate\n"),
        (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", example = "PK…"),
    )), Problems))]
#[get("/organizations/{organization}/coverage/reports/{cut}")]
pub async fn get_coverage_report(
    caller: Caller,
    path: Path<(String, String)>,
    query: Query<CoverageQuery>,
) -> Result<HttpResponse> {
    let (organization, cut) = path.into_inner();
    let id = OrganizationId::new(organization)?;
    let form = query.into_inner().form()?;
    let name = format!("coverage-{id}-{cut}");
    let (frozen, body) = caller
        .ask(move |service, session| service.coverage_report(session, &id, &cut))
        .await?;
    if form.format.is_some() {
        return form.answer(&name, coverage::read(&body)?, caller.language);
    }
    let mut response = HttpResponse::Ok();
    response.insert_header((header::ETAG, format!("\"{}\"", frozen.digest)));
    Ok(response.content_type("application/json").body(body))
}

/// How an answer is written.
struct Form {
    by: Option<By>,
    table: CoverageTable,
    /// None is JSON.
    format: Option<Format>,
}

impl CoverageQuery {
    fn form(self) -> Result<Form> {
        let bys: Vec<&str> = By::ALL.iter().map(|by| by.as_str()).collect();
        let tables: Vec<&str> = CoverageTable::ALL.iter().map(|table| table.as_str()).collect();
        let by = self.by.map(|text| word(&text, "by", By::parse, &bys)).transpose()?;
        let table = self.table.as_deref().unwrap_or("rates");
        let format = self.format.as_deref().unwrap_or("json");
        let parse = |text: &str| match text {
            "json" => Some(None),
            "csv" => Some(Some(Format::Csv)),
            "xlsx" => Some(Some(Format::Xlsx)),
            _ => None,
        };
        Ok(Form {
            by,
            table: word(table, "table", CoverageTable::parse, &tables)?,
            format: word(format, "format", parse, &["json", "csv", "xlsx"])?,
        })
    }
}

impl Form {
    fn answer(&self, name: &str, mut report: CoverageReport, language: Language) -> Result<HttpResponse> {
        if let Some(format) = self.format {
            let by = self.by.unwrap_or(By::Dictionary);
            let bytes = coverage_table(&report, (self.table, by), format, language)?;
            return Ok(attachment(name, exchange::Format::Table(format), bytes));
        }
        if let Some(by) = self.by {
            report.groupings.retain(|grouping| grouping.by == by.as_str());
        }
        Ok(HttpResponse::Ok().json(report))
    }
}

impl CutRequest {
    /// The cut that is meant.
    pub fn cut(&self, service: &Service) -> Result<Cut> {
        let words: Vec<&str> = Period::ALL.iter().map(|period| period.as_str()).collect();
        let period = word(&self.period, "period", Period::parse, &words)?;
        let Some(text) = &self.day else {
            return Ok(service.last_cut(period));
        };
        let cut = Day::parse(text).and_then(|day| Cut::on(period, day));
        cut.ok_or_else(|| {
            Error::new(Code::FieldInvalid)
                .with("field", "day")
                .with("value", text)
                .with("rule_zh", "周报须为星期五，月报须为某月第一天，写成 YYYY-MM-DD")
                .with(
                    "rule_en",
                    "a weekly cut is on a Friday, a monthly one on the first of a month, as YYYY-MM-DD",
                )
                .in_field("day")
        })
    }
}

/// The cut that a query names.
pub fn cut_named(text: &str) -> Result<Cut> {
    Cut::parse(text).ok_or_else(|| {
        Error::new(Code::FieldInvalid)
            .with("field", "cut")
            .with("value", text)
            .with(
                "rule_zh",
                "写成 weekly-2026-11-20（星期五）或 monthly-2026-12-01（某月第一天）",
            )
            .with(
                "rule_en",
                "weekly-2026-11-20, a Friday, or monthly-2026-12-01, the first of a month",
            )
            .in_field("cut")
    })
}

impl From<FrozenReport> for FrozenReportResponse {
    fn from(report: FrozenReport) -> Self {
        Self {
            id: report.cut,
            organization: report.organization.to_string(),
            cut_at: report.cut_at.to_rfc3339(),
            taken_at: report.taken_at.to_rfc3339(),
            taken_by: report.taken_by.to_string(),
            digest: report.digest,
        }
    }
}
