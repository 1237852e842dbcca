//! Hospital against hospital: where two organizations released different meanings for the same thing.

use crate::access::role::Right;
use crate::access::session::Session;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::OrganizationId;
use crate::service::Service;
use crate::snapshot::body::Line;
use crate::snapshot::comparison::Comparison;
use crate::snapshot::comparison::Released;
use crate::snapshot::comparison::Sameness;
use crate::snapshot::comparison::compare;
use crate::storage::DbConn;
use crate::storage::curation::dictionaries;
use crate::storage::curation::sharing;
use crate::storage::distribution::releases;
use std::collections::BTreeMap;

/// A release of an organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleaseOf {
    /// Whose it is.
    pub organization: OrganizationId,
    /// Its number.
    pub number: i64,
}

impl Service {
    /// What two releases of two organizations say of the same things. The caller reads mappings of the first; of the
    /// second too, or it shares its released mappings (and the release is not retracted).
    pub fn compare_releases(
        &self,
        session: &Session,
        left: &ReleaseOf,
        right: &ReleaseOf,
        by: Sameness,
    ) -> Result<Comparison> {
        session.permit_in(Right::ReadMappings, &left.organization)?;
        let may_read = session.permit_in(Right::ReadMappings, &right.organization);
        self.db.read(|tx| {
            if let Err(refusal) = may_read {
                let shares = sharing::shares(tx, &right.organization)?;
                let retracted = releases::retractions(tx, &right.organization)?.contains_key(&right.number);
                if !shares || retracted {
                    return Err(refusal);
                }
            }
            let (left, right) = (released(tx, left)?, released(tx, right)?);
            Ok(compare(left, right, by))
        })
    }
}

/// The lines in force at a release, each with the code system that its dictionary is to be mapped to; of a line with
/// targets it is that of the first.
fn released(tx: &mut DbConn, of: &ReleaseOf) -> Result<Vec<Released>> {
    releases::must_find(tx, &of.organization, of.number)?;
    let known = dictionaries::list(tx, &of.organization)?.into_iter();
    let systems: BTreeMap<String, String> = known
        .map(|dictionary| (dictionary.id.to_string(), dictionary.target.system.to_string()))
        .collect();
    let state = releases::state_at(tx, &of.organization, of.number)?.into_iter();
    let lines = state.filter_map(|change| change.line).map(|text| {
        let line: Line = serde_json::from_str(&text).map_err(|cause| Error::new(Code::Internal).caused_by(cause))?;
        let first = line.targets.first().map(|target| target.system.to_string());
        let system = first.or_else(|| systems.get(&line.dictionary).cloned());
        Ok((line, system.unwrap_or_default()))
    });
    lines.collect()
}
