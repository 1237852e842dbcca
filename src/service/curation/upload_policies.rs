//! What becomes of personal data in the files and words of an organization's people.

use super::memory::must_be_reason;
use crate::access::role::Right;
use crate::access::session::Session;
use crate::audit::Act;
use crate::error::Result;
use crate::id::OrganizationId;
use crate::registry::lint::Place;
use crate::service::Service;
use crate::source::doubts::Doubts;
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

/// Refuses what looks like personal data where the organization says so.
///
/// Errors: `personal-data-refused` with the places.
pub(in crate::service) fn check(tx: &mut DbConn, organization: &OrganizationId, doubts: &Doubts) -> Result<()> {
    if doubts.personal_places == 0 {
        return Ok(());
    }
    let policy = upload_policies::last(tx, organization)?;
    match policy.map(|policy| policy.personal_data).unwrap_or_default() {
        PersonalDataRule::Warn => Ok(()),
        PersonalDataRule::Refuse => doubts.refuse_personal_data(),
    }
}

/// The same of words that a person wrote, each with the number of its item, from 1, in the column that is the name of the field.
pub(in crate::service) fn check_words<'w>(
    tx: &mut DbConn,
    organization: &OrganizationId,
    field: &str,
    words: impl IntoIterator<Item = (u64, &'w str)>,
) -> Result<()> {
    let (mut doubts, column) = (Doubts::default(), &field.into());
    for (row, text) in words {
        doubts.look_at(text, false, Place { row, column });
    }
    check(tx, organization, &doubts)
}
