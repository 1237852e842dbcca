//! Signing in at another provider, and who an account is there.

use super::cookie;
use crate::access::account::LinkedIdentity;
use crate::access::oidc::CALLBACK;
use crate::access::token::Secret;
use crate::error::Error;
use crate::error::Kind;
use crate::error::Result;
use crate::http::caller::Caller;
use crate::http::caller::Visitor;
use crate::http::problem::Problems;
use crate::id::AccountId;
use crate::service::access::oidc::Return;
use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::delete;
use actix_web::get;
use actix_web::http::header;
use actix_web::post;
use actix_web::put;
use actix_web::web::Json;
use actix_web::web::Path;
use actix_web::web::Query;
use serde::Deserialize;
use serde::Serialize;
use utoipa::IntoParams;
use utoipa::ToSchema;

const MICROS_PER_SECOND: i64 = 1_000_000;
/// Where a browser goes that signed in; the page there asks who one is.
const SIGNED_IN: &str = "/#signed-in";
/// Where a browser goes that was refused; the code of the refusal follows.
const REFUSED: &str = "/#refused=";

/// The ways to sign in.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({ "password": true, "oidc": { "label": "省统一身份认证", "path": "/api/v1/sign-in/oidc" } }))]
pub struct SignInWays {
    /// With account and password: `POST /session`. Always.
    pub password: bool,
    /// At another provider, where one is set up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oidc: Option<OidcWay>,
}

/// The way over another provider.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({ "label": "省统一身份认证", "path": "/api/v1/sign-in/oidc" }))]
pub struct OidcWay {
    /// What the button says.
    pub label: String,
    /// Where it leads.
    pub path: &'static str,
}

/// What the provider sends back with the browser; what else it adds is left alone (RFC 6749 crate::4.1.2).
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OidcReturn {
    /// The state that the sign-in began with.
    #[param(example = "9f86d081884c7d65")]
    state: Option<String>,
    /// The code, to be exchanged for an ID token.
    #[param(example = "SplxlOBeZQQYbYS6WxSbIA")]
    code: Option<String>,
    /// Who answers (RFC 9207).
    #[param(example = "https://sso.example.org")]
    iss: Option<String>,
    /// Why the provider refused.
    #[param(example = "access_denied")]
    error: Option<String>,
}

/// Who an account is to be at the provider.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "subject": "f3b1c2", "reason": "到岗" }))]
pub struct IdentityRequest {
    /// The person at the provider, as its tokens name them (`sub`).
    pub subject: String,
    /// Why.
    pub reason: String,
}

/// Why a link ends.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct IdentityReason {
    /// Why.
    #[param(example = "换岗")]
    reason: Option<String>,
}

/// Who an account is at the provider.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "account": "zhang", "issuer": "https://sso.example.org", "subject": "f3b1c2",
    "linked_at": "2026-11-21T01:00:00.000000Z", "linked_by": "security"
}))]
pub struct IdentityResponse {
    /// The account.
    pub account: String,
    /// The provider.
    pub issuer: String,
    /// The person there.
    pub subject: String,
    /// When they were linked.
    pub linked_at: String,
    /// By whom.
    pub linked_by: String,
}

/// The code of a second factor.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "code": "123456" }))]
pub struct FactorCode {
    /// The 6 digits that the app shows, or a recovery code.
    pub code: String,
}

/// 列出登录方式
///
/// Lists the ways to sign in, for the sign-in page; nobody has to be signed in.
#[utoipa::path(tag = "access", operation_id = "list_sign_in_ways", responses(
    (status = 200, description = "The ways", body = SignInWays), Problems))]
#[get("/sign-in")]
pub async fn list_ways(visitor: Visitor) -> Result<Json<SignInWays>> {
    let label = visitor
        .ask(|service, _| Ok(service.oidc_label().map(str::to_owned)))
        .await?;
    let path = CALLBACK.trim_end_matches("/callback");
    Ok(Json(SignInWays {
        password: true,
        oidc: label.map(|label| OidcWay { label, path }),
    }))
}

/// 转到统一身份认证
///
/// Begins a sign-in at the provider: sends the browser there, with a cookie that it has to come back with.
#[utoipa::path(tag = "access", operation_id = "begin_oidc_sign_in", responses(
    (status = 303, description = "To the provider"), Problems))]
#[get("/sign-in/oidc")]
pub async fn begin(visitor: Visitor, request: HttpRequest) -> Result<HttpResponse> {
    let departure = visitor.ask(|service, _| service.begin_oidc()).await?;
    Ok(gone_to(
        &departure.url,
        vec![cookie::flow_given(&request, departure.cookie.reveal())],
    ))
}

/// 从统一身份认证返回
///
/// Ends a sign-in at the provider: the session goes into a cookie and the browser to the workbench. A browser that is refused goes
/// to the sign-in page with the code of the refusal; programs get the problem.
#[utoipa::path(tag = "access", operation_id = "finish_oidc_sign_in", params(OidcReturn), responses(
    (status = 303, description = "To the workbench"), Problems))]
