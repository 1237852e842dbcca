//! The queue of codes that collectors could not convert.

use crate::error::Result;
use crate::http::caller::Caller;
use crate::http::csv;
use crate::http::curation::suggestions::SuggestionResponse;
use crate::http::pages::PageQuery;
use crate::http::pages::PageResponse;
use crate::http::problem::Problems;
use crate::http::registry::edition_diff::DiffFormat;
use crate::id::DictionaryId;
use crate::id::OrganizationId;
use crate::language::Language;
use crate::page::Slice;
use crate::registry::in_force::day_of_field;
use crate::report::unmapped_csv;
use crate::report::unmapped_xlsx;
use crate::service::feedback::unmapped::CodeStanding;
use crate::service::feedback::unmapped::UnmappedQuestion;
use crate::service::feedback::unmapped::UnmappedRow;
use crate::source::feedback::rules::FeedbackRules;
use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::get;
use actix_web::web::Path;
use actix_web::web::Query;
use serde::Deserialize;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::IntoParams;
use utoipa::ToSchema;

/// Which codes.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct UnmappedQuery {
    /// The first business day; without it, 30 days up to the last.
    from: Option<String>,
    /// The last business day; without it, today's.
    to: Option<String>,
    /// Of this dictionary alone.
    dictionary: Option<String>,
    /// Codes too of which it was decided that nothing fits, or that they are not sent.
    decided: Option<bool>,
    /// `json`, `csv` or `xlsx`; without it, by `Accept`. Files hold every row, whatever page is asked for.
    format: Option<String>,
}

/// A code that collectors could not convert.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "dictionary": "his/diagnosis", "code": "A99.901", "names": ["怪病"], "usage": 132, "usage_shown": "132",
    "counts": { "unmapped": "132" }, "days": ["2026-11-20", "2026-11-21"], "release": 2, "standing": "unmapped",
    "state": null, "local_names": ["怪病"], "suggestions": []
}))]
pub struct UnmappedCodeResponse {
    /// The dictionary.
    pub dictionary: String,
    /// The code.
    pub code: String,
    /// Names that were reported beside it.
    pub names: Vec<String>,
    /// How often; null when it is fewer than is shown.
    pub usage: Option<u64>,
    /// How often, as it is shown: `132` or `<5`.
    pub usage_shown: String,
    /// How often by what became of it: `unmapped`, `retired_target`, `ambiguous`, `invalid_source`.
    #[schema(value_type = Object)]
    pub counts: BTreeMap<&'static str, String>,
    /// On which business days.
    pub days: Vec<String>,
    /// The newest release by which it was not converted.
    pub release: i64,
    /// `unknown` (the dictionary does not have it: load it again), `unmapped`, `at-work`, `not-converted` (mapped, but not for
    /// every record), `no-match`, `ignored` or `resolved`.
    pub standing: String,
    /// The state of its mapping.
    pub state: Option<String>,
    /// The names that the dictionary has for it.
    pub local_names: Vec<String>,
    /// The best suggestions that are stored.
    pub suggestions: Vec<SuggestionResponse>,
    /// The release that maps it by now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mapped_in: Option<MappedInResponse>,
}

/// From which release and day data can be converted again.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "release": 3, "effective_at": "2026-11-21T01:00:00.000000Z", "reconvert_from_day": "2026-11-20"
}))]
pub struct MappedInResponse {
    /// The release.
    pub release: i64,
    /// From when it is to be used.
    pub effective_at: String,
    /// The first business day whose data can be converted again; `days` names all of them.
    pub reconvert_from_day: Option<String>,
}

/// 未对照队列
///
/// Lists the codes that collectors could not convert, the most used first, with what is suggested for them. Counts below the
/// limit are shown as such only.
#[utoipa::path(tag = "feedback", operation_id = "list_unmapped_codes", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"), UnmappedQuery, PageQuery), responses(
    (status = 200, description = "A page of codes", content(
        (PageResponse<UnmappedCodeResponse> = "application/json"),
        (String = "text/csv", example = "dictionary,code,name,usage,days,first_day,last_day,standing,state,status,local_name,suggested_code,suggested_name,score,mapped_in\n"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", example = "PK…"),
    )), Problems))]
#[get("/organizations/{organization}/unmapped")]
pub async fn list_unmapped(
    caller: Caller,
    path: Path<String>,
    query: Query<UnmappedQuery>,
    page: Query<PageQuery>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    answer(caller, path, (query, page), request, false).await
}

