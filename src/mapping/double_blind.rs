//! Double blind review 双盲编制: two makers decide a row, neither seeing the other's proposal. When both decide alike the row
//! goes to review; when they differ, a third person decides, who sees both.

use super::condition::Condition;
use super::decision::Decision;
use super::life::Mapping;
use super::policy::Policy;
use super::policy::Review;
use super::state::State;
use super::state::Step;
use super::target::Target;
use crate::digest::sha256_hex;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::AccountId;
use crate::time::Instant;
use std::collections::BTreeMap;

/// What two makers decide about: the row as it stands. When it moves on, what was proposed of it before lapses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basis {
    /// The version of the mapping; 0, or the last version of an earlier life, when there is none.
    pub version: i64,
    /// The local name.
    pub name: String,
}

/// What one maker decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The local code.
    pub code: String,
    /// What it is about.
    pub basis: Basis,
    /// The decision.
    pub decision: Decision,
    /// Why: the maker's words.
    pub justification: String,
    /// The maker.
    pub account: AccountId,
    /// When.
    pub at: Instant,
    /// Of the second proposal, whether it decides as the first; `None` of the first.
    pub agrees: Option<bool>,
}

/// What is proposed about a row as it stood at one basis: one proposal, or two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round {
    /// The first.
    pub first: Proposal,
    /// The second.
    pub second: Option<Proposal>,
}

/// How a round stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoundState {
    /// 待第二人: one has decided.
    Waiting,
    /// 一致: both decided alike, and the row went to review.
    Agreed,
    /// 分歧: they differ, and a third person has to decide.
    Conflict,
    /// 失效或已裁定: the row moved on, be it by the decision of a third person or because its ground moved.
    Closed,
}

impl RoundState {
    /// Every state.
    pub const ALL: &'static [Self] = &[Self::Waiting, Self::Agreed, Self::Conflict, Self::Closed];

    /// The word in requests and answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Agreed => "agreed",
            Self::Conflict => "conflict",
            Self::Closed => "closed",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|state| state.as_str() == text)
    }
}

impl Basis {
    /// The version of a mapping as a basis: a release does not move the ground of what is proposed.
    pub const fn version_of(mapping: &Mapping) -> i64 {
        match mapping.state {
            State::Released => mapping.version - 1,
            State::Drafted | State::InReview | State::Returned | State::Approved | State::NeedsRecheck => {
                mapping.version
            }
        }
    }

    /// Its name in the store: SHA-256 of version and name.
    pub fn digest(&self) -> String {
        let version = self.version.to_string();
        sha256_hex([version.as_bytes(), b"\n", self.name.as_bytes()])
    }
}

impl Round {
    /// How it stands when the row is at this basis now; a row that is gone has none.
    pub fn state(&self, now: Option<&Basis>) -> RoundState {
        let is_current = now == Some(&self.first.basis);
        match self.second.as_ref().and_then(|second| second.agrees) {
            Some(true) => RoundState::Agreed,
            Some(false) if is_current => RoundState::Conflict,
            None if is_current => RoundState::Waiting,
            Some(false) | None => RoundState::Closed,
        }
    }

    /// Whether the account made one of its proposals.
    pub fn is_of(&self, account: &AccountId) -> bool {
        self.proposals().any(|proposal| proposal.account == *account)
    }

    /// The proposals that an account may see: a maker sees their own and no other, ever; anybody else sees both once both
    /// are there, and nothing before.
    pub fn visible_to(&self, account: &AccountId) -> Vec<&Proposal> {
        let may_see =
            |proposal: &&Proposal| proposal.account == *account || (self.second.is_some() && !self.is_of(account));
        self.proposals().filter(may_see).collect()
    }

    /// Refuses a further proposal by this account.
    ///
    /// Errors: `proposal-not-open` when it made one already, or when two are there.
    pub fn must_take(&self, account: &AccountId) -> Result<()> {
        let code = &self.first.code;
        if self.is_of(account) {
            return Err(not_open(
                code,
                "您已编制过，两人的意见都不能改",
                "you have decided it, and a proposal does not change",
            ));
        }
        if self.second.is_some() {
            return Err(not_open(
                code,
                "两人已编制，意见不一致，由第三人裁定",
                "two have decided it and differ; a third person decides",
            ));
        }
        Ok(())
    }

    /// Refuses that this account decides the conflict.
    ///
    /// Errors: `maker-is-checker` for either maker, whatever the state is, so that nobody learns from it.
    pub fn must_be_of_others(&self, account: &AccountId) -> Result<()> {
        if self.is_of(account) {
            return Err(Error::new(Code::MakerIsChecker).with("code", &self.first.code));
        }
        Ok(())
    }

