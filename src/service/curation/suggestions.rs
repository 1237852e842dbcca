//! Suggestions: for one term, and for every row of a dictionary.

use super::memory::LiveMemory;
use crate::access::role::Right;
use crate::access::session::Session;
use crate::audit::Act;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::DictionaryId;
use crate::id::EditionRef;
use crate::id::OrganizationId;
use crate::mapping::reuse::Teachers;
use crate::matching::Comparison;
use crate::matching::Entry;
use crate::matching::Matcher;
use crate::matching::Opening;
use crate::matching::Suggestion;
use crate::matching::Term;
use crate::service::Service;
use crate::service::shared;
use crate::service::texts::must_be_question;
use crate::source::local_code::LocalCode;
use crate::storage::access::organizations;
use crate::storage::audit::audit_log;
use crate::storage::curation::dictionaries;
use crate::storage::curation::local_codes;
use crate::storage::curation::reuse_policies;
use crate::storage::curation::suggestions;
use crate::storage::curation::suggestions::RowKey;
use crate::storage::registry::code_systems;
use crate::storage::registry::concepts;
use crate::storage::registry::editions;
use serde_json::json;
use std::sync::Arc;

/// How many suggestions are kept for a row of a dictionary.
pub const KEPT: usize = 5;
/// The longest term, in characters: the longest name of a dictionary.
const LONGEST_TERM: usize = 2_000;
/// Rows that are worked on and written at a time.
const CHUNK: usize = 2_000;
/// When to come back while the server stops.
const RESTART_SECONDS: u64 = 30;

/// A row of a dictionary with what is suggested for it.
#[derive(Clone, Debug)]
pub struct SuggestedRow {
    /// The row.
    pub local_code: LocalCode,
    /// What is suggested, best first; empty when nothing fits.
    pub suggestions: Vec<Suggestion>,
}

impl Service {
    /// What a term may mean in an edition, best first.
    pub fn suggest(
        &self,
        session: &Session,
        edition: &EditionRef,
        term: &Term<'_>,
        limit: usize,
    ) -> Result<Vec<Suggestion>> {
        session.permit(Right::Suggest)?;
        must_be_question("name", term.name, LONGEST_TERM)?;
        let (_, matcher) = self.keyed_matcher(edition)?;
        matcher.suggest(term, limit)
    }

    /// The same for an organization, with its memory as evidence.
    pub fn suggest_for(
        &self,
        session: &Session,
        organization: &OrganizationId,
        edition: &EditionRef,
        term: &Term<'_>,
        limit: usize,
    ) -> Result<Vec<Suggestion>> {
        session.permit_in(Right::Suggest, organization)?;
        must_be_question("name", term.name, LONGEST_TERM)?;
        self.db.read(|tx| organizations::must_find(tx, organization))?;
        self.memory(organization, edition, &Teachers::Sharing)?
            .suggest(term, limit)
    }

