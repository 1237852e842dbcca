//! Re-use 跨院复用: whether and how a dictionary may use what other hospitals released and share.

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::AccountId;
use crate::id::OrganizationId;
use crate::time::Instant;
use std::collections::BTreeSet;

/// How far the mappings of others may come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReuseMode {
    /// 不使用: others are neither evidence for suggestions nor shown.
    None,
    /// 推荐: others are evidence for suggestions, and shown.
    Proposed,
    /// 采用: beyond that, what others agree on may be taken over as drafts, when a curator asks for it.
    Adopted,
}

/// Whose mappings may be used.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Teachers {
    /// Nobody's.
    Nobody,
    /// Those of everybody who shares.
    Sharing,
    /// Those of these, as far as they share.
    Only(BTreeSet<OrganizationId>),
}

/// What is said of a dictionary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReusePolicy {
    /// How far.
    pub mode: ReuseMode,
    /// From these organizations alone; without them, from all who share.
    pub origins: Option<BTreeSet<OrganizationId>>,
    /// How many hospitals have to agree before a decision of theirs may be taken over.
    pub hospitals: u32,
}

/// A policy with who said it, when and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatedPolicy {
    /// Its number in the dictionary, from 1.
    pub number: i64,
    /// What was said.
    pub policy: ReusePolicy,
    /// Who said it.
    pub account: AccountId,
    /// When.
    pub at: Instant,
    /// Why.
    pub reason: String,
}

/// Why something that was taken over is no longer shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Withdrawal {
    /// 共享已撤销: its owner shares no longer.
    ConsentWithdrawn,
    /// 发布版已撤回: its owner retracted the release that it came from.
    ReleaseRetracted,
}

/// How many hospitals have to agree unless a policy says otherwise.
const USUAL_HOSPITALS: u32 = 2;
/// The most that a policy may ask for.
const MOST_HOSPITALS: u32 = 1_000;

impl ReuseMode {
    /// Every mode.
    pub const ALL: &'static [Self] = &[Self::None, Self::Proposed, Self::Adopted];

    /// The word in answers, requests and the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Proposed => "proposed",
            Self::Adopted => "adopted",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|mode| mode.as_str() == text)
    }
}

impl Default for ReusePolicy {
    fn default() -> Self {
        Self {
            mode: ReuseMode::Proposed,
            origins: None,
            hospitals: USUAL_HOSPITALS,
        }
    }
}

impl ReusePolicy {
    /// Whose mappings the dictionary may use.
    pub fn teachers(&self) -> Teachers {
        match (self.mode, &self.origins) {
            (ReuseMode::None, _) => Teachers::Nobody,
            (ReuseMode::Proposed | ReuseMode::Adopted, None) => Teachers::Sharing,
            (ReuseMode::Proposed | ReuseMode::Adopted, Some(origins)) => Teachers::Only(origins.clone()),
        }
    }

    /// Refuses a policy that nobody could fulfil: no hospital, or too many.
    pub fn validate(&self) -> Result<()> {
        if (1..=MOST_HOSPITALS).contains(&self.hospitals) {
            return Ok(());
        }
        Err(Error::new(Code::FieldInvalid)
            .with("field", "hospitals")
            .with("value", self.hospitals)
            .with("rule_zh", format!("须为 1 到 {MOST_HOSPITALS} 的整数"))
            .with(
                "rule_en",
                format!("a whole number from 1 to {MOST_HOSPITALS} is needed"),
            )
            .in_field("hospitals"))
    }
}

impl Withdrawal {
    /// The word in answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ConsentWithdrawn => "consent-withdrawn",
            Self::ReleaseRetracted => "release-retracted",
        }
    }
}

impl Teachers {
    /// Whether the organization is among them, if it shares.
    pub fn includes(&self, organization: &OrganizationId) -> bool {
        match self {
            Self::Nobody => false,
            Self::Sharing => true,
            Self::Only(list) => list.contains(organization),
        }
    }

    /// The same for the same set of them.
    pub fn key(&self) -> String {
        match self {
            Self::Nobody => "-".to_owned(),
            Self::Sharing => "*".to_owned(),
            Self::Only(list) => list.iter().map(OrganizationId::as_str).collect::<Vec<_>>().join(","),
        }
    }
}
