//! Upgrades of a standard: how far an edition reaches, and what each hospital does with it.

mod wire;

pub use wire::ImpactResponse;
pub use wire::UpgradeOutcomeResponse;
pub use wire::UpgradeResponse;

use crate::error::Result;
use crate::http::addresses::edition_ref;
use crate::http::addresses::word;
use crate::http::caller::Caller;
use crate::http::csv;
use crate::http::pages::PageQuery;
use crate::http::problem::Problems;
use crate::http::registry::edition_diff::DiffFormat;
use crate::id::EditionId;
use crate::id::EditionRef;
use crate::id::OrganizationId;
use crate::mapping::upgrade::Finding;
use crate::mapping::upgrade::Rule;
use crate::report::upgrade_csv;
use crate::report::upgrade_xlsx;
use crate::service::curation::upgrades::UpgradeOrder;
use crate::service::curation::upgrades::UpgradeQuestion;
use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::get;
use actix_web::post;
use actix_web::web::Json;
use actix_web::web::Path;
use actix_web::web::Query;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa::ToSchema;

/// On which edition the mappings are.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FromQuery {
    /// The edition before; without it, the one that the edition says it replaces, and those that it replaced.
    from: Option<String>,
}

/// Which rows of an upgrade.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct UpgradeQuery {
    /// The edition before; without it, the one that the edition says it replaces, and those that it replaced.
    from: Option<String>,
    /// Findings with commas; without them, all but `unchanged`: `target-missing`, `target-retired`,
    /// `target-not-assignable`, `code-re-used`, `target-split`, `target-renamed`, `better-target`, `confirmed-rename`,
    /// `respelled`, `unchanged`.
    finding: Option<String>,
    /// `json`, `csv` or `xlsx`; without it, by `Accept`. Files hold every row, whatever page is asked for.
    format: Option<String>,
}

/// What to do with an upgrade.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "draft": true, "dry_run": true }))]
pub struct UpgradeRequest {
    /// The edition before; without it, the one that the edition says it replaces, and those that it replaced.
    pub from: Option<String>,
    /// Only rows with these findings; without them, all that a person has to look at.
    pub findings: Option<Vec<String>>,
    /// Write proposals that are sure down as drafts.
    #[serde(default)]
    pub draft: bool,
    /// Map dictionaries that are mapped to an edition before to this one from now on.
    #[serde(default)]
    pub retarget: bool,
    /// Only say what would be done.
    #[serde(default)]
    pub dry_run: bool,
}

/// Which mappings to carry over, or to approve.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "rule": "upgrade-unchanged" }))]
pub struct CarryOverRequest {
    /// `upgrade-unchanged`, `upgrade-respelled` or `upgrade-confirmed-rename`.
    pub rule: String,
    /// The edition before; without it, the one that the edition says it replaces, and those that it replaced.
    pub from: Option<String>,
    /// Only say what would be done.
    #[serde(default)]
    pub dry_run: bool,
}

/// 评估新版本的影响范围
///
/// Tells how far an edition reaches before it is published: how many mappings of which hospital it concerns and how, and how
/// many it sends back to review. Hospitals outside one's scope are counted together; nobody's rows are shown.
#[utoipa::path(tag = "registry", operation_id = "get_edition_impact", params(
    ("system" = String, Path, description = "Code system id", example = "icd-10"),
    ("edition" = String, Path, description = "Edition id", example = "guolin-2.0"), FromQuery), responses(
    (status = 200, description = "How far it reaches", body = ImpactResponse), Problems))]
#[get("/code-systems/{system}/editions/{edition}/impact")]
pub async fn get_edition_impact(
    caller: Caller,
    path: Path<(String, String)>,
    query: Query<FromQuery>,
) -> Result<Json<ImpactResponse>> {
    let of = edition_ref(path.into_inner())?;
    let from = edition(query.into_inner().from)?;
    let impact = caller
        .ask(move |service, session| service.edition_impact(session, &of, from.as_ref()))
        .await?;
    Ok(Json(ImpactResponse::from(&impact)))
}

/// 查看标准升级对本院对照的影响
///
/// Lists the mappings of a hospital that an edition concerns: what happens to their targets, and what the standard's own lists
/// propose in their place, by dictionary and code.
#[utoipa::path(tag = "upgrades", operation_id = "list_upgrade_rows", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("system" = String, Path, description = "Code system id", example = "icd-10"),
    ("edition" = String, Path, description = "Edition id", example = "guolin-2.0"), UpgradeQuery, PageQuery), responses(
    (status = 200, description = "A page of mappings", content(
        (UpgradeResponse = "application/json"),
        (String = "text/csv", example = "finding,dictionary,code,name,usage,state,target,display,new_display,proposed,proposed_display,relationship,sure,evidence\n"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", example = "PK…"),
    )), Problems))]
