//! Succession: lists of changes, and what became of a code.

use super::succession_answers::LifeStoryResponse;
use super::succession_answers::OriginResponse;
use super::succession_answers::SuccessionAnswerResponse;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::http::addresses::edition_ref;
use crate::http::addresses::partial_date;
use crate::http::caller::Caller;
use crate::http::files::FileQuery;
use crate::http::problem::Finding;
use crate::http::problem::Problems;
use crate::id::EditionId;
use crate::id::SystemId;
use crate::language::Language;
use crate::registry::succession::Profile;
use crate::registry::succession::SuccessionList;
use crate::service::registry::successions::ImportedSuccession;
use crate::service::registry::successions::Question;
use crate::service::registry::successions::SuccessionImport;
use crate::time::Instant;
use actix_web::HttpResponse;
use actix_web::get;
use actix_web::post;
use actix_web::web::Bytes;
use actix_web::web::Json;
use actix_web::web::Path;
use actix_web::web::Query;
use serde::Deserialize;
use serde::Serialize;
use utoipa::IntoParams;
use utoipa::ToSchema;

/// The form of the file and what is known of the list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SuccessionImportQuery {
    /// `events` (one change a row), `lives` (one life of a code a row), `sheets` (a workbook with a sheet a year).
    #[param(example = "lives")]
    profile: String,
    /// Where the list was taken from.
    source: Option<String>,
    /// `V`, `V-`, `M` or `M-low`.
    confidence: Option<String>,
    /// Publish it in the same act; only the operator may.
    publish: Option<bool>,
}

/// A list of changes 沿革表.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "system": "GB-T-2260-yearly", "edition": "1981-2024", "status": "published", "source": "result.csv", "confidence": "V-",
    "rows": 7234, "digest": "5d0c…", "created_at": "2026-11-21T01:00:00.000000Z", "created_by": "operator",
    "published_at": "2026-11-21T01:00:00.000000Z"
}))]
pub struct SuccessionListResponse {
    /// Its code system.
    pub system: String,
    /// Its name.
    pub edition: String,
    /// `draft` or `published`.
    pub status: String,
    /// Where it was taken from.
    pub source: String,
    /// `V` verified, `V-` secondary, `M` from memory, `M-low` doubtful.
    pub confidence: String,
    /// How many changes it has.
    pub rows: u64,
    /// SHA-256 of its changes.
    pub digest: String,
    /// When it was imported.
    pub created_at: String,
    /// Who imported it.
    pub created_by: String,
    /// When it was published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published_at: Option<String>,
}

/// What an import gave.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "system": "GB-T-10114", "edition": "2014-2023", "status": "draft", "source": "", "confidence": "", "rows": 7547,
    "digest": "5d0c…", "created_at": "2026-11-21T01:00:00.000000Z", "created_by": "lin", "file_rows": 7654, "findings": [
        { "code": "succession-row-noted", "detail": "工作表“2020”的一行读入时有出入：代码前后的空格已去掉", "advice": "请核对原表", "row": 522 }]
}))]
pub struct SuccessionImportResponse {
    /// The list.
    #[serde(flatten)]
    pub list: SuccessionListResponse,
    /// How many rows of data the file has; each is in a change or among the findings.
    pub file_rows: usize,
    /// Rows that were left out or not read as they stand.
    pub findings: Vec<Finding>,
}

/// One question.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SuccessionQuery {
    /// The code.
    #[param(example = "419001")]
    code: String,
    /// When it was in force: `1990`, `1990-05` or `1990-05-12`; a year or month means its end.
    #[param(example = "1988")]
    date: String,
    /// As of when; without it, the end of the list.
    #[param(example = "2024")]
    to: Option<String>,
    /// The list to ask; without it, the one published last.
    #[param(example = "1981-2024")]
    list: Option<String>,
}

/// A code of a list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CodeQuery {
    /// The code.
    #[param(example = "419001")]
    code: String,
    /// On which date it is in force; without it, the end of the list.
    #[param(example = "2024")]
    date: Option<String>,
    /// The list to ask; without it, the one published last.
    #[param(example = "1981-2024")]
    list: Option<String>,
}

/// Many questions at once.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "to": "2024", "items": [{ "code": "419001", "date": "1988" }, { "code": "413026", "date": "1990" }] }))]
pub struct SuccessionRequest {
    /// As of when; without it, the end of the list.
    to: Option<String>,
    /// The list to ask; without it, the one published last.
    list: Option<String>,
    /// The questions.
    items: Vec<QuestionRequest>,
}

/// One of many questions.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QuestionRequest {
    /// The code.
    code: String,
    /// When it was in force.
    date: String,
}

