//! What people ask for: a decision about a local code, a step of mappings that are there.

use super::targets::TargetTable;
use crate::error::Result;
use crate::mapping::decision::Decision;
use crate::mapping::origin::Origin;
use crate::mapping::state::Step;

pub use super::targets::NamedTarget;

/// What a curator decides about one local code.
#[derive(Clone, Debug)]
pub struct DraftRequest {
    /// The local code.
    pub code: String,
    /// The version of the mapping that the curator saw; `None` does not compare.
    pub version: Option<i64>,
    /// The decision.
    pub decision: NamedDecision,
    /// Why.
    pub justification: String,
    /// What the decision was made from.
    pub origin: Origin,
}

/// A decision as a curator writes it: targets by code only.
#[derive(Clone, Debug)]
pub enum NamedDecision {
    /// These targets, the most important first.
    Mapped(Vec<NamedTarget>),
    /// Nothing fits, or the code is never sent.
    Other(Decision),
}

/// A local code and the version of its mapping that somebody saw.
#[derive(Clone, Debug)]
pub struct SeenMapping {
    /// The local code.
    pub code: String,
    /// The version; `None` does not compare.
    pub version: Option<i64>,
}

/// What a reviewer or the author does with mappings that are there.
#[derive(Clone, Debug)]
pub struct StepRequest {
    /// The step: submit, withdraw, approve, return, reopen or recheck.
    pub step: Step,
    /// The mappings.
    pub mappings: Vec<SeenMapping>,
    /// Why; a return, a reopening and a recheck need it.
    pub reason: String,
}

impl DraftRequest {
    /// Why: the justification, or else the reason that the decision itself gives.
    pub(in crate::service) fn words(&self) -> &str {
        match &self.decision {
            NamedDecision::Other(Decision::NoMatch { reason, .. } | Decision::Ignored { reason })
                if self.justification.is_empty() =>
            {
                reason
            }
            NamedDecision::Mapped(_) | NamedDecision::Other(_) => &self.justification,
        }
    }
}

impl NamedDecision {
    pub(in crate::service) fn named_targets(&self) -> &[NamedTarget] {
        match self {
            Self::Mapped(targets) => targets,
            Self::Other(_) => &[],
        }
    }

    pub(in crate::service) fn resolve(&self, table: &TargetTable) -> Result<Decision> {
        match self {
            Self::Mapped(named) => {
                let targets = named
                    .iter()
                    .map(|target| table.resolve(target))
                    .collect::<Result<_>>()?;
                Ok(Decision::Mapped { targets })
            }
            Self::Other(decision) => Ok(decision.clone()),
        }
    }
}
