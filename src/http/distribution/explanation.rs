//! Why a record was coded so on a day.

use super::releases::ReleaseResponse;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::http::addresses::dictionary;
use crate::http::caller::Caller;
use crate::http::curation::mappings::TakenStepResponse;
use crate::http::problem::Problems;
use crate::language::Language;
use crate::mapping::origin::Origin;
use crate::mapping::release::Change;
use crate::service::distribution::explanation::AsOf;
use crate::service::distribution::explanation::Explanation;
use crate::service::distribution::explanation::Verdict;
use crate::service::feedback::explained::RunningCollector;
use actix_web::get;
use actix_web::web::Json;
use actix_web::web::Path;
use actix_web::web::Query;
use serde::Deserialize;
use serde::Serialize;
use serde_json::Value;
use utoipa::IntoParams;
use utoipa::ToSchema;

/// Which code, and when.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ExplainQuery {
    /// The local code.
    #[param(example = "A00.901")]
    code: String,
    /// A business day `YYYY-MM-DD`, which ends at 18:00 of Asia/Shanghai, or an RFC 3339 instant.
    #[param(example = "2026-05-03")]
    at: String,
}

/// Why a record with this local code was coded so.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "code": "A00.901", "asked": "2026-05-03", "at": "2026-05-03T10:00:00.000000Z", "verdict": "mapped",
    "answer": "2026-05-03 18:00:00（北京时间）时生效的是发布版 2……",
    "line": { "dictionary": "his/diagnosis", "code": "A00.901", "name": "霍乱 NOS", "targets": [] },
    "release": null, "changes": [], "history": [], "moved_that_night": [],
    "collector": { "known": true, "collectors": [{
        "collector": "front-1", "release": 2, "since": "2026-05-01T10:05:00.000000Z", "converted_by": [2]
    }] }
}))]
pub struct CodeExplanationResponse {
    /// The local code.
    pub code: String,
    /// What was asked: a business day or an instant.
    pub asked: String,
    /// The instant that was looked at. Of a business day it is its end, 18:00 of Asia/Shanghai: data of a day is what
    /// arose from 18:00 of the day before (included) to 18:00 (excluded); it is converted in the night that follows, in
    /// which nothing becomes effective unless its publisher says so.
    pub at: String,
    /// `mapped`, `no-match`, `withdrawn`, `not-in-release` or `no-release`.
    pub verdict: String,
    /// The answer in words.
    pub answer: String,
    /// The body line that was in force.
    #[schema(value_type = Object)]
    pub line: Option<Value>,
    /// The release that was in force.
    pub release: Option<ReleaseResponse>,
    /// Every change of the code up to that release, the oldest first: the last is what was in force.
    pub changes: Vec<CodeChangeResponse>,
    /// Every step that the mapping had taken by then.
    pub history: Vec<TakenStepResponse>,
    /// Releases that became effective or were retracted in the night in which the data of the day was converted.
    pub moved_that_night: Vec<i64>,
    /// What collectors ran then.
    pub collector: CollectorResponse,
}

/// What a release changed for a code.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "release": 2, "line": null, "author": "zhang", "reviewer": "li", "reviewed_at": "2026-11-21T01:00:00.000000Z",
    "justification": "名称一致", "origin": { "by": "hand" }
}))]
pub struct CodeChangeResponse {
    /// The release that made the change.
    pub release: i64,
    /// The body line from then on; null when the code was withdrawn.
    #[schema(value_type = Object)]
    pub line: Option<Value>,
    /// Who made the mapping.
    pub author: String,
    /// Who approved it.
    pub reviewer: String,
    /// When it was approved.
    pub reviewed_at: String,
    /// Why: the author's words.
    pub justification: String,
    /// What the decision was made from.
    #[schema(value_type = Object)]
    pub origin: Origin,
}

/// What is known of collectors.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "known": false, "reason": "那时还没有采集端回报", "collectors": [] }))]
pub struct CollectorResponse {
    /// Whether any collector had reported what it runs.
    pub known: bool,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Every collector that had reported by then; of a business day by the end of its night.
    pub collectors: Vec<RunningCollectorResponse>,
}

/// What a collector ran.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "collector": "front-1", "release": 2, "since": "2026-05-01T10:05:00.000000Z", "converted_by": [2] }))]
pub struct RunningCollectorResponse {
    /// The collector.
    pub collector: String,
    /// The release that it ran; null when it had none.
    pub release: Option<i64>,
    /// Since when it had been running it.
    pub since: String,
    /// The releases by which it counted codes of the dictionary and business day.
    pub converted_by: Vec<i64>,
}

/// 为什么编成这个码
///
/// Answers from data alone what a local code meant at a time: which release was in force, what it said, who made and
/// approved that, why, and after which steps.
#[utoipa::path(tag = "releases", operation_id = "explain_code", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("source" = String, Path, description = "Source system", example = "his"),
    ("name" = String, Path, description = "Dictionary name", example = "diagnosis"), ExplainQuery), responses(
    (status = 200, description = "The answer, also when nothing was in force", body = CodeExplanationResponse), Problems))]