#[get("/sign-in/oidc/callback")]
pub async fn finish(request: HttpRequest, query: Query<OidcReturn>) -> Result<HttpResponse> {
    let query = query.into_inner();
    let back = Return {
        cookie: cookie::flow_text(&request).map(Secret::new),
        state: query.state,
        code: query.code.map(Secret::new),
        issuer: query.iss,
        error: query.error,
    };
    let finished = Visitor::of(&request)?
        .ask(move |service, origin| service.finish_oidc(&back, origin))
        .await;
    let over = cookie::flow_taken_back(&request);
    match finished {
        Ok((session, text)) => {
            let seconds = (session.expires_at.0 - session.created_at.0) / MICROS_PER_SECOND;
            let given = cookie::given(&request, text.reveal(), seconds);
            Ok(gone_to(SIGNED_IN, vec![given, over]))
        }
        Err(error) if is_browser(&request) && error.kind() != Kind::Internal => {
            Ok(gone_to(&refusal(&error), vec![over]))
        }
        Err(error) => Err(error),
    }
}

/// 补交第二因子
///
/// Takes the code of somebody who signed in at the provider and has a second factor here.
#[utoipa::path(tag = "access", operation_id = "prove_second_factor", request_body = FactorCode, responses(
    (status = 204, description = "It is right"), Problems))]
#[post("/session/second-factor/verify")]
pub async fn prove_second_factor(caller: Caller, body: Json<FactorCode>) -> Result<HttpResponse> {
    let code = Secret::new(body.into_inner().code);
    caller
        .ask(move |service, session| service.prove_second_factor(session, &code))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// 查看关联身份
///
/// Reads who an account is at the provider of sign-in.
#[utoipa::path(tag = "access", operation_id = "get_identity",
    params(("account" = String, Path, description = "Account id", example = "zhang")), responses(
    (status = 200, description = "The identity", body = IdentityResponse), Problems))]
#[get("/accounts/{account}/identity")]
pub async fn get_identity(caller: Caller, path: Path<String>) -> Result<Json<IdentityResponse>> {
    let id = AccountId::new(path.into_inner())?;
    let linked = caller
        .ask(move |service, session| service.identity(session, &id))
        .await?;
    Ok(Json(IdentityResponse::from(linked)))
}

/// 关联身份
///
/// Links an account to a person at the provider of sign-in; an identity belongs to one account. The account's sessions end.
#[utoipa::path(tag = "access", operation_id = "link_identity", request_body = IdentityRequest,
    params(("account" = String, Path, description = "Account id", example = "zhang")), responses(
    (status = 200, description = "The identity", body = IdentityResponse), Problems))]
#[put("/accounts/{account}/identity")]
pub async fn link_identity(
    caller: Caller,
    path: Path<String>,
    body: Json<IdentityRequest>,
) -> Result<Json<IdentityResponse>> {
    let (id, body) = (AccountId::new(path.into_inner())?, body.into_inner());
    let linked = caller
        .ask(move |service, session| service.link_identity(session, &id, &body.subject, &body.reason))
        .await?;
    Ok(Json(IdentityResponse::from(linked)))
}

/// 解除关联
///
/// Takes the link of an account away; its sessions end.
#[utoipa::path(tag = "access", operation_id = "unlink_identity",
    params(("account" = String, Path, description = "Account id", example = "zhang"), IdentityReason), responses(
    (status = 204, description = "It is unlinked"), Problems))]
#[delete("/accounts/{account}/identity")]
pub async fn unlink_identity(caller: Caller, path: Path<String>, query: Query<IdentityReason>) -> Result<HttpResponse> {
    let id = AccountId::new(path.into_inner())?;
    let reason = query.into_inner().reason.unwrap_or_default();
    caller
        .ask(move |service, session| service.unlink_identity(session, &id, &reason))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

fn gone_to(address: &str, cookies: Vec<String>) -> HttpResponse {
    let mut answer = HttpResponse::SeeOther();
    answer
        .insert_header((header::LOCATION, address))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::REFERRER_POLICY, "no-referrer"));
    for cookie in cookies {
        answer.append_header((header::SET_COOKIE, cookie));
    }
    answer.finish()
}

fn refusal(error: &Error) -> String {
    format!("{REFUSED}{}", error.code().as_str())
}

/// Whether a person looks at the answer.
fn is_browser(request: &HttpRequest) -> bool {
    let accepted = request
        .headers()
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok());
    accepted.is_some_and(|types| types.contains("text/html"))
}

impl From<LinkedIdentity> for IdentityResponse {
    fn from(linked: LinkedIdentity) -> Self {
        Self {
            account: linked.account.to_string(),
            issuer: linked.issuer,
            subject: linked.subject,
            linked_at: linked.linked_at.to_rfc3339(),
            linked_by: linked.linked_by.to_string(),
        }
    }
}