/// 可补转的编码
///
/// Lists codes that collectors could not convert and that a later release maps: which release, and which business days can be
/// converted again with it.
#[utoipa::path(tag = "feedback", operation_id = "list_resolved_codes", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"), UnmappedQuery, PageQuery), responses(
    (status = 200, description = "A page of codes", content(
        (PageResponse<UnmappedCodeResponse> = "application/json"),
        (String = "text/csv", example = "dictionary,code,name,usage,days,first_day,last_day,standing,state,status,local_name,suggested_code,suggested_name,score,mapped_in\n"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", example = "PK…"),
    )), Problems))]
#[get("/organizations/{organization}/unmapped/resolved")]
pub async fn list_resolved(
    caller: Caller,
    path: Path<String>,
    query: Query<UnmappedQuery>,
    page: Query<PageQuery>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    answer(caller, path, (query, page), request, true).await
}

async fn answer(
    caller: Caller,
    path: Path<String>,
    (query, page): (Query<UnmappedQuery>, Query<PageQuery>),
    request: HttpRequest,
    resolved: bool,
) -> Result<HttpResponse> {
    let organization = OrganizationId::new(path.into_inner())?;
    let query = query.into_inner();
    let format = DiffFormat::wanted(query.format.as_deref(), &request)?;
    let page = (format == DiffFormat::Json).then(|| page.page()).transpose()?;
    let question = UnmappedQuestion {
        from: query
            .from
            .as_deref()
            .map(|text| day_of_field(text, "from"))
            .transpose()?,
        to: query.to.as_deref().map(|text| day_of_field(text, "to")).transpose()?,
        dictionary: query.dictionary.map(DictionaryId::new).transpose()?,
        resolved,
        decided: query.decided.unwrap_or(false),
    };
    let (found, rules) = caller
        .ask(move |service, session| {
            let found = service.unmapped_codes(session, &organization, &question, page.as_ref())?;
            Ok((found, service.feedback_rules().clone()))
        })
        .await?;
    rendered(found, &rules, format, caller.language)
}

fn rendered(
    found: Slice<UnmappedRow>,
    rules: &FeedbackRules,
    format: DiffFormat,
    language: Language,
) -> Result<HttpResponse> {
    let rows = |word: fn(CodeStanding) -> &'static str| found.items.iter().map(move |row| cells(row, rules, word));
    Ok(match format {
        DiffFormat::Csv => csv::answer("unmapped.csv", unmapped_csv(rows(CodeStanding::as_str))?),
        DiffFormat::Xlsx => csv::workbook("unmapped.xlsx", unmapped_xlsx(rows(CodeStanding::title))?),
        DiffFormat::Json => {
            let turn = |row| UnmappedCodeResponse::of(row, rules, language);
            HttpResponse::Ok().json(PageResponse::of(found, turn))
        }
    })
}

fn cells(row: &UnmappedRow, rules: &FeedbackRules, word: fn(CodeStanding) -> &'static str) -> [String; 15] {
    let joined = |list: Vec<&str>| list.join(" / ");
    let best = row.suggestions.first();
    [
        row.dictionary.clone(),
        row.code.clone(),
        joined(row.names.iter().map(String::as_str).collect()),
        rules.shown(row.usage),
        row.days.len().to_string(),
        row.days.first().cloned().unwrap_or_default(),
        row.days.last().cloned().unwrap_or_default(),
        word(row.standing).to_owned(),
        row.state.map_or(String::new(), |state| state.as_str().to_owned()),
        joined(row.counts.keys().map(|status| status.as_str()).collect()),
        joined(row.local_names.iter().map(String::as_str).collect()),
        best.map_or(String::new(), |one| one.code.clone()),
        best.map_or(String::new(), |one| one.display.clone()),
        best.map_or(String::new(), |one| format!("{:.3}", one.score)),
        row.mapped_in.map_or(String::new(), |one| one.release.to_string()),
    ]
}

impl UnmappedCodeResponse {
    fn of(row: UnmappedRow, rules: &FeedbackRules, language: Language) -> Self {
        let is_shown = row.usage >= rules.suppress_below;
        let first_day = row.days.first().cloned();
        let counts = row.counts.iter();
        let suggestions = row.suggestions.into_iter();
        Self {
            usage: is_shown.then_some(row.usage),
            usage_shown: rules.shown(row.usage),
            counts: counts
                .map(|(status, count)| (status.as_str(), rules.shown(*count)))
                .collect(),
            suggestions: suggestions.map(|one| SuggestionResponse::of(one, language)).collect(),
            mapped_in: row.mapped_in.map(|one| MappedInResponse {
                release: one.release,
                effective_at: one.effective_at.to_rfc3339(),
                reconvert_from_day: first_day,
            }),
            dictionary: row.dictionary,
            code: row.code,
            names: row.names.into_iter().collect(),
            days: row.days.into_iter().collect(),
            release: row.release,
            standing: row.standing.as_str().to_owned(),
            state: row.state.map(|state| state.as_str().to_owned()),
            local_names: row.local_names,
        }
    }
}
