//! Reading the registry: code systems, editions, concepts.

use crate::error::Result;
use crate::http::addresses::edition_ref;
use crate::http::caller::Caller;
use crate::http::pages::PageQuery;
use crate::http::pages::PageResponse;
use crate::http::problem::Problems;
use crate::id::SystemId;
use crate::registry::code_system::CodeSystem;
use crate::registry::concept::Concept;
use crate::registry::edition::Edition;
use crate::service::registry::edition_steps::StandingEdition;
use crate::service::registry::reading::Branch;
use crate::time::Instant;
use actix_web::get;
use actix_web::web::Json;
use actix_web::web::Path;
use actix_web::web::Query;
use serde::Deserialize;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::IntoParams;
use utoipa::ToSchema;

/// A code system 代码系统.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "GB-T-2261.1", "title": "人的性别代码", "title_en": "Gender of persons", "publisher": "国家标准化管理委员会",
    "oid": "2.16.156.10011.2.3.3.4", "kind": "plain"
}))]
pub struct CodeSystemResponse {
    /// Its id.
    pub id: String,
    /// Its Chinese title.
    pub title: String,
    /// Its English title.
    pub title_en: String,
    /// Who publishes it.
    pub publisher: String,
    /// Its OID, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oid: Option<String>,
    /// Its address, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// What it lists, an id of `/kinds`: how its codes are built and how names are compared.
    pub kind: String,
    /// Its editions, newest import first; only when one code system is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub editions: Option<Vec<EditionResponse>>,
}

/// An edition 版本.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "system": "GB-T-2261.1", "edition": "2003", "status": "published", "title": "人的性别代码", "source": "",
    "confidence": "V", "rows": 4, "digest": "5d0c…", "created_at": "2026-11-21T01:00:00.000000Z", "created_by": "zhiyu",
    "published_at": "2026-11-21T01:00:00.000000Z"
}))]
pub struct EditionResponse {
    /// Its code system.
    pub system: String,
    /// Its id.
    pub edition: String,
    /// `draft`, `in-review`, `published` or `retired`.
    pub status: String,
    /// Its Chinese title.
    pub title: String,
    /// Where the list was taken from.
    pub source: String,
    /// `V` verified, `V-` secondary, `M` from memory, `M-low` doubtful.
    pub confidence: String,
    /// The first day it is in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effective_from: Option<String>,
    /// How many concepts it has.
    pub rows: u64,
    /// SHA-256 of its canonical contents.
    pub digest: String,
    /// When it was imported.
    pub created_at: String,
    /// Who imported it.
    pub created_by: String,
    /// When it was published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published_at: Option<String>,
    /// The last day it is in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effective_to: Option<String>,
    /// The edition of the same code system that it replaces.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaces: Option<String>,
    /// The number of the document that published it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub document_number: String,
    /// What else a reader has to know.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// When it was retired.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retired_at: Option<String>,
    /// The edition that is in force in its place on the day of the answer, or on the day that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub superseded_by: Option<String>,
}

/// A concept 条目.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "code": "21", "display": "初婚", "parent": "20", "status": "active", "assignable": true, "designations": [],
    "properties": { "confidence": "V" }
}))]
pub struct ConceptResponse {
    /// The code, byte for byte.
    pub code: String,
    /// Its official name.
    pub display: String,
    /// The code above it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// `active` or `retired`.
    pub status: String,
    /// Whether data may carry it.
    pub assignable: bool,
    /// Other names.
    pub designations: Vec<String>,
    /// Further columns of the publication.
    pub properties: BTreeMap<String, String>,
    /// How many concepts are directly below it; only where a branch is listed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub children: Option<u64>,
}

/// Which concepts of an edition.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ConceptQuery {
    /// The children of this code; `-` means the concepts without a parent.
    #[param(example = "20")]
    parent: Option<String>,
    /// Search: a fragment of a code or of a name; answers the best fits, without paging.
    #[param(example = "婚")]
    q: Option<String>,
}

/// 列出代码系统
///
/// Lists the code systems by id.
#[utoipa::path(tag = "registry", operation_id = "list_code_systems", params(PageQuery), responses(
    (status = 200, description = "A page of code systems", body = PageResponse<CodeSystemResponse>), Problems))]
#[get("/code-systems")]
pub async fn list_code_systems(
    caller: Caller,
    query: Query<PageQuery>,
) -> Result<Json<PageResponse<CodeSystemResponse>>> {
    let page = query.page()?;
    let slice = caller
        .ask(move |service, session| service.code_systems(session, &page))
        .await?;
    Ok(Json(PageResponse::of(slice, |system| {
        CodeSystemResponse::of(system, None)
    })))
}

/// 查看代码系统及其版本
///
/// Reads a code system and its editions.
#[utoipa::path(tag = "registry", operation_id = "get_code_system",
    params(("system" = String, Path, description = "Code system id", example = "GB-T-2261.1")), responses(
    (status = 200, description = "The code system", body = CodeSystemResponse), Problems))]
#[get("/code-systems/{system}")]
pub async fn get_code_system(caller: Caller, path: Path<String>) -> Result<Json<CodeSystemResponse>> {
    let id = SystemId::new(path.into_inner())?;
    let (system, editions) = caller
        .ask(move |service, session| service.standing_code_system(session, &id))
        .await?;
    Ok(Json(CodeSystemResponse::of(system, Some(editions))))
}

