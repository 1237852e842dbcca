//! Lists of changes: importing and publishing them, and asking what became of a code.

use crate::access::permit::Permit;
use crate::access::role::Right;
use crate::access::role::Role;
use crate::access::session::Session;
use crate::audit::Act;
use crate::digest::sha256_hex;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::EditionId;
use crate::id::EditionRef;
use crate::id::SystemId;
use crate::registry::code_system::CodeSystem;
use crate::registry::succession::Answer;
use crate::registry::succession::Event;
use crate::registry::succession::Index;
use crate::registry::succession::Life;
use crate::registry::succession::Origin;
use crate::registry::succession::PartialDate;
use crate::registry::succession::Profile;
use crate::registry::succession::SuccessionList;
use crate::registry::succession::events_digest;
use crate::registry::succession::unknown_list;
use crate::service::Service;
use crate::service::files::FileInput;
use crate::service::shared;
use crate::storage::DbConn;
use crate::storage::audit::audit_log;
use crate::storage::registry::code_systems;
use crate::storage::registry::successions;
use crate::storage::registry::successions::StoredList;
use crate::time::Instant;
use serde_json::json;
use std::sync::Arc;

/// How a list of changes is to be imported.
#[derive(Clone, Debug)]
pub struct SuccessionImport {
    /// The form of its file.
    pub profile: Profile,
    /// Where it was taken from.
    pub source: String,
    /// How sure its facts are.
    pub confidence: String,
    /// Publish it in the same act.
    pub publish: bool,
}

/// What an import gave.
#[derive(Debug)]
pub struct ImportedSuccession {
    /// The list.
    pub list: SuccessionList,
    /// How many rows of data the file had.
    pub file_rows: usize,
    /// Rows that were left out or not read as they stand.
    pub findings: Vec<Error>,
}

/// A code and the date on which it was in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The code.
    pub code: String,
    /// The date.
    pub date: PartialDate,
}

/// A life of a code with the changes that begin it and those that change it.
#[derive(Debug)]
pub struct LifeStory {
    /// The life.
    pub life: Life,
    /// The changes that lead to it.
    pub begins: Vec<Event>,
    /// The changes of it.
    pub changes: Vec<Event>,
}

/// The list that was asked, and something of it.
pub type Asked<T> = (SuccessionList, T);

impl Service {
    /// Imports a list of changes as a draft, or replaces the draft that is there. The same contents as a published list with
    /// this name are no error; other contents are refused.
    pub fn import_succession(
        &self,
        session: &Session,
        of: &EditionRef,
        file: &FileInput,
        import: &SuccessionImport,
    ) -> Result<ImportedSuccession> {
        let permit = session.permit(Right::ImportEdition)?;
        if import.publish {
            session.permit(Right::PublishEdition)?;
        }
        let read = import.profile.read(&file.bytes, file.file_name.as_deref())?;
        let now = self.now();
        let list = SuccessionList {
            source: import.source.clone(),
            confidence: import.confidence.clone(),
            ..draft(of, &read.events, &permit, now)
        };
        let details = json!({
            "profile": import.profile.as_str(), "rows": list.rows, "digest": list.digest, "file_rows": read.rows,
            "findings": read.findings.len(), "file_sha256": sha256_hex([file.bytes.as_slice()]),
        });
        let list = self.db.write(|tx| {
            let known = successions::find(tx, of)?.map(|stored| stored.list);
            if let Some(same) = known.filter(|known| known.is_published && known.digest == list.digest) {
                return Ok(same);
            }
            code_systems::insert_if_absent(tx, &CodeSystem::named(of.system.clone()), now)?;
            let stored = successions::save(tx, &list, &read.events)?;
            let act = Act::new("succession.import", object(of)).with_details(details.clone());
            audit_log::append(tx, &permit, &act, now)?;
            if import.publish {
                must_be_of_another(&stored.list, session)?;
                publish(tx, &permit, &stored, now)?;
            }
            Ok(successions::must_find(tx, of)?.list)
        })?;
        Ok(ImportedSuccession {
            list,
            file_rows: read.rows,
            findings: read.findings,
        })
    }

    /// Publishes a list: from now on it never changes. Somebody else than who imported it does this, or the operator.
    /// Publishing it again changes nothing.
    pub fn publish_succession(&self, session: &Session, of: &EditionRef) -> Result<SuccessionList> {
        let permit = session.permit(Right::PublishEdition)?;
        let now = self.now();
        self.db.write(|tx| {
            let stored = successions::must_find(tx, of)?;
            if stored.list.is_published {
                return Ok(stored.list);
            }
            must_be_of_another(&stored.list, session)?;
            publish(tx, &permit, &stored, now)?;
            Ok(successions::must_find(tx, of)?.list)
        })
    }

    /// The lists of a code system, newest import first.
    pub fn succession_lists(&self, session: &Session, system: &SystemId) -> Result<Vec<SuccessionList>> {
        session.permit(Right::ReadRegistry)?;
        self.db.read(|tx| successions::list(tx, system))
    }

