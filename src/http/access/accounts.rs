//! Accounts.

use crate::access::account::Account;
use crate::access::account::AccountStatus;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::http::caller::Caller;
use crate::http::pages::PageQuery;
use crate::http::pages::PageResponse;
use crate::http::problem::Problems;
use crate::id::AccountId;
use crate::id::OrganizationId;
use crate::service::access::accounts::AccountsWanted;
use crate::service::access::accounts::NewAccount;
use crate::time::Instant;
use actix_web::HttpResponse;
use actix_web::get;
use actix_web::http::header;
use actix_web::post;
use actix_web::web::Json;
use actix_web::web::Path;
use actix_web::web::Query;
use serde::Deserialize;
use serde::Serialize;
use utoipa::IntoParams;
use utoipa::ToSchema;

/// A new account.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "id": "zhang", "name": "张三", "organization": "H1", "contact": "13800001234" }))]
pub struct AccountRequest {
    /// The name to sign in with; it is never given to anybody else.
    pub id: String,
    /// The real name of the person.
    pub name: String,
    /// Where the person works; without it, only who manages the whole platform manages the account.
    pub organization: Option<String>,
    /// How to reach the person.
    pub contact: Option<String>,
}

/// An account 账户.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "zhang", "name": "张三", "organization": "H1", "contact": "138******34", "status": "active",
    "created_at": "2026-11-21T01:00:00.000000Z", "created_by": "security",
    "signed_in_at": "2026-11-21T02:00:00.000000Z"
}))]
pub struct AccountResponse {
    /// The name to sign in with.
    pub id: String,
    /// The real name of the person.
    pub name: String,
    /// Where the person works.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
    /// How to reach the person; masked for those who do not manage the account, and in lists.
    pub contact: String,
    /// `active`, `locked`, `disabled`, or `unused`: nobody signed in for too long, and it may not until it is unlocked (`active`).
    pub status: &'static str,
    /// When it was made.
    pub created_at: String,
    /// By whom.
    pub created_by: String,
    /// When the person last signed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signed_in_at: Option<String>,
    /// The one-time password; only in the answer that makes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub one_time_password: Option<String>,
}

/// Which accounts.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AccountQuery {
    /// Only those of this state: `active` (with those that are shown as `unused`), `locked` or `disabled`.
    #[param(example = "active")]
    status: Option<String>,
    /// Only those that nobody used for so many days, neither to sign in nor by a token.
    #[param(example = 90)]
    unused_days: Option<u32>,
}

/// Another state of an account.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "status": "locked", "reason": "离岗" }))]
pub struct AccountStatusRequest {
    /// `active`, `locked` or `disabled`; what is disabled stays so.
    pub status: String,
    /// Why.
    pub reason: String,
}

/// Why something is done to an account.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "reason": "忘记口令" }))]
pub struct AccountReason {
    /// Why.
    pub reason: String,
}

/// A one-time password.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({ "one_time_password": "kq7mz-2hv9c-p4xwn-8tdje" }))]
pub struct OneTimePassword {
    /// The password; shown in this answer and never again.
    pub one_time_password: String,
}

/// 列出账户
///
/// Lists the accounts of the caller's scope by id, their contacts masked.
#[utoipa::path(tag = "access", operation_id = "list_accounts", params(AccountQuery, PageQuery), responses(
    (status = 200, description = "A page of accounts", body = PageResponse<AccountResponse>), Problems))]
#[get("/accounts")]
pub async fn list_accounts(
    caller: Caller,
    wanted: Query<AccountQuery>,
    query: Query<PageQuery>,
) -> Result<Json<PageResponse<AccountResponse>>> {
    let page = query.page()?;
    let wanted = AccountsWanted {
        status: wanted.status.as_deref().map(status).transpose()?,
        unused_days: wanted.unused_days,
    };
    let slice = caller
        .ask(move |service, session| service.accounts(session, wanted, &page))
        .await?;
    Ok(Json(PageResponse::of(slice, AccountResponse::from)))
}

/// 建立账户
///
/// Makes an account; its one-time password is shown in this answer and never again.
#[utoipa::path(tag = "access", operation_id = "add_account", request_body = AccountRequest,
    responses((status = 201, description = "The account", body = AccountResponse), Problems))]
#[post("/accounts")]
pub async fn add_account(caller: Caller, body: Json<AccountRequest>) -> Result<HttpResponse> {
    let new = body.into_inner().account()?;
    let (account, secret) = caller
        .ask(move |service, session| service.add_account(session, &new))
        .await?;
    let mut response = AccountResponse::from(account);
    response.one_time_password = Some(secret.reveal().to_owned());
    let mut answer = HttpResponse::Created();
    Ok(answer.insert_header((header::CACHE_CONTROL, "no-store")).json(response))
}

