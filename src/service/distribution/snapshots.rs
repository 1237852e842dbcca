//! Snapshots: the manifest and body of a release, built once, checked against its digest and kept ready.

use crate::access::role::Right;
use crate::access::session::Session;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::OrganizationId;
use crate::mapping::release::Release;
use crate::mapping::release::Retraction;
use crate::service::Service;
use crate::service::shared;
use crate::snapshot::body::Body;
use crate::snapshot::encoding::PackedBody;
use crate::storage::DbConn;
use crate::storage::access::organizations;
use crate::storage::distribution::releases;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A release in the form in which it travels.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// The release; its `manifest` is the manifest's canonical bytes as it is served.
    pub release: Arc<Release>,
    /// The body in its encodings; releases with the same digest have the same.
    pub body: Arc<PackedBody>,
}

/// What a body or delta counts in the cache: four times its size, for the packed forms.
pub(in crate::service) fn weight(body: &PackedBody) -> u32 {
    u32::try_from(body.weight().saturating_mul(4)).unwrap_or(u32::MAX)
}

impl Service {
    /// The release that the session is offered, with its manifest as it is served: the newest, unless a collector is held back.
    pub fn latest_release(&self, session: &Session, organization: &OrganizationId) -> Result<Release> {
        let permit = session.permit_in(Right::ReadSnapshot, organization)?;
        self.as_served(self.offered(&permit)?.release())
    }

    /// The release that the session is offered with its manifest as it is served; `None` before the first.
    pub fn newest_release(&self, session: &Session, organization: &OrganizationId) -> Result<Option<Release>> {
        match self.latest_release(session, organization) {
            Ok(release) => Ok(Some(release)),
            Err(error) if error.code() == Code::ReleaseUnknown => Ok(None),
            Err(error) => Err(error),
        }
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

    /// The manifest of a release, canonical bytes as they are served.
    pub fn manifest(&self, session: &Session, organization: &OrganizationId, number: i64) -> Result<String> {
        session.permit_in(Right::ReadSnapshot, organization)?;
        Ok(self.served(organization, number)?.manifest.clone())
    }

    /// The snapshot of a release. However many ask at once, a body is built once.
    pub fn snapshot(&self, session: &Session, organization: &OrganizationId, number: i64) -> Result<Snapshot> {
        session.permit_in(Right::ReadSnapshot, organization)?;
        let release = self.served(organization, number)?;
        self.lookups.bodies.ask();
        let build = || {
            self.lookups.bodies.miss();
            Ok(Arc::new(self.build_body(&release)?))
        };
        let body = self.bodies.try_get_with(release.body_digest.clone(), build);
        let body = body.map_err(|error: Arc<Error>| shared(&error))?;
        Ok(Snapshot { release, body })
    }

    /// A release as it is served; it never changes while the program runs.
    fn served(&self, organization: &OrganizationId, number: i64) -> Result<Arc<Release>> {
        let read = || {
            let release = self.db.read(|tx| releases::must_find(tx, organization, number))?;
            Ok(Arc::new(self.as_served(release)?))
        };
        let found = self.served.try_get_with((organization.clone(), number), read);
        found.map_err(|error: Arc<Error>| shared(&error))
    }

    fn build_body(&self, release: &Release) -> Result<PackedBody> {
        let lines = self
            .db
            .read(|tx| releases::lines::at(tx, &release.organization, release.number))?;
        let body = Body::of_sorted_lines(lines.iter().map(|one| one.line.as_str()));
        if body.digest != release.body_digest {
            return Err(Error::new(Code::SnapshotBroken).with("release", release.number));
        }
        Ok(PackedBody::new(body.bytes))
    }

    /// The release with its manifest signed by a key that stands; as it is when the server signs nothing.
    pub(in crate::service) fn as_served(&self, mut release: Release) -> Result<Release> {
        if let Some(signing) = &self.surroundings.signing {
            release.manifest = signing.manifest(&release.manifest)?;
        }
        Ok(release)
    }
}

/// The newest release, or the refusal that says there is none.
pub(in crate::service) fn must_find_latest(tx: &mut DbConn, organization: &OrganizationId) -> Result<Release> {
    organizations::must_find(tx, organization)?;
    releases::latest(tx, organization)?.ok_or_else(|| {
        Error::new(Code::ReleaseUnknown)
            .with("organization", organization)
            .with("release", 1)
    })
}
