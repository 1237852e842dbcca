//! Drafting, submitting and reviewing mappings. A request is taken whole or refused whole.

use super::mapping_steps::draft_in;
use super::mapping_steps::step_in;
use super::requests::DraftRequest;
use super::requests::StepRequest;
use crate::access::role::Right;
use crate::access::session::Session;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::DictionaryId;
use crate::id::OrganizationId;
use crate::mapping::life::Mapping;
use crate::mapping::state::Step;
use crate::page::Page;
use crate::page::Slice;
use crate::service::Service;
use crate::storage::access::organizations;
use crate::storage::curation::dictionaries;
use crate::storage::curation::mappings;

pub use crate::mapping::state::State;
pub use crate::storage::curation::mappings::TakenStep;

impl Service {
    /// Writes down decisions about local codes of one dictionary.
    pub fn draft_mappings(
        &self,
        session: &Session,
        organization: &OrganizationId,
        dictionary: &DictionaryId,
        requests: &[DraftRequest],
    ) -> Result<Vec<Mapping>> {
        let permit = session.permit_in(Right::DraftMapping, organization)?;
        let now = self.now();
        self.decide(organization, dictionary, |tx| {
            let drafted = draft_in(tx, &permit, dictionary, requests, None, now)?;
            Ok((drafted, requests.iter().map(|request| request.code.clone()).collect()))
        })
    }

    /// Submits, withdraws, approves, returns, reopens or rechecks mappings of one dictionary.
    pub fn step_mappings(
        &self,
        session: &Session,
        organization: &OrganizationId,
        dictionary: &DictionaryId,
        request: &StepRequest,
    ) -> Result<Vec<Mapping>> {
        let permit = session.permit_in_any(rights_on_request(request.step)?, organization)?;
        let now = self.now();
        self.decide(organization, dictionary, |tx| {
            let after = step_in(tx, &permit, dictionary, request, None, now)?;
            Ok((after, request.mappings.iter().map(|seen| seen.code.clone()).collect()))
        })
    }

    /// Mappings of an organization by dictionary and code, optionally of one state.
    pub fn mappings(
        &self,
        session: &Session,
        organization: &OrganizationId,
        state: Option<State>,
        page: &Page,
    ) -> Result<Slice<Mapping>> {
        session.permit_in(Right::ReadMappings, organization)?;
        self.db.read(|tx| {
            organizations::must_find(tx, organization)?;
            mappings::page(tx, organization, state, page)
        })
    }

    /// Every step that the mapping of a local code took.
    pub fn mapping_history(
        &self,
        session: &Session,
        organization: &OrganizationId,
        dictionary: &DictionaryId,
        code: &str,
    ) -> Result<Vec<TakenStep>> {
        session.permit_in(Right::ReadMappings, organization)?;
        self.db.read(|tx| {
            dictionaries::must_find(tx, organization, dictionary)?;
            let steps = mappings::steps(tx, organization, dictionary, code)?;
            if steps.is_empty() {
                return Err(Error::new(Code::MappingUnknown).with("code", code));
            }
            Ok(steps)
        })
    }
}

/// The rights of which one is needed to take a step by request; other steps come with other acts.
fn rights_on_request(step: Step) -> Result<&'static [Right]> {
    match step {
        Step::Submit | Step::Withdraw | Step::Recheck => Ok(&[Right::DraftMapping]),
        Step::Approve | Step::Return => Ok(&[Right::ReviewMapping]),
        Step::Reopen | Step::Confirm => Ok(&[Right::DraftMapping, Right::ReviewMapping]),
        Step::Draft | Step::Publish | Step::Undo => Err(Error::new(Code::RequestInvalid)
            .with("reason", step.as_str())
            .in_field("step")),
    }
}
