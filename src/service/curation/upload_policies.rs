//! What becomes of personal data in files that are loaded for an organization.

use super::memory::must_be_reason;
use crate::access::role::Right;
use crate::access::session::Session;
use crate::audit::Act;
use crate::error::Result;
use crate::id::OrganizationId;
use crate::service::Service;
use crate::source::organization::PersonalDataRule;
use crate::source::organization::UploadPolicy;
use crate::storage::DbConn;
use crate::storage::access::organizations;
use crate::storage::audit::audit_log;
use crate::storage::curation::upload_policies;
use serde_json::json;

impl Service {
    /// Says what becomes of personal data in an organization's files; the same again changes nothing.
    pub fn set_upload_policy(
        &self,
        session: &Session,
        organization: &OrganizationId,
        personal_data: PersonalDataRule,
        reason: &str,
    ) -> Result<UploadPolicy> {
        let permit = session.permit_in(Right::ManageOrganizations, organization)?;
        must_be_reason(reason)?;
        let now = self.now();
        self.db.write(|tx| {
            organizations::must_find(tx, organization)?;
            let known = upload_policies::last(tx, organization)?;
            if let Some(same) = known.filter(|known| known.personal_data == personal_data && known.reason == reason) {
                return Ok(same);
            }
            let policy = UploadPolicy {
                personal_data,
                account: permit.account().clone(),
                at: now,
                reason: reason.to_owned(),
            };
            upload_policies::append(tx, organization, &policy)?;
            let act = Act::new(
                "upload-policy.set",
                format!("organizations/{organization}/upload-policy"),
            )
            .with_details(json!({ "personal_data": personal_data.as_str(), "reason": reason }));
            audit_log::append(tx, permit.permit(), &act, now)?;
            Ok(policy)
        })
    }

    /// What an organization said last; without a word of it, personal data is told of and loaded.
    pub fn upload_policy(&self, session: &Session, organization: &OrganizationId) -> Result<Option<UploadPolicy>> {
        session.permit_in(Right::ReadOrganizations, organization)?;
        self.db.read(|tx| {
            organizations::must_find(tx, organization)?;
            upload_policies::last(tx, organization)
        })
    }
}

/// The rule for an organization's files.
pub(in crate::service) fn rule(tx: &mut DbConn, organization: &OrganizationId) -> Result<PersonalDataRule> {
    let policy = upload_policies::last(tx, organization)?;
    Ok(policy.map(|policy| policy.personal_data).unwrap_or_default())
}