#[get("/organizations/{organization}/dictionaries/{source}/{name}/explain")]
pub async fn explain_code(
    caller: Caller,
    path: Path<(String, String, String)>,
    query: Query<ExplainQuery>,
) -> Result<Json<CodeExplanationResponse>> {
    let (organization, id) = dictionary(path.into_inner())?;
    let query = query.into_inner();
    let (as_of, code) = (as_of(&query.at)?, query.code.clone());
    let explanation = caller
        .ask(move |service, session| service.explain(session, &organization, &id, &code, as_of))
        .await?;
    Ok(Json(CodeExplanationResponse::of(explanation, query, caller.language)))
}

fn as_of(text: &str) -> Result<AsOf> {
    AsOf::parse(text).ok_or_else(|| {
        Error::new(Code::FieldInvalid)
            .with("field", "at")
            .with("value", text)
            .with("rule_zh", "写业务日如 2026-05-03，或 RFC 3339 时间")
            .with(
                "rule_en",
                "a business day such as 2026-05-03 or an RFC 3339 instant is needed",
            )
            .in_field("at")
    })
}

impl CodeExplanationResponse {
    fn of(explanation: Explanation, query: ExplainQuery, language: Language) -> Self {
        let answer = words(&explanation, &query.code);
        let line = match &explanation.verdict {
            Verdict::Mapped(line) | Verdict::NoMatch(line) => serde_json::to_value(line).ok(),
            Verdict::Withdrawn | Verdict::NotInRelease | Verdict::NoRelease => None,
        };
        let steps = explanation.history.into_iter();
        Self {
            code: query.code,
            asked: query.at,
            at: explanation.at.to_rfc3339(),
            verdict: explanation.verdict.as_str().to_owned(),
            answer: language.of((&answer.0, &answer.1)).to_owned(),
            line,
            release: explanation
                .release
                .map(|(release, retraction)| ReleaseResponse::of(release, retraction)),
            changes: explanation.changes.into_iter().map(CodeChangeResponse::from).collect(),
            history: steps.map(TakenStepResponse::from).collect(),
            moved_that_night: explanation.moved_that_night,
            collector: CollectorResponse::of(explanation.collectors, language),
        }
    }
}

impl CollectorResponse {
    fn of(list: Vec<RunningCollector>, language: Language) -> Self {
        let unknown = ("那时还没有采集端回报", "no collector had reported by then");
        let turn = |one: RunningCollector| RunningCollectorResponse {
            collector: one.collector,
            release: one.release,
            since: one.since.to_rfc3339(),
            converted_by: one.converted_by.into_iter().collect(),
        };
        Self {
            known: !list.is_empty(),
            reason: list.is_empty().then(|| language.of(unknown).to_owned()),
            collectors: list.into_iter().map(turn).collect(),
        }
    }
}

/// The answer in a sentence: Chinese, English.
fn words(explanation: &Explanation, code: &str) -> (String, String) {
    let at = explanation.at.to_shanghai();
    let Some((release, _)) = &explanation.release else {
        return (
            format!("{at}（北京时间）时没有生效的发布版，“{code}”没有对照"),
            format!("no release was in force at {at} (Asia/Shanghai), so '{code}' had no mapping"),
        );
    };
    let number = release.number;
    let begin = (
        format!("{at}（北京时间）时生效的是发布版 {number}"),
        format!("release {number} was in force at {at} (Asia/Shanghai)"),
    );
    let said = match &explanation.verdict {
        Verdict::NoRelease | Verdict::NotInRelease => {
            return (
                format!("{}，其中没有“{code}”", begin.0),
                format!("{} and says nothing of '{code}'", begin.1),
            );
        }
        Verdict::Withdrawn => ("不上传".to_owned(), "not to be sent".to_owned()),
        Verdict::NoMatch(line) => {
            let reason = line.no_match.as_deref().unwrap_or_default();
            (format!("无匹配（{reason}）"), format!("without a match ({reason})"))
        }
        Verdict::Mapped(line) => {
            let codes: Vec<String> = line
                .targets
                .iter()
                .map(|target| format!("{} {}", target.code, target.display))
                .collect();
            let codes = codes.join(" + ");
            (format!("编为 {codes}"), format!("coded as {codes}"))
        }
    };
    let Some(change) = explanation.changes.last() else {
        return begin;
    };
    let (from, author, reviewer, why) = (change.release, &change.author, &change.reviewer, &change.justification);
    let day = change.reviewed_at.to_shanghai();
    (
        format!(
            "{}：“{code}”自发布版 {from} 起{}；{author} 编制，{reviewer} 于 {day} 审核通过，理由：{why}",
            begin.0, said.0
        ),
        format!(
            "{}: since release {from} '{code}' is {}; made by {author}, approved by {reviewer} on {day}, because: {why}",
            begin.1, said.1
        ),
    )
}

impl From<Change> for CodeChangeResponse {
    fn from(change: Change) -> Self {
        let line = change.line.as_deref();
        Self {
            release: change.release,
            line: line.map(|text| serde_json::from_str(text).unwrap_or(Value::Null)),
            author: change.author.to_string(),
            reviewer: change.reviewer.to_string(),
            reviewed_at: change.reviewed_at.to_rfc3339(),
            justification: change.justification,
            origin: change.origin,
        }
    }
}
