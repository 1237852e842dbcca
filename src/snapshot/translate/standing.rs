//! How the editions of targets stand on a day. A snapshot says nothing of it; the server knows.

use super::table::TargetView;
use crate::id::EditionRef;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// The editions that do not simply stand.
#[derive(Debug, Default)]
pub struct Standing(BTreeMap<EditionRef, EditionStanding>);

/// How an edition stands.
#[derive(Debug)]
pub enum EditionStanding {
    /// It is retired, or its last day is over.
    Retired,
    /// Another edition supersedes it.
    Superseded {
        /// Which of its codes that are targets the other does not have, or does not let data carry.
        gone: BTreeSet<String>,
    },
}

/// How one target stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TargetStanding {
    Good,
    EditionSuperseded,
    EditionRetired,
    TargetRetired,
}

impl Standing {
    /// All editions stand but these.
    pub fn but(editions: BTreeMap<EditionRef, EditionStanding>) -> Self {
        Self(editions)
    }

    pub(super) fn of(&self, target: &TargetView<'_>) -> TargetStanding {
        // Nearly always there is nothing to look up.
        if self.0.is_empty() {
            return TargetStanding::Good;
        }
        match self.0.get(target.edition) {
            None => TargetStanding::Good,
            Some(EditionStanding::Retired) => TargetStanding::EditionRetired,
            Some(EditionStanding::Superseded { gone }) if gone.contains(target.code) => TargetStanding::TargetRetired,
            Some(EditionStanding::Superseded { .. }) => TargetStanding::EditionSuperseded,
        }
    }
}
