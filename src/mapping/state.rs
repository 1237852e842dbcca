//! The life of a mapping as one table: from which states which step leads where, and who may take it.
//!
//! A code without a mapping is `unmapped`; it is `suggested` when suggestions are stored for it. Neither is a row.

use crate::access::role::Right;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use serde::Deserialize;
use serde::Serialize;

/// Where a mapping is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// 草稿: a decision is written down.
    Drafted,
    /// 待审: waiting for another person.
    InReview,
    /// 退回: returned to its author with a reason.
    Returned,
    /// 已审: approved, not yet in a release.
    Approved,
    /// 已发布: in force since a release.
    Released,
    /// 待复核: its ground moved (name drift, retired target); the released mapping stays in force.
    NeedsRecheck,
}

/// One step in the life of a mapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// Write down or change the decision.
    Draft,
    /// Hand it to review.
    Submit,
    /// Take it back from review.
    Withdraw,
    /// Approve it.
    Approve,
    /// Return it with a reason.
    Return,
    /// Put it into a release.
    Publish,
    /// Take it back to work although it was approved; nobody had published it.
    Reopen,
    /// Send it back because its ground moved.
    Recheck,
    /// Stand behind what another account drafted: both are answerable, and it is approved (review policies).
    Confirm,
    /// Take a step of a bulk act back: it is what it was before.
    Undo,
}

/// A line of the table.
pub struct Transition {
    /// The step.
    pub step: Step,
    /// The states from which it may be taken; `None` is a code without a mapping.
    pub from: &'static [Option<State>],
    /// The state it leads to.
    pub to: State,
    /// The rights of which its taker needs one.
    pub rights: &'static [Right],
}

use State::Approved;
use State::Drafted;
use State::InReview;
use State::NeedsRecheck;
use State::Released;
use State::Returned;

/// The table.
pub const TRANSITIONS: &[Transition] = &[
    Transition {
        step: Step::Draft,
        from: &[
            None,
            Some(Drafted),
            Some(Returned),
            Some(Approved),
            Some(Released),
            Some(NeedsRecheck),
        ],
        to: Drafted,
        rights: &[Right::DraftMapping],
    },
    Transition {
        step: Step::Submit,
        from: &[Some(Drafted)],
        to: InReview,
        rights: &[Right::DraftMapping],
    },
    Transition {
        step: Step::Withdraw,
        from: &[Some(InReview)],
        to: Drafted,
        rights: &[Right::DraftMapping],
    },
    Transition {
        step: Step::Approve,
        from: &[Some(InReview)],
        to: Approved,
        rights: &[Right::ReviewMapping],
    },
    Transition {
        step: Step::Return,
        from: &[Some(InReview)],
        to: Returned,
        rights: &[Right::ReviewMapping],
    },
    Transition {
        step: Step::Publish,
        from: &[Some(Approved)],
        to: Released,
        rights: &[Right::PublishRelease],
    },
    Transition {
        step: Step::Reopen,
        from: &[Some(Approved)],
        to: Drafted,
        rights: &[Right::DraftMapping, Right::ReviewMapping],
    },
    Transition {
        step: Step::Recheck,
        from: &[
            Some(Drafted),
            Some(InReview),
            Some(Approved),
            Some(Released),
            Some(Returned),
        ],
        to: NeedsRecheck,
        rights: &[
            Right::LoadDictionary,
            Right::DraftMapping,
            Right::PublishEdition,
            Right::PublishRelease,
        ],
    },
    Transition {
        step: Step::Confirm,
        from: &[Some(Drafted)],
        to: Approved,
        rights: &[Right::DraftMapping, Right::ReviewMapping],
    },
    undo(&[Some(Drafted)], Drafted, &[Right::DraftMapping]),
    undo(&[Some(Drafted)], Returned, &[Right::DraftMapping]),
    undo(&[Some(Drafted)], NeedsRecheck, &[Right::DraftMapping]),
    undo(&[Some(Drafted)], InReview, &[Right::DraftMapping]),
    undo(&[Some(Drafted)], Released, &[Right::DraftMapping]),
    undo(&[Some(Drafted)], Approved, &[Right::DraftMapping, Right::ReviewMapping]),
    undo(&[Some(InReview)], Drafted, &[Right::DraftMapping]),
    undo(&[Some(Approved)], Drafted, &[Right::DraftMapping, Right::ReviewMapping]),
    undo(&[Some(Approved), Some(Returned)], InReview, &[Right::ReviewMapping]),
];

