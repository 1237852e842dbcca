//! Drafting, submitting and reviewing mappings. A request is taken whole or refused whole.

use super::mapping_steps::draft_in;
use super::mapping_steps::step_in;
use super::targets::TargetTable;
use super::upload_policies;
use crate::access::role::Right;
use crate::access::session::Session;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::DictionaryId;
use crate::id::OrganizationId;
use crate::mapping::decision::Decision;
use crate::mapping::life::Mapping;
use crate::mapping::origin::Origin;
use crate::mapping::state::Step;
use crate::page::Page;
use crate::page::Slice;
use crate::service::Service;
use crate::storage::access::organizations;
use crate::storage::curation::dictionaries;
use crate::storage::curation::mappings;

pub use super::targets::NamedTarget;
pub use crate::mapping::state::State;
pub use crate::storage::curation::mappings::TakenStep;

/// What a curator decides about one local code.
#[derive(Clone, Debug)]
pub struct DraftRequest {
    /// The local code.
    pub code: String,
    /// The version of the mapping that the curator saw; `None` does not compare.
    pub version: Option<i64>,
    /// The decision.
    pub decision: NamedDecision,
    /// Why.
    pub justification: String,
    /// What the decision was made from.
    pub origin: Origin,
}

/// A decision as a curator writes it: targets by code only.
#[derive(Clone, Debug)]
pub enum NamedDecision {
    /// These targets, the most important first.
    Mapped(Vec<NamedTarget>),
    /// Nothing fits, or the code is never sent.
    Other(Decision),
}

/// A local code and the version of its mapping that somebody saw.
#[derive(Clone, Debug)]
pub struct SeenMapping {
    /// The local code.
    pub code: String,
    /// The version; `None` does not compare.
    pub version: Option<i64>,
}

/// What a reviewer or the author does with mappings that are there.
#[derive(Clone, Debug)]
pub struct StepRequest {
    /// The step: submit, withdraw, approve, return, reopen or recheck.
    pub step: Step,
    /// The mappings.
    pub mappings: Vec<SeenMapping>,
    /// Why; a return, a reopening and a recheck need it.
    pub reason: String,
}

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
            let words = DraftRequest::all_words(requests);
            upload_policies::check_words(tx, organization, "justification", words)?;
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
            upload_policies::check_words(tx, organization, "reason", [(1, request.reason.as_str())])?;
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

impl DraftRequest {
    /// Everything that a person wrote in them, with the number of the request from 1: justifications, and the reasons of decisions
    /// without targets.
    pub(in crate::service) fn all_words(requests: &[Self]) -> impl Iterator<Item = (u64, &str)> {
        (1..).zip(requests).flat_map(|(number, request)| {
            let reason = match &request.decision {
                NamedDecision::Other(Decision::NoMatch { reason, .. } | Decision::Ignored { reason }) => Some(reason),
                NamedDecision::Mapped(_) | NamedDecision::Other(_) => None,
            };
            let words = std::iter::once(&request.justification).chain(reason);
            words.map(move |text| (number, text.as_str()))
        })
    }

    /// Why: the justification, or else the reason that the decision itself gives.
    pub(in crate::service) fn words(&self) -> &str {
        match &self.decision {
            NamedDecision::Other(Decision::NoMatch { reason, .. } | Decision::Ignored { reason })
                if self.justification.is_empty() =>
            {
                reason
            }
            NamedDecision::Mapped(_) | NamedDecision::Other(_) => &self.justification,
        }
    }
}

impl NamedDecision {
    pub(in crate::service) fn named_targets(&self) -> &[NamedTarget] {
        match self {
            Self::Mapped(targets) => targets,
            Self::Other(_) => &[],
        }
    }

    pub(in crate::service) fn resolve(&self, table: &TargetTable) -> Result<Decision> {
        match self {
            Self::Mapped(named) => {
                let targets = named
                    .iter()
                    .map(|target| table.resolve(target))
                    .collect::<Result<_>>()?;
                Ok(Decision::Mapped { targets })
            }
            Self::Other(decision) => Ok(decision.clone()),
        }
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
