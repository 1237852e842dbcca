//! A target 目标: the standard code that a mapping points at, how it relates to the local code, and when it holds.

use super::condition::Condition;
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
