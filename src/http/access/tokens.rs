//! Tokens.

use crate::access::role::Role;
use crate::access::session::Scope;
use crate::access::token::Token;
use crate::access::token::TokenGrant;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::http::addresses::instant;
use crate::http::caller::Caller;
use crate::http::problem::Problems;
use crate::id::AccountId;
use crate::id::TokenId;
use crate::service::Service;
use crate::service::access::tokens::TokenUse;
use crate::time::Instant;
use actix_web::HttpResponse;
use actix_web::delete;
use actix_web::get;
use actix_web::post;
use actix_web::web::Json;
use actix_web::web::Path;
use serde::Deserialize;
use serde::Serialize;
use utoipa::ToSchema;

/// For how many hours both secrets of a rotated token are good, unless told.
const USUAL_OVERLAP_HOURS: u32 = 24;

/// For whom a token is wanted.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "account": "zhang", "role": "curator", "organizations": ["H1"], "expires_at": "2027-11-21T00:00:00Z"
}))]
pub struct TokenRequest {
    /// The account: the person or program that will act.
    pub account: String,
    /// `administrator`, `registrar`, `curator`, `reviewer`, `publisher`, `auditor`, `collector` or `security-administrator`.
    pub role: String,
    /// The organizations it is good for; `["*"]` is all.
    pub organizations: Vec<String>,
    /// Until when it is good, RFC 3339; without it, as long as the settings allow.
    pub expires_at: Option<String>,
}

/// A token, without its secret.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "3f9c1d5e0a4f0f1c", "account": "zhang", "role": "curator", "organizations": ["H1"],
    "created_at": "2026-11-21T01:00:00.000000Z"
}))]
pub struct TokenResponse {
    /// Its public id.
    pub id: String,
    /// The account.
    pub account: String,
    /// Its role.
    pub role: String,
    /// The organizations it is good for.
    pub organizations: Vec<String>,
    /// When it was made.
    pub created_at: String,
    /// Until when it is good.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<String>,
    /// When it was revoked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<String>,
    /// When it was last used, to the minute.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_used_at: Option<String>,
    /// From which address it was last used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_used_from: Option<String>,
    /// Until when the secret before the last rotation is good.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub former_good_until: Option<String>,
    /// The token itself; only in the answer that makes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
}

/// 创建令牌
///
/// Makes a token; its text is shown in this answer and never again.
#[utoipa::path(tag = "access", operation_id = "create_token", request_body = TokenRequest,
    responses((status = 201, description = "The token with its text", body = TokenResponse), Problems))]
#[post("/tokens")]
pub async fn create_token(caller: Caller, body: Json<TokenRequest>) -> Result<HttpResponse> {
    let grant = body.into_inner().grant()?;
    let (token, secret) = caller
        .ask(move |service, session| service.create_token(session, &grant))
        .await?;
    let mut response = TokenResponse::from(token);
    response.token = Some(secret.reveal().to_owned());
    Ok(HttpResponse::Created().json(response))
}

/// 列出令牌
///
/// Lists every token, without secrets.
#[utoipa::path(tag = "access", operation_id = "list_tokens", responses(
    (status = 200, description = "The tokens by id", body = Vec<TokenResponse>), Problems))]
#[get("/tokens")]
pub async fn list_tokens(caller: Caller) -> Result<Json<Vec<TokenResponse>>> {
    let list = caller.ask(Service::list_tokens).await?;
    Ok(Json(list.into_iter().map(TokenResponse::from).collect()))
}

/// 吊销令牌
///
/// Ends a token at once; it stays listed.
#[utoipa::path(tag = "access", operation_id = "revoke_token",
    params(("token" = String, Path, description = "Token id", example = "3f9c1d5e0a4f0f1c")), responses(
    (status = 204, description = "It is revoked"), Problems))]
#[delete("/tokens/{token}")]
pub async fn revoke_token(caller: Caller, path: Path<String>) -> Result<HttpResponse> {
    let id = TokenId::new(path.into_inner())?;
    caller
        .ask(move |service, session| service.revoke_token(session, &id))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// How a token is rotated.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "overlap_hours": 24 }))]
pub struct RotationRequest {
    /// For how many hours the former secret stays good, 0 to 720; 24 without it.
    pub overlap_hours: Option<u32>,
}

/// 轮换令牌
///
/// Gives a token a new secret, shown in this answer and never again; the former one stays good for the overlap.
#[utoipa::path(tag = "access", operation_id = "rotate_token", request_body = RotationRequest,
    params(("token" = String, Path, description = "Token id", example = "3f9c1d5e0a4f0f1c")), responses(
    (status = 200, description = "The token with its new text", body = TokenResponse), Problems))]
#[post("/tokens/{token}/rotate")]
pub async fn rotate_token(
    caller: Caller,
    path: Path<String>,
    body: Json<RotationRequest>,
) -> Result<Json<TokenResponse>> {
    let id = TokenId::new(path.into_inner())?;
    let overlap = body.overlap_hours.unwrap_or(USUAL_OVERLAP_HOURS);
    let (token, secret) = caller
        .ask(move |service, session| service.rotate_token(session, &id, overlap))
        .await?;
    let mut response = TokenResponse::from(token);
    response.token = Some(secret.reveal().to_owned());
    Ok(Json(response))
}

impl TokenRequest {
    /// The grant that is asked for.
    pub fn grant(self) -> Result<TokenGrant> {
        // The operator is whoever holds the data folder; no token makes one.
        let role = Role::parse(&self.role).filter(|role| *role != Role::Operator);
        let role = role.ok_or_else(|| {
            Error::new(Code::FieldInvalid)
                .with("field", "role")
                .with("value", &self.role)
                .with("rule_zh", "可用的角色见接口说明")
                .with("rule_en", "the roles are in the interface description")
                .in_field("role")
        })?;
        Ok(TokenGrant {
            account: AccountId::new(self.account)?,
            role,
            scope: Scope::parse(&self.organizations.join(","))?,
            expires_at: self
                .expires_at
                .as_deref()
                .map(|text| instant(text, "expires_at"))
                .transpose()?,
        })
    }
}

impl From<Token> for TokenResponse {
    fn from(token: Token) -> Self {
        Self {
            id: token.id.to_string(),
            account: token.account.to_string(),
            role: token.role.as_str().to_owned(),
            organizations: token.scope.to_text().split(',').map(str::to_owned).collect(),
            created_at: token.created_at.to_rfc3339(),
            expires_at: token.expires_at.map(Instant::to_rfc3339),
            revoked_at: token.revoked_at.map(Instant::to_rfc3339),
            former_good_until: token.former.map(|former| former.until.to_rfc3339()),
            last_used_at: None,
            last_used_from: None,
            token: None,
        }
    }
}

impl From<(Token, Option<TokenUse>)> for TokenResponse {
    fn from((token, last): (Token, Option<TokenUse>)) -> Self {
        Self {
            last_used_at: last.as_ref().map(|last| last.at.to_rfc3339()),
            last_used_from: last.map(|last| last.address),
            ..Self::from(token)
        }
    }
}
