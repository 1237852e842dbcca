//! A published list of changes: like an edition, named, dated and never changed once published.

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::AccountId;
use crate::id::EditionRef;
use crate::time::Instant;

/// A list of changes as the registry holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SuccessionList {
    /// Its name; lists and editions of a code system are named apart.
    pub of: EditionRef,
    /// Whether it is published, and so never changes.
    pub is_published: bool,
    /// Where it was taken from.
    pub source: String,
    /// How sure its facts are: `V`, `V-`, `M` or `M-low`; empty when not stated.
    pub confidence: String,
    /// How many changes it has.
    pub rows: u64,
    /// SHA-256 of its changes.
    pub digest: String,
    /// When it was imported.
    pub created_at: Instant,
    /// Who imported it.
    pub created_by: AccountId,
    /// When it was published.
    pub published_at: Option<Instant>,
}

impl SuccessionList {
    /// Refuses a list that may not change any more.
    pub fn must_be_draft(&self) -> Result<()> {
        if !self.is_published {
            return Ok(());
        }
        Err(Error::new(Code::SuccessionListExists)
            .with("system", &self.of.system)
            .with("edition", &self.of.edition))
    }

    /// Refuses who made the list themselves: somebody else publishes it.
    pub fn must_be_of_another(&self, account: &AccountId) -> Result<()> {
        if self.created_by != *account {
            return Ok(());
        }
        Err(Error::new(Code::MakerIsChecker).with("code", &self.of))
    }
}

/// The refusal that says a list does not exist.
pub fn unknown_list(of: &EditionRef) -> Error {
    Error::new(Code::SuccessionListUnknown)
        .with("system", &of.system)
        .with("edition", &of.edition)
}
