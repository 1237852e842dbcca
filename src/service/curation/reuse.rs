//! Re-use across hospitals: what a dictionary may use of others, what others chose, and taking it over as drafts.

mod adoption;
mod copying;
mod editions;
mod take_over;
pub(in crate::service) mod withdrawn;

use super::memory::must_be_reason;
use crate::access::role::Right;
use crate::access::session::Session;
use crate::audit::Act;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::DictionaryId;
use crate::id::OrganizationId;
use crate::mapping::reuse::ReusePolicy;
use crate::mapping::reuse::StatedPolicy;
use crate::service::Service;
use crate::storage::DbConn;
use crate::storage::audit::audit_log;
use crate::storage::curation::dictionaries;
use crate::storage::curation::reuse_policies;
use crate::storage::curation::sharing;
use crate::storage::curation::suggestions;
use serde_json::json;

pub use crate::mapping::reuse::Withdrawal;
pub use take_over::LeftOut;
pub use take_over::LeftOutReason;
pub use take_over::TakeOver;
pub use take_over::TakenOver;

impl Service {
    /// Says how a dictionary may use the mappings of others; the same again changes nothing.
    ///
    /// When others teach it from now on, or no longer, its stored suggestions are forgotten: they are to be asked for again.
    pub fn set_reuse(
        &self,
        session: &Session,
        organization: &OrganizationId,
        dictionary: &DictionaryId,
        policy: &ReusePolicy,
        reason: &str,
    ) -> Result<StatedPolicy> {
        let permit = session.permit_in(Right::SetReuse, organization)?;
        must_be_reason(reason)?;
        policy.validate()?;
        let now = self.now();
        self.db.write(|tx| {
            dictionaries::must_find(tx, organization, dictionary)?;
            let known = reuse_policies::history(tx, organization, dictionary)?.pop();
            if let Some(same) = known
                .clone()
                .filter(|known| known.policy == *policy && known.reason == reason)
            {
                return Ok(same);
            }
            must_share(tx, policy)?;
            let stated = StatedPolicy {
                number: known.as_ref().map_or(0, |known| known.number) + 1,
                policy: policy.clone(),
                account: permit.account().clone(),
                at: now,
                reason: reason.to_owned(),
            };
            reuse_policies::append(tx, organization, dictionary, &stated)?;
            let former = known.map(|known| known.policy).unwrap_or_default();
            let teaches_otherwise = former.teachers() != policy.teachers();
            if teaches_otherwise {
                suggestions::clear(tx, organization, dictionary)?;
            }
            let object = format!("organizations/{organization}/dictionaries/{dictionary}/reuse");
            let act = Act::new("reuse.set", object).with_details(json!({
                "mode": policy.mode.as_str(), "origins": policy.origins, "hospitals": policy.hospitals,
                "reason": reason, "suggestions_cleared": teaches_otherwise,
            }));
            audit_log::append(tx, permit.permit(), &act, now)?;
            Ok(stated)
        })
    }

    /// How a dictionary may use the mappings of others, and everything that was said of it, the last word last.
    pub fn reuse(
        &self,
        session: &Session,
        organization: &OrganizationId,
        dictionary: &DictionaryId,
    ) -> Result<(ReusePolicy, Vec<StatedPolicy>)> {
        session.permit_in(Right::ReadMappings, organization)?;
        self.db.read(|tx| {
            dictionaries::must_find(tx, organization, dictionary)?;
            let history = reuse_policies::history(tx, organization, dictionary)?;
            let last = history.last().map(|stated| stated.policy.clone());
            Ok((last.unwrap_or_default(), history))
        })
    }
}

/// Refuses origins that do not share; whether they exist at all is not said.
fn must_share(tx: &mut DbConn, policy: &ReusePolicy) -> Result<()> {
    let Some(origins) = &policy.origins else {
        return Ok(());
    };
    let sharing = sharing::organizations(tx)?;
    match origins.iter().find(|origin| !sharing.contains(origin)) {
        None => Ok(()),
        Some(origin) => Err(Error::new(Code::OriginNotSharing)
            .with("organization", origin)
            .in_field("origins")),
    }
}
