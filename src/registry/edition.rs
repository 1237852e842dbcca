//! An edition 版本: one dated, whole publication of a code system, immutable once published.

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::AccountId;
use crate::id::EditionId;
use crate::id::EditionRef;
use crate::time::Instant;
use serde::Deserialize;
use serde::Serialize;

/// Where an edition is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EditionStatus {
    /// 草稿: being prepared; its concepts may still be replaced.
    Draft,
    /// 审核中: submitted for review.
    InReview,
    /// 已发布: in force, never changes again.
    Published,
    /// 已停用: no longer for new mappings; kept for old data.
    Retired,
}

impl EditionStatus {
    /// The word in answers and the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::InReview => "in-review",
            Self::Published => "published",
            Self::Retired => "retired",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Draft, Self::InReview, Self::Published, Self::Retired]
            .into_iter()
            .find(|status| status.as_str() == text)
    }
}

/// What its publisher says of an edition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EditionMetadata {
    /// Its Chinese title; empty means that of the code system.
    pub title: String,
    /// Where the list was taken from.
    pub source: String,
    /// How sure its facts are: `V` verified, `V-` secondary, `M` from memory, `M-low` doubtful; empty when not stated.
    pub confidence: String,
    /// The first day it is in force, `YYYY-MM-DD`; without one it always was.
    pub effective_from: Option<String>,
    /// The last day it is in force, `YYYY-MM-DD`; without one it is until it is retired.
    pub effective_to: Option<String>,
    /// The edition of the same code system that it replaces.
    pub replaces: Option<EditionId>,
    /// The number 文号 of the document that published it; empty when there is none.
    pub document_number: String,
    /// What else a reader has to know; may be empty.
    pub note: String,
}

impl EditionMetadata {
    /// The same, with what was known before wherever nothing is said now.
    #[must_use]
    pub fn or(self, known: &Self) -> Self {
        let text = |new: String, old: &String| if new.is_empty() { old.clone() } else { new };
        Self {
            title: text(self.title, &known.title),
            source: text(self.source, &known.source),
            confidence: text(self.confidence, &known.confidence),
            effective_from: self.effective_from.or_else(|| known.effective_from.clone()),
            effective_to: self.effective_to.or_else(|| known.effective_to.clone()),
            replaces: self.replaces.or_else(|| known.replaces.clone()),
            document_number: text(self.document_number, &known.document_number),
            note: text(self.note, &known.note),
        }
    }
}

/// An edition as the registry holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edition {
    /// Its name.
    pub of: EditionRef,
    /// Where it is in its life.
    pub status: EditionStatus,
    /// What its publisher says of it.
    pub metadata: EditionMetadata,
    /// How many concepts it has.
    pub rows: u64,
    /// SHA-256 of its canonical contents; the name of its derived index.
    pub digest: String,
    /// When it was imported.
    pub created_at: Instant,
    /// Who imported it.
    pub created_by: AccountId,
    /// When it was published.
    pub published_at: Option<Instant>,
    /// When it was retired.
    pub retired_at: Option<Instant>,
}

impl Edition {
    /// Refuses an edition whose concepts may not change any more.
    pub fn must_be_draft(&self) -> Result<()> {
        if self.status == EditionStatus::Draft {
            return Ok(());
        }
        Err(Error::new(Code::EditionNotDraft)
            .with("system", &self.of.system)
            .with("edition", &self.of.edition)
            .with("status", self.status.as_str()))
    }

    /// Refuses an edition that is not in force: mappings may not be published against it.
    pub fn must_be_published(&self) -> Result<()> {
        if self.status == EditionStatus::Published {
            return Ok(());
        }
        Err(Error::new(Code::EditionNotPublished)
            .with("system", &self.of.system)
            .with("edition", &self.of.edition))
    }
}
