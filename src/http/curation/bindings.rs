//! What dictionaries feed, and on which campus source systems run: figures are put together by it.

use crate::error::Result;
use crate::http::addresses::dictionary;
use crate::http::caller::Caller;
use crate::http::problem::Problems;
use crate::id::OrganizationId;
use crate::id::SpecificationId;
use crate::id::ValueDomainId;
use crate::id::VersionId;
use crate::service::curation::bindings::Binding;
use crate::service::curation::bindings::NamedBinding;
use actix_web::get;
use actix_web::put;
use actix_web::web::Json;
use actix_web::web::Path;
use serde::Deserialize;
use serde::Serialize;
use utoipa::ToSchema;

/// The fields and value domains that a dictionary feeds.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "fields": [{ "specification": "henan-2026", "table": "病人表", "field": "性别" }], "value_domains": ["GB-T-2261.1/2003"]
}))]
pub struct BindingsBody {
    /// Fields of specifications.
    #[serde(default)]
    pub fields: Vec<BoundField>,
    /// Value domains as `id` or `id/version`; without a version the newest is meant, and answers name it.
    #[serde(default)]
    pub value_domains: Vec<String>,
}

/// A field of a specification.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BoundField {
    /// The specification.
    pub specification: String,
    /// The table.
    pub table: String,
    /// The field.
    pub field: String,
    /// The value domain that the field had when the dictionary was bound; only in answers.
    #[serde(skip_serializing_if = "Option::is_none", skip_deserializing, default)]
    pub value_domain: Option<String>,
}

/// On which campus a source system runs.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "campus": "东院" }))]
pub struct CampusBody {
    /// The campus; empty when nobody said.
    pub campus: String,
}

/// 绑定字典到字段和值域
///
/// Says which fields of specifications and which value domains a dictionary feeds, instead of what was said before. Figures of
/// coverage are put together by it. The same again changes nothing.
#[utoipa::path(tag = "coverage", operation_id = "bind_dictionary", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("source" = String, Path, description = "Source system", example = "his"),
    ("name" = String, Path, description = "Dictionary name", example = "sex")), request_body = BindingsBody,
    responses((status = 200, description = "What it feeds now", body = BindingsBody), Problems))]
#[put("/organizations/{organization}/dictionaries/{source}/{name}/bindings")]
pub async fn bind_dictionary(
    caller: Caller,
    path: Path<(String, String, String)>,
    body: Json<BindingsBody>,
) -> Result<Json<BindingsBody>> {
    let (organization, id) = dictionary(path.into_inner())?;
    let list = body.into_inner().named()?;
    let bound = caller
        .ask(move |service, session| service.bind_dictionary(session, &organization, &id, &list))
        .await?;
    Ok(Json(BindingsBody::from(bound)))
}

/// 查看字典绑定的字段和值域
///
/// Lists the fields and value domains that a dictionary feeds.
#[utoipa::path(tag = "coverage", operation_id = "get_bindings", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("source" = String, Path, description = "Source system", example = "his"),
    ("name" = String, Path, description = "Dictionary name", example = "sex")),
    responses((status = 200, description = "What it feeds", body = BindingsBody), Problems))]
#[get("/organizations/{organization}/dictionaries/{source}/{name}/bindings")]
pub async fn get_bindings(caller: Caller, path: Path<(String, String, String)>) -> Result<Json<BindingsBody>> {
    let (organization, id) = dictionary(path.into_inner())?;
    let bound = caller
        .ask(move |service, session| service.dictionary_bindings(session, &organization, &id))
        .await?;
    Ok(Json(BindingsBody::from(bound)))
}

/// 登记业务系统所在院区
///
/// Says on which campus a source system runs; an empty text takes back what was said. The same again changes nothing.
#[utoipa::path(tag = "coverage", operation_id = "set_campus", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("source" = String, Path, description = "Source system", example = "his")), request_body = CampusBody,
    responses((status = 200, description = "What is said now", body = CampusBody), Problems))]
#[put("/organizations/{organization}/source-systems/{source}/campus")]
pub async fn set_campus(
    caller: Caller,
    path: Path<(String, String)>,
    body: Json<CampusBody>,
) -> Result<Json<CampusBody>> {
    let (organization, source) = path.into_inner();
    let (id, body) = (OrganizationId::new(organization)?, body.into_inner());
    let campus = caller
        .ask(move |service, session| service.place_source_system(session, &id, &source, &body.campus))
        .await?;
    Ok(Json(CampusBody { campus }))
}

/// 查看业务系统所在院区
///
/// Reads on which campus a source system runs.
#[utoipa::path(tag = "coverage", operation_id = "get_campus", params(
    ("organization" = String, Path, description = "Organization id", example = "H1"),
    ("source" = String, Path, description = "Source system", example = "his")),
    responses((status = 200, description = "What is said", body = CampusBody), Problems))]
#[get("/organizations/{organization}/source-systems/{source}/campus")]
pub async fn get_campus(caller: Caller, path: Path<(String, String)>) -> Result<Json<CampusBody>> {
    let (organization, source) = path.into_inner();
    let id = OrganizationId::new(organization)?;
    let campus = caller
        .ask(move |service, session| service.campus(session, &id, &source))
        .await?;
    Ok(Json(CampusBody { campus }))
}

impl BindingsBody {
    fn named(self) -> Result<Vec<NamedBinding>> {
        let mut list = Vec::with_capacity(self.fields.len() + self.value_domains.len());
        for one in self.fields {
            list.push(NamedBinding::Field {
                specification: SpecificationId::new(one.specification)?,
                table: one.table,
                field: one.field,
            });
        }
        for one in self.value_domains {
            let (id, version) = one
                .split_once('/')
                .map_or((one.as_str(), None), |(id, version)| (id, Some(version)));
            let version = version.map(VersionId::new).transpose()?;
            list.push(NamedBinding::ValueDomain(ValueDomainId::new(id)?, version));
        }
        Ok(list)
    }
}

impl From<Vec<Binding>> for BindingsBody {
    fn from(list: Vec<Binding>) -> Self {
        let mut body = Self {
            fields: Vec::new(),
            value_domains: Vec::new(),
        };
        for one in list {
            match one {
                Binding::Field {
                    specification,
                    table,
                    field,
                    domain,
                } => body.fields.push(BoundField {
                    specification,
                    table,
                    field,
                    value_domain: domain,
                }),
                Binding::ValueDomain { domain } => body.value_domains.push(domain),
            }
        }
        body
    }
}
