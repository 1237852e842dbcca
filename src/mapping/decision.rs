//! A decision 对照决定: the targets of a local code, or that nothing fits, or that it is never sent.

use super::cases;
use super::target::Target;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use serde::Deserialize;
use serde::Serialize;

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
