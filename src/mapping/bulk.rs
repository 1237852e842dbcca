//! Bulk acts 批量操作: one order for many rows. What happens to each row is decided here, before anything is written.

use super::decision::Decision;
use super::life::Mapping;
use super::origin::Origin;
use super::policy::is_prefilled;
use super::state::State;
use super::state::Step;
use super::target::Relationship;
use super::target::Target;
use crate::access::role::Right;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::AccountId;
use crate::id::EditionRef;
use crate::matching::Reason;
use crate::matching::Suggestion;
use serde::Serialize;

/// The most rows of one act.
pub const MOST_ROWS: usize = 50_000;

/// What is done to the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum BulkKind {
    /// 采纳首选: the first suggestion becomes the decision.
    Accept,
    /// 无匹配: nothing fits.
    NoMatch,
    /// 不上传: the codes are never sent.
    Ignore,
    /// 编制: decisions that came together, out of a file or an upgrade.
    Draft,
    /// 提交审核: handed to review.
    Submit,
    /// 撤回: taken back from review.
    Withdraw,
    /// 审核通过: approved by another person.
    Approve,
    /// 退回: returned with a reason.
    Return,
    /// 重新打开: taken back to work although approved.
    Reopen,
    /// 确认: what was filled in from an approved map is confirmed as it is (conditional review).
    Confirm,
    /// 撤销: an earlier bulk act is taken back.
    Undo,
}

/// An order for many rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BulkOrder {
    /// What is done.
    pub kind: BulkKind,
    /// Why; kept with every row.
    pub reason: String,
    /// For `accept`: the lowest score of the first suggestion, in thousandths.
    pub score_from: u16,
    /// For `accept`: how the target relates to the local code.
    pub relationship: Relationship,
    /// For `no-match`: the day on which to look again, `YYYY-MM-DD`.
    pub review_on: Option<String>,
    /// Whether drafts, returned rows and rows to recheck get the new decision too; otherwise only rows without a mapping.
    pub replace: bool,
}

/// A row as a bulk act sees it.
#[derive(Clone, Copy, Debug)]
pub struct BulkRow<'a> {
    /// Whether it is the first row with this code; the others share its mapping.
    pub is_first: bool,
    /// Its mapping.
    pub mapping: Option<&'a Mapping>,
    /// What was suggested, best first.
    pub suggestions: &'a [Suggestion],
}

/// What an order does to a row, risks left aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The row gets this decision, made from this.
    Decide(Decision, Origin),
    /// The mapping takes the step.
    Step,
    /// Nothing, and why.
    Skip(SkipCause),
}

/// Why an order leaves a row alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SkipCause {
    /// Another row of the same code stands for it.
    RepeatedCode,
    /// It has a decision already.
    HasDecision,
    /// Its state does not allow the step.
    WrongState,
    /// Nothing was suggested.
    NoSuggestion,
    /// The first suggestion scores too low.
    LowScore,
    /// It has this very decision.
    SameDecision,
    /// The caller made or submitted it, and nobody reviews their own work.
    OwnWork,
}

