//! Review policies 审核规则 of a dictionary: who has to look at a decision before it is approved, what bulk acts leave to a person,
//! and what is sampled before release. The checks are called inside the transaction that drafts or takes a step.

use super::decision::Decision;
use super::life::Mapping;
use super::origin::Origin;
use super::risk::UsageLimits;
use super::sample::MOST_DRAWS;
use super::state::State;
use super::state::Step;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::AccountId;
use serde::Deserialize;
use serde::Serialize;

/// How a decision gets approved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Review {
    /// 编制与审核: one account makes and submits, another approves.
    #[default]
    Simple,
    /// 条件审核: a draft that was filled in from an approved map is approved when another account confirms it as it is; to
    /// decide otherwise needs a note and a review.
    Conditional,
    /// 双盲编制: two decide without seeing each other; what they agree on goes to review, a third decides where they differ.
    DoubleBlind,
}

impl Review {
    /// Every way.
    pub const ALL: &'static [Self] = &[Self::Simple, Self::Conditional, Self::DoubleBlind];

    /// The word in requests and answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Simple => "simple",
            Self::Conditional => "conditional",
            Self::DoubleBlind => "double-blind",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|review| review.as_str() == text)
    }

    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Simple => ("编制与审核", "simple"),
            Self::Conditional => ("条件审核", "conditional"),
            Self::DoubleBlind => ("双盲编制", "double-blind"),
        }
    }
}

/// What is sampled of approved rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sampling {
    /// How many of a thousand draws may be wrong; a batch with more goes back.
    pub limit_per_mille: u16,
    /// How many draws; without it, as many as show the limit with 95 % confidence when none is wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draws: Option<u32>,
    /// Whether a row is released only with a batch whose sample was accepted.
    #[serde(default)]
    pub required: bool,
}

/// The review policy of a dictionary.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// How a decision gets approved.
    #[serde(default)]
    pub review: Review,
    /// What is sampled, if anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sampling: Option<Sampling>,
    /// What counts as high usage, so that bulk acts leave it to a person.
    #[serde(default)]
    pub usage: UsageLimits,
}

impl Policy {
    /// Refuses a policy whose numbers make no sense.
    pub fn validate(&self) -> Result<()> {
        let invalid = |field: &'static str, value: String, most: u32| {
            Error::new(Code::FieldInvalid)
                .with("field", field)
                .with("value", value)
                .with("rule_zh", format!("不超过 {most}"))
                .with("rule_en", format!("at most {most}"))
                .in_field(field)
        };
        if self.usage.share_per_mille > 1_000 {
            let value = self.usage.share_per_mille.to_string();
            return Err(invalid("usage.share_per_mille", value, 1_000));
        }
        let Some(sampling) = self.sampling else {
            return Ok(());
        };
        if sampling.limit_per_mille > 1_000 {
            let value = sampling.limit_per_mille.to_string();
            return Err(invalid("sampling.limit_per_mille", value, 1_000));
        }
        match sampling.draws {
            Some(draws) if draws == 0 || draws > MOST_DRAWS => {
                Err(invalid("sampling.draws", draws.to_string(), MOST_DRAWS))
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Refuses a draft that the policy does not allow. `before` is the mapping as it was, if there was one.
    ///
    /// Errors: `decision-invalid` when somebody decides otherwise than what another account filled in and says no reason;
    /// `policy-forbids` where two have to decide: nobody drafts alone.
    pub fn check_draft(
        &self,
        before: Option<&Mapping>,
        decision: &Decision,
        justification: &str,
        account: &AccountId,
    ) -> Result<()> {
        match self.review {
            Review::Simple => Ok(()),
            Review::DoubleBlind => self.check_alone(Step::Draft),
            Review::Conditional => {
                let is_foreign = |mapping: &&Mapping| is_prefilled(mapping) && mapping.author != *account;
                let disagrees = before
                    .filter(is_foreign)
                    .is_some_and(|mapping| mapping.decision != *decision);
                if disagrees && justification.trim().is_empty() {
                    return Err(Error::new(Code::DecisionInvalid)
                        .with("reason_zh", "与预填的对照不一致，必须写明理由")
                        .with(
                            "reason_en",
                            "it differs from what was filled in, so a justification is needed",
                        )
                        .in_field("justification"));
                }
                Ok(())
            }
        }
    }

    /// Refuses what nobody does alone where two have to decide: what they agree on is in review at once, nothing else goes
    /// there, and nobody takes it back.
    ///
    /// Errors: `policy-forbids`.
    pub fn check_alone(&self, step: Step) -> Result<()> {
        let is_for_two = matches!(step, Step::Draft | Step::Submit | Step::Withdraw);
        if self.review == Review::DoubleBlind && is_for_two {
            return Err(self.forbids(step));
        }
        Ok(())
    }

    /// Refuses a step that the policy does not allow.
    ///
    /// Errors: `policy-forbids`.
    pub fn check_step(&self, step: Step, mapping: &Mapping) -> Result<()> {
        self.check_alone(step)?;
        let is_allowed = match (self.review, step) {
            (Review::Conditional, Step::Confirm) => is_prefilled(mapping),
            (Review::Simple | Review::DoubleBlind, Step::Confirm) => false,
            (
                Review::Simple | Review::Conditional | Review::DoubleBlind,
                Step::Draft
                | Step::Submit
                | Step::Withdraw
                | Step::Approve
                | Step::Return
                | Step::Publish
                | Step::Reopen
                | Step::Recheck
                | Step::Undo,
            ) => true,
        };
        if is_allowed {
            return Ok(());
        }
        Err(self.forbids(step).with("code", &mapping.code))
    }

    /// The refusal of a step under this policy.
    pub(super) fn forbids(&self, step: Step) -> Error {
        let ((policy_zh, policy_en), (step_zh, step_en)) = (self.review.words(), step.words());
        Error::new(Code::PolicyForbids)
            .with("policy_zh", policy_zh)
            .with("policy_en", policy_en)
            .with("step_zh", step_zh)
            .with("step_en", step_en)
    }
}

/// Whether a draft was filled in from a map that others approved: another hospital's release, a map between standards, or
/// another dictionary of the same hospital.
pub fn is_prefilled(mapping: &Mapping) -> bool {
    let from_a_map = match mapping.origin {
        Origin::Organization { .. } | Origin::Dictionary { .. } | Origin::ConceptMap { .. } => true,
        Origin::Hand
        | Origin::Suggestion { .. }
        | Origin::File { .. }
        | Origin::Succession { .. }
        | Origin::Rule { .. } => false,
    };
    from_a_map && mapping.state == State::Drafted
}