    /// Suggests for every row of a dictionary, keeps it, and returns it in the order of the hospital's file.
    ///
    /// `progress` is told rows done and rows in all.
    pub fn suggest_dictionary(
        &self,
        session: &Session,
        organization: &OrganizationId,
        dictionary: &DictionaryId,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Vec<SuggestedRow>> {
        let permit = session.permit_in(Right::Suggest, organization)?;
        let (target, teachers, mut rows) = self.db.read(|tx| {
            let target = dictionaries::must_find(tx, organization, dictionary)?.target;
            let teachers = reuse_policies::in_force(tx, organization, dictionary)?.teachers();
            Ok((target, teachers, local_codes::all(tx, organization, dictionary)?))
        })?;
        rows.sort_by_key(|entry| entry.row);
        let total = rows.len();
        let mut list: Vec<SuggestedRow> = Vec::with_capacity(total);
        let object = format!("organizations/{organization}/dictionaries/{dictionary}");
        let act = Act::new("dictionary.suggest", object).with_details(json!({ "rows": total, "target": target }));
        for chunk in rows.chunks(CHUNK) {
            if self.running_jobs.must_stop() {
                return Err(Error::new(Code::ServerBusy).with("seconds", RESTART_SECONDS));
            }
            let memory = self.memory(organization, &target, &teachers)?;
            let found = self.suggest_chunk(&memory, chunk)?;
            let (now, is_first) = (self.now(), list.is_empty());
            self.db.write(|tx| {
                suggestions::save(tx, organization, dictionary, &found, now)?;
                if list.len() + found.len() == total {
                    suggestions::complete(tx, total)?;
                }
                if is_first {
                    audit_log::append(tx, permit.permit(), &act, now)?;
                }
                Ok(())
            })?;
            list.extend(chunk.iter().zip(found).map(|(entry, (_, suggestions))| SuggestedRow {
                local_code: entry.clone(),
                suggestions,
            }));
            progress(count(list.len()), count(total));
        }
        Ok(list)
    }

    /// The matcher of an edition, made once for a lexicon and kept ready, with the digests of both as its key; its index is a
    /// folder named by the edition's digest and its kind.
    pub(in crate::service) fn keyed_matcher(&self, of: &EditionRef) -> Result<(String, Arc<Matcher>)> {
        let stored = self.db.read(|tx| editions::must_find(tx, of))?;
        let system = self.db.read(|tx| code_systems::find(tx, &of.system))?;
        let kind = self.ready_kind(&system.map(|system| system.kind).unwrap_or_default())?;
        let comparison = kind.comparison();
        let name = match comparison {
            Comparison::Plain => stored.edition.digest.clone(),
            Comparison::Drug | Comparison::Laboratory | Comparison::Division | Comparison::Department => {
                format!("{}-{}", stored.edition.digest, comparison.as_str())
            }
        };
        let (lexicon_digest, lexicon) = self.lexicon()?;
        let make = || {
            let opening = self.db.read(|tx| {
                let mut opening = Opening::new(comparison, Arc::clone(&lexicon));
                concepts::each(tx, stored.key, |concept| opening.take(Entry::from(concept)))?;
                Ok(opening)
            })?;
            let folder = self.folder.join("index").join(&name);
            opening.finish(&folder).map(Arc::new)
        };
        let key = format!("{name} {lexicon_digest}");
        let matcher = self
            .matchers
            .try_get_with_by_ref(key.as_str(), make)
            .map_err(|error: Arc<Error>| shared(&error))?;
        Ok((key, matcher))
    }

    fn suggest_chunk(&self, memory: &LiveMemory, chunk: &[LocalCode]) -> Result<Vec<(RowKey, Vec<Suggestion>)>> {
        let threads = self.surroundings.threads.max(1);
        let share = chunk.len().div_ceil(threads).max(1);
        let parts: Vec<Result<Vec<_>>> = std::thread::scope(|scope| {
            let work = |part: &[LocalCode]| part.iter().map(|entry| suggest_row(memory, entry)).collect();
            let spawned: Vec<_> = chunk
                .chunks(share)
                .map(|part| scope.spawn(move || work(part)))
                .collect();
            spawned.into_iter().map(join).collect()
        });
        let mut found = Vec::with_capacity(chunk.len());
        for part in parts {
            found.extend(part?);
        }
        Ok(found)
    }
}

fn suggest_row(memory: &LiveMemory, entry: &LocalCode) -> Result<(RowKey, Vec<Suggestion>)> {
    let term = Term {
        code: Some(&entry.code),
        name: &entry.name,
        attributes: Some(&entry.attributes),
    };
    let suggestions = memory.suggest(&term, KEPT)?;
    Ok(((entry.code.clone(), entry.occurrence), suggestions))
}

fn join<T>(thread: std::thread::ScopedJoinHandle<'_, Result<T>>) -> Result<T> {
    match thread.join() {
        Ok(outcome) => outcome,
        Err(panic) => std::panic::resume_unwind(panic),
    }
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