/// 查看账户
///
/// Reads an account.
#[utoipa::path(tag = "access", operation_id = "get_account",
    params(("account" = String, Path, description = "Account id", example = "zhang")), responses(
    (status = 200, description = "The account", body = AccountResponse), Problems))]
#[get("/accounts/{account}")]
pub async fn get_account(caller: Caller, path: Path<String>) -> Result<Json<AccountResponse>> {
    let id = AccountId::new(path.into_inner())?;
    let account = caller
        .ask(move |service, session| service.account(session, &id))
        .await?;
    Ok(Json(AccountResponse::from(account)))
}

/// 锁定、解锁或停用账户
///
/// Sets the state of an account; its sessions end at once.
#[utoipa::path(tag = "access", operation_id = "set_account_status", request_body = AccountStatusRequest,
    params(("account" = String, Path, description = "Account id", example = "zhang")), responses(
    (status = 200, description = "The account", body = AccountResponse), Problems))]
#[post("/accounts/{account}/status")]
pub async fn set_account_status(
    caller: Caller,
    path: Path<String>,
    body: Json<AccountStatusRequest>,
) -> Result<Json<AccountResponse>> {
    let id = AccountId::new(path.into_inner())?;
    let wanted = status(&body.status)?;
    let reason = body.into_inner().reason;
    let account = caller
        .ask(move |service, session| service.set_account_status(session, &id, wanted, &reason))
        .await?;
    Ok(Json(AccountResponse::from(account)))
}

/// 重置口令
///
/// Gives an account a new one-time password, to be changed at the next sign-in; its sessions end at once.
#[utoipa::path(tag = "access", operation_id = "reset_password", request_body = AccountReason,
    params(("account" = String, Path, description = "Account id", example = "zhang")), responses(
    (status = 200, description = "The password", body = OneTimePassword), Problems))]
#[post("/accounts/{account}/password")]
pub async fn reset_password(caller: Caller, path: Path<String>, body: Json<AccountReason>) -> Result<HttpResponse> {
    let id = AccountId::new(path.into_inner())?;
    let reason = body.into_inner().reason;
    let secret = caller
        .ask(move |service, session| service.reset_password(session, &id, &reason))
        .await?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(OneTimePassword {
            one_time_password: secret.reveal().to_owned(),
        }))
}

/// 解除第二因子
///
/// Removes the second factor of an account, to be enrolled anew; its sessions end at once.
#[utoipa::path(tag = "access", operation_id = "remove_second_factor", request_body = AccountReason,
    params(("account" = String, Path, description = "Account id", example = "zhang")), responses(
    (status = 204, description = "It is removed"), Problems))]
#[post("/accounts/{account}/second-factor/remove")]
pub async fn remove_second_factor(
    caller: Caller,
    path: Path<String>,
    body: Json<AccountReason>,
) -> Result<HttpResponse> {
    let id = AccountId::new(path.into_inner())?;
    let reason = body.into_inner().reason;
    caller
        .ask(move |service, session| service.remove_second_factor(session, &id, &reason))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The state of an account that a text names.
pub fn status(text: &str) -> Result<AccountStatus> {
    AccountStatus::parse(text).ok_or_else(|| {
        Error::new(Code::FieldInvalid)
            .with("field", "status")
            .with("value", text)
            .with("rule_zh", "可用 active, locked, disabled")
            .with("rule_en", "use one of active, locked, disabled")
            .in_field("status")
    })
}

impl AccountRequest {
    /// The account that is asked for.
    pub fn account(self) -> Result<NewAccount> {
        Ok(NewAccount {
            id: AccountId::new(self.id)?,
            name: self.name,
            organization: self.organization.map(OrganizationId::new).transpose()?,
            contact: self.contact.unwrap_or_default(),
        })
    }
}

impl From<Account> for AccountResponse {
    fn from(account: Account) -> Self {
        Self {
            id: account.id.to_string(),
            name: account.name,
            organization: account.organization.map(|organization| organization.to_string()),
            contact: account.contact,
            status: account.status.as_str(),
            created_at: account.created_at.to_rfc3339(),
            created_by: account.created_by.to_string(),
            signed_in_at: account.signed_in_at.map(Instant::to_rfc3339),
            one_time_password: None,
        }
    }
}
