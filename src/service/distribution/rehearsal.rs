//! What publishing would do: it is done, looked at and taken back in one transaction, so that it cannot differ from what it
//! rehearses.

use super::publishing::PublishOrder;
use super::publishing::Stamp;
use super::publishing::publish_approved;
use crate::access::role::Right;
use crate::access::session::Session;
use crate::error::Result;
use crate::id::OrganizationId;
use crate::mapping::diff::DiffKind;
use crate::mapping::diff::diff;
use crate::mapping::release::Release;
use crate::service::Service;
use crate::storage::distribution::releases;

/// A release that there would be.
#[derive(Clone, Debug)]
pub struct PublishRehearsal {
    /// The release.
    pub release: Release,
    /// Codes that it would have and the release before has not.
    pub added: usize,
    /// Codes that both have, otherwise.
    pub changed: usize,
    /// Codes that the release before has and it would not have.
    pub removed: usize,
}

impl Service {
    /// What [`Service::publish`] would do with this order now; it is refused for the same reasons. Nothing is written and nothing
    /// is signed, and a key of the request is neither looked up nor used.
    pub fn rehearse_publishing(
        &self,
        session: &Session,
        organization: &OrganizationId,
        order: &PublishOrder,
    ) -> Result<PublishRehearsal> {
        let permit = session.permit_in(Right::PublishRelease, organization)?;
        let order = PublishOrder {
            request_key: None,
            ..order.clone()
        };
        let request = order.to_request()?;
        let stamp = Stamp {
            signing: None,
            ..self.stamp()
        };
        self.db.rehearse(|tx| {
            let release = publish_approved(tx, &permit, &order, &request, &stamp)?;
            let (from, to) = (release.number - 1, release.number);
            let before = releases::lines::before(tx, organization, from, to)?;
            let lines = diff(before, releases::last_changes(tx, organization, from, to)?);
            let count = |kind: DiffKind| lines.iter().filter(|line| line.kind == kind).count();
            Ok(PublishRehearsal {
                added: count(DiffKind::Added),
                changed: count(DiffKind::Changed),
                removed: count(DiffKind::Removed),
                release,
            })
        })
    }
}
