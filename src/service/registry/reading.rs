//! Reading the registry: code systems, editions, concepts.

use crate::access::role::Right;
use crate::access::session::Session;
use crate::error::Result;
use crate::id::EditionRef;
use crate::id::SystemId;
use crate::page::Page;
use crate::page::Slice;
use crate::registry::code_system::CodeSystem;
use crate::registry::concept::Concept;
use crate::registry::edition::Edition;
use crate::service::Service;
use crate::service::texts::must_be_question;
use crate::storage::registry::code_systems;
use crate::storage::registry::concepts;
use crate::storage::registry::editions;
use std::collections::BTreeMap;

pub use crate::storage::registry::concepts::Branch;

/// The longest text that is searched for, in characters.
const LONGEST_QUESTION: usize = 200;

impl Service {
    /// The code systems by id.
    pub fn code_systems(&self, session: &Session, page: &Page) -> Result<Slice<CodeSystem>> {
        session.permit(Right::ReadRegistry)?;
        self.db.read(|tx| code_systems::page(tx, page))
    }

    /// A code system and its editions, newest import first.
    pub fn code_system(&self, session: &Session, id: &SystemId) -> Result<(CodeSystem, Vec<Edition>)> {
        session.permit(Right::ReadRegistry)?;
        self.db.read(|tx| {
            let system = code_systems::must_find(tx, id)?;
            Ok((system, editions::list(tx, id)?))
        })
    }

    /// An edition.
    pub fn edition(&self, session: &Session, of: &EditionRef) -> Result<Edition> {
        session.permit(Right::ReadRegistry)?;
        self.db.read(|tx| Ok(editions::must_find(tx, of)?.edition))
    }

    /// A branch of an edition's concepts, by code.
    pub fn concepts(&self, session: &Session, of: &EditionRef, branch: &Branch, page: &Page) -> Result<Slice<Concept>> {
        session.permit(Right::ReadRegistry)?;
        self.db.read(|tx| {
            let stored = editions::must_find(tx, of)?;
            concepts::page(tx, stored.key, branch, page)
        })
    }

    /// The concepts of a branch, by code, and how many are directly below each; those with none are absent.
    pub fn branch(
        &self,
        session: &Session,
        of: &EditionRef,
        branch: &Branch,
        page: &Page,
    ) -> Result<(Slice<Concept>, BTreeMap<String, u64>)> {
        session.permit(Right::ReadRegistry)?;
        self.db.read(|tx| {
            let stored = editions::must_find(tx, of)?;
            let slice = concepts::page(tx, stored.key, branch, page)?;
            let codes: Vec<&str> = slice.items.iter().map(|concept| concept.code.as_str()).collect();
            let children = concepts::children(tx, stored.key, &codes)?;
            Ok((slice, children))
        })
    }

    /// One concept.
    pub fn concept(&self, session: &Session, of: &EditionRef, code: &str) -> Result<Concept> {
        session.permit(Right::ReadRegistry)?;
        self.db.read(|tx| {
            let stored = editions::must_find(tx, of)?;
            concepts::must_find(tx, &stored, code)
        })
    }

    /// Concepts whose code, name or other names fit what somebody types, best first.
    pub fn search_concepts(
        &self,
        session: &Session,
        of: &EditionRef,
        text: &str,
        limit: usize,
    ) -> Result<Vec<Concept>> {
        session.permit(Right::ReadRegistry)?;
        must_be_question("q", text, LONGEST_QUESTION)?;
        let (_, matcher) = self.keyed_matcher(of)?;
        let hits = matcher.search(text, limit)?;
        let codes: Vec<&str> = hits.iter().map(|hit| hit.code.as_str()).collect();
        let mut found = self.db.read(|tx| {
            let stored = editions::must_find(tx, of)?;
            concepts::find_many(tx, stored.key, &codes)
        })?;
        Ok(codes.iter().filter_map(|code| found.remove(*code)).collect())
    }
}
