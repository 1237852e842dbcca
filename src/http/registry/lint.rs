//! Lint on the wire: counts, findings, and what an import would change.

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::http::addresses::edition_ref;
use crate::http::caller::Caller;
use crate::http::csv;
use crate::http::pages::PageQuery;
use crate::http::pages::PageResponse;
use crate::http::problem::Finding;
use crate::http::problem::Problems;
use crate::language::Language;
use crate::registry::edition_diff::Change;
use crate::registry::edition_file::Derived;
use crate::registry::lint;
use crate::registry::lint::Count;
use crate::registry::lint::Report;
use crate::registry::lint::Severity;
use crate::report::findings_csv;
use crate::service::registry::findings::Wanted;
use crate::service::registry::rehearsal::ChangedCode;
use crate::service::registry::rehearsal::Difference;
use crate::service::registry::rehearsal::Rehearsal;
use actix_web::HttpResponse;
use actix_web::get;
use actix_web::web::Path;
use actix_web::web::Query;
use serde::Deserialize;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::IntoParams;
use utoipa::ToSchema;

/// Findings in an answer about an import.
const MOST_SHOWN: usize = 100;

/// What the lint of a file found.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "kind": "icd-9-cm-3-yibao", "errors": 514, "warnings": 0, "infos": 0,
    "counts": [{ "rule": "zeros-lost", "severity": "error", "count": 514 }],
    "findings": [{ "code": "zeros-lost", "severity": "error", "value": "9.99", "suggestion": "09.99",
        "detail": "编码“9.99”缺少前导零", "advice": "应为“09.99”：请在 Excel 中把该列设为文本后重新导出",
        "row": 18868, "column": "操作码" }],
    "derived_parents": 0, "derived_headings": 0
}))]
pub struct LintResponse {
    /// The kind that the codes were held against.
    pub kind: String,
    /// Findings that block storing.
    pub errors: u64,
    /// Findings that are stored and shown to the reviewer.
    pub warnings: u64,
    /// Findings worth knowing.
    pub infos: u64,
    /// How often each rule was broken, errors first.
    pub counts: Vec<CountResponse>,
    /// The first findings, errors first, at most 100.
    pub findings: Vec<LintFinding>,
    /// Concepts whose parent the kind told, because the file has no column of parents.
    pub derived_parents: u64,
    /// Concepts that the kind called headings, because the file does not say which are.
    pub derived_headings: u64,
}

/// How often a rule was broken.
#[derive(Debug, Serialize, ToSchema)]
pub struct CountResponse {
    /// The rule.
    #[schema(example = "zeros-lost")]
    pub rule: String,
    /// `error`, `warning` or `info`.
    #[schema(value_type = String, example = "error")]
    pub severity: Severity,
    /// How many findings there are, listed or not.
    #[schema(example = 514)]
    pub count: u64,
}

/// One finding of a lint.
#[derive(Debug, Serialize, ToSchema)]
pub struct LintFinding {
    /// The rule as `code`, its words and its place.
    #[serde(flatten)]
    pub finding: Finding,
    /// `error`, `warning` or `info`.
    #[schema(value_type = String, example = "error")]
    pub severity: Severity,
    /// The value that it is about.
    #[schema(example = "9.99")]
    pub value: String,
    /// What it should perhaps be.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "09.99")]
    pub suggestion: Option<String>,
}

/// What an import would give: nothing was stored.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "dry_run": true, "system": "icd-9-cm-3", "edition": "yibao-2.0", "rows": 13520, "digest": "5d0c…",
    "lint": { "kind": "icd-9-cm-3-yibao", "errors": 0, "warnings": 0, "infos": 0, "counts": [], "findings": [],
        "derived_parents": 0, "derived_headings": 0 },
    "difference": { "from": "guolin-3.0", "counts": { "added": 12, "removed": 145, "renamed": 3, "unchanged": 13505 },
        "first": [{ "change": "added", "code": "17.92110", "after": "针刺" }] }
}))]
pub struct RehearsalResponse {
    /// Always `true`: nothing was stored.
    pub dry_run: bool,
    /// The code system.
    pub system: String,
    /// The edition.
    pub edition: String,
    /// How many concepts it would have.
    pub rows: u64,
    /// The digest that it would have.
    pub digest: String,
    /// What the lint found.
    pub lint: LintResponse,
    /// The difference to the edition in force; absent when there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub difference: Option<DifferenceResponse>,
}

/// The difference to the edition in force.
#[derive(Debug, Serialize, ToSchema)]
pub struct DifferenceResponse {
    /// The edition in force.
    #[schema(example = "guolin-3.0")]
    pub from: String,
    /// How many codes each change has, and how many have none.
    pub counts: BTreeMap<String, u64>,
    /// The first 20 codes of each change.
    pub first: Vec<ChangedCodeResponse>,
}

/// One code that would change.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangedCodeResponse {
    /// `added`, `removed`, `renamed`, `reparented`, `status-changed`, `assignable-changed`, `designations-changed` or
    /// `properties-changed`.
    #[schema(example = "renamed")]
    pub change: String,
    /// The code.
    #[schema(example = "00.0100")]
    pub code: String,
    /// The name, parent or whatever changes, as it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// As it would be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// The kept findings of an edition.
#[derive(Debug, Serialize, ToSchema)]
pub struct FindingsResponse {
    /// The kind that its codes were held against; absent for a list that came with the program.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "icd-10-guolin")]
    pub kind: Option<String>,
    /// How often each rule was broken, errors first.
    pub counts: Vec<CountResponse>,
    /// A page of the findings, by row; of each rule at most 1,000 are kept.
    #[serde(flatten)]
    pub page: PageResponse<LintFinding>,
}