    /// Refuses that a maker takes a step on what they proposed: neither reviews it, and neither gets a conflict out of the way.
    ///
    /// Errors: `maker-is-checker`.
    pub fn must_not_judge(&self, step: Step, mapping: &Mapping, account: &AccountId) -> Result<()> {
        let Some(second) = &self.second else { return Ok(()) };
        let is_open = second.agrees == Some(false) && self.first.basis.version == Basis::version_of(mapping);
        let is_kept_from_makers = match step {
            Step::Approve | Step::Return | Step::Confirm => true,
            Step::Recheck | Step::Reopen => is_open,
            Step::Draft | Step::Submit | Step::Withdraw | Step::Publish | Step::Undo => false,
        };
        if is_kept_from_makers {
            return self.must_be_of_others(account);
        }
        Ok(())
    }

    fn proposals(&self) -> impl Iterator<Item = &Proposal> {
        std::iter::once(&self.first).chain(&self.second)
    }
}

/// The refusal of what the round of a row does not allow.
pub fn not_open(code: &str, zh: &str, en: &str) -> Error {
    Error::new(Code::ProposalNotOpen)
        .with("code", code)
        .with("reason_zh", zh)
        .with("reason_en", en)
}

impl Policy {
    /// Refuses proposals where the policy does not ask for two makers.
    ///
    /// Errors: `policy-forbids`.
    pub fn must_be_double_blind(&self) -> Result<()> {
        match self.review {
            Review::DoubleBlind => Ok(()),
            Review::Simple | Review::Conditional => Err(self.forbids(Step::Draft)),
        }
    }
}

/// Whether two decide alike: the same disposition and, of targets, the same in the same order, each with its edition,
/// relationship and conditions. Words and the day to look again do not count.
pub fn same(one: &Decision, other: &Decision) -> bool {
    match (one, other) {
        (Decision::Mapped { targets: ours }, Decision::Mapped { targets: theirs }) => {
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(one, other)| same_target(one, other))
        }
        (Decision::NoMatch { .. }, Decision::NoMatch { .. }) | (Decision::Ignored { .. }, Decision::Ignored { .. }) => {
            true
        }
        (Decision::Mapped { .. } | Decision::NoMatch { .. } | Decision::Ignored { .. }, _) => false,
    }
}

fn same_target(one: &Target, other: &Target) -> bool {
    one.code == other.code
        && one.edition_ref() == other.edition_ref()
        && one.relationship == other.relationship
        && in_order(&one.when) == in_order(&other.when)
}

fn in_order(when: &[Condition]) -> Vec<Condition> {
    let mut list: Vec<Condition> = when.to_vec();
    for condition in &mut list {
        match condition {
            Condition::Unit { is } | Condition::Specimen { is } => is.sort_unstable(),
            Condition::Sex { .. } | Condition::Age { .. } => {}
        }
    }
    list.sort_unstable();
    list
}

/// How far two makers decide alike over many rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Agreement {
    /// Rows that two decided; a row that was decided twice by two counts each time.
    pub rows: u64,
    /// Those among them that both decided wholly alike.
    pub alike: u64,
    /// Those among them of which both chose the same category.
    pub same_category: u64,
    categories: BTreeMap<String, (u64, u64)>,
}

impl Agreement {
    /// Takes a round of two; one of a single proposal counts for nothing.
    pub fn add(&mut self, round: &Round) {
        let Some(second) = &round.second else { return };
        let (ours, theirs) = (category(&round.first.decision), category(&second.decision));
        self.rows += 1;
        self.alike += u64::from(second.agrees == Some(true));
        self.same_category += u64::from(ours == theirs);
        self.categories.entry(ours).or_default().0 += 1;
        self.categories.entry(theirs).or_default().1 += 1;
    }

    /// How many categories were chosen.
    pub fn categories(&self) -> usize {
        self.categories.len()
    }

    /// Cohen's kappa in millionths, the rest cut off: (pₒ − pₑ) ÷ (1 − pₑ), where pₒ is the share of rows of the same
    /// category and pₑ the sum over categories of the share that first makers chose × the share that second makers chose.
    /// None without rows, and where chance alone would agree always.
    pub fn kappa_millionths(&self) -> Option<i64> {
        let rows = i128::from(self.rows);
        let by_chance: i128 = self
            .categories
            .values()
            .map(|(first, second)| i128::from(*first) * i128::from(*second))
            .sum();
        let above = i128::from(self.same_category) * rows - by_chance;
        let millionths = (above * 1_000_000).checked_div(rows * rows - by_chance)?;
        i64::try_from(millionths).ok()
    }
}

/// The category of a decision: the codes of its targets in order, each with its edition; or that nothing fits; or that it is
/// never sent.
fn category(decision: &Decision) -> String {
    match decision {
        Decision::Mapped { targets } => {
            let names = targets
                .iter()
                .map(|target| format!("{}\t{}", target.edition_ref(), target.code));
            names.collect::<Vec<_>>().join("\n")
        }
        Decision::NoMatch { .. } => "no-match".to_owned(),
        Decision::Ignored { .. } => "ignored".to_owned(),
    }
}