/// 查看版本
///
/// Reads an edition.
#[utoipa::path(tag = "registry", operation_id = "get_edition", params(
    ("system" = String, Path, description = "Code system id", example = "GB-T-2261.1"),
    ("edition" = String, Path, description = "Edition id", example = "2003")), responses(
    (status = 200, description = "The edition", body = EditionResponse), Problems))]
#[get("/code-systems/{system}/editions/{edition}")]
pub async fn get_edition(caller: Caller, path: Path<(String, String)>) -> Result<Json<EditionResponse>> {
    let of = edition_ref(path.into_inner())?;
    let edition = caller
        .ask(move |service, session| service.standing_edition(session, &of))
        .await?;
    Ok(Json(EditionResponse::from(edition)))
}

/// 浏览或搜索条目
///
/// Lists concepts by code, the children of one, or those that fit a search.
#[utoipa::path(tag = "registry", operation_id = "list_concepts", params(
    ("system" = String, Path, description = "Code system id", example = "GB-T-2261.2"),
    ("edition" = String, Path, description = "Edition id", example = "2003"), ConceptQuery, PageQuery), responses(
    (status = 200, description = "A page of concepts", body = PageResponse<ConceptResponse>), Problems))]
#[get("/code-systems/{system}/editions/{edition}/concepts")]
pub async fn list_concepts(
    caller: Caller,
    path: Path<(String, String)>,
    wanted: Query<ConceptQuery>,
    query: Query<PageQuery>,
) -> Result<Json<PageResponse<ConceptResponse>>> {
    let of = edition_ref(path.into_inner())?;
    let page = query.page()?;
    let wanted = wanted.into_inner();
    if let Some(text) = wanted.q {
        let limit = usize::try_from(page.limit).unwrap_or(usize::MAX);
        let hits = caller
            .ask(move |service, session| service.search_concepts(session, &of, &text, limit))
            .await?;
        return Ok(Json(PageResponse::whole(
            hits.into_iter().map(ConceptResponse::from).collect(),
        )));
    }
    let branch = match wanted.parent {
        None => {
            let slice = caller
                .ask(move |service, session| service.concepts(session, &of, &Branch::Whole, &page))
                .await?;
            return Ok(Json(PageResponse::of(slice, ConceptResponse::from)));
        }
        Some(code) if code == "-" => Branch::Roots,
        Some(code) => Branch::Children(code),
    };
    let (slice, children) = caller
        .ask(move |service, session| service.branch(session, &of, &branch, &page))
        .await?;
    Ok(Json(PageResponse::of(slice, |concept| ConceptResponse {
        children: Some(children.get(&concept.code).copied().unwrap_or(0)),
        ..ConceptResponse::from(concept)
    })))
}

/// 查看条目
///
/// Reads one concept; the code is the rest of the address, so it may hold `/`.
#[utoipa::path(tag = "registry", operation_id = "get_concept", params(
    ("system" = String, Path, description = "Code system id", example = "GB-T-2261.1"),
    ("edition" = String, Path, description = "Edition id", example = "2003"),
    ("code" = String, Path, description = "The code", example = "1")), responses(
    (status = 200, description = "The concept", body = ConceptResponse), Problems))]
#[get("/code-systems/{system}/editions/{edition}/concepts/{code:.+}")]
pub async fn get_concept(caller: Caller, path: Path<(String, String, String)>) -> Result<Json<ConceptResponse>> {
    let (system, edition, code) = path.into_inner();
    let of = edition_ref((system, edition))?;
    let concept = caller
        .ask(move |service, session| service.concept(session, &of, &code))
        .await?;
    Ok(Json(ConceptResponse::from(concept)))
}

impl CodeSystemResponse {
    /// A code system, with its editions where they are wanted.
    pub fn of(system: CodeSystem, editions: Option<Vec<StandingEdition>>) -> Self {
        Self {
            id: system.id.to_string(),
            title: system.title,
            title_en: system.title_en,
            publisher: system.publisher,
            oid: system.oid,
            url: system.url,
            kind: system.kind.as_str().to_owned(),
            editions: editions.map(|list| list.into_iter().map(EditionResponse::from).collect()),
        }
    }
}

impl From<Edition> for EditionResponse {
    fn from(edition: Edition) -> Self {
        Self {
            system: edition.of.system.to_string(),
            edition: edition.of.edition.to_string(),
            status: edition.status.as_str().to_owned(),
            title: edition.metadata.title,
            source: edition.metadata.source,
            confidence: edition.metadata.confidence,
            effective_from: edition.metadata.effective_from,
            rows: edition.rows,
            digest: edition.digest,
            created_at: edition.created_at.to_rfc3339(),
            created_by: edition.created_by.to_string(),
            published_at: edition.published_at.map(Instant::to_rfc3339),
            effective_to: edition.metadata.effective_to,
            replaces: edition.metadata.replaces.map(|id| id.to_string()),
            document_number: edition.metadata.document_number,
            note: edition.metadata.note,
            retired_at: edition.retired_at.map(Instant::to_rfc3339),
            superseded_by: None,
        }
    }
}

impl From<StandingEdition> for EditionResponse {
    fn from(standing: StandingEdition) -> Self {
        Self {
            superseded_by: standing.superseded_by.map(|id| id.to_string()),
            ..Self::from(standing.edition)
        }
    }
}

impl From<Concept> for ConceptResponse {
    fn from(concept: Concept) -> Self {
        Self {
            code: concept.code,
            display: concept.display,
            parent: concept.parent,
            status: concept.status.as_str().to_owned(),
            assignable: concept.assignable,
            designations: concept.designations,
            properties: concept.properties,
            children: None,
        }
    }
}
