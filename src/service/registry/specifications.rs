//! Specifications: imported as drafts, published, browsed from table to field to what the field pins.

use super::catalogue::Resolver;
use crate::access::permit::Permit;
use crate::access::role::Right;
use crate::access::session::Session;
use crate::audit::Act;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::AccountId;
use crate::id::SpecificationId;
use crate::page::Page;
use crate::page::Slice;
use crate::registry::catalogue_file;
use crate::registry::catalogue_file::CatalogueChoice;
use crate::registry::catalogue_file::DraftField;
use crate::registry::catalogue_file::Findings;
use crate::registry::edition::EditionStatus;
use crate::registry::specification::Specification;
use crate::registry::specification::SpecificationField;
use crate::registry::specification::SpecificationMetadata;
use crate::registry::specification::SpecificationTable;
use crate::registry::specification::specification_digest;
use crate::service::Service;
use crate::service::files::FileInput;
use crate::storage::DbConn;
use crate::storage::audit::audit_log;
use crate::storage::registry::data_elements;
use crate::storage::registry::data_elements::StoredElement;
use crate::storage::registry::specifications;
use crate::storage::registry::specifications::fields;
use crate::storage::registry::value_domains;
use crate::storage::registry::value_domains::StoredDomain;
use crate::time::Instant;
use serde_json::json;
use std::collections::BTreeSet;

/// A field with everything that it pins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WholeField {
    /// The field.
    pub field: SpecificationField,
    /// Its data element.
    pub element: Option<StoredElement>,
    /// Its value domain.
    pub domain: Option<StoredDomain>,
}

/// What an import gave.
#[derive(Debug)]
pub struct ImportedSpecification {
    /// The specification.
    pub specification: Specification,
    /// What is worth a look in the file.
    pub findings: Findings,
}

impl Service {
    /// The specifications by id.
    pub fn specifications(&self, session: &Session, page: &Page) -> Result<Slice<Specification>> {
        session.permit(Right::ReadRegistry)?;
        self.db.read(|tx| specifications::page(tx, page))
    }

    /// A specification and its tables in their order.
    pub fn specification(
        &self,
        session: &Session,
        id: &SpecificationId,
    ) -> Result<(Specification, Vec<SpecificationTable>)> {
        session.permit(Right::ReadRegistry)?;
        self.db
            .read(|tx| Ok((specifications::must_find(tx, id)?, fields::tables(tx, id)?)))
    }

    /// A table and its fields in their order.
    pub fn specification_table(
        &self,
        session: &Session,
        id: &SpecificationId,
        table: &str,
    ) -> Result<(SpecificationTable, Vec<SpecificationField>)> {
        session.permit(Right::ReadRegistry)?;
        self.db.read(|tx| {
            specifications::must_find(tx, id)?;
            let found = fields::table(tx, id, table)?.ok_or_else(|| table_unknown(id, table))?;
            Ok((found, fields::of_tables(tx, id, &[table])?))
        })
    }

    /// A field with its data element and its value domain.
    pub fn specification_field(
        &self,
        session: &Session,
        id: &SpecificationId,
        table: &str,
        field: &str,
    ) -> Result<WholeField> {
        session.permit(Right::ReadRegistry)?;
        self.db.read(|tx| {
            let field = must_find_field(tx, id, table, field)?;
            let element = field.element.as_ref();
            let domain = field.domain.as_ref();
            Ok(WholeField {
                element: element
                    .map(|pin| data_elements::must_find(tx, &pin.id, Some(&pin.version)))
                    .transpose()?,
                domain: domain
                    .map(|pin| value_domains::must_find(tx, &pin.id, Some(&pin.version)))
                    .transpose()?,
                field,
            })
        })
    }

