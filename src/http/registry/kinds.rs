//! Kinds of code systems: their rules, and codes held against them.

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::http::caller::Caller;
use crate::http::problem::Finding;
use crate::http::problem::Problems;
use crate::id::KindId;
use crate::language::Language;
use crate::registry::kind::Definition;
use crate::registry::kind::Kind;
use crate::service::Service;
use crate::service::registry::kinds::CodeVerdict;
use actix_web::get;
use actix_web::put;
use actix_web::web::Bytes;
use actix_web::web::Json;
use actix_web::web::Path;
use actix_web::web::Query;
use serde::Deserialize;
use serde::Serialize;
use utoipa::IntoParams;
use utoipa::ToSchema;

/// A kind 种类 of code system.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "loinc", "title": "LOINC", "title_en": "LOINC", "standard": "Regenstrief LOINC", "confidence": "V",
    "compare": "laboratory", "pattern": "[1-9]\\d{0,6}-\\d", "check_digit": "loinc"
}))]
pub struct KindResponse {
    /// Its id.
    pub id: String,
    /// Its Chinese title.
    pub title: String,
    /// Its English title.
    pub title_en: String,
    /// The standard or publication that gives the rule.
    pub standard: String,
    /// `V` verified, `V-` secondary, `M` from memory, `M-low` doubtful.
    pub confidence: String,
    /// How names are compared: `plain`, `drug`, `laboratory`, `division` or `department`.
    pub compare: String,
    /// How a code is built: a regular expression over the whole code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// The algorithm of its check digit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub check_digit: Option<String>,
    /// Its whole TOML; only when one kind is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub definition: Option<String>,
}

/// What a kind says of a code.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "code": "2345-8", "valid": false, "parents": [], "assignable": true, "expected_digit": "7",
    "reason": { "code": "check-digit-wrong", "detail": "“2345-8”的校验位不对，应为 7", "advice": "请核对原始证照后重新填写" }
}))]
pub struct CodeVerdictResponse {
    /// The code.
    pub code: String,
    /// Whether it is built as the kind says and its check digit is right.
    pub valid: bool,
    /// Why it is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Finding>,
    /// The codes that may stand above it, nearest first; the first that an edition has is its parent.
    pub parents: Vec<String>,
    /// Whether data may carry it; headings it may not.
    pub assignable: bool,
    /// The check digit that it should have, where the kind has one and the code is built well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected_digit: Option<char>,
}

/// Which code.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CheckQuery {
    /// The code, byte for byte.
    #[param(example = "2345-7")]
    code: String,
}

/// 列出种类
///
/// Lists the kinds of code systems by id.
#[utoipa::path(tag = "registry", operation_id = "list_kinds", responses(
    (status = 200, description = "The kinds", body = Vec<KindResponse>), Problems))]
#[get("/kinds")]
pub async fn list_kinds(caller: Caller) -> Result<Json<Vec<KindResponse>>> {
    let kinds = caller.ask(Service::kinds).await?;
    Ok(Json(kinds.iter().map(|kind| KindResponse::of(kind)).collect()))
}

/// 查看种类
///
/// Reads a kind with its whole definition.
#[utoipa::path(tag = "registry", operation_id = "get_kind",
    params(("kind" = String, Path, description = "Kind id", example = "loinc")), responses(
    (status = 200, description = "The kind", body = KindResponse), Problems))]
#[get("/kinds/{kind}")]
pub async fn get_kind(caller: Caller, path: Path<String>) -> Result<Json<KindResponse>> {
    let id = KindId::new(path.into_inner())?;
    let kind = caller.ask(move |service, session| service.kind(session, &id)).await?;
    Ok(Json(KindResponse::whole(&kind)))
}

/// 登记种类
///
/// Registers a kind by its TOML, which is the request body. A registered kind never changes.
#[utoipa::path(tag = "registry", operation_id = "register_kind",
    params(("kind" = String, Path, description = "Kind id", example = "own-codes")),
    request_body(content = String, content_type = "application/toml", description = "The definition; see docs/kinds.md",
        example = "title = '自编码'\ntitle_en = 'Own codes'\nstandard = '本省规定'\nconfidence = 'V'\n"),
    responses((status = 200, description = "The kind", body = KindResponse), Problems))]
#[put("/kinds/{kind}")]
pub async fn register_kind(caller: Caller, path: Path<String>, body: Bytes) -> Result<Json<KindResponse>> {
    let id = KindId::new(path.into_inner())?;
    let text = utf8(&id, &body)?;
    let kind = caller
        .ask(move |service, session| service.register_kind(session, &id, &text))
        .await?;
    Ok(Json(KindResponse::whole(&kind)))
}

/// 检验编码
///
/// Holds a code against a kind: whether it is right, why not, what may stand above it.
#[utoipa::path(tag = "registry", operation_id = "check_code",
    params(("kind" = String, Path, description = "Kind id", example = "loinc"), CheckQuery), responses(
    (status = 200, description = "The verdict", body = CodeVerdictResponse), Problems))]
#[get("/kinds/{kind}/check")]
pub async fn check_code(
    caller: Caller,
    path: Path<String>,
    query: Query<CheckQuery>,
) -> Result<Json<CodeVerdictResponse>> {
    let id = KindId::new(path.into_inner())?;
    let codes = vec![query.into_inner().code];
    let verdicts = caller
        .ask(move |service, session| service.check_codes(session, &id, &codes))
        .await?;
    let verdict = verdicts.into_iter().next().ok_or(Code::Internal)?;
    Ok(Json(CodeVerdictResponse::of(verdict, caller.language)))
}

/// The text of a TOML file.
pub fn utf8(id: &KindId, bytes: &[u8]) -> Result<String> {
    let text = std::str::from_utf8(bytes);
    text.map(str::to_owned)
        .map_err(|cause| Error::new(Code::KindInvalid).with("kind", id).with("reason", cause))
}

impl KindResponse {
    /// A kind without its definition.
    pub fn of(kind: &Kind) -> Self {
        let Definition {
            title,
            title_en,
            standard,
            confidence,
            pattern,
            check_digit,
            ..
        } = kind.definition().clone();
        Self {
            id: kind.id().to_string(),
            title,
            title_en,
            standard,
            confidence,
            compare: kind.comparison().as_str().to_owned(),
            pattern,
            check_digit,
            definition: None,
        }
    }

    /// A kind with its definition.
    pub fn whole(kind: &Kind) -> Self {
        Self {
            definition: Some(kind.text().to_owned()),
            ..Self::of(kind)
        }
    }
}

impl CodeVerdictResponse {
    /// The verdict in the caller's language.
    pub fn of(verdict: CodeVerdict, language: Language) -> Self {
        Self {
            valid: verdict.fault.is_none(),
            reason: verdict.fault.as_ref().map(|fault| Finding::of(fault, language)),
            code: verdict.code,
            parents: verdict.parents,
            assignable: verdict.assignable,
            expected_digit: verdict.expected_digit,
        }
    }
}
