//! Organizations.

use super::grid::division;
use super::grid::words;
use crate::access::area::Place;
use crate::error::Result;
use crate::http::caller::Caller;
use crate::http::pages::PageQuery;
use crate::http::pages::PageResponse;
use crate::http::problem::Problems;
use crate::id::GridWordId;
use crate::id::OrganizationId;
use crate::service::access::organizations::NewOrganization;
use crate::source::organization::Organization;
use actix_web::HttpResponse;
use actix_web::get;
use actix_web::post;
use actix_web::put;
use actix_web::web::Json;
use actix_web::web::Path;
use actix_web::web::Query;
use serde::Deserialize;
use serde::Serialize;
use utoipa::ToSchema;

/// A new organization.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "id": "H1", "name": "试验医院", "uscc": "1241150041580000XT", "division": "330109", "tier": "county",
    "lines": ["medical"]
}))]
pub struct OrganizationRequest {
    /// The id that addresses and files will use.
    pub id: String,
    /// Its full name.
    pub name: String,
    /// 统一社会信用代码 (GB 32100), 18 characters, its check digits verified.
    pub uscc: Option<String>,
    /// 行政区划代码 (GB/T 2260, or the 9 or 12 digits of a township or village): where it stands.
    pub division: Option<String>,
    /// Its tier 层级, a word of `GET /access/grid`.
    pub tier: Option<String>,
    /// Its business lines 条线, words of `GET /access/grid`.
    #[serde(default)]
    pub lines: Vec<String>,
}

/// What is said of an organization from now on; what is not given is empty from now on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "name": "试验医院", "division": "330109", "tier": "county", "lines": ["medical"] }))]
pub struct OrganizationUpdate {
    /// Its full name.
    pub name: String,
    /// 统一社会信用代码.
    pub uscc: Option<String>,
    /// 行政区划代码.
    pub division: Option<String>,
    /// Its tier 层级.
    pub tier: Option<String>,
    /// Its business lines 条线.
    #[serde(default)]
    pub lines: Vec<String>,
}

/// An organization 机构.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "H1", "name": "试验医院", "uscc": "1241150041580000XT", "division": "330109", "tier": "county",
    "lines": ["medical"], "created_at": "2026-11-21T01:00:00.000000Z"
}))]
pub struct OrganizationResponse {
    /// Its id.
    pub id: String,
    /// Its full name.
    pub name: String,
    /// 统一社会信用代码, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uscc: Option<String>,
    /// 行政区划代码, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub division: Option<String>,
    /// Its tier 层级, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tier: Option<String>,
    /// Its business lines 条线.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<String>,
    /// When it was registered.
    pub created_at: String,
}

/// 登记机构
///
/// Registers an organization; the same again changes nothing.
#[utoipa::path(tag = "organizations", operation_id = "add_organization", request_body = OrganizationRequest,
    responses((status = 201, description = "The organization", body = OrganizationResponse), Problems))]
#[post("/organizations")]
pub async fn add_organization(caller: Caller, body: Json<OrganizationRequest>) -> Result<HttpResponse> {
    let new = body.into_inner().organization()?;
    let organization = caller
        .ask(move |service, session| service.add_organization(session, &new))
        .await?;
    Ok(HttpResponse::Created().json(OrganizationResponse::from(organization)))
}

/// 修改机构
///
/// Says anew what an organization is called and where it stands in the grid; it goes nowhere where the caller has no scope.
#[utoipa::path(tag = "organizations", operation_id = "update_organization", request_body = OrganizationUpdate,
    params(("organization" = String, Path, description = "Organization id", example = "H1")), responses(
    (status = 200, description = "The organization", body = OrganizationResponse), Problems))]
#[put("/organizations/{organization}")]
pub async fn update_organization(
    caller: Caller,
    path: Path<String>,
    body: Json<OrganizationUpdate>,
) -> Result<Json<OrganizationResponse>> {
    let body = body.into_inner();
    let said = OrganizationRequest {
        id: path.into_inner(),
        name: body.name,
        uscc: body.uscc,
        division: body.division,
        tier: body.tier,
        lines: body.lines,
    };
    let new = said.organization()?;
    let organization = caller
        .ask(move |service, session| service.update_organization(session, &new))
        .await?;
    Ok(Json(OrganizationResponse::from(organization)))
}

/// 列出机构
///
/// Lists the organizations of the caller's scope.
#[utoipa::path(tag = "organizations", operation_id = "list_organizations", params(PageQuery), responses(
    (status = 200, description = "A page of organizations", body = PageResponse<OrganizationResponse>), Problems))]
#[get("/organizations")]
pub async fn list_organizations(
    caller: Caller,
    query: Query<PageQuery>,
) -> Result<Json<PageResponse<OrganizationResponse>>> {
    let page = query.page()?;
    let slice = caller
        .ask(move |service, session| service.organizations(session, &page))
        .await?;
    Ok(Json(PageResponse::of(slice, OrganizationResponse::from)))
}

/// 查看机构
///
/// Reads an organization.
#[utoipa::path(tag = "organizations", operation_id = "get_organization",
    params(("organization" = String, Path, description = "Organization id", example = "H1")), responses(
    (status = 200, description = "The organization", body = OrganizationResponse), Problems))]
#[get("/organizations/{organization}")]
pub async fn get_organization(caller: Caller, path: Path<String>) -> Result<Json<OrganizationResponse>> {
    let id = OrganizationId::new(path.into_inner())?;
    let organization = caller
        .ask(move |service, session| service.organization(session, &id))
        .await?;
    Ok(Json(OrganizationResponse::from(organization)))
}

/// 列出业务系统
///
/// Lists the source systems from which dictionaries were loaded.
#[utoipa::path(tag = "organizations", operation_id = "list_source_systems",
    params(("organization" = String, Path, description = "Organization id", example = "H1")), responses(
    (status = 200, description = "Their ids", body = Vec<String>, example = json!(["his", "lis"])), Problems))]
#[get("/organizations/{organization}/source-systems")]
pub async fn list_source_systems(caller: Caller, path: Path<String>) -> Result<Json<Vec<String>>> {
    let id = OrganizationId::new(path.into_inner())?;
    let list = caller
        .ask(move |service, session| service.source_systems(session, &id))
        .await?;
    Ok(Json(list))
}

impl OrganizationRequest {
    /// The organization that is described.
    pub fn organization(self) -> Result<NewOrganization> {
        Ok(NewOrganization {
            id: OrganizationId::new(self.id)?,
            name: self.name,
            uscc: self.uscc,
            place: Place {
                division: division(self.division.as_deref())?,
                tier: self.tier.map(GridWordId::new).transpose()?,
                lines: words(self.lines)?,
            },
        })
    }
}

impl From<Organization> for OrganizationResponse {
    fn from(organization: Organization) -> Self {
        Self {
            id: organization.id.to_string(),
            name: organization.name,
            uscc: organization.uscc,
            division: organization.place.division.map(|division| division.to_string()),
            tier: organization.place.tier.map(|tier| tier.to_string()),
            lines: organization.place.lines.iter().map(ToString::to_string).collect(),
            created_at: organization.created_at.to_rfc3339(),
        }
    }
}
