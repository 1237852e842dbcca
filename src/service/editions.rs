//! Importing and publishing editions.

use super::Service;
use super::files::FileInput;
use crate::access::permit::Permit;
use crate::access::role::Right;
use crate::access::session::Session;
use crate::audit::Act;
use crate::digest::sha256_hex;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::AccountId;
use crate::id::EditionRef;
use crate::id::KindId;
use crate::registry::code_system::CodeSystem;
use crate::registry::columns::ColumnChoice;
use crate::registry::columns::Wanted;
use crate::registry::concept::Concept;
use crate::registry::edition::Edition;
use crate::registry::edition::EditionMetadata;
use crate::registry::edition::EditionStatus;
use crate::registry::edition_file;
use crate::registry::edition_file::Derived;
use crate::registry::edition_file::Reading;
use crate::registry::edition_file::edition_digest;
use crate::registry::kind::Kind;
use crate::registry::lint::Report;
use crate::registry::lint::Severity;
use crate::storage::DbConn;
use crate::storage::audit_log;
use crate::storage::code_systems;
use crate::storage::concepts;
use crate::storage::editions;
use crate::storage::editions::StoredEdition;
use crate::storage::findings;
use crate::time::Instant;
use serde_json::json;
use std::sync::Arc;

/// Which columns of an edition's file hold what; the code's and the name's are guessed when they are not named, the
/// others are used only when they are named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConceptColumns {
    /// The column of codes.
    pub code: Option<String>,
    /// The column of names.
    pub name: Option<String>,
    /// The column of parents' codes.
    pub parent: Option<String>,
    /// The column of statuses.
    pub status: Option<String>,
    /// The column that says whether a code may be used.
    pub assignable: Option<String>,
    /// The column of other names.
    pub aliases: Option<String>,
    /// Further columns to keep.
    pub properties: Vec<String>,
}

/// How an edition is to be imported.
#[derive(Clone, Debug, Default)]
pub struct EditionImport {
    /// The columns of its file.
    pub columns: ConceptColumns,
    /// What is known of it.
    pub metadata: EditionMetadata,
    /// What kind of thing its code system lists; what is known of it stays without one.
    pub kind: Option<KindId>,
    /// Publish it in the same act.
    pub publish: bool,
    /// How many findings of a rule a rehearsal lists; 1,000 without it.
    pub most_findings: Option<u64>,
}

/// What an import gave.
#[derive(Debug)]
pub struct ImportedEdition {
    /// The edition.
    pub edition: Edition,
    /// The warnings of the lint in words, at most 100.
    pub warnings: Vec<Error>,
    /// The kind that its codes were held against.
    pub kind: KindId,
    /// What the lint found.
    pub report: Report,
    /// What the kind said of parents and headings.
    pub derived: Derived,
}

/// An edition with everything in it, ready to be written.
pub(super) struct WholeEdition<'a> {
    pub(super) edition: Edition,
    pub(super) concepts: &'a [Concept],
}

impl Service {
    /// Imports an edition as a draft, or replaces the draft that is there. A bad file is refused whole and changes
    /// nothing; a published edition is never replaced, but the same contents again are no error.
    pub fn import_edition(
        &self,
        session: &Session,
        of: &EditionRef,
        file: &FileInput,
        import: &EditionImport,
    ) -> Result<ImportedEdition> {
        let permit = session.permit(Right::ImportEdition)?;
        if import.publish {
            session.permit(Right::PublishEdition)?;
        }
        let (kind, reading) = self.read_edition(of, file, import)?;
        if let Some(refusal) = reading.report.refusal() {
            return Err(refusal);
        }
        let now = self.now();
        let whole = WholeEdition::new(of, &import.metadata, &reading.concepts, permit.account(), now);
        let file_digest = sha256_hex([file.bytes.as_slice()]);
        let edition = self.db.write(|tx| {
            let same = same_edition(tx, &whole)?;
            code_systems::insert_if_absent(tx, &CodeSystem::named(of.system.clone()), now)?;
            let named = import.kind.as_ref();
            let is_news = named
                .map(|kind| code_systems::set_kind(tx, &of.system, kind))
                .transpose()?;
            if let Some(same) = same {
                if is_news == Some(true) {
                    let act = Act::new("edition.import", object(of)).with_details(json!({ "kind": import.kind }));
                    audit_log::append(tx, &permit, &act, now)?;
                }
                return Ok(same);
            }
            let stored = whole.save(tx)?;
            findings::replace_all(tx, stored.key, kind.id(), &reading.report)?;
            let act = Act::new("edition.import", object(of)).with_details(json!({
                "rows": stored.edition.rows, "digest": stored.edition.digest, "file_sha256": file_digest,
                "kind": import.kind, "warnings": reading.report.count(Severity::Warning),
            }));
            audit_log::append(tx, &permit, &act, now)?;
            if import.publish {
                publish(tx, &permit, &stored, now)?;
            }
            Ok(editions::must_find(tx, of)?.edition)
        })?;
        Ok(ImportedEdition {
            edition,
            warnings: reading.warnings(),
            kind: kind.id().clone(),
            report: reading.report,
            derived: reading.derived,
        })
    }

