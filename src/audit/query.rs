//! Which events an auditor asks for.

use super::Outcome;
use crate::time::Instant;

/// The last word of actions that take something away: who deleted, withdrew, revoked or ended what.
pub const REMOVALS: &[&str] = &[
    "delete", "disable", "end", "lock", "purge", "reject", "remove", "reopen", "retire", "retract", "return", "revoke",
    "undo", "withdraw",
];

/// A question to the log; what is not said is not asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventFilter {
    /// Events of this organization.
    pub organization: Option<String>,
    /// Events of this account.
    pub account: Option<String>,
    /// Events on this object, and on whatever is below it.
    pub object: Option<String>,
    /// Events of one of these actions; `mapping.` with its full stop means every action that begins so.
    pub actions: Vec<String>,
    /// Events that take something away: [`REMOVALS`].
    pub is_removal: bool,
    /// Events with this outcome.
    pub outcome: Option<Outcome>,
    /// Events from this instant on.
    pub from: Option<Instant>,
    /// Events before this instant.
    pub until: Option<Instant>,
    /// The newest first.
    pub newest_first: bool,
}

impl EventFilter {
    /// Whether events of this action are asked for.
    pub fn takes(&self, action: &str) -> bool {
        let is_named = |name: &String| match name.strip_suffix('.') {
            Some(_) => action.starts_with(name.as_str()),
            None => action == name,
        };
        let verb = action.rsplit('.').next().unwrap_or(action);
        let is_wanted = self.actions.is_empty() || self.actions.iter().any(is_named);
        is_wanted && (!self.is_removal || REMOVALS.contains(&verb))
    }
}
