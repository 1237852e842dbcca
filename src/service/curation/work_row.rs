//! A row of a work list: a local code with all that is known of it.

use crate::id::AccountId;
use crate::mapping::life::Mapping;
use crate::matching::Suggestion;
use crate::source::local_code::LocalCode;
use crate::source::standing::Standing;

/// A row of a work list.
#[derive(Clone, Debug)]
pub struct WorkRow {
    /// The local code.
    pub local_code: LocalCode,
    /// Its mapping, if there is one.
    pub mapping: Option<Mapping>,
    /// What was suggested, best first.
    pub suggestions: Vec<Suggestion>,
    /// Where it stands by usage.
    pub standing: Standing,
    /// Who works on it.
    pub assignee: Option<AccountId>,
}

impl WorkRow {
    /// The score of the first suggestion in thousandths.
    pub fn first_score(&self) -> Option<u16> {
        self.suggestions.first().map(Suggestion::score_per_mille)
    }
}