#[get("/organizations/{organization}/upgrades/{system}/{edition}")]
pub async fn list_upgrade_rows(
    caller: Caller,
    path: Path<(String, String, String)>,
    query: Query<UpgradeQuery>,
    page: Query<PageQuery>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let (organization, of) = address(path.into_inner())?;
    let query = query.into_inner();
    let format = DiffFormat::wanted(query.format.as_deref(), &request)?;
    let question = UpgradeQuestion {
        from: edition(query.from)?,
        findings: query.finding.map(|text| findings(text.split(','))).transpose()?,
        page: (format == DiffFormat::Json).then(|| page.page()).transpose()?,
    };
    let upgrade = caller
        .ask(move |service, session| service.upgrade_rows(session, &organization, &of, &question))
        .await?;
    Ok(match format {
        DiffFormat::Json => HttpResponse::Ok().json(UpgradeResponse::from(upgrade)),
        DiffFormat::Csv => csv::answer("upgrade.csv", upgrade_csv(&upgrade.rows.items)?),
        DiffFormat::Xlsx => csv::workbook("upgrade.xlsx", upgrade_xlsx(&upgrade.rows.items)?),
    })
}

/// 将受影响的对照转待复核
///
/// Sends the mappings of a hospital that an edition concerns back to review, each with its reason; with `draft` it writes sure
/// proposals down as drafts. What is released stays in force until the next release.
#[utoipa::path(tag = "upgrades", operation_id = "apply_upgrade", request_body = UpgradeRequest, params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("system" = String, Path, description = "Code system id", example = "icd-10"),
    ("edition" = String, Path, description = "Edition id", example = "guolin-2.0")), responses(
    (status = 200, description = "What was done, or would be", body = UpgradeOutcomeResponse), Problems))]
#[post("/organizations/{organization}/upgrades/{system}/{edition}")]
pub async fn apply_upgrade(
    caller: Caller,
    path: Path<(String, String, String)>,
    body: Json<UpgradeRequest>,
) -> Result<Json<UpgradeOutcomeResponse>> {
    let (organization, of) = address(path.into_inner())?;
    let body = body.into_inner();
    let order = UpgradeOrder {
        from: edition(body.from)?,
        findings: body
            .findings
            .map(|list| findings(list.iter().map(String::as_str)))
            .transpose()?,
        draft: body.draft,
        retarget: body.retarget,
        dry_run: body.dry_run,
    };
    let outcome = caller
        .ask(move |service, session| service.apply_upgrade(session, &organization, &of, &order))
        .await?;
    Ok(Json(UpgradeOutcomeResponse::from(outcome)))
}

/// 按规则将未变的对照沿用到新版本
///
/// Carries approved and released mappings over that a named rule allows: drafts them on the new edition and hands them to
/// review. Another person approves them.
#[utoipa::path(tag = "upgrades", operation_id = "carry_over_upgrade", request_body = CarryOverRequest, params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("system" = String, Path, description = "Code system id", example = "icd-10"),
    ("edition" = String, Path, description = "Edition id", example = "guolin-2.0")), responses(
    (status = 200, description = "What was done, or would be", body = UpgradeOutcomeResponse), Problems))]
#[post("/organizations/{organization}/upgrades/{system}/{edition}/carry-over")]
pub async fn carry_over_upgrade(
    caller: Caller,
    path: Path<(String, String, String)>,
    body: Json<CarryOverRequest>,
) -> Result<Json<UpgradeOutcomeResponse>> {
    let (organization, of) = address(path.into_inner())?;
    let (rule, body) = (rule(&body.rule)?, body.into_inner());
    let order = UpgradeOrder {
        from: edition(body.from)?,
        dry_run: body.dry_run,
        ..UpgradeOrder::default()
    };
    let outcome = caller
        .ask(move |service, session| service.apply_upgrade_rule(session, &organization, &of, rule, &order))
        .await?;
    Ok(Json(UpgradeOutcomeResponse::from(outcome)))
}

/// 批准按规则沿用的对照
///
/// Approves all that a named rule carried over to this edition and that waits for review; refused when the caller made any
/// of it.
#[utoipa::path(tag = "upgrades", operation_id = "approve_carry_over", request_body = CarryOverRequest, params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("system" = String, Path, description = "Code system id", example = "icd-10"),
    ("edition" = String, Path, description = "Edition id", example = "guolin-2.0")), responses(
    (status = 200, description = "What was done, or would be", body = UpgradeOutcomeResponse), Problems))]
#[post("/organizations/{organization}/upgrades/{system}/{edition}/carry-over/approval")]
pub async fn approve_carry_over(
    caller: Caller,
    path: Path<(String, String, String)>,
    body: Json<CarryOverRequest>,
) -> Result<Json<UpgradeOutcomeResponse>> {
    let (organization, of) = address(path.into_inner())?;
    let (rule, dry_run) = (rule(&body.rule)?, body.dry_run);
    let outcome = caller
        .ask(move |service, session| service.approve_upgrade_rule(session, &organization, &of, rule, dry_run))
        .await?;
    Ok(Json(UpgradeOutcomeResponse::from(outcome)))
}

fn address((organization, system, edition): (String, String, String)) -> Result<(OrganizationId, EditionRef)> {
    Ok((OrganizationId::new(organization)?, edition_ref((system, edition))?))
}

/// The id of an edition that a query names.
pub fn edition(text: Option<String>) -> Result<Option<EditionId>> {
    text.map(EditionId::new).transpose()
}

fn findings<'a>(list: impl Iterator<Item = &'a str>) -> Result<Vec<Finding>> {
    let words = Finding::ALL.map(Finding::as_str);
    list.map(|text| word(text.trim(), "finding", Finding::parse, &words))
        .collect()
}

fn rule(text: &str) -> Result<Rule> {
    word(text, "rule", Rule::parse, &Rule::ALL.map(Rule::as_str))
}
