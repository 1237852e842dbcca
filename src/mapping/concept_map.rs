//! Concept maps 对照表 between code systems or editions: what a code of one means in another, for everybody; versions are
//! published and then never change.

mod check;
mod compose;
mod diff;
mod digest;
mod fhir;
mod file;
mod losses;

pub use check::check;
pub use check::wanted_codes;
pub use compose::Chain;
pub use compose::ChainLoss;
pub use compose::ChainLossKind;
pub use compose::compose;
pub use compose::then;
pub use diff::MapChange;
pub use diff::diff;
pub use digest::map_digest;
pub(in crate::mapping) use fhir::COMMENT;
pub use fhir::FhirRelease;
pub(in crate::mapping) use fhir::Meaning;
pub(in crate::mapping) use fhir::equivalence;
pub(in crate::mapping) use fhir::of_equivalence;
pub(in crate::mapping) use fhir::of_relationship;
pub(in crate::mapping) use fhir::relationship;
pub use file::MapColumns;
pub use file::MapFormat;
pub use file::NumberedRow;
pub use file::read;
pub use file::write;
pub use losses::Loss;
pub use losses::LossKind;
pub use losses::Losses;
pub use losses::losses;

use super::target::Relationship;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::AccountId;
use crate::id::EditionRef;
use crate::id::MapId;
use crate::id::MapVersionRef;
use crate::id::SystemId;
use crate::time::Instant;

/// A concept map: from which code system to which it leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConceptMap {
    /// Its id.
    pub id: MapId,
    /// Its title in Chinese.
    pub title: String,
    /// The code system that it leads from.
    pub source: SystemId,
    /// The code system that it leads to; an old and a new edition have the same.
    pub target: SystemId,
}

/// Where a version is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MapStatus {
    /// 草稿: may be replaced.
    Draft,
    /// 已发布: never changes again.
    Published,
}

/// A version of a concept map: between which editions, how many rows, who and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MapVersion {
    /// Its name.
    pub of: MapVersionRef,
    /// The edition that it leads from.
    pub source: EditionRef,
    /// The edition that it leads to.
    pub target: EditionRef,
    /// Where it is in its life.
    pub status: MapStatus,
    /// Where it was taken from.
    pub provenance: String,
    /// How many rows it has.
    pub rows: u64,
    /// SHA-256 of its canonical contents ([`map_digest`]).
    pub digest: String,
    /// When it was imported.
    pub created_at: Instant,
    /// Who imported it.
    pub created_by: AccountId,
    /// When it was published.
    pub published_at: Option<Instant>,
    /// Who published it.
    pub published_by: Option<AccountId>,
}

/// One row: a source code and one of its targets, or that it has none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MapRow {
    /// The source code, byte for byte.
    pub source: String,
    /// The name of the source as the map has it; may be empty.
    pub source_display: String,
    /// The target; nothing when the map says that there is none.
    pub target: Option<MapTarget>,
    /// What the map says about the row; may be empty.
    pub comment: String,
}

/// What a source code means in the target edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MapTarget {
    /// The target code, byte for byte.
    pub code: String,
    /// The name of the target as the map has it; may be empty.
    pub display: String,
    /// How the target's meaning relates to the source's.
    pub relationship: Relationship,
}

impl MapStatus {
    /// The word in answers and the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published => "published",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Draft, Self::Published]
            .into_iter()
            .find(|status| status.as_str() == text)
    }
}

impl MapVersion {
    /// Refuses a version whose rows may not change any more.
    pub fn must_be_draft(&self) -> Result<()> {
        match self.status {
            MapStatus::Draft => Ok(()),
            MapStatus::Published => Err(Error::new(Code::MapVersionPublished)
                .with("map", &self.of.map)
                .with("version", &self.of.version)),
        }
    }
}

impl MapRow {
    /// The code of the target; empty when there is none.
    pub fn target_code(&self) -> &str {
        self.target.as_ref().map_or("", |target| &target.code)
    }
}