/// 列出沿革表
///
/// Lists the succession lists of a code system, newest import first.
#[utoipa::path(tag = "succession", operation_id = "list_successions",
    params(("system" = String, Path, description = "Code system id", example = "GB-T-2260-yearly")), responses(
    (status = 200, description = "The lists", body = Vec<SuccessionListResponse>), Problems))]
#[get("/code-systems/{system}/successions")]
pub async fn list_successions(caller: Caller, path: Path<String>) -> Result<Json<Vec<SuccessionListResponse>>> {
    let system = SystemId::new(path.into_inner())?;
    let lists = caller
        .ask(move |service, session| service.succession_lists(session, &system))
        .await?;
    Ok(Json(lists.into_iter().map(SuccessionListResponse::from).collect()))
}

/// 导入沿革表
///
/// Imports a list of changes as a draft; the request body is the file.
#[utoipa::path(tag = "succession", operation_id = "import_succession", params(
    ("system" = String, Path, description = "Code system id; registered if it is new", example = "GB-T-2260-yearly"),
    ("edition" = String, Path, description = "Name of the list", example = "1981-2024"), SuccessionImportQuery, FileQuery),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The file",
        example = "kind,date,old_code,old_name,valid_from,new_codes,new_names\nre-code,1990,419001,义马市,1987,411281,义马市\n"),
    responses((status = 201, description = "The list", body = SuccessionImportResponse), Problems))]
#[post("/code-systems/{system}/successions/{edition}/import")]
pub async fn import_succession(
    caller: Caller,
    path: Path<(String, String)>,
    query: Query<SuccessionImportQuery>,
    file: Query<FileQuery>,
    body: Bytes,
) -> Result<HttpResponse> {
    let of = edition_ref(path.into_inner())?;
    let import = query.into_inner().import()?;
    let file = file.into_inner().input(body);
    let imported = caller
        .ask(move |service, session| service.import_succession(session, &of, &file, &import))
        .await?;
    Ok(HttpResponse::Created().json(SuccessionImportResponse::of(imported, caller.language)))
}

/// 发布沿革表
///
/// Publishes a list of changes: from then on it never changes. Another account than the importer's does this.
#[utoipa::path(tag = "succession", operation_id = "publish_succession", params(
    ("system" = String, Path, description = "Code system id", example = "GB-T-2260-yearly"),
    ("edition" = String, Path, description = "Name of the list", example = "1981-2024")), responses(
    (status = 200, description = "The published list", body = SuccessionListResponse), Problems))]
#[post("/code-systems/{system}/successions/{edition}/publish")]
pub async fn publish_succession(caller: Caller, path: Path<(String, String)>) -> Result<Json<SuccessionListResponse>> {
    let of = edition_ref(path.into_inner())?;
    let list = caller
        .ask(move |service, session| service.publish_succession(session, &of))
        .await?;
    Ok(Json(SuccessionListResponse::from(list)))
}

/// 旧编码今为何码
///
/// Says what became of a code that was in force on a date: the codes of today or of another date, with every change on the way.
#[utoipa::path(tag = "succession", operation_id = "get_succession", params(
    ("system" = String, Path, description = "Code system id", example = "GB-T-2260-yearly"), SuccessionQuery), responses(
    (status = 200, description = "The answer", body = SuccessionAnswerResponse), Problems))]
#[get("/code-systems/{system}/succession")]
pub async fn get_succession(
    caller: Caller,
    path: Path<String>,
    query: Query<SuccessionQuery>,
) -> Result<Json<SuccessionAnswerResponse>> {
    let query = query.into_inner();
    let request = SuccessionRequest {
        to: query.to,
        list: query.list,
        items: vec![QuestionRequest {
            code: query.code,
            date: query.date,
        }],
    };
    let mut answers = answers(&caller, path.into_inner(), request).await?;
    answers.pop().map(Json).ok_or_else(|| Error::new(Code::Internal))
}

/// 批量查询旧编码今为何码
///
/// Answers many questions at once, in their order.
#[utoipa::path(tag = "succession", operation_id = "ask_successions", params(
    ("system" = String, Path, description = "Code system id", example = "GB-T-2260-yearly")),
    request_body = SuccessionRequest, responses(
    (status = 200, description = "The answers", body = Vec<SuccessionAnswerResponse>), Problems))]
#[post("/code-systems/{system}/succession")]
pub async fn ask_successions(
    caller: Caller,
    path: Path<String>,
    request: Json<SuccessionRequest>,
) -> Result<Json<Vec<SuccessionAnswerResponse>>> {
    Ok(Json(answers(&caller, path.into_inner(), request.into_inner()).await?))
}

