//! What was taken over and is no longer shared: the consent was withdrawn, or the release was retracted.

use crate::access::role::Right;
use crate::access::session::Session;
use crate::error::Result;
use crate::id::DictionaryId;
use crate::id::OrganizationId;
use crate::mapping::life::Mapping;
use crate::mapping::origin::Origin;
use crate::mapping::reuse::Withdrawal;
use crate::service::Service;
use crate::storage::DbConn;
use crate::storage::curation::dictionaries;
use crate::storage::curation::mappings::of_dictionary;
use crate::storage::curation::sharing;
use crate::storage::distribution::releases;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// What of the origins of some mappings is no longer shared.
#[derive(Default)]
pub struct Withdrawals {
    silent: BTreeSet<OrganizationId>,
    retracted: BTreeMap<OrganizationId, BTreeSet<i64>>,
}

impl Withdrawals {
    /// Reads what became of these origins.
    pub fn of<'a>(tx: &mut DbConn, origins: impl Iterator<Item = &'a Origin>) -> Result<Self> {
        let taken: BTreeSet<&OrganizationId> = origins.filter_map(organization_of).collect();
        let mut found = Self::default();
        if taken.is_empty() {
            return Ok(found);
        }
        let sharing = sharing::organizations(tx)?;
        for organization in taken {
            if !sharing.contains(organization) {
                found.silent.insert(organization.clone());
            }
            let retracted = releases::retractions(tx, organization)?.into_keys().collect();
            found.retracted.insert(organization.clone(), retracted);
        }
        Ok(found)
    }

    /// What became of an origin; nothing when it is still shared, and for origins of other kinds.
    pub fn find(&self, origin: &Origin) -> Option<Withdrawal> {
        let Origin::Organization {
            organization, release, ..
        } = origin
        else {
            return None;
        };
        if self
            .retracted
            .get(organization)
            .is_some_and(|list| list.contains(release))
        {
            return Some(Withdrawal::ReleaseRetracted);
        }
        self.silent
            .contains(organization)
            .then_some(Withdrawal::ConsentWithdrawn)
    }
}

impl Service {
    /// The mappings of a dictionary that were taken over from others and are no longer shared by them, by code.
    pub fn withdrawn_reuse(
        &self,
        session: &Session,
        organization: &OrganizationId,
        dictionary: &DictionaryId,
    ) -> Result<Vec<(Mapping, Withdrawal)>> {
        session.permit_in(Right::ReadMappings, organization)?;
        self.db.read(|tx| {
            dictionaries::must_find(tx, organization, dictionary)?;
            let taken = of_dictionary::taken_over(tx, organization, dictionary)?;
            let withdrawals = Withdrawals::of(tx, taken.iter().map(|mapping| &mapping.origin))?;
            let found = taken.into_iter().filter_map(|mapping| {
                let withdrawal = withdrawals.find(&mapping.origin)?;
                Some((mapping, withdrawal))
            });
            Ok(found.collect())
        })
    }
}

fn organization_of(origin: &Origin) -> Option<&OrganizationId> {
    match origin {
        Origin::Organization { organization, .. } => Some(organization),
        Origin::Hand
        | Origin::Suggestion { .. }
        | Origin::Dictionary { .. }
        | Origin::ConceptMap { .. }
        | Origin::File { .. }
        | Origin::Succession { .. }
        | Origin::Rule { .. } => None,
    }
}
