//! Reading releases and their differences.

use crate::access::role::Right;
use crate::access::session::Session;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::OrganizationId;
use crate::mapping::diff;
use crate::mapping::diff::DiffLine;
use crate::mapping::release::Release;
use crate::page::Page;
use crate::page::Slice;
use crate::report::DiffFilter;
use crate::service::Service;
use crate::storage::access::organizations;
use crate::storage::distribution::releases;

impl Service {
    /// The releases of an organization, newest first.
    pub fn releases(&self, session: &Session, organization: &OrganizationId) -> Result<Vec<Release>> {
        session.permit_in(Right::ReadMappings, organization)?;
        self.db.read(|tx| {
            organizations::must_find(tx, organization)?;
            releases::list(tx, organization)
        })
    }

    /// One release.
    pub fn release(&self, session: &Session, organization: &OrganizationId, number: i64) -> Result<Release> {
        session.permit_in(Right::ReadMappings, organization)?;
        self.db.read(|tx| releases::must_find(tx, organization, number))
    }

    /// What changed after release `from` (0 is before the first) up to release `to`, by dictionary and code.
    pub fn diff(&self, session: &Session, organization: &OrganizationId, from: i64, to: i64) -> Result<Vec<DiffLine>> {
        session.permit_in(Right::ReadMappings, organization)?;
        if from < 0 || from >= to {
            return Err(Error::new(Code::ReleaseOrder).with("from", from).with("to", to));
        }
        self.db.read(|tx| {
            organizations::must_find(tx, organization)?;
            if from > 0 {
                releases::must_find(tx, organization, from)?;
            }
            releases::must_find(tx, organization, to)?;
            let before = releases::lines::before(tx, organization, from, to)?;
            let changes = releases::last_changes(tx, organization, from, to)?;
            Ok(diff::diff(before, changes))
        })
    }

    /// The lines of [`Service::diff`] that the filter takes; of these a page, or all without one.
    pub fn filtered_diff(
        &self,
        session: &Session,
        organization: &OrganizationId,
        (from, to): (i64, i64),
        filter: &DiffFilter,
        page: Option<&Page>,
    ) -> Result<Slice<DiffLine>> {
        let mut items = Vec::new();
        for line in self.diff(session, organization, from, to)? {
            if filter.takes(&line)? {
                items.push(line);
            }
        }
        match page {
            Some(page) => page.cut(items, |line| {
                format!("{}\n{}", line.change.dictionary, line.change.code)
            }),
            None => Ok(Slice { items, next: None }),
        }
    }
}
