//! An answer as programs read it: JSON with keys in a fixed order.

use super::question::Question;
use super::table::TargetView;
use super::verdict::Verdict;
use crate::language::Language;
use crate::mapping::condition::Condition;
use serde::Serialize;

/// What is said of one code, with the original kept.
#[derive(Debug, Serialize)]
pub struct Answer<'v> {
    /// `mapped`, `unmapped`, `ambiguous`, `invalid_source`, `retired_target`.
    pub status: &'static str,
    /// Why it is not `mapped`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'static str>,
    /// The reason in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<&'static str>,
    /// The dictionary that was asked.
    pub dictionary: &'v str,
    /// The code, byte for byte as it was asked.
    pub code: &'v str,
    /// The name that was given.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub name: &'v str,
    /// The name that was mapped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mapped_name: Option<&'v str>,
    /// What to send.
    pub targets: Vec<AnswerTarget<'v>>,
    /// What is known and must not be sent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub withheld: Vec<AnswerTarget<'v>>,
    /// The reviewer's words why nothing fits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub no_match: Option<&'v str>,
    /// What should be looked at.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<&'static str>,
    /// What the chain to a second standard loses.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub losses: Vec<AnswerLoss<'v>>,
}

/// One target.
#[derive(Debug, Serialize)]
pub struct AnswerTarget<'v> {
    /// The code system.
    pub system: &'v str,
    /// The edition.
    pub edition: &'v str,
    /// The code.
    pub code: &'v str,
    /// The official display of that edition.
    pub display: &'v str,
    /// `equivalent`, `narrower`, `broader`, `related`.
    pub relationship: &'static str,
    /// The conditions under which it holds.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub when: &'v [Condition],
    /// The code over which a chain went.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub via: Option<&'v str>,
}

/// One loss of a chain.
#[derive(Debug, Serialize)]
pub struct AnswerLoss<'v> {
    /// `target-dropped`, `relation-weakened`.
    pub kind: &'static str,
    /// The code in the first standard.
    pub via: &'v str,
    /// The code in the second; empty when there is none.
    pub target: &'v str,
}

impl<'v> Answer<'v> {
    /// The answer to a question, with its reason in words of this language.
    pub fn of(question: &Question<'v>, verdict: &Verdict<'v>, language: Language) -> Self {
        let losses = verdict.losses.iter().map(|loss| AnswerLoss {
            kind: loss.kind.as_str(),
            via: loss.via,
            target: loss.target,
        });
        Self {
            status: verdict.status.as_str(),
            reason: verdict.reason.map(super::Reason::as_str),
            words: verdict.reason.map(|reason| language.of(reason.words())),
            dictionary: question.dictionary,
            code: question.code,
            name: question.name,
            mapped_name: verdict.mapping.map(|mapping| mapping.name()),
            targets: verdict.targets().map(AnswerTarget::from).collect(),
            withheld: verdict.withheld().map(AnswerTarget::from).collect(),
            no_match: verdict.mapping.and_then(|mapping| mapping.no_match()),
            warnings: verdict.warnings.iter().map(|warning| warning.as_str()).collect(),
            losses: losses.collect(),
        }
    }
}

impl<'v> From<TargetView<'v>> for AnswerTarget<'v> {
    fn from(target: TargetView<'v>) -> Self {
        Self {
            system: target.edition.system.as_str(),
            edition: target.edition.edition.as_str(),
            code: target.code,
            display: target.display,
            relationship: target.relationship.as_str(),
            when: target.when,
            via: target.via,
        }
    }
}
