//! Registering value domains and data elements, one by one and by the file; reading them, and who uses them.

mod reading;
mod report;
mod resolve;
mod value_sets;

pub use crate::storage::registry::data_elements::StoredElement;
pub use crate::storage::registry::specifications::fields::FieldUse;
pub use crate::storage::registry::value_domains::StoredDomain;
pub use report::CatalogueReport;
pub(in crate::service) use resolve::Resolver;

use crate::access::permit::Permit;
use crate::access::role::Right;
use crate::access::session::Session;
use crate::audit::Act;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::registry::catalogue_file;
use crate::registry::catalogue_file::CatalogueChoice;
use crate::registry::catalogue_file::DraftElement;
use crate::registry::data_element::DataElement;
use crate::registry::value_domain::ValueDomain;
use crate::service::Service;
use crate::service::files::FileInput;
use crate::storage::DbConn;
use crate::storage::audit::audit_log;
use crate::storage::registry::concepts;
use crate::storage::registry::data_elements;
use crate::storage::registry::editions;
use crate::storage::registry::value_domains;
use crate::time::Instant;
use serde_json::json;

impl Service {
    /// Registers a version of a value domain. From then on it never changes; the same contents again are no error. Empty texts
    /// say nothing, as in files, and without a title its id stands for it.
    ///
    /// Errors: `item-version-exists`; `concept-unknown` when it names a code that its published edition does not have.
    pub fn register_value_domain(&self, session: &Session, domain: &ValueDomain) -> Result<StoredDomain> {
        let permit = session.permit(Right::PublishEdition)?;
        let domain = &domain.clone().normalized();
        domain.check()?;
        let now = self.now();
        self.db.write(|tx| {
            let of = &domain.of;
            if let Some(known) = value_domains::find(tx, &of.id, Some(&of.version))? {
                if known.digest == domain.digest() {
                    return Ok(known);
                }
                return Err(exists(&of.id, &of.version));
            }
            must_have_codes(tx, domain)?;
            value_domains::insert_all(tx, std::slice::from_ref(domain), permit.account(), now)?;
            let act = Act::new(
                "value-domain.register",
                format!("value-domains/{}/versions/{}", of.id, of.version),
            )
            .with_details(json!({ "digest": domain.digest() }));
            audit_log::append(tx, &permit, &act, now)?;
            value_domains::must_find(tx, &of.id, Some(&of.version))
        })
    }

    /// Registers a version of a data element. Without a version of its value domain the newest is pinned.
    ///
    /// Errors: `item-version-exists`, `value-domain-unknown`; `field-invalid` without a name.
    pub fn register_data_element(&self, session: &Session, draft: &DraftElement) -> Result<StoredElement> {
        let permit = session.permit(Right::PublishEdition)?;
        must_have_a_name(&draft.element)?;
        let now = self.now();
        self.db.write(|tx| {
            let mut element = draft.element.clone();
            element.properties.retain(|_, value| !value.is_empty());
            if let Some(named) = &draft.domain {
                let resolver = Resolver::of_domains(tx, std::iter::once(named))?;
                let unknown = || Error::new(Code::ValueDomainUnknown).with("domain", &named.0);
                element.domain = Some(resolver.domain(named)?.ok_or_else(unknown)?);
            }
            let of = element.of.clone();
            let known = data_elements::find_many(tx, &[of.id.as_str()])?;
            let mut same = known.into_values().flatten();
            if let Some(known) = same.find(|known| known.element.of == of) {
                if known.digest == element.digest() {
                    return Ok(known);
                }
                return Err(exists(&of.id, &of.version));
            }
            data_elements::insert_all(tx, &[element], permit.account(), now)?;
            let act = Act::new(
                "data-element.register",
                format!("data-elements/{}/versions/{}", of.id, of.version),
            );
            audit_log::append(tx, &permit, &act, now)?;
            data_elements::must_find(tx, &of.id, Some(&of.version))
        })
    }

