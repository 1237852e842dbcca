//! Roles, and who holds them.

use super::grid::Narrowing;
use super::grid::division;
use super::grid::words;
use super::session::organizations;
use crate::access::area::Area;
use crate::access::grant::GivenGrant;
use crate::access::grant::Grant;
use crate::access::role::Right;
use crate::access::role::Role;
use crate::access::session::Scope;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::http::addresses::instant;
use crate::http::caller::Caller;
use crate::http::problem::Problems;
use crate::id::AccountId;
use crate::time::Instant;
use actix_web::HttpResponse;
use actix_web::get;
use actix_web::post;
use actix_web::web::Json;
use actix_web::web::Path;
use serde::Deserialize;
use serde::Serialize;
use utoipa::ToSchema;

/// A role in words.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "role": "reviewer", "zh": "审核员", "en": "reviewer", "excludes": [], "rights": ["review-mapping"]
}))]
pub struct RoleResponse {
    /// The role.
    pub role: &'static str,
    /// Its name in Chinese.
    pub zh: &'static str,
    /// Its name in English.
    pub en: &'static str,
    /// Roles that the same account may not hold.
    pub excludes: Vec<&'static str>,
    /// The rights that it gives.
    #[schema(value_type = Vec<String>)]
    pub rights: Vec<Right>,
}

/// A role for an account.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "role": "reviewer", "division": "330109", "lines": ["medical"], "until": "2027-11-21T00:00:00Z",
    "reason": "任审核员"
}))]
pub struct GrantRequest {
    /// The role.
    pub role: String,
    /// The organizations it is good for; `["*"]` is all, and so is none where it is narrowed.
    #[serde(default)]
    pub organizations: Vec<String>,
    /// Narrows it to organizations in this division and below it: 行政区划代码.
    pub division: Option<String>,
    /// Narrows it to organizations of these tiers 层级.
    #[serde(default)]
    pub tiers: Vec<String>,
    /// Narrows it to organizations with one of these business lines 条线.
    #[serde(default)]
    pub lines: Vec<String>,
    /// When it ends by itself, RFC 3339; without it, when it is withdrawn.
    pub until: Option<String>,
    /// Why.
    pub reason: String,
}

/// A grant as it was given.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": 7, "account": "zhang", "role": "reviewer", "organizations": ["H1"], "granted_by": "security",
    "granted_at": "2026-11-21T01:00:00.000000Z", "reason": "任审核员", "in_force": true
}))]
pub struct GrantResponse {
    /// Its number.
    pub id: i64,
    /// Whose it is.
    pub account: String,
    /// The role.
    pub role: String,
    /// The organizations it is good for; `["*"]` is all. What narrows it follows.
    pub organizations: Vec<String>,
    /// The division that narrows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub division: Option<String>,
    /// The tiers that narrow it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tiers: Vec<String>,
    /// The lines that narrow it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<String>,
    /// When it ends by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// Who gave it.
    pub granted_by: String,
    /// When.
    pub granted_at: String,
    /// Why.
    pub reason: String,
    /// When it was withdrawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withdrawn_at: Option<String>,
    /// Whether it counts now.
    pub in_force: bool,
}

/// Why a grant ends.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "reason": "调岗" }))]
pub struct GrantWithdrawal {
    /// Why.
    pub reason: String,
}

/// 列出角色
///
/// Lists the roles that can be granted, with their rights.
#[utoipa::path(tag = "access", operation_id = "list_roles", responses(
    (status = 200, description = "The roles", body = Vec<RoleResponse>), Problems))]
#[get("/roles")]
pub async fn list_roles(caller: Caller) -> Result<Json<Vec<RoleResponse>>> {
    caller.ask(|_, session| session.permit(Right::ReadAccounts)).await?;
    let grantable = Role::ALL.iter().filter(|role| **role != Role::Operator);
    Ok(Json(grantable.map(|role| RoleResponse::from(*role)).collect()))
}

/// 列出授权
///
/// Lists every grant that an account ever had, oldest first.
#[utoipa::path(tag = "access", operation_id = "list_grants",
    params(("account" = String, Path, description = "Account id", example = "zhang")), responses(
    (status = 200, description = "The grants", body = Vec<GrantResponse>), Problems))]
