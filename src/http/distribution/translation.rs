//! Translating codes by a release: some at once as JSON, whole files as CSV or NDJSON, and the way back.

mod file;
mod spool;
pub mod wire;

pub use file::translate_file;

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::http::caller::Caller;
use crate::http::problem::Problems;
use crate::id::EditionId;
use crate::id::EditionRef;
use crate::id::MapVersionRef;
use crate::id::OrganizationId;
use crate::id::SystemId;
use crate::service::distribution::translation::AsOf;
use crate::service::distribution::translation::TranslationOrder;
use crate::snapshot::translate::Mode;
use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::post;
use actix_web::web::Json;
use actix_web::web::Path;
use actix_web::web::Query;
use serde::Deserialize;
use serde::Serialize;
use utoipa::IntoParams;
use wire::ReverseRequest;
use wire::ReverseResponse;
use wire::TranslateRequest;
use wire::TranslateResponse;

/// The most codes of one request.
const MOST_CODES: usize = 100_000;
/// About what the answer to one code takes.
const BYTES_OF_ANSWER: usize = 256;

/// By what to translate.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TranslationQuery {
    /// `lenient`: every relationship is converted and told; `strict`: only `equivalent`. `lenient` without it.
    #[param(example = "strict")]
    pub mode: Option<String>,
    /// As of an instant (RFC 3339) or a business day (`YYYY-MM-DD`, 18:00 to 18:00 of Asia/Shanghai; the release that was
    /// effective at its close). Now without it.
    #[param(example = "2026-11-20")]
    pub as_of: Option<String>,
    /// By this release, not together with `as_of`.
    #[param(example = 2)]
    pub release: Option<i64>,
    /// On to a second standard, `system/edition`, through a published concept map.
    #[param(example = "icd-10-yibao/2.0")]
    pub to: Option<String>,
    /// Which concept map leads there, `map/version`; needed when there are several.
    #[param(example = "guolin-to-yibao/2023")]
    pub via: Option<String>,
}

/// 转换编码
///
/// Says of each local code what it means by a release: `mapped`, `unmapped`, `ambiguous`, `invalid_source` or
/// `retired_target`, with the original kept. Only `mapped` codes have `targets`; what is `withheld` must not be sent.
#[utoipa::path(tag = "translation", operation_id = "translate_codes", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"), TranslationQuery),
    request_body = TranslateRequest, responses(
    (status = 200, description = "The answers, in the order of the codes", body = TranslateResponse), Problems))]
#[post("/organizations/{organization}/translate")]
pub async fn translate_codes(
    caller: Caller,
    path: Path<String>,
    query: Query<TranslationQuery>,
    body: Json<TranslateRequest>,
) -> Result<HttpResponse> {
    let id = OrganizationId::new(path.into_inner())?;
    let (order, request, language) = (query.order()?, body.into_inner(), caller.language);
    must_not_be_too_many(request.items.len())?;
    let bytes = caller
        .ask(move |service, session| {
            let translator = service.translator(session, &id, &order)?;
            to_json(&request.answers(&translator, language), request.items.len())
        })
        .await?;
    Ok(json(bytes))
}

/// 反查本地编码
///
/// Lists every local code that a release maps to each of these standard codes. The relationship is read from the local
/// code to the standard one; `targets` counts the targets of the local code.
#[utoipa::path(tag = "translation", operation_id = "translate_back", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"), TranslationQuery),
    request_body = ReverseRequest, responses(
    (status = 200, description = "The local codes, in the order of the standard codes", body = ReverseResponse), Problems))]
#[post("/organizations/{organization}/translate/reverse")]
pub async fn translate_back(
    caller: Caller,
    path: Path<String>,
    query: Query<TranslationQuery>,
    body: Json<ReverseRequest>,
) -> Result<HttpResponse> {
    let id = OrganizationId::new(path.into_inner())?;
    let (order, request) = (query.order()?, body.into_inner());
    must_not_be_too_many(request.codes.len())?;
    let system = SystemId::new(request.system.clone())?;
    let edition = request.edition.clone().map(EditionId::new).transpose()?;
    let bytes = caller
        .ask(move |service, session| {
            let translator = service.translator(session, &id, &order)?;
            to_json(
                &request.answers(&translator, &system, edition.as_ref()),
                request.codes.len(),
            )
        })
        .await?;
    Ok(json(bytes))
}

impl TranslationQuery {
    /// The order, or the refusal of what cannot be read.
    pub fn order(&self) -> Result<TranslationOrder> {
        let mode = match self.mode.as_deref() {
            None => Mode::default(),
            Some(text) => Mode::parse(text).ok_or_else(|| unfit("mode", text, "lenient, strict"))?,
        };
        let as_of = match self.as_of.as_deref() {
            None => None,
            Some(text) => Some(AsOf::parse(text).ok_or_else(|| unfit("as_of", text, "RFC 3339, YYYY-MM-DD"))?),
        };
        if let (Some(release), Some(_)) = (self.release, as_of) {
            return Err(unfit("release", &release.to_string(), "release | as_of"));
        }
        Ok(TranslationOrder {
            release: self.release,
            as_of,
            mode,
            to: self.to.as_deref().map(EditionRef::parse).transpose()?,
            via: self.via.as_deref().map(MapVersionRef::parse).transpose()?,
        })
    }
}

/// A parameter whose value breaks its rule.
fn unfit(field: &'static str, value: &str, rule: &str) -> Error {
    Error::new(Code::FieldInvalid)
        .with("field", field)
        .with("value", value)
        .with("rule_zh", format!("须为：{rule}"))
        .with("rule_en", format!("needed: {rule}"))
        .in_field(field)
}

fn must_not_be_too_many(count: usize) -> Result<()> {
    if count > MOST_CODES {
        let rule = format!("≤ {MOST_CODES}");
        return Err(unfit("items", &count.to_string(), &rule));
    }
    Ok(())
}

fn to_json<T: Serialize>(value: &T, count: usize) -> Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(count * BYTES_OF_ANSWER);
    let written = serde_json::to_writer(&mut bytes, value);
    written.map_err(|cause| Error::new(Code::Internal).caused_by(cause))?;
    Ok(bytes)
}

fn json(bytes: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/json"))
        .body(bytes)
}