/// Undoing leads back to where the row came from: a line for each way that bulk acts take.
const fn undo(from: &'static [Option<State>], to: State, rights: &'static [Right]) -> Transition {
    Transition {
        step: Step::Undo,
        from,
        to,
        rights,
    }
}

impl State {
    /// Every state.
    pub const ALL: &'static [State] = &[Drafted, InReview, Returned, Approved, Released, NeedsRecheck];

    /// The word in answers and the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Drafted => "drafted",
            InReview => "in-review",
            Returned => "returned",
            Approved => "approved",
            Released => "released",
            NeedsRecheck => "needs-recheck",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|state| state.as_str() == text)
    }

    /// Whether others may learn from a mapping in this state: it is approved, released or not.
    pub const fn teaches(self) -> bool {
        match self {
            Approved | Released => true,
            Drafted | InReview | Returned | NeedsRecheck => false,
        }
    }
}

impl Step {
    /// Every step.
    pub const ALL: &'static [Step] = &[
        Self::Draft,
        Self::Submit,
        Self::Withdraw,
        Self::Approve,
        Self::Return,
        Self::Publish,
        Self::Reopen,
        Self::Recheck,
        Self::Confirm,
        Self::Undo,
    ];

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|step| step.as_str() == text)
    }

    /// Whether somebody with this right may take the step from some state.
    pub fn is_open_to(self, right: Right) -> bool {
        TRANSITIONS
            .iter()
            .any(|line| line.step == self && line.rights.contains(&right))
    }

    /// The word in answers and the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submit => "submit",
            Self::Withdraw => "withdraw",
            Self::Approve => "approve",
            Self::Return => "return",
            Self::Publish => "publish",
            Self::Reopen => "reopen",
            Self::Recheck => "recheck",
            Self::Confirm => "confirm",
            Self::Undo => "undo",
        }
    }

    /// The step in words, for refusals: Chinese, English.
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Draft => ("编制", "drafted"),
            Self::Submit => ("提交审核", "submitted"),
            Self::Withdraw => ("撤回", "withdrawn"),
            Self::Approve => ("审核通过", "approved"),
            Self::Return => ("退回", "returned"),
            Self::Publish => ("发布", "published"),
            Self::Reopen => ("重新打开", "reopened"),
            Self::Recheck => ("转待复核", "sent back"),
            Self::Confirm => ("确认", "confirmed"),
            Self::Undo => ("撤销", "undone"),
        }
    }

    /// Whether the table leads with this step from one state to another; `None` is a code without a mapping, to which only
    /// a draft is undone.
    pub fn leads(self, from: State, to: Option<State>) -> bool {
        let Some(to) = to else {
            return self == Self::Undo && from == Drafted;
        };
        let is_line = |line: &Transition| line.step == self && line.from.contains(&Some(from)) && line.to == to;
        TRANSITIONS.iter().any(is_line)
    }

    /// The state after this step from that state, or the refusal; `code` is named in it.
    pub fn take(self, from: Option<State>, code: &str) -> Result<State> {
        let line = TRANSITIONS
            .iter()
            .find(|line| line.step == self && line.from.contains(&from));
        if let Some(line) = line {
            return Ok(line.to);
        }
        let (step_zh, step_en) = self.words();
        Err(Error::new(Code::StepNotAllowed)
            .with("code", code)
            .with("state", from.map_or("unmapped", State::as_str))
            .with("step_zh", step_zh)
            .with("step_en", step_en))
    }
}
