//! Which rows of a work list somebody wants.

use super::risk::Risk;
use super::risk::RiskKind;
use super::state::State;
use crate::id::AccountId;
use crate::time::Instant;

/// Which rows of a work list are wanted; every part that is set must hold. The default is every row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkFilter {
    /// Where the row is in its life.
    pub state: Option<WorkState>,
    /// A text that its code or name contains.
    pub text: Option<String>,
    /// How often data used it at least.
    pub usage_from: Option<i64>,
    /// The lowest score of its first suggestion, in thousandths.
    pub score_from: Option<u16>,
    /// The highest score of its first suggestion, in thousandths.
    pub score_to: Option<u16>,
    /// These codes only.
    pub codes: Option<Vec<String>>,
    /// From and to which place by usage, the most used row being 1.
    pub ranks: Option<(i64, i64)>,
    /// The most used rows that make up this share of the dictionary's usage, per mille.
    pub share_per_mille: Option<u16>,
    /// Who works on it.
    pub assignee: Option<Assignee>,
    /// In review, and handed in before this moment.
    pub in_review_before: Option<Instant>,
    /// What a bulk act would be stopped by.
    pub risk: Option<RiskFilter>,
}

/// Who works on a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Assignee {
    /// Nobody.
    Nobody,
    /// This account.
    Account(AccountId),
}

/// Which risks a row has, of its decision or else of its first suggestion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RiskFilter {
    /// 有风险: any.
    Any,
    /// 无风险: none.
    None,
    /// This kind.
    Kind(RiskKind),
}

impl RiskFilter {
    /// Reads the word: `any`, `none`, or that of a kind.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "any" => Some(Self::Any),
            "none" => Some(Self::None),
            word => RiskKind::parse(word).map(Self::Kind),
        }
    }

    /// Whether a row with these risks is wanted.
    pub fn wants(self, risks: &[Risk]) -> bool {
        match self {
            Self::Any => !risks.is_empty(),
            Self::None => risks.is_empty(),
            Self::Kind(kind) => risks.iter().any(|risk| risk.kind == kind),
        }
    }
}

impl WorkFilter {
    /// The text that code and name are searched for, unless it may be the sound of a name.
    pub fn text_to_find(&self) -> Option<&str> {
        let text = self.text.as_deref().filter(|text| !text.is_empty())?;
        self.text_to_hear().is_none().then_some(text)
    }

    /// The text, when it may be typed by sound 拼音首字母: letters alone. Code and name are searched for it as well.
    pub fn text_to_hear(&self) -> Option<&str> {
        let text = self.text.as_deref().filter(|text| !text.is_empty())?;
        text.chars().all(|c| c.is_ascii_alphabetic()).then_some(text)
    }
}

/// Where a row of a work list is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorkState {
    /// 未对码: without a mapping.
    Unmapped,
    /// 已推荐: without a mapping, but with a suggestion.
    Suggested,
    /// With a mapping in this state.
    In(State),
}

impl WorkState {
    /// Reads the word: `unmapped`, `suggested`, or that of a state.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "unmapped" => Some(Self::Unmapped),
            "suggested" => Some(Self::Suggested),
            word => State::parse(word).map(Self::In),
        }
    }
}