    /// Registers the value domains of a file; rows that are registered already with the same contents are no error, those with
    /// others are findings.
    pub fn import_value_domains(
        &self,
        session: &Session,
        file: &FileInput,
        choice: &CatalogueChoice,
    ) -> Result<CatalogueReport> {
        let permit = session.permit(Right::PublishEdition)?;
        let reading = catalogue_file::domains(&file.table()?, choice)?;
        let now = self.now();
        self.db.write(|tx| {
            let mut report = CatalogueReport::of(&reading);
            let list = report.new_domains(tx, &reading.items)?;
            value_domains::insert_all(tx, &list, permit.account(), now)?;
            note(tx, &permit, "value-domain.import", &report, now)?;
            Ok(report)
        })
    }

    /// Registers the data elements of a file. A value domain that is not registered is a finding, and its name is kept as a
    /// property.
    pub fn import_data_elements(
        &self,
        session: &Session,
        file: &FileInput,
        choice: &CatalogueChoice,
    ) -> Result<CatalogueReport> {
        let permit = session.permit(Right::PublishEdition)?;
        let reading = catalogue_file::elements(&file.table()?, choice)?;
        let now = self.now();
        self.db.write(|tx| {
            let mut report = CatalogueReport::of(&reading);
            let list = report.new_elements(tx, &reading.items)?;
            data_elements::insert_all(tx, &list, permit.account(), now)?;
            note(tx, &permit, "data-element.import", &report, now)?;
            Ok(report)
        })
    }
}

/// Registers those of shipped items that are not there under any contents; returns how many.
pub(in crate::service) fn add_missing(
    tx: &mut DbConn,
    permit: &Permit,
    (domains, elements): (&[ValueDomain], &[DraftElement]),
    now: Instant,
) -> Result<usize> {
    let numbered = |list: &[DraftElement]| -> Vec<(u64, DraftElement)> { (1..).zip(list.iter().cloned()).collect() };
    let domains: Vec<(u64, ValueDomain)> = (1..).zip(domains.iter().cloned()).collect();
    let mut report = CatalogueReport::default();
    let new_domains = report.new_domains(tx, &domains)?;
    value_domains::insert_all(tx, &new_domains, permit.account(), now)?;
    let new_elements: Vec<DataElement> = report.new_elements(tx, &numbered(elements))?;
    data_elements::insert_all(tx, &new_elements, permit.account(), now)?;
    Ok(new_domains.len() + new_elements.len())
}

fn note(tx: &mut DbConn, permit: &Permit, action: &'static str, report: &CatalogueReport, now: Instant) -> Result<()> {
    if report.registered == 0 {
        return Ok(());
    }
    let act = Act::new(action, "catalogue").with_details(json!({
        "rows": report.rows, "registered": report.registered, "findings": report.findings.count,
    }));
    audit_log::append(tx, permit, &act, now)
}

/// Refuses a data element without a name, as files do.
fn must_have_a_name(element: &DataElement) -> Result<()> {
    if !element.name.trim().is_empty() {
        return Ok(());
    }
    Err(Error::new(Code::FieldInvalid)
        .with("field", "name")
        .with("value", &element.name)
        .with("rule_zh", "名称不能为空")
        .with("rule_en", "a name is needed")
        .in_field("name"))
}

/// Refuses codes that the published edition of an enumeration does not have.
fn must_have_codes(tx: &mut DbConn, domain: &ValueDomain) -> Result<()> {
    let Some(enumeration) = domain.enumeration() else {
        return Ok(());
    };
    let of = &enumeration.edition;
    let named: Vec<&str> = enumeration.part.codes().iter().map(String::as_str).collect();
    let Some(stored) = editions::find(tx, of)?.filter(|_| !named.is_empty()) else {
        return Ok(());
    };
    let known = concepts::find_many(tx, stored.key, &named)?;
    let Some(missing) = named.into_iter().find(|code| !known.contains_key(*code)) else {
        return Ok(());
    };
    Err(Error::new(Code::ConceptUnknown)
        .with("system", &of.system)
        .with("edition", &of.edition)
        .with("code", missing)
        .in_field("codes"))
}

fn exists(id: &impl std::fmt::Display, version: &impl std::fmt::Display) -> Error {
    Error::new(Code::ItemVersionExists)
        .with("item", id)
        .with("version", version)
}
