//! The life of an edition as one table: from which states which step leads where; who may not take it; what an edition
//! needs before it is reviewed.

mod description;
mod metadata;
mod replacing;

pub use description::EditionDescription;
pub use metadata::Complete;
pub use metadata::check_days;
pub use replacing::check_replaces;

use super::edition::Edition;
use super::edition::EditionStatus;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::AccountId;
use crate::id::EditionRef;
use crate::time::Instant;

/// One step in the life of an edition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EditionStep {
    /// 导入: its concepts are written, or written anew.
    Import,
    /// 编辑: what is said of it changes.
    Describe,
    /// 提交审核: its maker hands it to review; what is missing is refused.
    Submit,
    /// 退回: it goes back to its maker with a reason.
    Return,
    /// 发布: another than its makers publishes it.
    Publish,
    /// 免审发布: whoever holds the data folder publishes a draft without review.
    PublishUnreviewed,
    /// 停用: no longer for new mappings.
    Retire,
}

/// A line of the table.
pub struct EditionTransition {
    /// The step.
    pub step: EditionStep,
    /// The states from which it may be taken; `None` is an edition that is not there yet.
    pub from: &'static [Option<EditionStatus>],
    /// The state it leads to.
    pub to: EditionStatus,
}

use EditionStatus::Draft;
use EditionStatus::InReview;
use EditionStatus::Published;
use EditionStatus::Retired;

/// The table.
pub const EDITION_TRANSITIONS: &[EditionTransition] = &[
    EditionTransition {
        step: EditionStep::Import,
        from: &[None, Some(Draft)],
        to: Draft,
    },
    EditionTransition {
        step: EditionStep::Describe,
        from: &[Some(Draft)],
        to: Draft,
    },
    EditionTransition {
        step: EditionStep::Submit,
        from: &[Some(Draft)],
        to: InReview,
    },
    EditionTransition {
        step: EditionStep::Return,
        from: &[Some(InReview)],
        to: Draft,
    },
    EditionTransition {
        step: EditionStep::Publish,
        from: &[Some(InReview)],
        to: Published,
    },
    EditionTransition {
        step: EditionStep::PublishUnreviewed,
        from: &[Some(Draft)],
        to: Published,
    },
    EditionTransition {
        step: EditionStep::Retire,
        from: &[Some(Published)],
        to: Retired,
    },
];

/// A step that was taken. It is never changed or deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditionStepTaken {
    /// The step.
    pub step: EditionStep,
    /// The state it led to.
    pub status: EditionStatus,
    /// Who took it.
    pub account: AccountId,
    /// When.
    pub at: Instant,
    /// Why, in the taker's words; may be empty.
    pub reason: String,
    /// The SHA-256 of the contents that the edition had after the step.
    pub digest: String,
    /// What the automatic checks said of a submitted edition; empty for other steps.
    pub report: String,
}

impl EditionStep {
    /// Every step.
    pub const ALL: &'static [EditionStep] = &[
        Self::Import,
        Self::Describe,
        Self::Submit,
        Self::Return,
        Self::Publish,
        Self::PublishUnreviewed,
        Self::Retire,
    ];

    /// The word in answers and the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Import => "import",
            Self::Describe => "describe",
            Self::Submit => "submit",
            Self::Return => "return",
            Self::Publish => "publish",
            Self::PublishUnreviewed => "publish-unreviewed",
            Self::Retire => "retire",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|step| step.as_str() == text)
    }

    /// The step in words, for refusals: Chinese, English.
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Import => ("导入", "imported"),
            Self::Describe => ("编辑", "described"),
            Self::Submit => ("提交审核", "submitted"),
            Self::Return => ("退回", "returned"),
            Self::Publish => ("发布", "published"),
            Self::PublishUnreviewed => ("免审发布", "published without review"),
            Self::Retire => ("停用", "retired"),
        }
    }

    /// The state after this step from that state, or the refusal.
    pub fn take(self, from: Option<EditionStatus>, of: &EditionRef) -> Result<EditionStatus> {
        let line = EDITION_TRANSITIONS
            .iter()
            .find(|line| line.step == self && line.from.contains(&from));
        if let Some(line) = line {
            return Ok(line.to);
        }
        let (step_zh, step_en) = self.words();
        Err(Error::new(Code::StepNotAllowed)
            .with("code", of)
            .with("state", from.map_or("absent", EditionStatus::as_str))
            .with("step_zh", step_zh)
            .with("step_en", step_en))
    }

    /// Whether whoever takes it has a hand in what is reviewed.
    const fn makes(self) -> bool {
        match self {
            Self::Import | Self::Describe | Self::Submit => true,
            Self::Return | Self::Publish | Self::PublishUnreviewed | Self::Retire => false,
        }
    }
}

/// Refuses to publish a draft that nobody reviewed.
pub fn must_be_reviewed(edition: &Edition) -> Result<()> {
    if edition.status != Draft {
        return Ok(());
    }
    Err(Error::new(Code::EditionNotReviewed)
        .with("system", &edition.of.system)
        .with("edition", &edition.of.edition))
}

/// Refuses to let a maker of an edition publish it after review: whoever imported its present contents, and whoever
/// described or submitted it since.
pub fn must_not_be_maker(edition: &Edition, steps: &[EditionStepTaken], account: &AccountId) -> Result<()> {
    let imported = steps.iter().rposition(|taken| taken.step == EditionStep::Import);
    let since = steps.iter().skip(imported.unwrap_or(0));
    let mut makers = since.filter(|taken| taken.step.makes()).map(|taken| &taken.account);
    if edition.created_by == *account || makers.any(|maker| maker == account) {
        return Err(Error::new(Code::MakerIsChecker).with("code", &edition.of));
    }
    Ok(())
}
