//! Signing in and out; one's own sessions, password and second factor.

use super::cookie;
use crate::access::sign_in::SignIn;
use crate::access::token::Secret;
use crate::error::Result;
use crate::http::caller::Caller;
use crate::http::caller::Visitor;
use crate::http::problem::Problems;
use crate::id::AccountId;
use crate::id::SessionId;
use crate::service::Service;
use crate::service::access::password_sign_in::Credentials;
use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::delete;
use actix_web::get;
use actix_web::http::header;
use actix_web::post;
use actix_web::web::Json;
use actix_web::web::Path;
use serde::Deserialize;
use serde::Serialize;
use utoipa::ToSchema;

const MICROS_PER_SECOND: i64 = 1_000_000;

/// What somebody signs in with.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "account": "zhang", "password": "…", "code": "123456" }))]
pub struct SignInRequest {
    /// The account.
    pub account: String,
    /// Its password.
    pub password: String,
    /// The 6 digits of the second factor, or a recovery code.
    pub code: Option<String>,
}

/// A session that began.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "3f9c1d5e0a4f0f1c", "token": "zhiyus_3f9c1d5e0a4f0f1c_…", "expires_at": "2026-11-21T13:00:00.000000Z"
}))]
pub struct SignInResponse {
    /// Its public id.
    pub id: String,
    /// Its text for the header `Authorization: Bearer`; the same stands in the cookie.
    pub token: String,
    /// When it ends whatever happens; without requests it ends sooner.
    pub expires_at: String,
}

/// One of one's own sessions.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "3f9c1d5e0a4f0f1c", "address": "10.1.2.3", "created_at": "2026-11-21T01:00:00.000000Z",
    "used_at": "2026-11-21T01:05:00.000000Z", "expires_at": "2026-11-21T13:00:00.000000Z"
}))]
pub struct OwnSession {
    /// Its public id.
    pub id: String,
    /// From which address it began.
    pub address: String,
    /// When it began.
    pub created_at: String,
    /// When it was last used, to the minute.
    pub used_at: String,
    /// When it ends whatever happens.
    pub expires_at: String,
}

/// A change of one's own password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "present": "…", "new": "…" }))]
pub struct PasswordChange {
    /// The present password.
    pub present: String,
    /// The new one.
    pub new: String,
}

/// A second factor to be set up in an app.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "secret": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
    "url": "otpauth://totp/Zhiyu:zhang?secret=GEZD…&issuer=Zhiyu&algorithm=SHA1&digits=6&period=30"
}))]
pub struct EnrolmentResponse {
    /// The secret in base 32, to be typed.
    pub secret: String,
    /// The address that apps read as a QR code.
    pub url: String,
}

/// The first code of a second factor.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "code": "123456" }))]
pub struct EnrolmentCode {
    /// The 6 digits that the app shows.
    pub code: String,
}

/// Codes for the day on which the app is lost; each is good once.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({ "recovery_codes": ["1f3a-77c0-95be-02d4-aa61"] }))]
pub struct RecoveryCodes {
    /// The codes; shown in this answer and never again.
    pub recovery_codes: Vec<String>,
}

/// 登录
///
/// Begins a session with account, password and, where the account has one, a second factor. The session also goes into a cookie.
#[utoipa::path(tag = "access", operation_id = "sign_in", request_body = SignInRequest,
    responses((status = 201, description = "The session", body = SignInResponse), Problems))]
#[post("/session")]
pub async fn sign_in(visitor: Visitor, request: HttpRequest, body: Json<SignInRequest>) -> Result<HttpResponse> {
    let body = body.into_inner();
    let given = Credentials {
        account: AccountId::new(body.account)?,
        password: Secret::new(body.password),
        code: body.code.map(Secret::new),
    };
    let (session, text) = visitor
        .ask(move |service, origin| service.sign_in_with_password(&given, origin))
        .await?;
    let seconds = (session.expires_at.0 - session.created_at.0) / MICROS_PER_SECOND;
    let cookie = cookie::given(&request, text.reveal(), seconds);
    Ok(HttpResponse::Created()
        .insert_header((header::SET_COOKIE, cookie))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(SignInResponse {
            id: session.id.to_string(),
            token: text.reveal().to_owned(),
            expires_at: session.expires_at.to_rfc3339(),
        }))
}

