//! Concept maps between code systems: importing, publishing, reading, composing.

use crate::access::permit::Permit;
use crate::access::role::Right;
use crate::access::role::Role;
use crate::access::session::Session;
use crate::audit::Act;
use crate::digest::sha256_hex;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::EditionRef;
use crate::id::MapId;
use crate::id::MapVersionRef;
use crate::mapping::concept_map;
use crate::mapping::concept_map::Chain;
use crate::mapping::concept_map::ConceptMap;
use crate::mapping::concept_map::Losses;
use crate::mapping::concept_map::MapChange;
use crate::mapping::concept_map::MapColumns;
use crate::mapping::concept_map::MapFormat;
use crate::mapping::concept_map::MapRow;
use crate::mapping::concept_map::MapStatus;
use crate::mapping::concept_map::MapVersion;
use crate::mapping::concept_map::NumberedRow;
use crate::page::Page;
use crate::page::Slice;
use crate::service::Service;
use crate::service::files::FileInput;
use crate::storage::DbConn;
use crate::storage::audit::audit_log;
use crate::storage::registry::concept_maps;
use crate::storage::registry::concepts;
use crate::storage::registry::editions;
use crate::time::Instant;
use serde_json::json;

/// How a version of a concept map is to be imported.
#[derive(Clone, Debug)]
pub struct MapImport {
    /// The edition that it leads from.
    pub source: EditionRef,
    /// The edition that it leads to.
    pub target: EditionRef,
    /// The format; detected without it.
    pub format: Option<MapFormat>,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// The columns of a table.
    pub columns: MapColumns,
    /// Where it was taken from.
    pub provenance: String,
}

impl Service {
    /// Registers a concept map, or gives the one that is there another title.
    pub fn add_concept_map(&self, session: &Session, map: &ConceptMap) -> Result<ConceptMap> {
        let permit = session.permit(Right::ImportEdition)?;
        let now = self.now();
        self.db.write(|tx| {
            for system in [&map.source, &map.target] {
                let known = crate::storage::registry::code_systems::find(tx, system)?;
                known.ok_or_else(|| Error::new(Code::CodeSystemUnknown).with("system", system))?;
            }
            let known = register(tx, map, now)?;
            if known.title != map.title {
                concept_maps::set_title(tx, &map.id, &map.title)?;
            }
            let details = json!({ "title": map.title, "source": map.source, "target": map.target });
            let act = Act::new("concept-map.add", format!("concept-maps/{}", map.id)).with_details(details);
            audit_log::append(tx, &permit, &act, now)?;
            concept_maps::must_find(tx, &map.id)
        })
    }

    /// The concept maps by id.
    pub fn concept_maps(&self, session: &Session, page: &Page) -> Result<Slice<ConceptMap>> {
        session.permit(Right::ReadRegistry)?;
        self.db.read(|tx| concept_maps::page(tx, page))
    }

    /// A concept map and its versions, newest import first.
    pub fn concept_map(&self, session: &Session, id: &MapId) -> Result<(ConceptMap, Vec<MapVersion>)> {
        session.permit(Right::ReadRegistry)?;
        self.db.read(|tx| {
            let map = concept_maps::must_find(tx, id)?;
            let versions = concept_maps::versions(tx, &map)?;
            Ok((map, versions))
        })
    }

    /// Imports a version as a draft, or replaces the draft that is there; the map is registered if it is new. A row whose
    /// codes are not in the editions is a finding, and a file with findings changes nothing. A published version is never
    /// replaced, but the same contents again are no error.
    pub fn import_concept_map(
        &self,
        session: &Session,
        of: &MapVersionRef,
        file: &FileInput,
        import: &MapImport,
    ) -> Result<MapVersion> {
        let permit = session.permit(Right::ImportEdition)?;
        let name = file.file_name.as_deref();
        let format = import.format.unwrap_or_else(|| MapFormat::detect(name, &file.bytes));
        let rows = concept_map::read(&file.bytes, format, import.sheet.as_deref(), &import.columns)?;
        let file_digest = sha256_hex([file.bytes.as_slice()]);
        let now = self.now();
        self.db.write(|tx| {
            check(tx, &rows, &import.source, &import.target)?;
            let rows = rows.iter().map(|numbered| numbered.row.clone()).collect::<Vec<_>>();
            let version = version(
                of,
                (&import.source, &import.target),
                &import.provenance,
                &rows,
                (&permit, now),
            );
            save(tx, &permit, &version, &rows, &json!({ "file_sha256": file_digest }))
        })
    }

