//! Taking back one's own last draft, before anybody did anything further with it.

use super::mapping_steps::each;
use super::mapping_steps::note;
use super::mapping_steps::refuse_repeated;
use super::requests::SeenMapping;
use crate::access::permit::HospitalPermit;
use crate::access::role::Right;
use crate::access::session::Session;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::AccountId;
use crate::id::DictionaryId;
use crate::id::OrganizationId;
use crate::mapping::life::Hand;
use crate::mapping::life::Mapping;
use crate::mapping::state::State;
use crate::mapping::state::Step;
use crate::mapping::undo::Former;
use crate::mapping::undo::Undone;
use crate::service::Service;
use crate::storage::DbConn;
use crate::storage::curation::bulk_acts;
use crate::storage::curation::dictionaries;
use crate::storage::curation::mapping_history;
use crate::storage::curation::mappings;
use crate::storage::curation::mappings::NewStep;
use crate::storage::curation::mappings::TakenStep;
use crate::time::Instant;

impl Service {
    /// Takes back the caller's own last drafts: each mapping becomes what it was before, or none where there was none; those
    /// that there are then are answered. Whole or not at all.
    ///
    /// Errors: `mapping-unknown`, `version-changed`, and `step-not-allowed` when the last step is no draft of the caller or
    /// took a released mapping back to work.
    pub fn undo_drafts(
        &self,
        session: &Session,
        organization: &OrganizationId,
        dictionary: &DictionaryId,
        (seen, reason): (&[SeenMapping], &str),
    ) -> Result<Vec<Mapping>> {
        let permit = session.permit_in(Right::DraftMapping, organization)?;
        let now = self.now();
        self.decide(organization, dictionary, |tx| {
            let restored = undo_in(tx, &permit, dictionary, (seen, reason), now)?;
            Ok((restored, seen.iter().map(|one| one.code.clone()).collect()))
        })
    }
}

fn undo_in(
    tx: &mut DbConn,
    permit: &HospitalPermit,
    dictionary: &DictionaryId,
    (seen, reason): (&[SeenMapping], &str),
    now: Instant,
) -> Result<Vec<Mapping>> {
    let (organization, account) = (permit.organization(), permit.account());
    let codes: Vec<&str> = seen.iter().map(|one| one.code.as_str()).collect();
    refuse_repeated(&codes)?;
    dictionaries::must_find(tx, organization, dictionary)?;
    let present = mappings::find_many(tx, organization, dictionary, &codes)?;
    let histories = mapping_history::steps(tx, organization, dictionary, &codes)?;
    let undone = each(seen, |one| {
        let unknown = || Error::new(Code::MappingUnknown).with("code", &one.code);
        let mapping = present.get(&one.code).ok_or_else(unknown)?;
        mapping.must_have_version(one.version)?;
        let history = histories.get(&one.code).map_or(&[][..], Vec::as_slice);
        let is_own_draft = history
            .last()
            .is_some_and(|step| step.step == Step::Draft.as_str() && step.account == account.as_str());
        if !is_own_draft {
            let (step_zh, step_en) = Step::Undo.words();
            return Err(Error::new(Code::StepNotAllowed)
                .with("code", &one.code)
                .with("state", mapping.state.as_str())
                .with("step_zh", step_zh)
                .with("step_en", step_en));
        }
        let former = before_last(dictionary, &one.code, history)?;
        let former = former.map(|former| Former::of(&former, Step::Draft));
        mapping.undo(former.as_ref(), Hand { account, at: now })
    })?;
    let (mut restored, mut unmapped) = (Vec::new(), Vec::new());
    for one in undone {
        match one {
            Undone::Restored(mapping) => restored.push(mapping),
            Undone::Unmapped(mapping) => unmapped.push(mapping),
        }
    }
    let new_step = |mapping| NewStep {
        step: Step::Undo,
        mapping,
        account,
        reason,
        bulk: None,
    };
    let steps: Vec<NewStep<'_>> = restored.iter().map(new_step).collect();
    mappings::save_steps(tx, organization, &steps)?;
    bulk_acts::save_unmapped(tx, organization, &unmapped, account, reason, None)?;
    let undone: Vec<_> = restored.iter().chain(&unmapped).collect();
    note(tx, permit, (Step::Undo, None), dictionary, &undone, now)?;
    Ok(restored)
}

/// The mapping as it was before the last step of its history; `None` when there was none.
fn before_last(dictionary: &DictionaryId, code: &str, history: &[TakenStep]) -> Result<Option<Mapping>> {
    let earlier = history.split_last().map_or(&[][..], |(_, earlier)| earlier);
    let mut past: Vec<Option<Mapping>> = vec![None];
    for step in earlier {
        let before = past.last().cloned().flatten();
        let taken = Step::parse(&step.step).ok_or_else(|| damaged(code))?;
        let after = match taken {
            Step::Draft => Some(drafted(dictionary, code, step)?),
            // Undoing takes back the step before it, and nothing but that.
            Step::Undo => past.iter().rev().nth(1).cloned().flatten(),
            Step::Submit
            | Step::Withdraw
            | Step::Approve
            | Step::Return
            | Step::Publish
            | Step::Reopen
            | Step::Recheck
            | Step::Confirm => Some(stepped(before.ok_or_else(|| damaged(code))?, taken, step)?),
        };
        past.push(after.map(|mapping| Mapping {
            version: step.version,
            updated_at: step.at,
            ..mapping
        }));
    }
    Ok(past.pop().flatten())
}

fn drafted(dictionary: &DictionaryId, code: &str, step: &TakenStep) -> Result<Mapping> {
    Ok(Mapping {
        dictionary: dictionary.clone(),
        code: code.to_owned(),
        name: step.name.clone(),
        state: State::Drafted,
        decision: serde_json::from_str(&step.decision).map_err(|cause| damaged(code).caused_by(cause))?,
        justification: step.reason.clone(),
        origin: step.origin.clone(),
        author: AccountId::new(step.account.clone())?,
        submitted_by: None,
        reviewer: None,
        reviewed_at: None,
        version: step.version,
        updated_at: step.at,
    })
}

fn stepped(mut mapping: Mapping, taken: Step, step: &TakenStep) -> Result<Mapping> {
    mapping.state = State::parse(&step.state).ok_or_else(|| damaged(&mapping.code))?;
    let account = || AccountId::new(step.account.clone()).map(Some);
    match taken {
        Step::Submit => mapping.submitted_by = account()?,
        Step::Withdraw => mapping.submitted_by = None,
        Step::Approve | Step::Return | Step::Confirm => {
            mapping.reviewer = account()?;
            mapping.reviewed_at = Some(step.at);
        }
        Step::Reopen => {
            mapping.submitted_by = None;
            mapping.reviewer = None;
            mapping.reviewed_at = None;
        }
        Step::Draft | Step::Publish | Step::Recheck | Step::Undo => {}
    }
    Ok(mapping)
}

fn damaged(code: &str) -> Error {
    Error::new(Code::Internal).caused_by(format!("the history of '{code}' cannot be read"))
}
