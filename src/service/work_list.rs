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
use crate::storage::DbConn;
use crate::storage::dictionaries;
use crate::storage::local_codes;
use crate::storage::mappings;
use crate::storage::organizations;
use crate::storage::suggestions;

pub use crate::mapping::work_filter::WorkFilter;
pub use crate::mapping::work_filter::WorkState;

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
        state: Option<WorkState>,
        page: &Page,
    ) -> Result<Slice<WorkRow>> {
        session.permit_in(Right::ReadMappings, organization)?;
        self.db.read(|tx| {
            dictionaries::must_find(tx, organization, id)?;
            let slice = local_codes::page(tx, organization, id, state, page)?;
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

/// Every row of the present dictionary that the filter wants, by code and occurrence.
pub(super) fn rows_in(
    tx: &mut DbConn,
    organization: &OrganizationId,
    dictionary: &DictionaryId,
    filter: &WorkFilter,
) -> Result<Vec<WorkRow>> {
    let entries = match &filter.codes {
        Some(codes) => {
            let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
            local_codes::find_many(tx, organization, dictionary, &codes)?
        }
        None => local_codes::all(tx, organization, dictionary)?,
    };
    let codes: Vec<&str> = entries.iter().map(|entry| entry.code.as_str()).collect();
    let mappings = mappings::find_many(tx, organization, dictionary, &codes)?;
    let mut suggested = suggestions::find_many(tx, organization, dictionary, &codes)?;
    let rows = entries.into_iter().map(|entry| WorkRow {
        mapping: mappings.get(&entry.code).cloned(),
        suggestions: suggested
            .remove(&(entry.code.clone(), entry.occurrence))
            .unwrap_or_default(),
        local_code: entry,
    });
    Ok(rows.filter(|row| row.is_wanted(filter)).collect())
}

impl WorkRow {
    /// The score of the first suggestion in thousandths.
    pub fn first_score(&self) -> Option<u16> {
        self.suggestions.first().map(Suggestion::score_per_mille)
    }

    fn is_wanted(&self, filter: &WorkFilter) -> bool {
        let in_state = filter.state.is_none_or(|state| match state {
            WorkState::Unmapped => self.mapping.is_none(),
            WorkState::Suggested => self.mapping.is_none() && !self.suggestions.is_empty(),
            WorkState::In(state) => self.mapping.as_ref().is_some_and(|mapping| mapping.state == state),
        });
        let has_text = filter
            .text
            .as_ref()
            .is_none_or(|text| self.local_code.code.contains(text) || self.local_code.name.contains(text));
        let score = self.first_score();
        in_state
            && has_text
            && filter
                .usage_from
                .is_none_or(|least| self.local_code.usage.unwrap_or(0) >= least)
            && filter
                .score_from
                .is_none_or(|least| score.is_some_and(|score| score >= least))
            && filter
                .score_to
                .is_none_or(|most| score.is_some_and(|score| score <= most))
    }
}