    /// Reads the file of an edition and holds it against the kind that the import names, or else that of its code
    /// system.
    pub(super) fn read_edition(
        &self,
        of: &EditionRef,
        file: &FileInput,
        import: &EditionImport,
    ) -> Result<(Arc<Kind>, Reading)> {
        let kind = if let Some(named) = &import.kind {
            self.ready_kind(named).map_err(|error| unfit_kind(named, error))?
        } else {
            let system = self.db.read(|tx| code_systems::find(tx, &of.system))?;
            self.ready_kind(&system.map(|system| system.kind).unwrap_or_default())?
        };
        let (table, choice) = (file.table()?, import.columns.choice());
        let most = import.most_findings.unwrap_or(Report::USUAL);
        let reading = edition_file::read(&table, &choice, &kind, most)?;
        Ok((kind, reading))
    }

    /// Publishes an edition: from now on it never changes. Publishing it again changes nothing.
    pub fn publish_edition(&self, session: &Session, of: &EditionRef) -> Result<Edition> {
        let permit = session.permit(Right::PublishEdition)?;
        let now = self.now();
        self.db.write(|tx| {
            let stored = editions::must_find(tx, of)?;
            if stored.edition.status == EditionStatus::Published {
                return Ok(stored.edition);
            }
            stored.edition.must_be_draft()?;
            publish(tx, &permit, &stored, now)?;
            Ok(editions::must_find(tx, of)?.edition)
        })
    }
}

impl<'a> WholeEdition<'a> {
    pub(super) fn new(
        of: &EditionRef,
        metadata: &EditionMetadata,
        concepts: &'a [Concept],
        by: &AccountId,
        now: Instant,
    ) -> Self {
        let edition = Edition {
            of: of.clone(),
            status: EditionStatus::Draft,
            metadata: metadata.clone(),
            rows: u64::try_from(concepts.len()).unwrap_or(u64::MAX),
            digest: edition_digest(concepts),
            created_at: now,
            created_by: by.clone(),
            published_at: None,
        };
        Self { edition, concepts }
    }

    /// Writes a new draft, or replaces the draft with this name.
    pub(super) fn save(&self, tx: &mut DbConn) -> Result<StoredEdition> {
        let key = match editions::find(tx, &self.edition.of)? {
            None => editions::insert(tx, &self.edition)?,
            Some(known) => {
                known.edition.must_be_draft()?;
                editions::update_draft(tx, known.key, &self.edition)?;
                known.key
            }
        };
        concepts::replace_all(tx, key, self.concepts)?;
        let edition = self.edition.clone();
        Ok(StoredEdition { key, edition })
    }
}

impl ConceptColumns {
    fn choice(&self) -> ColumnChoice {
        let guessed = |title: &Option<String>| title.clone().map_or(Wanted::Guessed, Wanted::Named);
        let only_named = |title: &Option<String>| title.clone().map_or(Wanted::Absent, Wanted::Named);
        ColumnChoice {
            code: guessed(&self.code),
            name: guessed(&self.name),
            parent: only_named(&self.parent),
            status: only_named(&self.status),
            assignable: only_named(&self.assignable),
            aliases: only_named(&self.aliases),
            properties: self.properties.clone(),
        }
    }
}

/// A kind that an import names and that does not exist is a wrong value of its field.
fn unfit_kind(named: &KindId, error: Error) -> Error {
    if error.code() != Code::KindUnknown {
        return error;
    }
    Error::new(Code::FieldInvalid)
        .with("field", "kind")
        .with("value", named)
        .with("rule_zh", "须为已有的种类，见 /kinds")
        .with("rule_en", "a kind that exists is needed; see /kinds")
        .in_field("kind")
}

/// The published edition with the same name and the same contents, if there is one.
fn same_edition(tx: &mut DbConn, whole: &WholeEdition<'_>) -> Result<Option<Edition>> {
    let known = editions::find(tx, &whole.edition.of)?.map(|stored| stored.edition);
    let is_same = |known: &Edition| known.status == EditionStatus::Published && known.digest == whole.edition.digest;
    Ok(known.filter(is_same))
}

pub(super) fn publish(tx: &mut DbConn, permit: &Permit, stored: &StoredEdition, now: Instant) -> Result<()> {
    editions::publish(tx, stored.key, permit.account(), now)?;
    let act = Act::new("edition.publish", object(&stored.edition.of))
        .with_details(json!({ "rows": stored.edition.rows, "digest": stored.edition.digest }));
    audit_log::append(tx, permit, &act, now)
}

fn object(of: &EditionRef) -> String {
    format!("code-systems/{}/editions/{}", of.system, of.edition)
}
