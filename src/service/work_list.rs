//! Work lists: the local codes of a dictionary with their mappings and suggestions.

use super::Service;
use crate::access::role::Right;
use crate::access::session::Session;
use crate::coverage::Coverage;
use crate::error::Result;
use crate::id::DictionaryId;
use crate::id::OrganizationId;
use crate::mapping::life::Mapping;
use crate::matching::Suggestion;
use crate::page::Page;
use crate::page::Slice;
use crate::source::local_code::Dictionary;
use crate::source::local_code::LocalCode;
use crate::storage::dictionaries;
use crate::storage::local_codes;
use crate::storage::mappings;
use crate::storage::organizations;
use crate::storage::suggestions;

pub use crate::storage::local_codes::WorkFilter;

/// A row of a work list.
#[derive(Clone, Debug)]
pub struct WorkRow {
    /// The local code.
    pub local_code: LocalCode,
    /// Its mapping, if there is one.
    pub mapping: Option<Mapping>,
    /// What was suggested, best first.
    pub suggestions: Vec<Suggestion>,
}

impl Service {
    /// The dictionaries of an organization.
    pub fn dictionaries(&self, session: &Session, organization: &OrganizationId) -> Result<Vec<Dictionary>> {
        session.permit_in(Right::ReadMappings, organization)?;
        self.db.read(|tx| {
            organizations::must_find(tx, organization)?;
            dictionaries::list(tx, organization)
        })
    }

    /// The ids of an organization's source systems.
    pub fn source_systems(&self, session: &Session, organization: &OrganizationId) -> Result<Vec<String>> {
        session.permit_in(Right::ReadMappings, organization)?;
        self.db.read(|tx| {
            organizations::must_find(tx, organization)?;
            dictionaries::source_systems(tx, organization)
        })
    }

    /// A dictionary and how far its mapping is.
    pub fn dictionary(
        &self,
        session: &Session,
        organization: &OrganizationId,
        id: &DictionaryId,
    ) -> Result<(Dictionary, Coverage)> {
        session.permit_in(Right::ReadMappings, organization)?;
        self.db.read(|tx| {
            let dictionary = dictionaries::must_find(tx, organization, id)?;
            let codes = local_codes::count_codes(tx, organization, id)?;
            let states = mappings::count_by_state(tx, organization, id)?;
            Ok((dictionary, Coverage::of(codes, &states)))
        })
    }

    /// Rows of a dictionary by code, filtered by the state of their mapping.
    pub fn work_list(
        &self,
        session: &Session,
        organization: &OrganizationId,
        id: &DictionaryId,
        filter: WorkFilter,
        page: &Page,
    ) -> Result<Slice<WorkRow>> {
        session.permit_in(Right::ReadMappings, organization)?;
        self.db.read(|tx| {
            dictionaries::must_find(tx, organization, id)?;
            let slice = local_codes::page(tx, organization, id, filter, page)?;
            let codes: Vec<&str> = slice.items.iter().map(|entry| entry.code.as_str()).collect();
            let mappings = mappings::find_many(tx, organization, id, &codes)?;
            let mut suggested = suggestions::find_many(tx, organization, id, &codes)?;
            Ok(slice.map(|entry| {
                let key = (entry.code.clone(), entry.occurrence);
                WorkRow {
                    mapping: mappings.get(&entry.code).cloned(),
                    suggestions: suggested.remove(&key).unwrap_or_default(),
                    local_code: entry,
                }
            }))
        })
    }
}