/// 退出登录
///
/// Ends the session of this request.
#[utoipa::path(tag = "access", operation_id = "sign_out", responses(
    (status = 204, description = "It ended"), Problems))]
#[delete("/session")]
pub async fn sign_out(caller: Caller, request: HttpRequest) -> Result<HttpResponse> {
    caller.ask(Service::sign_out).await?;
    let cookie = cookie::taken_back(&request);
    Ok(HttpResponse::NoContent()
        .insert_header((header::SET_COOKIE, cookie))
        .finish())
}

/// 列出本人会话
///
/// Lists the caller's own sessions that did not end, newest first.
#[utoipa::path(tag = "access", operation_id = "list_sessions", responses(
    (status = 200, description = "The sessions", body = Vec<OwnSession>), Problems))]
#[get("/sessions")]
pub async fn list_sessions(caller: Caller) -> Result<Json<Vec<OwnSession>>> {
    let list = caller.ask(Service::own_sessions).await?;
    Ok(Json(list.into_iter().map(OwnSession::from).collect()))
}

/// 结束本人会话
///
/// Ends one of the caller's own sessions, on whatever device it is.
#[utoipa::path(tag = "access", operation_id = "end_session",
    params(("session" = String, Path, description = "Session id", example = "3f9c1d5e0a4f0f1c")), responses(
    (status = 204, description = "It ended"), Problems))]
#[delete("/sessions/{session}")]
pub async fn end_session(caller: Caller, path: Path<String>) -> Result<HttpResponse> {
    let id = SessionId::new(path.into_inner())?;
    caller
        .ask(move |service, session| service.end_session(session, &id))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// 更改口令
///
/// Changes the caller's own password; every session of the account ends, and the person signs in again.
#[utoipa::path(tag = "access", operation_id = "change_password", request_body = PasswordChange, responses(
    (status = 204, description = "It is changed"), Problems))]
#[post("/session/password")]
pub async fn change_password(caller: Caller, body: Json<PasswordChange>) -> Result<HttpResponse> {
    let body = body.into_inner();
    let (present, new) = (Secret::new(body.present), Secret::new(body.new));
    caller
        .ask(move |service, session| service.change_password(session, &present, &new))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// 绑定第二因子
///
/// Begins to set up a second factor (RFC 6238); it counts once it is confirmed with a first code.
#[utoipa::path(tag = "access", operation_id = "enrol_second_factor", responses(
    (status = 201, description = "What the app needs", body = EnrolmentResponse), Problems))]
#[post("/session/second-factor")]
pub async fn enrol_second_factor(caller: Caller) -> Result<HttpResponse> {
    let enrolment = caller.ask(Service::enrol_second_factor).await?;
    Ok(HttpResponse::Created()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(EnrolmentResponse {
            secret: enrolment.secret.reveal().to_owned(),
            url: enrolment.url.reveal().to_owned(),
        }))
}

/// 确认第二因子
///
/// Confirms the second factor with its first code.
#[utoipa::path(tag = "access", operation_id = "confirm_second_factor", request_body = EnrolmentCode, responses(
    (status = 200, description = "Recovery codes", body = RecoveryCodes), Problems))]
#[post("/session/second-factor/confirm")]
pub async fn confirm_second_factor(caller: Caller, body: Json<EnrolmentCode>) -> Result<HttpResponse> {
    let code = Secret::new(body.into_inner().code);
    let codes = caller
        .ask(move |service, session| service.confirm_second_factor(session, &code))
        .await?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(RecoveryCodes {
            recovery_codes: codes.iter().map(|code| code.reveal().to_owned()).collect(),
        }))
}

impl From<SignIn> for OwnSession {
    fn from(session: SignIn) -> Self {
        Self {
            id: session.id.to_string(),
            address: session.address,
            created_at: session.created_at.to_rfc3339(),
            used_at: session.used_at.to_rfc3339(),
            expires_at: session.expires_at.to_rfc3339(),
        }
    }
}
