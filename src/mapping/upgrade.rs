//! What another edition of a standard does to mappings on the one before it: whose target is gone, is another thing, was
//! split, was renamed, or has a better new entry, and what the standard's own lists propose in its place.
//!
//! An equal code is never by itself a reason to carry a mapping over: the name has to be the same, or a succession or a
//! concept map has to say that it is the same thing.

mod finding;
mod row;
mod target;

pub use finding::Finding;
pub use finding::Rule;
pub use row::UpgradeRow;
pub use row::findings_of;
pub use row::whole_edition_retired;
pub use target::TargetFinding;

use crate::id::EditionRef;
use crate::mapping::origin::Origin;
use crate::mapping::target::Relationship;
use crate::matching::drift::Likeness;
use crate::registry::concept::Concept;
use std::collections::BTreeMap;

/// What a new edition says of the codes and names that mappings on earlier editions use.
pub struct Ground<'a> {
    /// The new edition.
    pub edition: &'a EditionRef,
    /// Its concepts with codes that were asked for: those of present targets, of successors, of names.
    pub concepts: &'a BTreeMap<String, Concept>,
    /// By name in one spelling: the one usable entry of the new edition with this name.
    pub by_name: &'a BTreeMap<String, NamedEntry>,
    /// By code of an earlier edition: what a succession or a concept map says became of it.
    pub succeeded: &'a BTreeMap<(EditionRef, String), Succeeded>,
    /// How two names of one code compare.
    pub compare: &'a dyn Fn(&str, &str) -> Likeness,
    /// A name in one spelling.
    pub spelling: &'a dyn Fn(&str) -> String,
}

/// The one usable entry of the new edition with a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedEntry {
    /// Its code.
    pub code: String,
    /// Whether the edition before has not this code with this name.
    pub is_new: bool,
}

/// What the standard's own lists say became of a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Succeeded {
    /// Which list says it.
    pub evidence: Evidence,
    /// The codes that it became; none when it ended.
    pub codes: Vec<Successor>,
}

/// A code that another became, wholly or in part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Successor {
    /// The code.
    pub code: String,
    /// How it relates to the old one, read from old to new.
    pub relationship: Relationship,
}

/// What a proposal rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// 沿革: a published list of dated changes.
    Succession {
        /// The list, `system/edition`.
        list: String,
        /// The changes in words.
        words: String,
    },
    /// 标准间映射: a published concept map between the two editions.
    ConceptMap {
        /// The map.
        map: String,
        /// Its version.
        version: String,
    },
    /// 码名均同: the code and its name are the same in the new edition, or the same in one spelling.
    SameCodeAndName,
    /// 同名条目: the one entry of the new edition with the name that the target has.
    SameName,
    /// 与本地名称同名: the one entry of the new edition with the local name.
    LocalName,
}

impl Evidence {
    /// The word in answers and files.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Succession { .. } => "succession",
            Self::ConceptMap { .. } => "concept-map",
            Self::SameCodeAndName => "same-code-and-name",
            Self::SameName => "same-name",
            Self::LocalName => "local-name",
        }
    }

    /// The evidence with its source.
    pub fn words(&self) -> String {
        match self {
            Self::Succession { list, words } => format!("沿革 succession {list}: {words}"),
            Self::ConceptMap { map, version } => format!("标准间映射 concept map {map} {version}"),
            Self::SameCodeAndName => "码名均同 same code and name".to_owned(),
            Self::SameName => "同名条目 entry of the same name".to_owned(),
            Self::LocalName => "与本地名称同名 entry named as the local code".to_owned(),
        }
    }

    /// What a draft made on this evidence says of its origin.
    pub fn origin(&self) -> Origin {
        match self {
            Self::Succession { list, .. } => Origin::Succession { list: list.clone() },
            Self::ConceptMap { map, version } => Origin::ConceptMap {
                map: map.clone(),
                version: version.clone(),
            },
            Self::SameCodeAndName | Self::SameName | Self::LocalName => Origin::Rule {
                rule: format!("upgrade-{}", self.as_str()),
            },
        }
    }
}