    /// Imports a specification as a draft, or replaces the draft that is there. A field that names no version pins the newest
    /// of its data element and value domain; one that names no value domain takes that of its data element. The same
    /// contents as those of the published specification are no error.
    pub fn import_specification(
        &self,
        session: &Session,
        id: &SpecificationId,
        (tables, file): (Option<&FileInput>, &FileInput),
        (metadata, choice): (&SpecificationMetadata, &CatalogueChoice),
    ) -> Result<ImportedSpecification> {
        let permit = session.permit(Right::ImportEdition)?;
        let plain = CatalogueChoice::default();
        let mut reading = catalogue_file::fields(&file.table()?, choice)?;
        let described = tables
            .map(|file| catalogue_file::tables(&file.table()?, &plain))
            .transpose()?;
        let mut tables = Vec::new();
        if let Some(described) = described {
            for finding in described.findings.listed {
                reading.findings.leave_out(finding);
            }
            tables.extend(described.items.into_iter().map(|(_, table)| table));
        }
        let drafts: Vec<(u64, DraftField)> = std::mem::take(&mut reading.items);
        let now = self.now();
        let (specification, lost) = self.db.write(|tx| {
            let (whole, lost) = Whole::of(tx, id, metadata, (&tables, &drafts), permit.account(), now)?;
            let known = specifications::find(tx, id)?;
            if let Some(known) = known {
                if known.status == EditionStatus::Published && known.digest == whole.specification.digest {
                    return Ok((known, lost));
                }
                known.must_be_draft()?;
            }
            whole.save(tx)?;
            let act = Act::new("specification.import", object(id)).with_details(json!({
                "tables": whole.specification.tables, "fields": whole.specification.fields,
                "digest": whole.specification.digest,
            }));
            audit_log::append(tx, &permit, &act, now)?;
            Ok((specifications::must_find(tx, id)?, lost))
        })?;
        for finding in lost {
            reading.findings.add(finding);
        }
        Ok(ImportedSpecification {
            specification,
            findings: reading.findings,
        })
    }

    /// Publishes a specification: from now on it never changes. Publishing it again changes nothing.
    pub fn publish_specification(&self, session: &Session, id: &SpecificationId) -> Result<Specification> {
        let permit = session.permit(Right::PublishEdition)?;
        let now = self.now();
        self.db.write(|tx| {
            let known = specifications::must_find(tx, id)?;
            if known.status == EditionStatus::Published {
                return Ok(known);
            }
            known.must_be_draft()?;
            publish(tx, &permit, &known, now)?;
            specifications::must_find(tx, id)
        })
    }
}

/// A specification with everything in it, ready to be written.
pub(in crate::service) struct Whole {
    specification: Specification,
    tables: Vec<SpecificationTable>,
    fields: Vec<SpecificationField>,
}

impl Whole {
    /// Looks up what the fields name. What is not registered is told and noted at its field.
    pub(in crate::service) fn of(
        tx: &mut DbConn,
        id: &SpecificationId,
        metadata: &SpecificationMetadata,
        (tables, drafts): (&[SpecificationTable], &[(u64, DraftField)]),
        by: &AccountId,
        now: Instant,
    ) -> Result<(Self, Vec<Error>)> {
        let resolver = Resolver::of_domains(tx, drafts.iter().filter_map(|(_, draft)| draft.domain.as_ref()))?;
        let resolver = resolver.with_elements(tx, drafts.iter().filter_map(|(_, draft)| draft.element.as_ref()))?;
        let mut findings = Vec::new();
        let mut list = Vec::with_capacity(drafts.len());
        for (row, draft) in drafts {
            list.push(pinned(&resolver, *row, draft, &mut findings)?);
        }
        let tables = all_tables(tables, drafts);
        let count = |many: usize| u64::try_from(many).unwrap_or(u64::MAX);
        let specification = Specification {
            id: id.clone(),
            status: EditionStatus::Draft,
            metadata: metadata.clone(),
            tables: count(tables.len()),
            fields: count(list.len()),
            digest: specification_digest(&tables, &list),
            created_at: now,
            created_by: by.clone(),
            published_at: None,
        };
        let whole = Self {
            specification,
            tables,
            fields: list,
        };
        Ok((whole, findings))
    }

    /// Writes the draft.
    pub(in crate::service) fn save(&self, tx: &mut DbConn) -> Result<()> {
        specifications::save_draft(tx, &self.specification)?;
        fields::replace_all(tx, &self.specification.id, &self.tables, &self.fields)
    }