impl BulkKind {
    /// Every kind that can be ordered with a filter.
    pub const ORDERED: &'static [Self] = &[
        Self::Accept,
        Self::NoMatch,
        Self::Ignore,
        Self::Submit,
        Self::Withdraw,
        Self::Approve,
        Self::Return,
        Self::Reopen,
        Self::Confirm,
    ];

    /// The word in addresses, answers and the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::NoMatch => "no-match",
            Self::Ignore => "ignore",
            Self::Draft => "draft",
            Self::Submit => "submit",
            Self::Withdraw => "withdraw",
            Self::Approve => "approve",
            Self::Return => "return",
            Self::Reopen => "reopen",
            Self::Confirm => "confirm",
            Self::Undo => "undo",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        let mut all = Self::ORDERED.iter().copied().chain([Self::Draft, Self::Undo]);
        all.find(|kind| kind.as_str() == text)
    }

    /// The act that takes this step of rows that somebody names; none of steps that no bulk act takes.
    pub const fn of_step(step: Step) -> Option<Self> {
        match step {
            Step::Draft => Some(Self::Draft),
            Step::Submit => Some(Self::Submit),
            Step::Withdraw => Some(Self::Withdraw),
            Step::Approve => Some(Self::Approve),
            Step::Return => Some(Self::Return),
            Step::Reopen => Some(Self::Reopen),
            Step::Confirm => Some(Self::Confirm),
            Step::Publish | Step::Recheck | Step::Undo => None,
        }
    }

    /// The step that each row takes.
    pub const fn step(self) -> Step {
        match self {
            Self::Accept | Self::NoMatch | Self::Ignore | Self::Draft => Step::Draft,
            Self::Submit => Step::Submit,
            Self::Withdraw => Step::Withdraw,
            Self::Approve => Step::Approve,
            Self::Return => Step::Return,
            Self::Reopen => Step::Reopen,
            Self::Confirm => Step::Confirm,
            Self::Undo => Step::Undo,
        }
    }

    /// The rights of which one is needed.
    pub const fn rights(self) -> &'static [Right] {
        match self {
            Self::Accept | Self::NoMatch | Self::Ignore | Self::Draft | Self::Submit | Self::Withdraw => {
                &[Right::DraftMapping]
            }
            Self::Approve | Self::Return => &[Right::ReviewMapping],
            Self::Reopen | Self::Confirm | Self::Undo => &[Right::DraftMapping, Right::ReviewMapping],
        }
    }

    /// Whether the act judges what rows mean, so that risky rows are left to a person. Handing rows to a person, or back
    /// to work, judges nothing.
    pub const fn refuses_risks(self) -> bool {
        match self {
            Self::Accept | Self::NoMatch | Self::Ignore | Self::Approve | Self::Confirm => true,
            Self::Draft | Self::Submit | Self::Withdraw | Self::Return | Self::Reopen | Self::Undo => false,
        }
    }

    const fn needs_reason(self) -> bool {
        match self {
            Self::NoMatch | Self::Ignore | Self::Return | Self::Reopen | Self::Undo => true,
            Self::Accept | Self::Draft | Self::Submit | Self::Withdraw | Self::Approve | Self::Confirm => false,
        }
    }
}

impl SkipCause {
    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RepeatedCode => "repeated-code",
            Self::HasDecision => "has-decision",
            Self::WrongState => "wrong-state",
            Self::NoSuggestion => "no-suggestion",
            Self::LowScore => "low-score",
            Self::SameDecision => "same-decision",
            Self::OwnWork => "own-work",
        }
    }

    /// The cause in words: Chinese, English.
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::RepeatedCode => ("同一编码的重复行", "another row has the same code"),
            Self::HasDecision => ("已有对照决定", "it has a decision already"),
            Self::WrongState => ("当前状态不能执行此操作", "its state does not allow the step"),
            Self::NoSuggestion => ("没有推荐", "nothing was suggested"),
            Self::LowScore => ("首选推荐得分不够", "the first suggestion scores too low"),
            Self::SameDecision => ("决定与现有的相同", "it has this very decision"),
            Self::OwnWork => (
                "本人编制或提交的，不能自审",
                "your own work, which another person reviews",
            ),
        }
    }
}

impl BulkOrder {
    /// Refuses an order that is not complete.
    pub fn validate(&self) -> Result<()> {
        if self.kind.needs_reason() && self.reason.trim().is_empty() {
            return Err(Error::new(Code::DecisionInvalid)
                .with("reason_zh", "必须写明理由")
                .with("reason_en", "a reason is needed")
                .in_field("reason"));
        }
        match self.decision() {
            Some(decision) => decision.validate(),
            None => Ok(()),
        }
    }