    /// Publishes a version: from now on it never changes. Another account than the importer's publishes it, except on
    /// the command line of the machine itself; both editions have to be published.
    pub fn publish_concept_map(&self, session: &Session, of: &MapVersionRef) -> Result<MapVersion> {
        let permit = session.permit(Right::PublishEdition)?;
        let now = self.now();
        self.db.write(|tx| {
            let stored = concept_maps::must_find_version(tx, of)?;
            let version = stored.version;
            if version.status == MapStatus::Published {
                return Ok(version);
            }
            if permit.role() != Role::Operator && version.created_by == *permit.account() {
                return Err(Error::new(Code::MakerIsChecker).with("code", of));
            }
            for edition in [&version.source, &version.target] {
                editions::must_find(tx, edition)?.edition.must_be_published()?;
            }
            // A draft edition may have been replaced since the import.
            let rows = concept_maps::all_rows(tx, stored.key)?;
            let rows: Vec<NumberedRow> = (1..)
                .zip(rows)
                .map(|(number, row)| NumberedRow { number, row })
                .collect();
            check(tx, &rows, &version.source, &version.target)?;
            concept_maps::publish(tx, stored.key, permit.account(), now)?;
            let details = json!({ "rows": version.rows, "digest": version.digest });
            let act = Act::new("concept-map.publish", object(of)).with_details(details);
            audit_log::append(tx, &permit, &act, now)?;
            Ok(concept_maps::must_find_version(tx, of)?.version)
        })
    }

    /// The rows of a version, by source code.
    pub fn concept_map_rows(&self, session: &Session, of: &MapVersionRef, page: &Page) -> Result<Slice<MapRow>> {
        session.permit(Right::ReadRegistry)?;
        self.db.read(|tx| {
            let stored = concept_maps::must_find_version(tx, of)?;
            concept_maps::page_of_rows(tx, stored.key, page)
        })
    }

    /// The rows of a source code in their order; with `backwards` those of a target code. No row means that the map does
    /// not know the code.
    pub fn translate(&self, session: &Session, of: &MapVersionRef, code: &str, backwards: bool) -> Result<Vec<MapRow>> {
        session.permit(Right::ReadRegistry)?;
        self.db.read(|tx| {
            let stored = concept_maps::must_find_version(tx, of)?;
            concept_maps::rows_of(tx, stored.key, code, backwards)
        })
    }

    /// What a version loses, and where it differs from its editions.
    pub fn concept_map_losses(&self, session: &Session, of: &MapVersionRef) -> Result<Losses> {
        session.permit(Right::ReadRegistry)?;
        let (rows, source, target) = self.db.read(|tx| {
            let stored = concept_maps::must_find_version(tx, of)?;
            let mut list = |edition: &EditionRef| {
                let key = editions::must_find(tx, edition)?.key;
                concepts::all(tx, key)
            };
            let (source, target) = (list(&stored.version.source)?, list(&stored.version.target)?);
            Ok((concept_maps::all_rows(tx, stored.key)?, source, target))
        })?;
        Ok(concept_map::losses(&rows, &source, &target))
    }

    /// The bytes of a version in this format; imported again, they give a version with the same digest.
    pub fn export_concept_map(&self, session: &Session, of: &MapVersionRef, format: MapFormat) -> Result<Vec<u8>> {
        session.permit(Right::ReadRegistry)?;
        let (version, rows) = self.map_rows(of)?;
        concept_map::write(format, &version, &rows)
    }

    /// What changed between two versions of the same map, by source code.
    pub fn diff_concept_map(
        &self,
        session: &Session,
        before: &MapVersionRef,
        after: &MapVersionRef,
    ) -> Result<Vec<MapChange>> {
        session.permit(Right::ReadRegistry)?;
        let (_, before) = self.map_rows(before)?;
        let (_, after) = self.map_rows(after)?;
        Ok(concept_map::diff(before, after))
    }

    /// The first map and then the second, with what the chain loses; nothing is stored.
    pub fn compose_concept_maps(
        &self,
        session: &Session,
        first: &MapVersionRef,
        second: &MapVersionRef,
    ) -> Result<Chain> {
        session.permit(Right::ReadRegistry)?;
        Ok(self.chain(first, second)?.2)
    }