#[get("/accounts/{account}/grants")]
pub async fn list_grants(caller: Caller, path: Path<String>) -> Result<Json<Vec<GrantResponse>>> {
    let id = AccountId::new(path.into_inner())?;
    let list = caller
        .ask(move |service, session| service.grants_of(session, &id))
        .await?;
    Ok(Json(list.into_iter().map(GrantResponse::from).collect()))
}

/// 授权
///
/// Gives an account a role, for ever or until an instant; its sessions end, the next one has the role.
#[utoipa::path(tag = "access", operation_id = "give_grant", request_body = GrantRequest,
    params(("account" = String, Path, description = "Account id", example = "zhang")), responses(
    (status = 201, description = "The grant", body = GrantResponse), Problems))]
#[post("/accounts/{account}/grants")]
pub async fn give_grant(caller: Caller, path: Path<String>, body: Json<GrantRequest>) -> Result<HttpResponse> {
    let id = AccountId::new(path.into_inner())?;
    let body = body.into_inner();
    let (grant, reason) = (body.grant()?, body.reason);
    let given = caller
        .ask(move |service, session| service.give_grant(session, &id, &grant, &reason))
        .await?;
    Ok(HttpResponse::Created().json(GrantResponse::from((given, true))))
}

/// 撤回授权
///
/// Ends a grant; it stays listed, and the sessions of its account end at once.
#[utoipa::path(tag = "access", operation_id = "withdraw_grant", request_body = GrantWithdrawal,
    params(("grant" = i64, Path, description = "Number of the grant", example = 7)), responses(
    (status = 204, description = "It is withdrawn"), Problems))]
#[post("/grants/{grant}/withdraw")]
pub async fn withdraw_grant(caller: Caller, path: Path<i64>, body: Json<GrantWithdrawal>) -> Result<HttpResponse> {
    let grant = path.into_inner();
    let reason = body.into_inner().reason;
    caller
        .ask(move |service, session| service.withdraw_grant(session, grant, &reason))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

impl GrantRequest {
    /// The grant that is asked for.
    pub fn grant(&self) -> Result<Grant> {
        let role = Role::parse(&self.role).ok_or_else(|| {
            Error::new(Code::FieldInvalid)
                .with("field", "role")
                .with("value", &self.role)
                .with("rule_zh", "可用的角色见 GET /roles")
                .with("rule_en", "see GET /roles for the roles")
                .in_field("role")
        })?;
        let until = self.until.as_deref().map(|text| instant(text, "until")).transpose()?;
        let mut area = Area {
            named: Scope::parse(&self.organizations.join(","))?,
            division: division(self.division.as_deref())?,
            tiers: words(self.tiers.iter().cloned())?,
            lines: words(self.lines.iter().cloned())?,
        };
        if self.organizations.is_empty() && area.is_narrow() {
            area.named = Scope::All;
        }
        Ok(Grant::within(role, area, until))
    }
}

impl From<Role> for RoleResponse {
    fn from(role: Role) -> Self {
        let excluded = Role::ALL.iter().filter(|other| role.excludes(**other));
        let rights = Right::ALL.iter().copied().filter(|right| role.holds(*right));
        Self {
            role: role.as_str(),
            zh: role.words().0,
            en: role.words().1,
            excludes: excluded.map(|other| other.as_str()).collect(),
            rights: rights.collect(),
        }
    }
}

impl From<(GivenGrant, bool)> for GrantResponse {
    fn from((given, in_force): (GivenGrant, bool)) -> Self {
        let narrowing = Narrowing::from(given.grant.area.as_ref());
        Self {
            id: given.id,
            account: given.account.to_string(),
            role: given.grant.role.as_str().to_owned(),
            organizations: organizations(given.grant.named()),
            division: narrowing.division,
            tiers: narrowing.tiers,
            lines: narrowing.lines,
            until: given.grant.until.map(Instant::to_rfc3339),
            granted_by: given.granted_by.to_string(),
            granted_at: given.granted_at.to_rfc3339(),
            reason: given.reason,
            withdrawn_at: given.withdrawn_at.map(Instant::to_rfc3339),
            in_force,
        }
    }
}
