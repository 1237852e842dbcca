//! A concept 条目: one code of an edition with its official display, its place in the tree and its other names.

use serde::Deserialize;
use serde::Serialize;
use std::collections::BTreeMap;

/// Whether a concept of an edition may still be used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConceptStatus {
    /// In use.
    #[default]
    Active,
    /// Withdrawn by the publisher; kept so that old records can be read.
    Retired,
}

impl ConceptStatus {
    /// The word in files, answers and the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Retired => "retired",
        }
    }

    /// Reads the word; empty means active.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "" | "active" => Some(Self::Active),
            "retired" => Some(Self::Retired),
            _ => None,
        }
    }
}

/// One code of an edition. Codes and names are kept byte for byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Concept {
    /// The code, such as `I10.x00`.
    pub code: String,
    /// The official name 名称 of this edition.
    pub display: String,
    /// The code of the concept above, if any.
    pub parent: Option<String>,
    /// Whether it may still be used.
    pub status: ConceptStatus,
    /// Whether data may carry it; headings of a tree may not.
    pub assignable: bool,
    /// Other names 别名.
    pub designations: Vec<String>,
    /// Further columns of the publication, by their title.
    pub properties: BTreeMap<String, String>,
}

impl Concept {
    /// An active, assignable concept without parent, other names or properties.
    pub fn new(code: impl Into<String>, display: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            display: display.into(),
            parent: None,
            status: ConceptStatus::Active,
            assignable: true,
            designations: Vec::new(),
            properties: BTreeMap::new(),
        }
    }

    /// Whether a mapping may name it as its target.
    pub fn may_be_target(&self) -> bool {
        self.assignable && self.status == ConceptStatus::Active
    }
}