/// Which findings, and in which form.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FindingsQuery {
    /// Those of this rule.
    #[param(example = "code-has-blanks")]
    rule: Option<String>,
    /// Those of this severity: `error`, `warning` or `info`.
    #[param(value_type = Option<String>, example = "warning")]
    severity: Option<Severity>,
    /// `csv` for all kept findings as a file; JSON without it.
    format: Option<String>,
}

/// 查看导入检查结果
///
/// Lists what the lint found in the file that an edition was imported from, as JSON in pages or as CSV whole.
#[utoipa::path(tag = "registry", operation_id = "list_edition_findings", params(
    ("system" = String, Path, description = "Code system id", example = "icd-10"),
    ("edition" = String, Path, description = "Edition id", example = "guolin-2.0"), FindingsQuery, PageQuery),
    responses((status = 200, description = "The findings", content(
        (FindingsResponse = "application/json", example = json!({
            "kind": "icd-10-guolin", "counts": [{ "rule": "code-has-blanks", "severity": "warning", "count": 1 }],
            "items": [{ "code": "code-has-blanks", "severity": "warning", "value": "B06.801+J17.1* ",
                "suggestion": "B06.801+J17.1*", "detail": "编码“B06.801+J17.1* ”前后有空格，已按原样保留",
                "advice": "请与发布单位核对；数据中的编码须逐字节相同才能对上", "row": 1587, "column": "国临版编码" }]
        })),
        (String = "text/csv", example = "row,column,rule,severity,value,suggestion,detail,advice\n"),
    )), Problems))]
#[get("/code-systems/{system}/editions/{edition}/findings")]
pub async fn list_findings(
    caller: Caller,
    path: Path<(String, String)>,
    query: Query<FindingsQuery>,
    page: Query<PageQuery>,
) -> Result<HttpResponse> {
    let of = edition_ref(path.into_inner())?;
    let query = query.into_inner();
    if wants_csv(query.format.as_deref())? {
        let all = caller.ask(move |service, session| service.all_edition_findings(session, &of));
        let bytes = findings_csv(&all.await?, caller.language)?;
        return Ok(csv::answer("findings.csv", bytes));
    }
    let page = page.page()?;
    let wanted = Wanted {
        rule: query.rule,
        severity: query.severity,
    };
    let found = caller
        .ask(move |service, session| service.edition_findings(session, &of, &wanted, &page))
        .await?;
    Ok(HttpResponse::Ok().json(FindingsResponse {
        kind: found.kind.map(|kind| kind.to_string()),
        counts: found.counts.into_iter().map(CountResponse::from).collect(),
        page: PageResponse::of(found.slice, |finding| LintFinding::of(&finding, caller.language)),
    }))
}

fn wants_csv(format: Option<&str>) -> Result<bool> {
    match format {
        None | Some("json") => Ok(false),
        Some("csv") => Ok(true),
        Some(other) => Err(Error::new(Code::FieldInvalid)
            .with("field", "format")
            .with("value", other)
            .with("rule_zh", "可用 json、csv")
            .with("rule_en", "use json or csv")
            .in_field("format")),
    }
}

impl LintResponse {
    /// The answer in the caller's language.
    pub fn of(kind: &crate::id::KindId, report: &Report, derived: Derived, language: Language) -> Self {
        let of_severity = |severity| report.findings().iter().filter(move |one| one.severity == severity);
        let findings = Severity::ALL.into_iter().flat_map(of_severity);
        Self {
            kind: kind.to_string(),
            errors: report.count(Severity::Error),
            warnings: report.count(Severity::Warning),
            infos: report.count(Severity::Info),
            counts: report.counts().map(CountResponse::from).collect(),
            findings: findings
                .take(MOST_SHOWN)
                .map(|finding| LintFinding::of(finding, language))
                .collect(),
            derived_parents: derived.parents,
            derived_headings: derived.headings,
        }
    }
}

impl LintFinding {
    /// The finding in the caller's language.
    pub fn of(finding: &lint::Finding, language: Language) -> Self {
        Self {
            finding: Finding::of(&finding.to_error(), language),
            severity: finding.severity,
            value: finding.value.clone(),
            suggestion: finding.suggestion.clone(),
        }
    }
}

impl RehearsalResponse {
    /// The answer in the caller's language.
    pub fn of(rehearsal: Rehearsal, language: Language) -> Self {
        Self {
            dry_run: true,
            system: rehearsal.of.system.to_string(),
            edition: rehearsal.of.edition.to_string(),
            rows: rehearsal.rows,
            digest: rehearsal.digest,
            lint: LintResponse::of(&rehearsal.kind, &rehearsal.report, rehearsal.derived, language),
            difference: rehearsal.difference.map(DifferenceResponse::from),
        }
    }
}

impl From<Difference> for DifferenceResponse {
    fn from(difference: Difference) -> Self {
        let counts = difference.counts;
        let changes = Change::ALL.iter().map(|&change| (change.as_str(), counts.of(change)));
        let all = changes.chain([("unchanged", counts.unchanged)]);
        Self {
            from: difference.from.of.edition.to_string(),
            counts: all.map(|(change, count)| (change.to_owned(), count)).collect(),
            first: difference.first.into_iter().map(ChangedCodeResponse::from).collect(),
        }
    }
}

impl From<ChangedCode> for ChangedCodeResponse {
    fn from(changed: ChangedCode) -> Self {
        Self {
            change: changed.change.as_str().to_owned(),
            code: changed.code,
            before: changed.before,
            after: changed.after,
        }
    }
}

impl From<Count> for CountResponse {
    fn from(count: Count) -> Self {
        Self {
            rule: count.rule.as_str().to_owned(),
            severity: count.severity,
            count: count.count,
        }
    }
}
