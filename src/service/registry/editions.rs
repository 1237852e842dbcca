//! Importing editions.

use super::edition_life::Words;
use super::edition_life::note_step;
use super::edition_life::object;
use super::edition_life::publish_now;
use crate::access::role::Right;
use crate::access::session::Session;
use crate::audit::Act;
use crate::digest::sha256_hex;
use crate::error::Error;
use crate::error::Result;
use crate::id::AccountId;
use crate::id::EditionRef;
use crate::id::KindId;
use crate::registry::code_system::CodeSystem;
use crate::registry::concept::Concept;
use crate::registry::edition::Edition;
use crate::registry::edition::EditionMetadata;
use crate::registry::edition::EditionStatus;
use crate::registry::edition_file;
use crate::registry::edition_file::Derived;
use crate::registry::edition_file::edition_digest;
use crate::registry::edition_life::EditionStep;
use crate::registry::edition_life::check_days;
use crate::registry::edition_life::check_replaces;
use crate::registry::exchange;
use crate::registry::exchange::Format;
use crate::registry::exchange::profile::AliasColumns;
use crate::registry::exchange::profile::Profile;
use crate::registry::exchange::profile::ProfileColumns;
use crate::registry::exchange::profile::Titles;
use crate::registry::kind::Kind;
use crate::registry::lint::Report;
use crate::registry::lint::Severity;
use crate::service::Service;
use crate::service::files::FileInput;
use crate::storage::DbConn;
use crate::storage::audit::audit_log;
use crate::storage::registry::code_systems;
use crate::storage::registry::concepts;
use crate::storage::registry::editions;
use crate::storage::registry::editions::StoredEdition;
use crate::storage::registry::findings;
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
    /// How its file is read.
    pub reading: Reading,
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

/// How a file is read; what is not said is detected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// The id of a column profile; columns that the caller names as well count instead of the profile's.
    pub profile: Option<String>,
    /// The format.
    pub format: Option<Format>,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
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
pub(in crate::service) struct WholeEdition<'a> {
    pub(in crate::service) edition: Edition,
    pub(in crate::service) concepts: &'a [Concept],
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
        let publishing = import
            .publish
            .then(|| session.permit(Right::PublishEdition))
            .transpose()?;
        let profile = import.profile()?;
        let import = &import.completed_by(&profile);
        check_days(&import.metadata)?;
        let (kind, reading, notes) = self.read_edition(of, file, import, &profile)?;
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
            if let Some(permit) = &publishing {
                publish_now(tx, permit, &stored, now)?;
            }
            Ok(editions::must_find(tx, of)?.edition)
        })?;
        self.recheck_editions();
        Ok(ImportedEdition {
            edition,
            warnings: reading.warnings().into_iter().chain(notes).collect(),
            kind: kind.id().clone(),
            report: reading.report,
            derived: reading.derived,
        })
    }

    /// Reads the file of an edition as its profile says and holds it against the kind that the import names, or else that
    /// of its code system. Beside the reading it tells what the file has and an edition does not keep.
    pub(in crate::service) fn read_edition(
        &self,
        of: &EditionRef,
        file: &FileInput,
        import: &EditionImport,
        profile: &Profile,
    ) -> Result<(Arc<Kind>, edition_file::Reading, Vec<Error>)> {
        let kind = if let Some(named) = &import.kind {
            self.named_kind(named)?
        } else {
            let system = self.db.read(|tx| code_systems::find(tx, &of.system))?;
            self.ready_kind(&system.map(|system| system.kind).unwrap_or_default())?
        };
        let incoming = exchange::read(&file.bytes, file.file_name.as_deref(), profile)?;
        let most = import.most_findings.unwrap_or(Report::USUAL);
        let reading = edition_file::read(&incoming.table, &incoming.choice, &kind, most)?;
        Ok((kind, reading, incoming.notes))
    }
}

impl<'a> WholeEdition<'a> {
    pub(in crate::service) fn new(
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
            retired_at: None,
        };
        Self { edition, concepts }
    }

    /// Writes a new draft, or replaces the draft with this name; what was said of it and is not said now stays.
    pub(in crate::service) fn save(&self, tx: &mut DbConn) -> Result<StoredEdition> {
        let mut edition = self.edition.clone();
        let known = editions::find(tx, &edition.of)?;
        if let Some(known) = &known {
            known.edition.must_be_draft()?;
            edition.metadata = edition.metadata.or(&known.edition.metadata);
            check_days(&edition.metadata)?;
        }
        check_replaces(&edition.of, &edition.metadata, &editions::list(tx, &edition.of.system)?)?;
        let key = match known {
            None => {
                let key = editions::insert(tx, &edition)?;
                concepts::insert_all(tx, key, self.concepts)?;
                key
            }
            Some(known) => {
                editions::update_draft(tx, known.key, &edition)?;
                concepts::replace_all(tx, known.key, self.concepts)?;
                known.key
            }
        };
        let stored = StoredEdition { key, edition };
        let by = (&stored.edition.created_by, stored.edition.created_at);
        note_step(
            tx,
            &stored,
            EditionStep::Import,
            EditionStatus::Draft,
            by,
            Words::default(),
        )?;
        Ok(stored)
    }
}

impl EditionImport {
    /// The profile that the file is read with: the one that is named, or an empty one, with what the caller says.
    pub(in crate::service) fn profile(&self) -> Result<Profile> {
        let reading = &self.reading;
        let named = reading.profile.as_deref().map(Profile::find).transpose()?;
        let mut profile = named.unwrap_or_default();
        let format = reading.format.map(|format| format.as_str().to_owned());
        profile.format = format.or(profile.format);
        profile.sheet = reading.sheet.clone().or(profile.sheet);
        self.columns.override_in(&mut profile.columns);
        Ok(profile)
    }

    /// The same import, with what the profile knows where the caller says nothing.
    pub(in crate::service) fn completed_by(&self, profile: &Profile) -> Self {
        let mut completed = self.clone();
        let known = &profile.metadata;
        let metadata = &mut completed.metadata;
        for (said, known) in [
            (&mut metadata.title, &known.title),
            (&mut metadata.source, &known.source),
            (&mut metadata.confidence, &known.confidence),
        ] {
            if said.is_empty() {
                said.clone_from(known);
            }
        }
        completed.kind = completed.kind.or_else(|| profile.kind.clone());
        completed
    }
}

impl ConceptColumns {
    fn override_in(&self, columns: &mut ProfileColumns) {
        for (said, column) in [
            (&self.code, &mut columns.code),
            (&self.name, &mut columns.name),
            (&self.parent, &mut columns.parent),
            (&self.status, &mut columns.status),
            (&self.assignable, &mut columns.assignable),
        ] {
            if let Some(title) = said {
                *column = Some(Titles::from(title.clone()));
            }
        }
        if let Some(title) = &self.aliases {
            columns.aliases = AliasColumns::Cell(title.clone());
        }
        if !self.properties.is_empty() {
            columns.properties.clone_from(&self.properties);
            columns.properties_if_present.clear();
        }
    }
}

/// The published edition with the same name and the same contents, if there is one.
fn same_edition(tx: &mut DbConn, whole: &WholeEdition<'_>) -> Result<Option<Edition>> {
    let known = editions::find(tx, &whole.edition.of)?.map(|stored| stored.edition);
    let is_same = |known: &Edition| known.status == EditionStatus::Published && known.digest == whole.edition.digest;
    Ok(known.filter(is_same))
}