    /// What the order does to a row of a dictionary that is mapped to `edition`, when `account` gives it.
    pub fn verdict(&self, row: &BulkRow<'_>, edition: &EditionRef, account: &AccountId) -> Verdict {
        if !row.is_first {
            return Verdict::Skip(SkipCause::RepeatedCode);
        }
        match self.kind {
            BulkKind::Accept => self.accept(row, edition),
            BulkKind::NoMatch | BulkKind::Ignore => match self.decision() {
                Some(decision) => self.decide(row, decision, Origin::Hand),
                None => Verdict::Skip(SkipCause::WrongState),
            },
            BulkKind::Confirm if !row.mapping.is_some_and(is_prefilled) => Verdict::Skip(SkipCause::WrongState),
            BulkKind::Approve | BulkKind::Return | BulkKind::Confirm => review(row.mapping, self.kind.step(), account),
            BulkKind::Draft | BulkKind::Submit | BulkKind::Withdraw | BulkKind::Reopen | BulkKind::Undo => {
                step(row.mapping, self.kind.step())
            }
        }
    }

    fn accept(&self, row: &BulkRow<'_>, edition: &EditionRef) -> Verdict {
        let Some(first) = row.suggestions.first() else {
            return Verdict::Skip(SkipCause::NoSuggestion);
        };
        let score_per_mille = first.score_per_mille();
        if score_per_mille < self.score_from {
            return Verdict::Skip(SkipCause::LowScore);
        }
        // What is proposed together belongs together: several targets are a risk, and nobody gets the first of them alone.
        let proposed = row
            .suggestions
            .iter()
            .skip(1)
            .filter(|other| first.proposed && other.proposed);
        let targets = std::iter::once(first).chain(proposed);
        let decision = Decision::Mapped {
            targets: targets.map(|one| self.target(one, edition)).collect(),
        };
        let origin = Origin::Suggestion {
            rank: 1,
            score_per_mille,
            reasons: first
                .reasons
                .iter()
                .map(|reason| Reason::as_str(reason).to_owned())
                .collect(),
        };
        self.decide(row, decision, origin)
    }

    fn decide(&self, row: &BulkRow<'_>, decision: Decision, origin: Origin) -> Verdict {
        let Some(mapping) = row.mapping else {
            return Verdict::Decide(decision, origin);
        };
        match mapping.state {
            State::InReview | State::Approved | State::Released => Verdict::Skip(SkipCause::WrongState),
            State::Drafted | State::Returned | State::NeedsRecheck if !self.replace => {
                Verdict::Skip(SkipCause::HasDecision)
            }
            State::Drafted | State::Returned | State::NeedsRecheck if mapping.decision == decision => {
                Verdict::Skip(SkipCause::SameDecision)
            }
            State::Drafted | State::Returned | State::NeedsRecheck => Verdict::Decide(decision, origin),
        }
    }

    fn target(&self, suggestion: &Suggestion, edition: &EditionRef) -> Target {
        Target {
            system: edition.system.clone(),
            edition: edition.edition.clone(),
            code: suggestion.code.clone(),
            display: suggestion.display.clone(),
            relationship: self.relationship,
            when: Vec::new(),
        }
    }

    /// The decision that the order writes down for every row.
    fn decision(&self) -> Option<Decision> {
        let reason = self.reason.clone();
        match self.kind {
            BulkKind::NoMatch => Some(Decision::NoMatch {
                reason,
                review_on: self.review_on.clone(),
            }),
            BulkKind::Ignore => Some(Decision::Ignored { reason }),
            BulkKind::Accept
            | BulkKind::Draft
            | BulkKind::Submit
            | BulkKind::Withdraw
            | BulkKind::Approve
            | BulkKind::Return
            | BulkKind::Reopen
            | BulkKind::Confirm
            | BulkKind::Undo => None,
        }
    }
}

fn step(mapping: Option<&Mapping>, step: Step) -> Verdict {
    let is_allowed = mapping.is_some_and(|mapping| step.take(Some(mapping.state), &mapping.code).is_ok());
    if is_allowed {
        Verdict::Step
    } else {
        Verdict::Skip(SkipCause::WrongState)
    }
}

fn review(mapping: Option<&Mapping>, wanted: Step, account: &AccountId) -> Verdict {
    let is_own = |mapping: &Mapping| mapping.author == *account || mapping.submitted_by.as_ref() == Some(account);
    let verdict = step(mapping, wanted);
    if verdict == Verdict::Step && mapping.is_some_and(is_own) {
        return Verdict::Skip(SkipCause::OwnWork);
    }
    verdict
}
