//! Which rows of a work list somebody wants.

use super::state::State;

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
