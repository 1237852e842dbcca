//! The OpenAPI document, made from the routes themselves.

use super::routes;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use actix_web::App;
use actix_web::HttpResponse;
use actix_web::web::Bytes;
use std::sync::OnceLock;
use utoipa::Modify;
use utoipa::OpenApi;
use utoipa::openapi::security::HttpAuthScheme;
use utoipa::openapi::security::HttpBuilder;
use utoipa::openapi::security::SecurityScheme;
use utoipa_actix_web::AppExt as _;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "值域 Zhiyu",
        description = "标准注册与值域对照服务。Standards registry and value-domain mapping service. \
            Errors are RFC 9457 problem details with a stable `code`; texts follow `Accept-Language` (zh-CN, en).",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    tags(
        (name = "health", description = "服务状态 Health"),
        (name = "registry", description = "标准注册 Code systems, editions, concepts"),
        (name = "specifications", description = "采集规范 Value domains, data elements, specifications, validation"),
        (name = "organizations", description = "机构 Organizations"),
        (name = "dictionaries", description = "本地字典 Local dictionaries and work lists"),
        (name = "suggestions", description = "推荐 Suggestions"),
        (name = "jobs", description = "任务 Long work"),
        (name = "upgrades", description = "标准升级 Upgrades of a standard"),
        (name = "mappings", description = "对照 Drafts and reviews"),
        (name = "reuse", description = "复用 Mappings of other hospitals and dictionaries taken over as drafts"),
        (name = "releases", description = "发布版 Releases and their differences"),
        (name = "memory", description = "历史对照 What was learned, from whom, and what no longer teaches"),
        (name = "coverage", description = "对码统计 Figures of coverage, frozen at cuts"),
        (name = "snapshots", description = "快照 What collectors pull"),
        (name = "translation", description = "转换 What local codes mean by a release"),
        (name = "feedback", description = "采集反馈 What collectors report, what they could not convert, alerts"),
        (name = "access", description = "令牌 Tokens"),
        (name = "succession", description = "沿革 What became of a code: changes, chains, lives"),
        (name = "divisions", description = "行政区划 Trees by date, two series, delegated subtrees"),
        (name = "audit", description = "审计 Audit log")
    ),
    modifiers(&Bearer),
    security(("bearer" = []))
)]
struct Base;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("bearer", SecurityScheme::Http(scheme));
    }
}

/// The text of the document, as it is served: made when somebody asks, since its parts take twenty megabytes.
static TEXT: OnceLock<Bytes> = OnceLock::new();

/// Answers with the document.
pub async fn get_document() -> Result<HttpResponse> {
    let text = if let Some(text) = TEXT.get() {
        text
    } else {
        let text = serde_json::to_vec(&document());
        let text = text.map_err(|cause| Error::new(Code::Internal).caused_by(cause))?;
        TEXT.get_or_init(|| Bytes::from(text))
    };
    Ok(HttpResponse::Ok().content_type("application/json").body(text.clone()))
}

/// The document of this program.
pub fn document() -> utoipa::openapi::OpenApi {
    let app = App::new().into_utoipa_app().openapi(Base::openapi());
    let (_, document) = app.configure(routes::document).split_for_parts();
    document
}

/// The document as it is committed: indented JSON with a line feed at the end.
pub fn document_text() -> Result<String> {
    let text = document()
        .to_pretty_json()
        .map_err(|cause| Error::new(Code::Internal).caused_by(cause))?;
    Ok(text + "\n")
}
