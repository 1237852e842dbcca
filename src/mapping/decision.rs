//! A decision 对照决定: the targets of a local code, or that nothing fits, or that it is never sent.

use super::cases;
use super::condition::Condition;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::EditionId;
use crate::id::EditionRef;
use crate::id::SystemId;
use serde::Deserialize;
use serde::Serialize;

/// How a target's meaning relates to the local code's (FHIR R5 `ConceptMap.relationship`, read from source to target).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Relationship {
    /// 等同: they mean the same.
    Equivalent,
    /// 目标更窄: the target means less than the local code.
    Narrower,
    /// 目标更宽: the target means more than the local code; sending it loses detail.
    Broader,
    /// 相关: they overlap.
    Related,
}

impl Relationship {
    /// Every relationship.
    pub const ALL: &'static [Self] = &[Self::Equivalent, Self::Narrower, Self::Broader, Self::Related];

    /// The word in answers and files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Equivalent => "equivalent",
            Self::Narrower => "narrower",
            Self::Broader => "broader",
            Self::Related => "related",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|relationship| relationship.as_str() == text)
    }
}

/// One target of a mapping; it pins the edition (the same code in another edition is another thing).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// The code system.
    pub system: SystemId,
    /// The edition.
    pub edition: EditionId,
    /// The code.
    pub code: String,
    /// The official display of that edition.
    pub display: String,
    /// How the target relates to the local code.
    pub relationship: Relationship,
    /// The conditions under which it holds, all of them; none for a target that always holds.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub when: Vec<Condition>,
}

impl Target {
    /// The edition the target is from.
    pub fn edition_ref(&self) -> EditionRef {
        EditionRef {
            system: self.system.clone(),
            edition: self.edition.clone(),
        }
    }
}

/// What is decided about a local code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "outcome", deny_unknown_fields)]
pub enum Decision {
    /// It has these targets, the most important first.
    Mapped {
        /// One or several.
        targets: Vec<Target>,
    },
    /// 无匹配: the standard has nothing that fits.
    NoMatch {
        /// Why.
        reason: String,
        /// The day on which to look again, `YYYY-MM-DD`.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        review_on: Option<String>,
    },
    /// 不上传: the code is never sent, for example a test entry.
    Ignored {
        /// Why.
        reason: String,
    },
}

impl Decision {
    /// Refuses a decision that is not complete: no target, the same target twice, or no reason.
    pub fn validate(&self) -> Result<()> {
        match self {
            Self::Mapped { targets } => validate_targets(targets),
            Self::NoMatch { reason, review_on } => {
                validate_reason(reason)?;
                let day_is_valid = review_on.as_deref().is_none_or(is_day);
                if day_is_valid {
                    return Ok(());
                }
                Err(incomplete("复核日期须写成 YYYY-MM-DD", "review_on has to be YYYY-MM-DD").in_field("review_on"))
            }
            Self::Ignored { reason } => validate_reason(reason),
        }
    }

    /// Whether every target always holds.
    pub fn is_unconditional(&self) -> bool {
        self.targets().iter().all(|target| target.when.is_empty())
    }

    /// The targets; none when nothing fits or the code is never sent.
    pub fn targets(&self) -> &[Target] {
        match self {
            Self::Mapped { targets } => targets,
            Self::NoMatch { .. } | Self::Ignored { .. } => &[],
        }
    }
}

/// Whether the text is a calendar day `YYYY-MM-DD`.
pub fn is_day(text: &str) -> bool {
    text.len() == 10 && chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok()
}

fn validate_targets(targets: &[Target]) -> Result<()> {
    if targets.is_empty() {
        return Err(incomplete("至少要有一个目标", "at least one target is needed").in_field("targets"));
    }
    for (index, target) in targets.iter().enumerate() {
        let same = |other: &Target| {
            other.code == target.code && other.edition_ref() == target.edition_ref() && other.when == target.when
        };
        let repeated = targets.iter().take(index).any(same);
        if repeated {
            return Err(incomplete("同一目标写了两次", "a target is named twice").in_field("targets"));
        }
    }
    match cases::fault(targets) {
        Some((zh, en)) => Err(incomplete(zh, en).in_field("targets")),
        None => Ok(()),
    }
}

fn validate_reason(reason: &str) -> Result<()> {
    if reason.trim().is_empty() {
        return Err(incomplete("必须写明理由", "a reason is needed").in_field("reason"));
    }
    Ok(())
}

fn incomplete(zh: &str, en: &str) -> Error {
    Error::new(Code::DecisionInvalid)
        .with("reason_zh", zh)
        .with("reason_en", en)
}
