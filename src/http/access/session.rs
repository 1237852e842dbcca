//! Who one is: the account behind the credentials of a request, and what it may do.

use super::grid::Narrowing;
use crate::access::grant::Grant;
use crate::access::role::Right;
use crate::access::session::Scope;
use crate::access::session::Session;
use crate::error::Code;
use crate::error::Result;
use crate::http::caller::Caller;
use crate::http::problem::Problems;
use crate::time::Instant;
use actix_web::get;
use actix_web::web::Json;
use serde::Serialize;
use utoipa::ToSchema;

/// Who is signed in, and what they may do.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "account": "zhang", "name": "张三",
    "grants": [{
        "role": "curator", "zh": "对照编制员", "en": "curator", "organizations": ["H1"],
        "until": "2027-11-21T00:00:00.000000Z"
    }],
    "rights": [{ "right": "draft-mapping", "zh": "编制对照", "en": "draft mappings", "organizations": ["H1"] }]
}))]
pub struct SessionResponse {
    /// The account.
    pub account: String,
    /// The real name of the person, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What the account holds in this session.
    pub grants: Vec<GrantInForce>,
    /// Every right that these give.
    pub rights: Vec<HeldRight>,
    /// What the person has to do before anything else: `password-change-required` or `second-factor-required`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duty: Option<&'static str>,
}

/// A role for some organizations.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "role": "curator", "zh": "对照编制员", "en": "curator", "organizations": ["H1"] }))]
pub struct GrantInForce {
    /// The role.
    pub role: String,
    /// Its name in Chinese.
    pub zh: &'static str,
    /// Its name in English.
    pub en: &'static str,
    /// The organizations it is good for now; `["*"]` is all.
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
}

/// A right, in words.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "right": "draft-mapping", "zh": "编制对照", "en": "draft mappings", "organizations": ["H1"]
}))]
pub struct HeldRight {
    /// The right, a word that does not change.
    #[schema(value_type = String)]
    pub right: Right,
    /// The act in Chinese.
    pub zh: &'static str,
    /// The act in English.
    pub en: &'static str,
    /// The organizations for which it is held; `["*"]` is all.
    pub organizations: Vec<String>,
}

/// 查看当前会话
///
/// Says who the caller is and what they may do, so that a page can offer only that.
#[utoipa::path(tag = "access", operation_id = "get_session", responses(
    (status = 200, description = "The caller", body = SessionResponse), Problems))]
#[get("/session")]
pub async fn get_session(caller: Caller) -> Result<Json<SessionResponse>> {
    let session = caller
        .ask(|service, session| {
            let name = service.name_of(session)?;
            let known = SessionResponse::from(session);
            Ok(SessionResponse { name, ..known })
        })
        .await?;
    Ok(Json(session))
}

/// The organizations of a scope as a list; `["*"]` is all.
pub fn organizations(scope: &Scope) -> Vec<String> {
    let text = scope.to_text();
    let ids = text.split(',').filter(|id| !id.is_empty());
    ids.map(str::to_owned).collect()
}

impl From<&Session> for SessionResponse {
    fn from(session: &Session) -> Self {
        Self {
            account: session.account.to_string(),
            name: None,
            duty: session.duty.map(Code::as_str),
            grants: session.grants.iter().map(GrantInForce::from).collect(),
            rights: session
                .rights()
                .map(|right| HeldRight {
                    right,
                    zh: right.words().0,
                    en: right.words().1,
                    organizations: organizations(&session.scope_of(right)),
                })
                .collect(),
        }
    }
}

impl From<&Grant> for GrantInForce {
    fn from(grant: &Grant) -> Self {
        let narrowing = Narrowing::from(grant.area.as_ref());
        Self {
            role: grant.role.as_str().to_owned(),
            zh: grant.words().0,
            en: grant.words().1,
            organizations: organizations(&grant.scope),
            division: narrowing.division,
            tiers: narrowing.tiers,
            lines: narrowing.lines,
            until: grant.until.map(Instant::to_rfc3339),
        }
    }
}