/// 编码的一生
///
/// Shows every life of a code, oldest first, with the changes that begin and end it.
#[utoipa::path(tag = "succession", operation_id = "get_succession_history", params(
    ("system" = String, Path, description = "Code system id", example = "GB-T-2260-yearly"), CodeQuery), responses(
    (status = 200, description = "The lives; none when the list does not know the code", body = Vec<LifeStoryResponse>), Problems))]
#[get("/code-systems/{system}/succession/history")]
pub async fn get_succession_history(
    caller: Caller,
    path: Path<String>,
    query: Query<CodeQuery>,
) -> Result<Json<Vec<LifeStoryResponse>>> {
    let (system, list) = place(path.into_inner(), query.list.as_deref())?;
    let code = query.into_inner().code;
    let (_, stories) = caller
        .ask(move |service, session| service.succession_history(session, &system, list.as_ref(), &code))
        .await?;
    Ok(Json(stories.into_iter().map(LifeStoryResponse::from).collect()))
}

/// 编码的来历
///
/// Shows what became part of a code, newest first; nothing when the code is not in force on the date.
#[utoipa::path(tag = "succession", operation_id = "get_succession_origins", params(
    ("system" = String, Path, description = "Code system id", example = "GB-T-2260-yearly"), CodeQuery), responses(
    (status = 200, description = "The former codes", body = Vec<OriginResponse>), Problems))]
#[get("/code-systems/{system}/succession/origins")]
pub async fn get_succession_origins(
    caller: Caller,
    path: Path<String>,
    query: Query<CodeQuery>,
) -> Result<Json<Vec<OriginResponse>>> {
    let (system, list) = place(path.into_inner(), query.list.as_deref())?;
    let date = query
        .date
        .as_deref()
        .map(|text| partial_date(text, "date"))
        .transpose()?;
    let code = query.into_inner().code;
    let (_, origins) = caller
        .ask(move |service, session| service.succession_origins(session, &system, list.as_ref(), &code, date))
        .await?;
    let origins = origins.unwrap_or_default().into_iter();
    Ok(Json(origins.map(OriginResponse::from).collect()))
}

async fn answers(caller: &Caller, system: String, request: SuccessionRequest) -> Result<Vec<SuccessionAnswerResponse>> {
    let (system, list) = place(system, request.list.as_deref())?;
    let to = request.to.as_deref().map(|text| partial_date(text, "to")).transpose()?;
    let question = |item: QuestionRequest| {
        let date = partial_date(&item.date, "date")?;
        Ok(Question { code: item.code, date })
    };
    let questions = request.items.into_iter().map(question).collect::<Result<Vec<_>>>()?;
    let language = caller.language;
    caller
        .ask(move |service, session| {
            let (list, answers) = service.successions(session, &system, list.as_ref(), &questions, to)?;
            let edition = list.of.edition.to_string();
            let answers = answers.into_iter().zip(questions);
            Ok(answers
                .map(|(answer, question)| SuccessionAnswerResponse::of(answer, &question, &edition, language))
                .collect())
        })
        .await
}

fn place(system: String, list: Option<&str>) -> Result<(SystemId, Option<EditionId>)> {
    Ok((SystemId::new(system)?, list.map(EditionId::new).transpose()?))
}

impl SuccessionImportQuery {
    fn import(self) -> Result<SuccessionImport> {
        let words = Profile::ALL.map(Profile::as_str).join(", ");
        let profile = Profile::parse(&self.profile).ok_or_else(|| {
            Error::new(Code::FieldInvalid)
                .with("field", "profile")
                .with("value", &self.profile)
                .with("rule_zh", format!("可用：{words}"))
                .with("rule_en", format!("one of {words}"))
                .in_field("profile")
        })?;
        Ok(SuccessionImport {
            profile,
            source: self.source.unwrap_or_default(),
            confidence: self.confidence.unwrap_or_default(),
            publish: self.publish.unwrap_or(false),
        })
    }
}

impl SuccessionImportResponse {
    /// The answer in the caller's language.
    pub fn of(imported: ImportedSuccession, language: Language) -> Self {
        let findings = imported.findings.iter();
        Self {
            file_rows: imported.file_rows,
            findings: findings.map(|finding| Finding::of(finding, language)).collect(),
            list: SuccessionListResponse::from(imported.list),
        }
    }
}

impl From<SuccessionList> for SuccessionListResponse {
    fn from(list: SuccessionList) -> Self {
        let status = if list.is_published { "published" } else { "draft" };
        Self {
            system: list.of.system.to_string(),
            edition: list.of.edition.to_string(),
            status: status.to_owned(),
            source: list.source,
            confidence: list.confidence,
            rows: list.rows,
            digest: list.digest,
            created_at: list.created_at.to_rfc3339(),
            created_by: list.created_by.to_string(),
            published_at: list.published_at.map(Instant::to_rfc3339),
        }
    }
}
