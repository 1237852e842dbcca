//! Suggestions.

use crate::error::Result;
use crate::http::addresses::dictionary;
use crate::http::caller::Caller;
use crate::http::jobs::JobResponse;
use crate::http::problem::Problems;
use crate::id::EditionRef;
use crate::id::OrganizationId;
use crate::language::Language;
use crate::matching::Suggestion;
use crate::matching::Term;
use actix_web::HttpResponse;
use actix_web::post;
use actix_web::web::Json;
use actix_web::web::Path;
use serde::Deserialize;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

const USUAL: usize = 10;
const MOST: usize = 100;

/// A term to be understood.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "edition": "icd-10/categories-2016", "name": "2型糖尿病", "organization": "H1", "limit": 5 }))]
pub struct SuggestRequest {
    /// The edition in which to look.
    pub edition: String,
    /// The local name.
    pub name: String,
    /// The local code; it counts only when the name is equal too.
    pub code: Option<String>,
    /// Further columns that the hospital has, by title, such as 规格, 剂型, 标本; drugs and laboratory items are compared by them.
    #[serde(default)]
    pub attributes: BTreeMap<String, String>,
    /// The organization whose memory of approved mappings is evidence too; without it, there is none.
    pub organization: Option<String>,
    /// How many suggestions, 1 to 100; 10 without it.
    pub limit: Option<usize>,
}

/// A suggestion 推荐, with its reasons.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "code": "E11", "display": "2型糖尿病", "score": 0.9312, "proposed": true,
    "reasons": [{ "code": "approved-before", "words": "历史对照：“Ⅱ型糖尿病”已审核对照为此条目（3 次）" }], "warnings": []
}))]
pub struct SuggestionResponse {
    /// The standard code.
    pub code: String,
    /// Its official name.
    pub display: String,
    /// How likely it is a target, 0 to 1.
    pub score: f64,
    /// Whether it belongs to the targets that are proposed for the term: none, one or several of the list.
    pub proposed: bool,
    /// Why it is suggested.
    pub reasons: Vec<ExplanationResponse>,
    /// What to be careful about.
    pub warnings: Vec<ExplanationResponse>,
}

/// A reason or a warning.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExplanationResponse {
    /// Its stable code. Reasons: `exact-code-and-name`, `exact-name`, `normalised-name`, `other-name`, `synonym`,
    /// `same-value`, `similar-name`, `approved-before`, `like-approved`, `usual-replacement`, `part-of-term`.
    #[schema(example = "exact-name")]
    pub code: String,
    /// In words.
    #[schema(example = "名称完全一致")]
    pub words: String,
}

/// 为一个名称推荐标准编码
///
/// Suggests standard codes for one term, best first; an empty list says that nothing fits.
#[utoipa::path(tag = "suggestions", operation_id = "suggest_term", request_body = SuggestRequest, responses(
    (status = 200, description = "The suggestions, best first", body = Vec<SuggestionResponse>), Problems))]
#[post("/suggestions")]
pub async fn suggest_term(caller: Caller, body: Json<SuggestRequest>) -> Result<Json<Vec<SuggestionResponse>>> {
    let body = body.into_inner();
    let edition = EditionRef::parse(&body.edition)?;
    let organization = body.organization.map(OrganizationId::new).transpose()?;
    let limit = body.limit.unwrap_or(USUAL).clamp(1, MOST);
    let list = caller
        .ask(move |service, session| {
            let term = Term {
                code: body.code.as_deref(),
                name: &body.name,
                attributes: Some(&body.attributes),
            };
            match &organization {
                Some(organization) => service.suggest_for(session, organization, &edition, &term, limit),
                None => service.suggest(session, &edition, &term, limit),
            }
        })
        .await?;
    let language = caller.language;
    Ok(Json(
        list.into_iter()
            .map(|one| SuggestionResponse::of(one, language))
            .collect(),
    ))
}

/// 为整个字典推荐标准编码
///
/// Starts suggesting for every row of a dictionary; the answer is the job to watch.
#[utoipa::path(tag = "suggestions", operation_id = "suggest_dictionary", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("source" = String, Path, description = "Source system", example = "his"),
    ("name" = String, Path, description = "Dictionary name", example = "diagnosis")), responses(
    (status = 202, description = "The job", body = JobResponse), Problems))]
#[post("/organizations/{organization}/dictionaries/{source}/{name}/suggest")]
pub async fn suggest_dictionary(caller: Caller, path: Path<(String, String, String)>) -> Result<HttpResponse> {
    let (organization, id) = dictionary(path.into_inner())?;
    let job = caller
        .ask(move |service, session| service.start_suggesting(session, &organization, &id))
        .await?;
    Ok(HttpResponse::Accepted()
        .insert_header(("Location", format!("/api/v1/jobs/{}", job.id)))
        .json(JobResponse::from(job)))
}

impl SuggestionResponse {
    /// A suggestion in the caller's language.
    pub fn of(suggestion: Suggestion, language: Language) -> Self {
        let explanation = |code: &str, words: String| ExplanationResponse {
            code: code.to_owned(),
            words,
        };
        let reasons = suggestion.reasons.iter();
        let warnings = suggestion.warnings.iter();
        Self {
            reasons: reasons
                .map(|one| explanation(one.as_str(), one.words(language)))
                .collect(),
            warnings: warnings
                .map(|one| explanation(one.as_str(), one.words(language)))
                .collect(),
            code: suggestion.code,
            display: suggestion.display,
            score: suggestion.score,
            proposed: suggestion.proposed,
        }
    }
}