    /// Publishes what was saved.
    pub(in crate::service) fn publish(&self, tx: &mut DbConn, permit: &Permit, now: Instant) -> Result<()> {
        publish(tx, permit, &self.specification, now)
    }
}

/// The field of a specification, or the refusal that says which of the three does not exist.
pub(in crate::service) fn must_find_field(
    tx: &mut DbConn,
    id: &SpecificationId,
    table: &str,
    field: &str,
) -> Result<SpecificationField> {
    specifications::must_find(tx, id)?;
    let list = fields::of_tables(tx, id, &[table])?;
    if let Some(found) = list.into_iter().find(|one| one.name == field) {
        return Ok(found);
    }
    fields::table(tx, id, table)?.ok_or_else(|| table_unknown(id, table))?;
    Err(field_unknown(id, table, field))
}

/// The refusal that says a field does not exist.
pub(in crate::service) fn field_unknown(id: &SpecificationId, table: &str, field: &str) -> Error {
    Error::new(Code::SpecificationFieldUnknown)
        .with("specification", id)
        .with("table", table)
        .with("field", field)
}

fn table_unknown(id: &SpecificationId, table: &str) -> Error {
    Error::new(Code::TableUnknown)
        .with("specification", id)
        .with("table", table)
}

fn pinned(resolver: &Resolver, row: u64, draft: &DraftField, findings: &mut Vec<Error>) -> Result<SpecificationField> {
    let mut field = draft.field.clone();
    let mut lost = |what: (&'static str, &'static str), id: &str, note: &mut String| {
        findings.push(not_registered(what, id).at_row(row));
        let words = format!("{} {id} 未登记", what.0);
        *note = if note.is_empty() {
            words
        } else {
            format!("{note}；{words}")
        };
    };
    let element = draft.element.as_ref().and_then(|named| resolver.element(named));
    if let (Some((id, _)), None) = (&draft.element, element) {
        lost(("数据元", "a data element"), id, &mut field.note);
    }
    field.element = element.map(Resolver::pin_of);
    if let (true, Some(element)) = (field.title.is_empty(), element) {
        field.title.clone_from(&element.name);
    }
    if field.title == field.name {
        field.title.clear();
    }
    field.domain = match &draft.domain {
        Some(named) => resolver.domain(named)?,
        None => element
            .filter(|_| !draft.has_no_domain)
            .and_then(|element| element.domain.clone()),
    };
    if let (Some((id, _)), None) = (&draft.domain, &field.domain) {
        lost(("值域", "a value domain"), id, &mut field.note);
    }
    Ok(field)
}

fn not_registered((zh, en): (&'static str, &'static str), id: &str) -> Error {
    Error::new(Code::CellKept)
        .with("value", id)
        .with("what_zh", zh)
        .with("what_en", en)
        .with("rule_zh", "没有登记；请先登记，再重新导入采集规范")
        .with(
            "rule_en",
            "it is not registered; register it and import the specification again",
        )
}

/// The tables that were described, then those that only fields name.
fn all_tables(described: &[SpecificationTable], drafts: &[(u64, DraftField)]) -> Vec<SpecificationTable> {
    let mut list = described.to_vec();
    let mut known: BTreeSet<String> = list.iter().map(|table| table.name.clone()).collect();
    for (_, draft) in drafts {
        if known.insert(draft.field.table.clone()) {
            list.push(SpecificationTable {
                name: draft.field.table.clone(),
                number: u32::try_from(list.len() + 1).unwrap_or(u32::MAX),
                group: draft.group.clone(),
                title: String::new(),
            });
        }
    }
    list
}

fn publish(tx: &mut DbConn, permit: &Permit, specification: &Specification, now: Instant) -> Result<()> {
    let id = &specification.id;
    specifications::publish(tx, id, permit.account(), now)?;
    let act = Act::new("specification.publish", object(id)).with_details(json!({
        "tables": specification.tables, "fields": specification.fields, "digest": specification.digest,
    }));
    audit_log::append(tx, permit, &act, now)
}

fn object(id: &SpecificationId) -> String {
    format!("specifications/{id}")
}
