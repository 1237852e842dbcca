//! What collectors need around a snapshot: the key set, the pointer to the newest release, deltas.

use crate::access::permit::HospitalPermit;
use crate::access::role::Right;
use crate::access::session::Session;
use crate::digest::sha256_hex;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::OrganizationId;
use crate::mapping::diff;
use crate::mapping::release::Release;
use crate::mapping::release::Retraction;
use crate::service::Service;
use crate::service::shared;
use crate::snapshot::delta;
use crate::snapshot::delta::DeltaHeader;
use crate::snapshot::delta::ReleaseName;
use crate::snapshot::document::Document as _;
use crate::snapshot::encoding::PackedBody;
use crate::snapshot::pointer;
use crate::snapshot::pointer::DocumentName;
use crate::snapshot::pointer::HeldRelease;
use crate::snapshot::pointer::Newest;
use crate::snapshot::pointer::Pointer;
use crate::snapshot::pointer::RetractedRelease;
use crate::storage::DbConn;
use crate::storage::access::organizations;
use crate::storage::distribution::releases;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A delta in the form in which it travels.
#[derive(Debug)]
pub struct Delta {
    /// The delta in its encodings.
    pub body: PackedBody,
    /// SHA-256 of its bytes, header and signature included.
    pub digest: String,
}

impl Service {
    /// Whether snapshots are signed.
    pub fn signs_snapshots(&self) -> bool {
        self.surroundings.signing.is_some()
    }

    /// What an operator should know of the signing key: that there is none, or that what it signs is refused.
    pub fn signing_notice(&self) -> Option<&'static str> {
        match &self.surroundings.signing {
            None => Some("snapshots are not signed: set snapshot.signing_key and snapshot.key_set"),
            Some(signing) if !signing.is_valid_at(self.now()) => {
                Some("the signing key or its key set is not valid now: collectors refuse what is served")
            }
            Some(_) => None,
        }
    }

    /// The key set, as its file is.
    pub fn snapshot_keys(&self, session: &Session, organization: &OrganizationId) -> Result<String> {
        session.permit_in(Right::ReadSnapshot, organization)?;
        self.db.read(|tx| organizations::must_find(tx, organization))?;
        let signing = self.surroundings.signing.as_ref();
        let signing = signing.ok_or_else(|| Error::new(Code::SnapshotsUnsigned))?;
        Ok(signing.set_text().to_owned())
    }

    /// The pointer to the newest release: the same bytes until the next hour, a release, a retraction, or a word on who gets what.
    /// It says so when the session is a collector that is held at an earlier one.
    pub fn snapshot_pointer(&self, session: &Session, organization: &OrganizationId) -> Result<String> {
        let permit = session.permit_in(Right::ReadSnapshot, organization)?;
        self.pointer(&permit, pointer::LIFE)
    }

    /// A pointer that is good for `life` microseconds, for media that are carried by hand.
    pub fn lasting_pointer(&self, session: &Session, organization: &OrganizationId, life: i64) -> Result<String> {
        let permit = session.permit_in(Right::PublishRelease, organization)?;
        self.pointer(&permit, life)
    }

    fn pointer(&self, permit: &HospitalPermit, life: i64) -> Result<String> {
        let (now, organization) = (self.now(), permit.organization());
        let offered = self.offered(permit)?;
        let release = self.as_served(offered.newest)?;
        let held = match offered.held {
            None => None,
            Some((held, by, reason)) => Some(HeldRelease {
                release: held.number,
                manifest: DocumentName::of(&self.as_served(held)?.manifest),
                collector: permit.account().to_string(),
                by: by.as_str().to_owned(),
                reason,
            }),
        };
        let newest = Newest {
            organization: organization.as_str(),
            release: release.number,
            manifest: &release.manifest,
            retracted: offered.retracted,
            held,
        };
        let signing = self.surroundings.signing.as_ref();
        let key_set = signing.map(|signing| signing.set().version);
        let mut pointer = Pointer::at(now, life, newest, key_set);
        if let Some(signing) = signing {
            signing.sign(&mut pointer)?;
        }
        pointer
            .to_canonical()
            .map_err(|cause| Error::new(Code::Internal).caused_by(cause))
    }

    /// The delta from an earlier release (0 is before the first: an empty body) to a later one.
    pub fn snapshot_delta(
        &self,
        session: &Session,
        organization: &OrganizationId,
        (from, to): (i64, i64),
    ) -> Result<Arc<Delta>> {
        session.permit_in(Right::ReadSnapshot, organization)?;
        if from < 0 || from >= to {
            return Err(Error::new(Code::ReleaseOrder).with("from", from).with("to", to));
        }
        let key = (organization.clone(), from, to);
        self.lookups.deltas.ask();
        let build = || {
            self.lookups.deltas.miss();
            Ok(Arc::new(self.build_delta(organization, from, to)?))
        };
        self.deltas
            .try_get_with(key, build)
            .map_err(|error: Arc<Error>| shared(&error))
    }

    fn build_delta(&self, organization: &OrganizationId, from: i64, to: i64) -> Result<Delta> {
        let (earlier, later, difference) = self.db.read(|tx| {
            let earlier = match from {
                0 => nothing(),
                _ => name(releases::must_find(tx, organization, from)?),
            };
            let later = name(releases::must_find(tx, organization, to)?);
            let before = releases::lines::before(tx, organization, from, to)?;
            let changes = releases::last_changes(tx, organization, from, to)?;
            Ok((earlier, later, diff::diff(before, changes)))
        })?;
        let lines = delta::lines(&difference)?;
        let mut header = DeltaHeader::of(organization.as_str(), earlier, later, &lines);
        if let Some(signing) = &self.surroundings.signing {
            signing.sign(&mut header)?;
        }
        let bytes = header.with_lines(&lines)?;
        Ok(Delta {
            digest: sha256_hex([bytes.as_slice()]),
            body: PackedBody::new(bytes),
        })
    }
}

fn name(release: Release) -> ReleaseName {
    ReleaseName {
        release: release.number,
        sha256: release.body_digest,
    }
}

/// What was before the first release: a body of no bytes.
fn nothing() -> ReleaseName {
    ReleaseName {
        release: 0,
        sha256: sha256_hex([]),
    }
}

/// The statements of a pointer on what must not be used.
pub(in crate::service) fn retracted(tx: &mut DbConn, organization: &OrganizationId) -> Result<Vec<RetractedRelease>> {
    let retractions = releases::retractions(tx, organization)?;
    let numbers: Vec<i64> = retractions.keys().copied().collect();
    let digests: BTreeMap<i64, String> = releases::body_digests(tx, organization, &numbers)?;
    let statement = |(number, retraction): (i64, Retraction)| RetractedRelease {
        release: number,
        body: digests.get(&number).cloned().unwrap_or_default(),
        at: retraction.at.to_rfc3339(),
        reason: retraction.reason,
    };
    Ok(retractions.into_iter().map(statement).collect())
}
