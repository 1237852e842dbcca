//! Administrative divisions: lists by date, the tree as it was, two series beside each other.

use super::edition_life::publish_now;
use super::editions::WholeEdition;
use crate::access::role::Right;
use crate::access::session::Session;
use crate::audit::Act;
use crate::digest::sha256_hex;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::EditionRef;
use crate::id::KindId;
use crate::id::SystemId;
use crate::registry::code_system::CodeSystem;
use crate::registry::columns::ColumnChoice;
use crate::registry::columns::Wanted;
use crate::registry::division;
use crate::registry::division::SideBySide;
use crate::registry::division::TreeRow;
use crate::registry::edition::Edition;
use crate::registry::edition::EditionMetadata;
use crate::registry::edition::EditionStatus;
use crate::registry::edition_file;
use crate::registry::succession::PartialDate;
use crate::service::Service;
use crate::service::files::FileInput;
use crate::storage::audit::audit_log;
use crate::storage::registry::code_systems;
use crate::storage::registry::concepts;
use crate::storage::registry::editions;
use serde_json::json;

/// The kind of the yearly and monthly lists: six digits.
const KIND: &str = "gbt-2260";

/// A list of divisions that is imported.
#[derive(Clone, Debug)]
pub struct DivisionList {
    /// Its edition.
    pub of: EditionRef,
    /// The title of its code system, when that is new.
    pub system_title: String,
    /// Who publishes the code system, when that is new.
    pub publisher: String,
    /// What is known of the edition.
    pub metadata: EditionMetadata,
}

impl Service {
    /// Imports a list of divisions with code and name, gives each the parent that its code says, and publishes it. The same
    /// contents again are no error. Returns the edition and whether it is new.
    pub fn import_division_list(
        &self,
        session: &Session,
        list: &DivisionList,
        file: &FileInput,
    ) -> Result<(Edition, bool)> {
        session.permit(Right::ImportEdition)?;
        let permit = session.permit(Right::PublishEdition)?;
        let choice = ColumnChoice {
            parent: Wanted::Absent,
            status: Wanted::Absent,
            assignable: Wanted::Absent,
            aliases: Wanted::Absent,
            ..ColumnChoice::default()
        };
        let mut concepts = edition_file::concepts(&file.table()?, &choice)?;
        let directly = division::set_parents(&mut concepts);
        let now = self.now();
        let whole = WholeEdition::new(&list.of, &list.metadata, &concepts, permit.account(), now);
        let system = CodeSystem {
            title: list.system_title.clone(),
            publisher: list.publisher.clone(),
            kind: KindId::new(KIND)?,
            ..CodeSystem::named(list.of.system.clone())
        };
        let object = format!("code-systems/{}/editions/{}", list.of.system, list.of.edition);
        let file_digest = sha256_hex([file.bytes.as_slice()]);
        let imported = self.db.write(|tx| {
            let known = editions::find(tx, &list.of)?.map(|stored| stored.edition);
            let is_same =
                |known: &Edition| known.status == EditionStatus::Published && known.digest == whole.edition.digest;
            if let Some(same) = known.filter(is_same) {
                return Ok((same, false));
            }
            code_systems::insert_if_absent(tx, &system, now)?;
            let stored = whole.save(tx)?;
            let act = Act::new("edition.import", object.clone()).with_details(json!({
                "rows": stored.edition.rows, "digest": stored.edition.digest, "file_sha256": file_digest,
                "parent_is_province": directly,
            }));
            audit_log::append(tx, &permit, &act, now)?;
            publish_now(tx, &permit, &stored, now)?;
            Ok((editions::must_find(tx, &list.of)?.edition, true))
        })?;
        self.recheck_editions();
        Ok(imported)
    }

    /// The tree of a code system as it was at the end of a date, or the part under a code, names as they were then.
    ///
    /// Errors: `no-edition-in-force`, `concept-unknown`.
    pub fn tree_as_of(
        &self,
        session: &Session,
        system: &SystemId,
        date: PartialDate,
        under: Option<&str>,
    ) -> Result<(Edition, Vec<TreeRow>)> {
        session.permit(Right::ReadRegistry)?;
        self.db.read(|tx| {
            let list = editions::list(tx, system)?;
            let edition = division::in_force_on(&list, date).ok_or_else(|| {
                Error::new(Code::NoEditionInForce)
                    .with("system", system)
                    .with("day", date)
            })?;
            let stored = editions::must_find(tx, &edition.of)?;
            let rows = division::tree(&concepts::all(tx, stored.key)?, under);
            match under.filter(|_| rows.is_empty()) {
                None => Ok((stored.edition, rows)),
                Some(code) => Err(Error::new(Code::ConceptUnknown)
                    .with("system", system)
                    .with("edition", &edition.of.edition)
                    .with("code", code)),
            }
        })
    }

    /// Two editions beside each other, by code; `under` is a code with everything below it, or the beginning of codes.
    pub fn compare_divisions(
        &self,
        session: &Session,
        left: &EditionRef,
        right: &EditionRef,
        under: Option<&str>,
    ) -> Result<(Edition, Edition, Vec<SideBySide>)> {
        session.permit(Right::ReadRegistry)?;
        self.db.read(|tx| {
            let (left, right) = (editions::must_find(tx, left)?, editions::must_find(tx, right)?);
            let rows = division::compare(&concepts::all(tx, left.key)?, &concepts::all(tx, right.key)?, under);
            Ok((left.edition, right.edition, rows))
        })
    }
}
