//! Undoing a step of a bulk act: the mapping becomes what it was before, as a further step of its history.

use super::decision::Decision;
use super::life::Hand;
use super::life::Mapping;
use super::origin::Origin;
use super::state::State;
use super::state::Step;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::AccountId;
use crate::time::Instant;
use serde::Deserialize;
use serde::Serialize;

/// What a mapping was before a step: as much as the step changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Former {
    state: State,
    submitted_by: Option<AccountId>,
    reviewer: Option<AccountId>,
    /// Microseconds.
    reviewed_at: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    draft: Option<FormerDraft>,
}

/// What a drafting step replaced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct FormerDraft {
    name: String,
    decision: Decision,
    justification: String,
    origin: Origin,
    author: AccountId,
}

/// What undoing makes of a mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Undone {
    /// It is what it was.
    Restored(Mapping),
    /// There was none: the code is unmapped again. The mapping is here for its history, one version on.
    Unmapped(Mapping),
}

impl Former {
    /// What is to be kept of a mapping before it takes a step.
    pub fn of(mapping: &Mapping, step: Step) -> Self {
        let draft = (step == Step::Draft).then(|| FormerDraft {
            name: mapping.name.clone(),
            decision: mapping.decision.clone(),
            justification: mapping.justification.clone(),
            origin: mapping.origin.clone(),
            author: mapping.author.clone(),
        });
        Self {
            state: mapping.state,
            submitted_by: mapping.submitted_by.clone(),
            reviewer: mapping.reviewer.clone(),
            reviewed_at: mapping.reviewed_at.map(|at| at.0),
            draft,
        }
    }
}

impl Mapping {
    /// Takes back the last step. `former` is what the mapping was before it; `None` when there was no mapping.
    ///
    /// Errors: `step-not-allowed` when the table does not lead from here to there; a released mapping stays.
    pub fn undo(&self, former: Option<&Former>, hand: Hand<'_>) -> Result<Undone> {
        let state = former.map(|former| former.state);
        if !Step::Undo.leads(self.state, state) {
            let (step_zh, step_en) = Step::Undo.words();
            return Err(Error::new(Code::StepNotAllowed)
                .with("code", &self.code)
                .with("state", self.state.as_str())
                .with("step_zh", step_zh)
                .with("step_en", step_en));
        }
        let mut next = Self {
            version: self.version + 1,
            updated_at: hand.at,
            ..self.clone()
        };
        let Some(former) = former else {
            return Ok(Undone::Unmapped(next));
        };
        next.state = former.state;
        next.submitted_by.clone_from(&former.submitted_by);
        next.reviewer.clone_from(&former.reviewer);
        next.reviewed_at = former.reviewed_at.map(Instant);
        if let Some(draft) = former.draft.clone() {
            next.name = draft.name;
            next.decision = draft.decision;
            next.justification = draft.justification;
            next.origin = draft.origin;
            next.author = draft.author;
        }
        Ok(Undone::Restored(next))
    }
}
