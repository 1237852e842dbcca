//! Registration authorities.

use crate::error::Result;
use crate::http::addresses::word;
use crate::http::caller::Caller;
use crate::http::problem::Problems;
use crate::id::AuthorityId;
use crate::registry::authority::Authority;
use crate::registry::authority::Tier;
use crate::service::Service;
use actix_web::HttpResponse;
use actix_web::get;
use actix_web::post;
use actix_web::web::Json;
use serde::Deserialize;
use serde::Serialize;
use utoipa::ToSchema;

/// A registration authority 注册机构.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "id": "henan", "title": "河南省卫生健康委员会", "tier": "provincial", "parent": "nhc" }))]
pub struct AuthorityBody {
    /// Its id.
    pub id: String,
    /// Its Chinese name.
    pub title: String,
    /// `national`, `provincial`, `municipal` or `institutional`.
    pub tier: String,
    /// The authority above it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
}

/// 列出注册机构
///
/// Lists the registration authorities by id.
#[utoipa::path(tag = "registry", operation_id = "list_authorities", responses(
    (status = 200, description = "The authorities", body = Vec<AuthorityBody>), Problems))]
#[get("/authorities")]
pub async fn list_authorities(caller: Caller) -> Result<Json<Vec<AuthorityBody>>> {
    let list = caller.ask(Service::authorities).await?;
    Ok(Json(list.into_iter().map(AuthorityBody::from).collect()))
}

/// 登记注册机构
///
/// Registers an authority; the same again changes nothing.
#[utoipa::path(tag = "registry", operation_id = "add_authority", request_body = AuthorityBody, responses(
    (status = 201, description = "The authority", body = AuthorityBody), Problems))]
#[post("/authorities")]
pub async fn add_authority(caller: Caller, body: Json<AuthorityBody>) -> Result<HttpResponse> {
    let new = body.into_inner().authority()?;
    let authority = caller
        .ask(move |service, session| service.add_authority(session, &new))
        .await?;
    Ok(HttpResponse::Created().json(AuthorityBody::from(authority)))
}

impl AuthorityBody {
    /// The authority of a request.
    pub fn authority(self) -> Result<Authority> {
        Ok(Authority {
            id: AuthorityId::new(self.id)?,
            title: self.title,
            tier: word(&self.tier, "tier", Tier::parse, &Tier::ALL.map(Tier::as_str))?,
            parent: self.parent.map(AuthorityId::new).transpose()?,
        })
    }
}

impl From<Authority> for AuthorityBody {
    fn from(authority: Authority) -> Self {
        Self {
            id: authority.id.to_string(),
            title: authority.title,
            tier: authority.tier.as_str().to_owned(),
            parent: authority.parent.map(|id| id.to_string()),
        }
    }
}
