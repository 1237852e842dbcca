//! Snapshots: the manifest and body of a release, built once, checked against its digest and kept ready.

use super::Service;
use super::shared;
use crate::access::role::Right;
use crate::access::session::Session;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::OrganizationId;
use crate::mapping::release::Release;
use crate::mapping::release::Retraction;
use crate::snapshot::body::Body;
use crate::snapshot::encoding::PackedBody;
use crate::storage::DbConn;
use crate::storage::organizations;
use crate::storage::releases;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A release in the form in which it travels.
#[derive(Debug)]
pub struct Snapshot {
    /// The release; its `manifest` is the manifest's canonical bytes as it is served.
    pub release: Release,
    /// The body in its encodings.
    pub body: PackedBody,
}

impl Snapshot {
    /// What it counts in the cache: four times its body, for the packed forms.
    pub(super) fn weight(&self) -> u32 {
        u32::try_from(self.body.weight().saturating_mul(4)).unwrap_or(u32::MAX)
    }
}

impl Service {
    /// The newest release of an organization, with its manifest as it is served.
    pub fn latest_release(&self, session: &Session, organization: &OrganizationId) -> Result<Release> {
        session.permit_in(Right::ReadSnapshot, organization)?;
        let release = self.db.read(|tx| must_find_latest(tx, organization))?;
        self.as_served(release)
    }

    /// The newest release of an organization with its manifest as it is served; `None` before the first.
    pub fn newest_release(&self, session: &Session, organization: &OrganizationId) -> Result<Option<Release>> {
        session.permit_in(Right::ReadSnapshot, organization)?;
        let newest = self.db.read(|tx| {
            organizations::must_find(tx, organization)?;
            releases::latest(tx, organization)
        })?;
        newest.map(|release| self.as_served(release)).transpose()
    }

    /// The releases of an organization, the newest first, and those that are retracted.
    pub fn published(
        &self,
        session: &Session,
        organization: &OrganizationId,
    ) -> Result<(Vec<Release>, BTreeMap<i64, Retraction>)> {
        session.permit_in(Right::ReadSnapshot, organization)?;
        self.db.read(|tx| {
            organizations::must_find(tx, organization)?;
            Ok((
                releases::list(tx, organization)?,
                releases::retractions(tx, organization)?,
            ))
        })
    }

    /// The snapshot of a release.
    pub fn snapshot(&self, session: &Session, organization: &OrganizationId, number: i64) -> Result<Arc<Snapshot>> {
        session.permit_in(Right::ReadSnapshot, organization)?;
        let key = (organization.clone(), number);
        let build = || Ok(Arc::new(self.build_snapshot(organization, number)?));
        self.snapshots
            .try_get_with(key, build)
            .map_err(|error: Arc<Error>| shared(&error))
    }

    fn build_snapshot(&self, organization: &OrganizationId, number: i64) -> Result<Snapshot> {
        let (release, lines) = self.db.read(|tx| {
            let release = releases::must_find(tx, organization, number)?;
            Ok((release, releases::lines::at(tx, organization, number)?))
        })?;
        let body = Body::of_sorted_lines(lines.iter().map(|one| one.line.as_str()));
        if body.digest != release.body_digest {
            return Err(Error::new(Code::SnapshotBroken).with("release", number));
        }
        Ok(Snapshot {
            release: self.as_served(release)?,
            body: PackedBody::new(body.bytes),
        })
    }

    /// The release with its manifest signed by a key that stands; as it is when the server signs nothing.
    pub(super) fn as_served(&self, mut release: Release) -> Result<Release> {
        if let Some(signing) = &self.surroundings.signing {
            release.manifest = signing.manifest(&release.manifest)?;
        }
        Ok(release)
    }
}

/// The newest release, or the refusal that says there is none.
pub(super) fn must_find_latest(tx: &mut DbConn, organization: &OrganizationId) -> Result<Release> {
    organizations::must_find(tx, organization)?;
    releases::latest(tx, organization)?.ok_or_else(|| {
        Error::new(Code::ReleaseUnknown)
            .with("organization", organization)
            .with("release", 1)
    })
}
