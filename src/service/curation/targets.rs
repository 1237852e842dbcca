//! The targets that curators name, checked against their editions and given their official displays.

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::EditionRef;
use crate::mapping::condition::Condition;
use crate::mapping::target::Relationship;
use crate::mapping::target::Target;
use crate::registry::concept::Concept;
use crate::storage::DbConn;
use crate::storage::registry::concepts;
use crate::storage::registry::editions;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// A target as a curator names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedTarget {
    /// Its edition; `None` is the dictionary's target edition.
    pub edition: Option<EditionRef>,
    /// Its code.
    pub code: String,
    /// How it relates to the local code.
    pub relationship: Relationship,
    /// The conditions under which it holds.
    pub when: Vec<Condition>,
}

/// The concepts that a request names, looked up at once.
pub struct TargetTable {
    default: EditionRef,
    concepts: BTreeMap<EditionRef, BTreeMap<String, Concept>>,
}

impl TargetTable {
    /// Looks up every named target, one query an edition.
    pub fn load<'a>(
        tx: &mut DbConn,
        default: EditionRef,
        named: impl Iterator<Item = &'a NamedTarget>,
    ) -> Result<Self> {
        let mut wanted: BTreeMap<EditionRef, BTreeSet<&str>> = BTreeMap::new();
        for target in named {
            let edition = target.edition.clone().unwrap_or_else(|| default.clone());
            wanted.entry(edition).or_default().insert(&target.code);
        }
        let mut concepts = BTreeMap::new();
        for (edition, codes) in wanted {
            let stored = editions::must_find(tx, &edition)?;
            let codes: Vec<&str> = codes.into_iter().collect();
            concepts.insert(edition, concepts::find_many(tx, stored.key, &codes)?);
        }
        Ok(Self { default, concepts })
    }

    /// The target with its official display, or the refusal when it does not exist or may not be a target.
    pub fn resolve(&self, named: &NamedTarget) -> Result<Target> {
        let edition = named.edition.as_ref().unwrap_or(&self.default);
        let found = self.concepts.get(edition).and_then(|codes| codes.get(&named.code));
        let concept = found.ok_or_else(|| {
            Error::new(Code::ConceptUnknown)
                .with("system", &edition.system)
                .with("edition", &edition.edition)
                .with("code", &named.code)
        })?;
        if !concept.may_be_target() {
            return Err(Error::new(Code::TargetNotAssignable)
                .with("code", &concept.code)
                .with("display", &concept.display));
        }
        Ok(Target {
            system: edition.system.clone(),
            edition: edition.edition.clone(),
            code: concept.code.clone(),
            display: concept.display.clone(),
            relationship: named.relationship,
            when: named.when.clone(),
        })
    }
}
