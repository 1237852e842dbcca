//! Setting and reading the review policy of a dictionary.

use super::memory::must_be_reason;
use crate::access::role::Right;
use crate::access::session::Session;
use crate::audit::Act;
use crate::error::Result;
use crate::id::DictionaryId;
use crate::id::OrganizationId;
use crate::mapping::policy::Policy;
use crate::service::Service;
use crate::storage::audit::audit_log;
use crate::storage::curation::dictionaries;
use crate::storage::curation::policies;
use serde_json::json;

pub use crate::storage::curation::policies::SetPolicy;

impl Service {
    /// Sets the review policy of a dictionary; the same again changes nothing. It holds for every draft and step from then
    /// on, whatever state the row is in.
    pub fn set_policy(
        &self,
        session: &Session,
        organization: &OrganizationId,
        dictionary: &DictionaryId,
        policy: &Policy,
        reason: &str,
    ) -> Result<SetPolicy> {
        let permit = session.permit_in(Right::SetReviewPolicy, organization)?;
        policy.validate()?;
        must_be_reason(reason)?;
        let now = self.now();
        self.db.write(|tx| {
            dictionaries::must_find(tx, organization, dictionary)?;
            let last = policies::history(tx, organization, dictionary)?.into_iter().next();
            let number = last.as_ref().map_or(0, |last| last.number) + 1;
            if let Some(same) = last.filter(|last| last.policy == *policy) {
                return Ok(same);
            }
            let set = SetPolicy {
                number,
                policy: *policy,
                account: permit.account().clone(),
                at: now,
                reason: reason.to_owned(),
            };
            policies::append(tx, organization, dictionary, &set)?;
            let object = format!("organizations/{organization}/dictionaries/{dictionary}/policy");
            let act = Act::new("policy.set", object).with_details(json!({ "policy": policy, "reason": reason }));
            audit_log::append(tx, permit.permit(), &act, now)?;
            Ok(set)
        })
    }

    /// The policy of a dictionary now, and every policy that was set, the newest first.
    pub fn policy(
        &self,
        session: &Session,
        organization: &OrganizationId,
        dictionary: &DictionaryId,
    ) -> Result<(Policy, Vec<SetPolicy>)> {
        session.permit_in(Right::ReadMappings, organization)?;
        self.db.read(|tx| {
            dictionaries::must_find(tx, organization, dictionary)?;
            let history = policies::history(tx, organization, dictionary)?;
            Ok((policies::in_force(tx, organization, dictionary)?, history))
        })
    }
}
