//! What is searched and what is asked: an entry of an edition, and a term of a hospital.

use crate::registry::concept::Concept;
use crate::registry::concept::ConceptStatus;
use std::collections::BTreeMap;

/// One entry of the edition that answers. Codes and names are kept byte for byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The code, such as `I10.x00`.
    pub code: String,
    /// The official name 名称.
    pub display: String,
    /// The code of the entry above, if any.
    pub parent: Option<String>,
    /// Whether data may carry it; headings of a tree may not.
    pub assignable: bool,
    /// Whether its publisher still keeps it in use.
    pub active: bool,
    /// Other names 别名 of this very entry.
    pub synonyms: Vec<String>,
    /// Further columns of the publication, by title; a kind compares some of them.
    pub properties: BTreeMap<String, String>,
}

impl Entry {
    /// An active, assignable entry without parent or other names.
    pub fn new(code: impl Into<String>, display: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            display: display.into(),
            parent: None,
            assignable: true,
            active: true,
            synonyms: Vec::new(),
            properties: BTreeMap::new(),
        }
    }
}

impl From<Concept> for Entry {
    fn from(concept: Concept) -> Self {
        Self {
            code: concept.code,
            display: concept.display,
            parent: concept.parent,
            assignable: concept.assignable,
            active: concept.status == ConceptStatus::Active,
            synonyms: concept.designations,
            properties: concept.properties,
        }
    }
}

/// A local code as a hospital wrote it; the name decides, the code only confirms an equal name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term<'a> {
    /// The local code, if there is one.
    pub code: Option<&'a str>,
    /// The local name.
    pub name: &'a str,
    /// Further columns that the hospital gave, by title, such as 规格 and 标本.
    pub attributes: Option<&'a BTreeMap<String, String>>,
}

impl<'a> Term<'a> {
    /// A term that is a name alone.
    pub fn named(name: &'a str) -> Self {
        Self {
            code: None,
            name,
            attributes: None,
        }
    }
}