    /// What became of codes, as of `to` (none: the end of the list), each in the order of the questions. Everything is
    /// answered from one index in memory; `list` names a published list, or the one published last is asked.
    ///
    /// Errors: `succession-list-unknown`; `field-invalid` when `to` lies before a date.
    pub fn successions(
        &self,
        session: &Session,
        system: &SystemId,
        list: Option<&EditionId>,
        questions: &[Question],
        to: Option<PartialDate>,
    ) -> Result<Asked<Vec<Answer>>> {
        session.permit(Right::ReadRegistry)?;
        let (list, index) = self.succession_index(system, list)?;
        let answers = questions.iter().map(|question| {
            let is_backward = to.is_some_and(|to| to.last() < question.date.first());
            if is_backward {
                return Err(backward(question));
            }
            Ok(index.resolve(&question.code, question.date, to))
        });
        Ok((list, answers.collect::<Result<_>>()?))
    }

    /// Every life of a code with its changes, oldest first; none when the list does not know it.
    pub fn succession_history(
        &self,
        session: &Session,
        system: &SystemId,
        list: Option<&EditionId>,
        code: &str,
    ) -> Result<Asked<Vec<LifeStory>>> {
        session.permit(Right::ReadRegistry)?;
        let (list, index) = self.succession_index(system, list)?;
        let cloned = |events: Vec<&Event>| events.into_iter().cloned().collect();
        let story = |(life, begins, changes): (&Life, Vec<&Event>, Vec<&Event>)| LifeStory {
            life: life.clone(),
            begins: cloned(begins),
            changes: cloned(changes),
        };
        Ok((list, index.history(code).into_iter().map(story).collect()))
    }

    /// What became part of a code as it is in force on a date (none: today); `None` when it is not in force then.
    pub fn succession_origins(
        &self,
        session: &Session,
        system: &SystemId,
        list: Option<&EditionId>,
        code: &str,
        date: Option<PartialDate>,
    ) -> Result<Asked<Option<Vec<Origin>>>> {
        session.permit(Right::ReadRegistry)?;
        let (list, index) = self.succession_index(system, list)?;
        Ok((list, index.origins(code, date)))
    }

    /// The list of a code system that was published last, with its index; none when there is none.
    pub(in crate::service) fn newest_succession(&self, system: &SystemId) -> Result<Option<Asked<Arc<Index>>>> {
        let newest = self.db.read(|tx| successions::newest_published(tx, system))?;
        newest
            .map(|stored| self.succession_index(system, Some(&stored.list.of.edition)))
            .transpose()
    }

    /// The index of a published list, made once and kept ready by the digest of the list.
    fn succession_index(&self, system: &SystemId, edition: Option<&EditionId>) -> Result<(SuccessionList, Arc<Index>)> {
        let stored = self.db.read(|tx| match edition {
            None => successions::newest_published(tx, system),
            Some(edition) => successions::find(tx, &named(system, edition)),
        })?;
        let wanted = || EditionId::new("latest").map(|latest| named(system, edition.unwrap_or(&latest)));
        let Some(stored) = stored.filter(|stored| stored.list.is_published) else {
            return Err(unknown_list(&wanted()?));
        };
        let make = || {
            let events = self.db.read(|tx| successions::events(tx, stored.key))?;
            Ok(Arc::new(Index::new(events)))
        };
        let ready = self.successions.try_get_with(stored.list.digest.clone(), make);
        let index = ready.map_err(|error: Arc<Error>| shared(&error))?;
        Ok((stored.list, index))
    }
}

/// A list that somebody makes now of these changes.
pub(in crate::service) fn draft(of: &EditionRef, events: &[Event], permit: &Permit, now: Instant) -> SuccessionList {
    SuccessionList {
        of: of.clone(),
        is_published: false,
        source: String::new(),
        confidence: String::new(),
        rows: u64::try_from(events.len()).unwrap_or(u64::MAX),
        digest: events_digest(events),
        created_at: now,
        created_by: permit.account().clone(),
        published_at: None,
    }
}

/// Publishes a stored draft and writes the event of it.
pub(in crate::service) fn publish(tx: &mut DbConn, permit: &Permit, stored: &StoredList, now: Instant) -> Result<()> {
    successions::publish(tx, stored.key, permit.account(), now)?;
    let details = json!({ "rows": stored.list.rows, "digest": stored.list.digest });
    let act = Act::new("succession.publish", object(&stored.list.of)).with_details(details);
    audit_log::append(tx, permit, &act, now)
}

pub(in crate::service) fn object(of: &EditionRef) -> String {
    format!("code-systems/{}/successions/{}", of.system, of.edition)
}

pub(in crate::service) fn named(system: &SystemId, edition: &EditionId) -> EditionRef {
    EditionRef {
        system: system.clone(),
        edition: edition.clone(),
    }
}

/// The operator answers for the machine and may publish what they imported; everybody else needs a second person.
fn must_be_of_another(list: &SuccessionList, session: &Session) -> Result<()> {
    if session.permit(Right::PublishEdition)?.role() == Role::Operator {
        return Ok(());
    }
    list.must_be_of_another(&session.account)
}

fn backward(question: &Question) -> Error {
    Error::new(Code::FieldInvalid)
        .with("field", "to")
        .with("value", &question.code)
        .with("rule_zh", "to 不能早于 date")
        .with("rule_en", "to may not lie before date")
        .in_field("to")
}
