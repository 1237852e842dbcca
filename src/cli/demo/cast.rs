//! Who plays in the demo: the people of a sample hospital and its collector, each with their own account.

use crate::access::permit::Origin;
use crate::access::role::Role;
use crate::access::session::Scope;
use crate::access::session::Session;
use crate::access::token::TokenGrant;
use crate::error::Result;
use crate::id::AccountId;
use crate::id::OrganizationId;
use crate::service::Service;

/// The people and programs of the demo.
pub struct Cast {
    /// The hospital.
    pub hospital: OrganizationId,
    /// Registers the hospital.
    pub operator: Session,
    /// 张：maps.
    pub curator: Session,
    /// 李：reviews.
    pub reviewer: Session,
    /// 王：publishes.
    pub publisher: Session,
    /// 审计员: compares.
    pub auditor: Session,
    /// The auditor's token, for those who want to look around.
    pub auditor_token: String,
    /// The collector's token.
    pub collector_token: String,
}

impl Cast {
    /// Makes the accounts.
    pub fn introduce(service: &Service) -> Result<Self> {
        let hospital = OrganizationId::new("demo-hospital")?;
        let operator = Service::operator(AccountId::new("demo")?);
        let token = |account: &str, role: Role| -> Result<String> {
            let grant = TokenGrant {
                account: AccountId::new(account)?,
                role,
                scope: Scope::parse(hospital.as_str())?,
                expires_at: None,
            };
            let (_, secret) = service.create_token(&operator, &grant)?;
            Ok(secret.reveal().to_owned())
        };
        let sign_in = |text: &str| service.sign_in(text, Origin::default());
        let auditor_token = token("shen-ji", Role::Auditor)?;
        Ok(Self {
            curator: sign_in(&token("zhang", Role::Curator)?)?,
            reviewer: sign_in(&token("li", Role::Reviewer)?)?,
            publisher: sign_in(&token("wang", Role::Publisher)?)?,
            auditor: sign_in(&auditor_token)?,
            collector_token: token("collector", Role::Collector)?,
            auditor_token,
            hospital,
            operator,
        })
    }
}
