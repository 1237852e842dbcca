//! Reading the audit log.

use super::Service;
use crate::access::role::Right;
use crate::access::session::Scope;
use crate::access::session::Session;
use crate::audit::Event;
use crate::error::Result;
use crate::id::OrganizationId;
use crate::page::Page;
use crate::page::Slice;
use crate::storage::audit_log;

impl Service {
    /// Events in their order: of one organization, or of the whole platform for whoever's scope is the whole platform.
    pub fn audit_events(
        &self,
        session: &Session,
        organization: Option<&OrganizationId>,
        page: &Page,
    ) -> Result<Slice<Event>> {
        if let Some(id) = organization {
            session.permit_in(Right::ReadAudit, id)?;
        } else {
            session.permit(Right::ReadAudit)?;
            session.must_have_whole_scope()?;
        }
        let id = organization.map(OrganizationId::as_str);
        self.db.read(|tx| audit_log::page(tx, id, page))
    }
}

impl Session {
    /// Refuses a session whose scope is only some organizations.
    fn must_have_whole_scope(&self) -> Result<()> {
        match self.scope_of(Right::ReadAudit) {
            Scope::All => Ok(()),
            Scope::Organizations(_) => {
                Err(crate::error::Error::new(crate::error::Code::OutOfScope).with("organization", "*"))
            }
        }
    }
}