    /// Keeps the first map and then the second as a draft, which goes the way of every other.
    pub fn keep_composed_map(
        &self,
        session: &Session,
        of: &MapVersionRef,
        first: &MapVersionRef,
        second: &MapVersionRef,
    ) -> Result<MapVersion> {
        let permit = session.permit(Right::ImportEdition)?;
        let (source, target, chain) = self.chain(first, second)?;
        let provenance = format!("compose {first} {second}");
        let now = self.now();
        let version = version(of, (&source, &target), &provenance, &chain.rows, (&permit, now));
        let details = json!({ "first": first.to_string(), "second": second.to_string(), "losses": chain.losses.len() });
        self.db.write(|tx| save(tx, &permit, &version, &chain.rows, &details))
    }

    fn chain(&self, first: &MapVersionRef, second: &MapVersionRef) -> Result<(EditionRef, EditionRef, Chain)> {
        let (earlier, first) = self.map_rows(first)?;
        let (later, second) = self.map_rows(second)?;
        if earlier.target != later.source {
            return Err(Error::new(Code::MapsDoNotChain)
                .with("target", &earlier.target)
                .with("source", &later.source));
        }
        Ok((earlier.source, later.target, concept_map::compose(&first, &second)))
    }

    fn map_rows(&self, of: &MapVersionRef) -> Result<(MapVersion, Vec<MapRow>)> {
        self.db.read(|tx| {
            let stored = concept_maps::must_find_version(tx, of)?;
            Ok((stored.version, concept_maps::all_rows(tx, stored.key)?))
        })
    }
}

/// Refuses rows that do not fit the editions of the registry.
fn check(tx: &mut DbConn, rows: &[NumberedRow], source: &EditionRef, target: &EditionRef) -> Result<()> {
    let (sources, targets) = concept_map::wanted_codes(rows);
    let source_key = editions::must_find(tx, source)?.key;
    let target_key = editions::must_find(tx, target)?.key;
    let known_sources = concepts::find_many(tx, source_key, &sources)?;
    let known_targets = concepts::find_many(tx, target_key, &targets)?;
    concept_map::check(rows, (source, &known_sources), (target, &known_targets))
}

fn version(
    of: &MapVersionRef,
    (source, target): (&EditionRef, &EditionRef),
    provenance: &str,
    rows: &[MapRow],
    (permit, now): (&Permit, Instant),
) -> MapVersion {
    MapVersion {
        of: of.clone(),
        source: source.clone(),
        target: target.clone(),
        status: MapStatus::Draft,
        provenance: provenance.to_owned(),
        rows: u64::try_from(rows.len()).unwrap_or(u64::MAX),
        digest: concept_map::map_digest(source, target, rows),
        created_at: now,
        created_by: permit.account().clone(),
        published_at: None,
        published_by: None,
    }
}

/// Keeps a draft with its audit event; a published version with the same contents is left as it is.
fn save(
    tx: &mut DbConn,
    permit: &Permit,
    version: &MapVersion,
    rows: &[MapRow],
    origin: &serde_json::Value,
) -> Result<MapVersion> {
    let map = ConceptMap {
        id: version.of.map.clone(),
        title: version.of.map.to_string(),
        source: version.source.system.clone(),
        target: version.target.system.clone(),
    };
    register(tx, &map, version.created_at)?;
    if let Some(known) = concept_maps::find_version(tx, &version.of)? {
        let is_same = known.version.status == MapStatus::Published && known.version.digest == version.digest;
        if is_same {
            return Ok(known.version);
        }
    }
    concept_maps::save_draft(tx, version, rows)?;
    let details = json!({
        "source": version.source, "target": version.target, "rows": version.rows, "digest": version.digest,
        "origin": origin,
    });
    let act = Act::new("concept-map.import", object(&version.of)).with_details(details);
    audit_log::append(tx, permit, &act, version.created_at)?;
    Ok(concept_maps::must_find_version(tx, &version.of)?.version)
}

/// The map as it is registered, new if need be; one between other code systems is refused.
fn register(tx: &mut DbConn, map: &ConceptMap, now: Instant) -> Result<ConceptMap> {
    let Some(known) = concept_maps::find(tx, &map.id)? else {
        concept_maps::insert(tx, map, now)?;
        return Ok(map.clone());
    };
    if (&known.source, &known.target) != (&map.source, &map.target) {
        return Err(Error::new(Code::ConceptMapDiffers)
            .with("map", &map.id)
            .with("source", &known.source)
            .with("target", &known.target));
    }
    Ok(known)
}

fn object(of: &MapVersionRef) -> String {
    format!("concept-maps/{}/versions/{}", of.map, of.version)
}
