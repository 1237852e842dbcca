//! What becomes of personal data in an organization's files.

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::http::caller::Caller;
use crate::http::problem::Problems;
use crate::id::OrganizationId;
use crate::source::organization::PersonalDataRule;
use crate::source::organization::UploadPolicy;
use actix_web::get;
use actix_web::put;
use actix_web::web::Json;
use actix_web::web::Path;
use serde::Deserialize;
use serde::Serialize;
use utoipa::ToSchema;

/// What an organization says about its files.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "personal_data": "refuse", "reason": "数据安全管理办法第六条" }))]
pub struct UploadPolicyRequest {
    /// `warn`: a file in which something looks like personal data is loaded, and the report tells each place; `refuse`: it is
    /// refused whole.
    pub personal_data: String,
    /// Why.
    pub reason: String,
}

/// What becomes of personal data in an organization's files 个人信息处置.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "organization": "H1", "personal_data": "refuse", "at": "2026-11-21T01:00:00.000000Z", "by": "wang",
    "reason": "数据安全管理办法第六条"
}))]
pub struct UploadPolicyResponse {
    /// The organization.
    pub organization: String,
    /// `warn` or `refuse`; `warn` until it says something.
    pub personal_data: &'static str,
    /// When it said so last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// Who said it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl UploadPolicyResponse {
    /// What the organization said last, if anything.
    pub fn of(organization: &OrganizationId, policy: Option<UploadPolicy>) -> Self {
        let rule = policy.as_ref().map(|policy| policy.personal_data).unwrap_or_default();
        Self {
            organization: organization.to_string(),
            personal_data: rule.as_str(),
            at: policy.as_ref().map(|policy| policy.at.to_rfc3339()),
            by: policy.as_ref().map(|policy| policy.account.to_string()),
            reason: policy.map(|policy| policy.reason),
        }
    }
}

/// The rule of this name.
///
/// Errors: `field-invalid`.
pub fn personal_data_rule(word: &str) -> Result<PersonalDataRule> {
    PersonalDataRule::parse(word).ok_or_else(|| {
        Error::new(Code::FieldInvalid)
            .with("field", "personal_data")
            .with("value", word)
            .with("rule_zh", "可用 warn（提示）或 refuse（拒绝）")
            .with("rule_en", "it is warn or refuse")
            .in_field("personal_data")
    })
}

/// 设置上传文件中个人信息的处置方式
///
/// Says what becomes of a dictionary's file in which something looks like personal data: identity and telephone numbers, bank
/// cards, e-mail, columns of people's names. The same again changes nothing.
#[utoipa::path(tag = "organizations", operation_id = "set_upload_policy", request_body = UploadPolicyRequest,
    params(("organization" = String, Path, description = "Organization id", example = "H1")), responses(
    (status = 200, description = "What the organization says now", body = UploadPolicyResponse), Problems))]
#[put("/organizations/{organization}/upload-policy")]
pub async fn set_upload_policy(
    caller: Caller,
    path: Path<String>,
    body: Json<UploadPolicyRequest>,
) -> Result<Json<UploadPolicyResponse>> {
    let id = OrganizationId::new(path.into_inner())?;
    let (organization, body) = (id.clone(), body.into_inner());
    let rule = personal_data_rule(&body.personal_data)?;
    let policy = caller
        .ask(move |service, session| service.set_upload_policy(session, &id, rule, &body.reason))
        .await?;
    Ok(Json(UploadPolicyResponse::of(&organization, Some(policy))))
}

/// 查看上传文件中个人信息的处置方式
///
/// Reads what becomes of personal data in the organization's files.
#[utoipa::path(tag = "organizations", operation_id = "get_upload_policy",
    params(("organization" = String, Path, description = "Organization id", example = "H1")), responses(
    (status = 200, description = "What the organization says", body = UploadPolicyResponse), Problems))]
#[get("/organizations/{organization}/upload-policy")]
pub async fn get_upload_policy(caller: Caller, path: Path<String>) -> Result<Json<UploadPolicyResponse>> {
    let id = OrganizationId::new(path.into_inner())?;
    let organization = id.clone();
    let policy = caller
        .ask(move |service, session| service.upload_policy(session, &id))
        .await?;
    Ok(Json(UploadPolicyResponse::of(&organization, policy)))
}
