//! A mapping 对照 and its steps. Each step gives the mapping as it is afterwards; nobody reviews their own work.

use super::decision::Decision;
use super::origin::Origin;
use super::state::State;
use super::state::Step;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::AccountId;
use crate::id::DictionaryId;
use crate::time::Instant;

/// The working state of one local code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// The dictionary of the local code.
    pub dictionary: DictionaryId,
    /// The local code.
    pub code: String,
    /// Its name when the decision was made.
    pub name: String,
    /// Where it is in its life.
    pub state: State,
    /// What was decided.
    pub decision: Decision,
    /// Why: the author's words.
    pub justification: String,
    /// What the decision was made from.
    pub origin: Origin,
    /// Who decided.
    pub author: AccountId,
    /// Who handed it to review.
    pub submitted_by: Option<AccountId>,
    /// Who approved or returned it.
    pub reviewer: Option<AccountId>,
    /// When.
    pub reviewed_at: Option<Instant>,
    /// Counts the steps, from 1.
    pub version: i64,
    /// When the last step was taken.
    pub updated_at: Instant,
}

/// Who takes a step and when.
#[derive(Clone, Copy, Debug)]
pub struct Hand<'a> {
    /// Who.
    pub account: &'a AccountId,
    /// When.
    pub at: Instant,
}

/// What a curator writes down about a local code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The local code.
    pub code: String,
    /// Its name as the curator saw it.
    pub name: String,
    /// The decision.
    pub decision: Decision,
    /// Why.
    pub justification: String,
    /// What the decision was made from.
    pub origin: Origin,
}

impl Draft {
    /// The mapping with this draft as its decision; `before` is the mapping as it was, if there was one.
    pub fn apply(self, dictionary: &DictionaryId, before: Option<&Mapping>, hand: Hand<'_>) -> Result<Mapping> {
        self.decision.validate()?;
        let state = Step::Draft.take(before.map(|mapping| mapping.state), &self.code)?;
        Ok(Mapping {
            dictionary: dictionary.clone(),
            code: self.code,
            name: self.name,
            state,
            decision: self.decision,
            justification: self.justification,
            origin: self.origin,
            author: hand.account.clone(),
            submitted_by: None,
            reviewer: None,
            reviewed_at: None,
            version: before.map_or(0, |mapping| mapping.version) + 1,
            updated_at: hand.at,
        })
    }
}

impl Mapping {
    /// Refuses when somebody changed the mapping since the caller read version `expected`.
    pub fn must_have_version(&self, expected: Option<i64>) -> Result<()> {
        if expected.is_none_or(|version| version == self.version) {
            return Ok(());
        }
        let last = self
            .reviewer
            .as_ref()
            .or(self.submitted_by.as_ref())
            .unwrap_or(&self.author);
        Err(Error::new(Code::VersionChanged)
            .with("code", &self.code)
            .with("account", last)
            .with("version", self.version))
    }

    /// Refuses to overwrite the unfinished work of another person whose version the caller does not name.
    pub fn must_be_seen_by(&self, account: &AccountId, version: Option<i64>) -> Result<()> {
        let is_finished = matches!(self.state, State::Released | State::NeedsRecheck);
        if version.is_some() || is_finished || self.author == *account {
            return Ok(());
        }
        Err(Error::new(Code::VersionNeeded)
            .with("code", &self.code)
            .with("account", &self.author)
            .with("version", self.version))
    }

    /// Handed to review.
    pub fn submit(&self, hand: Hand<'_>) -> Result<Self> {
        let mut next = self.step(Step::Submit, hand)?;
        next.submitted_by = Some(hand.account.clone());
        Ok(next)
    }

    /// Taken back from review.
    pub fn withdraw(&self, hand: Hand<'_>) -> Result<Self> {
        let mut next = self.step(Step::Withdraw, hand)?;
        next.submitted_by = None;
        Ok(next)
    }

    /// Approved by another person than those who made it.
    pub fn approve(&self, hand: Hand<'_>) -> Result<Self> {
        self.review(Step::Approve, hand)
    }

    /// Returned by another person than those who made it.
    pub fn send_back(&self, hand: Hand<'_>) -> Result<Self> {
        self.review(Step::Return, hand)
    }

    /// In force with a release.
    pub fn publish(&self, hand: Hand<'_>) -> Result<Self> {
        self.step(Step::Publish, hand)
    }

    /// Taken back to work although it was approved.
    pub fn reopen(&self, hand: Hand<'_>) -> Result<Self> {
        let mut next = self.step(Step::Reopen, hand)?;
        next.submitted_by = None;
        next.reviewer = None;
        next.reviewed_at = None;
        Ok(next)
    }

    /// Another account stands behind the draft: it is the reviewer, as in a review.
    pub fn confirm(&self, hand: Hand<'_>) -> Result<Self> {
        self.review(Step::Confirm, hand)
    }

    /// The mapping counted on from the last step of an earlier life of its code, which a bulk act began and undid.
    #[must_use]
    pub fn counted_from(mut self, last: i64) -> Self {
        self.version += last;
        self
    }

    /// Sent back to review because its ground moved.
    pub fn recheck(&self, hand: Hand<'_>) -> Result<Self> {
        self.step(Step::Recheck, hand)
    }

    fn review(&self, step: Step, hand: Hand<'_>) -> Result<Self> {
        let made_by_reviewer = *hand.account == self.author || Some(hand.account) == self.submitted_by.as_ref();
        if made_by_reviewer {
            return Err(Error::new(Code::MakerIsChecker).with("code", &self.code));
        }
        let mut next = self.step(step, hand)?;
        next.reviewer = Some(hand.account.clone());
        next.reviewed_at = Some(hand.at);
        Ok(next)
    }

    fn step(&self, step: Step, hand: Hand<'_>) -> Result<Self> {
        let state = step.take(Some(self.state), &self.code)?;
        Ok(Self {
            state,
            version: self.version + 1,
            updated_at: hand.at,
            ..self.clone()
        })
    }
}
