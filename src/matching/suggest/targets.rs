//! How many targets a term has, and which: an equal name is enough; otherwise the best and all that are likely enough.

use super::Suggestion;
use super::pool::SYNONYM;
use crate::matching::warning::Warning;
use std::collections::BTreeSet;

/// Marks the proposed targets. `share` is the least score of a further one; entries of one name are proposed once.
pub fn propose(suggestions: &mut [Suggestion], share: f64) {
    let Some(best) = suggestions.first().map(|first| first.score) else {
        return;
    };
    let least = if best >= SYNONYM { SYNONYM } else { share };
    let mut names = BTreeSet::new();
    for (at, suggestion) in suggestions.iter_mut().enumerate() {
        let may_be_target = !suggestion
            .warnings
            .iter()
            .any(|warning| matches!(warning, Warning::NotAssignable | Warning::Retired));
        let belongs = at == 0 || (suggestion.score >= least && may_be_target);
        suggestion.proposed = belongs && names.insert(suggestion.display.clone());
    }
}
