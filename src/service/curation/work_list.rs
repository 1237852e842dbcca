//! Work lists: the local codes of a dictionary with their mappings and suggestions.

mod details;
mod rows;

use super::risks::RiskRules;
use super::work_row::WorkRow;
use crate::access::role::Right;
use crate::access::session::Session;
use crate::coverage::Coverage;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::DictionaryId;
use crate::id::OrganizationId;
use crate::mapping::choices::Choices;
use crate::mapping::life::Mapping;
use crate::mapping::reuse::Withdrawal;
use crate::mapping::risk::Risk;
use crate::matching::words::Words;
use crate::page::Page;
use crate::page::Slice;
use crate::service::Service;
use crate::source::local_code::Dictionary;
use crate::source::note::Note;
use crate::storage::DbConn;
use crate::storage::access::organizations;
use crate::storage::curation::dictionaries;
use crate::storage::curation::local_codes;
use crate::storage::curation::mappings;
use details::detailed;
use rows::Reading;
use std::sync::Arc;

pub use crate::mapping::work_filter::Assignee;
pub use crate::mapping::work_filter::RiskFilter;
pub use crate::mapping::work_filter::WorkFilter;
pub use crate::mapping::work_filter::WorkState;
pub use crate::mapping::work_order::WorkOrder;

/// A row with what a page shows beside it.
#[derive(Clone, Debug)]
pub struct DetailedRow {
    /// The row.
    pub row: WorkRow,
    /// What a bulk act would be stopped by: of its decision, or else of taking the first suggestion.
    pub risks: Vec<Risk>,
    /// What other hospitals chose for this name.
    pub choices: Choices,
    /// Whether its decision differs from what a clear majority of them chose.
    pub is_outlier: bool,
    /// Why what it was taken over from is no longer shared, if so.
    pub withdrawal: Option<Withdrawal>,
    /// Its thread of notes.
    pub notes: Vec<Note>,
    /// Other codes of the dictionary whose names are written the same, with these names.
    pub same_name: Vec<(String, String)>,
    /// Its mappings to other targets, side by side.
    pub sides: Vec<Mapping>,
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

    /// A page of a work list, each row with everything that belongs to it.
    ///
    /// A cursor goes on behind the last row of its page, whatever was decided meanwhile; after the dictionary was loaded
    /// again it is refused, because ranks are given anew.
    pub fn work_list(
        &self,
        session: &Session,
        organization: &OrganizationId,
        id: &DictionaryId,
        (filter, order): (&WorkFilter, WorkOrder),
        page: &Page,
    ) -> Result<Slice<DetailedRow>> {
        session.permit_in(Right::ReadMappings, organization)?;
        let words = Arc::clone(self.lexicon()?.1.words());
        self.db.read(|tx| {
            let dictionary = dictionaries::must_find(tx, organization, id)?;
            let after = page.after_key(|key| order.place(key, dictionary.loads))?;
            let rules = RiskRules::of(tx, Arc::clone(&words), organization, &dictionary)?;
            let reading = Reading {
                organization,
                dictionary: &dictionary,
                filter,
                order,
                rules: Some(&rules),
            };
            let limit = usize::try_from(page.rows_to_read()).unwrap_or(usize::MAX);
            let slice = page.slice(reading.rows(tx, after, limit)?, |one| order.key(&one.place));
            let items = detailed(tx, organization, &dictionary, slice.items)?;
            Ok(Slice {
                items,
                next: slice.next,
            })
        })
    }
}

/// Every row of the present dictionary that the filter wants, by code and occurrence; the words of the lexicon are needed
/// when it asks for risks.
pub(in crate::service) fn rows_in(
    tx: &mut DbConn,
    organization: &OrganizationId,
    dictionary: &DictionaryId,
    filter: &WorkFilter,
    words: Option<&Arc<Words>>,
) -> Result<Vec<WorkRow>> {
    let dictionary = dictionaries::must_find(tx, organization, dictionary)?;
    all_rows(tx, organization, &dictionary, (filter, WorkOrder::Code), words)
}

/// Every row that the filter wants in this order; the words of the lexicon are needed when it asks for risks.
pub(in crate::service) fn all_rows(
    tx: &mut DbConn,
    organization: &OrganizationId,
    dictionary: &Dictionary,
    (filter, order): (&WorkFilter, WorkOrder),
    words: Option<&Arc<Words>>,
) -> Result<Vec<WorkRow>> {
    let rules = match (filter.risk, words) {
        (None, _) => None,
        (Some(_), Some(words)) => Some(RiskRules::of(tx, Arc::clone(words), organization, dictionary)?),
        (Some(_), None) => return Err(Error::new(Code::Internal).caused_by("risks are asked for without words")),
    };
    let reading = Reading {
        organization,
        dictionary,
        filter,
        order,
        rules: rules.as_ref(),
    };
    let found = reading.rows(tx, None, usize::MAX)?;
    Ok(found.into_iter().map(|one| one.row).collect())
}

impl Service {
    /// The same page of a work list, each row without what stands beside it.
    pub fn work_lines(
        &self,
        session: &Session,
        organization: &OrganizationId,
        id: &DictionaryId,
        (filter, order): (&WorkFilter, WorkOrder),
        page: &Page,
    ) -> Result<Slice<WorkRow>> {
        session.permit_in(Right::ReadMappings, organization)?;
        let words = Arc::clone(self.lexicon()?.1.words());
        self.db.read(|tx| {
            let dictionary = dictionaries::must_find(tx, organization, id)?;
            let after = page.after_key(|key| order.place(key, dictionary.loads))?;
            let rules = match filter.risk {
                Some(_) => Some(RiskRules::of(tx, words, organization, &dictionary)?),
                None => None,
            };
            let reading = Reading {
                organization,
                dictionary: &dictionary,
                filter,
                order,
                rules: rules.as_ref(),
            };
            let limit = usize::try_from(page.rows_to_read()).unwrap_or(usize::MAX);
            let slice = page.slice(reading.rows(tx, after, limit)?, |one| order.key(&one.place));
            Ok(slice.map(|one| one.row))
        })
    }
}
