//! What importing a file of value domains or data elements gave.

use super::Resolver;
use super::exists;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::registry::catalogue_file::DraftElement;
use crate::registry::catalogue_file::Findings;
use crate::registry::catalogue_file::Reading;
use crate::registry::data_element::DataElement;
use crate::registry::value_domain::Definition;
use crate::registry::value_domain::ValueDomain;
use crate::storage::DbConn;
use crate::storage::registry::data_elements;
use crate::storage::registry::value_domains;
use std::collections::HashMap;

/// Counts, and what is worth a look.
#[derive(Debug, Default)]
pub struct CatalogueReport {
    /// Rows of the file.
    pub rows: u64,
    /// Versions that are new.
    pub registered: u64,
    /// Rows whose version was registered with the same contents.
    pub unchanged: u64,
    /// What is wrong with rows and cells, and how many rows were left out.
    pub findings: Findings,
}

impl CatalogueReport {
    pub(super) fn of<T>(reading: &Reading<T>) -> Self {
        let mut report = Self::default();
        for finding in &reading.findings.listed {
            report.findings.listed.push(copy(finding));
        }
        report.findings.count = reading.findings.count;
        report.findings.left_out = reading.findings.left_out;
        report.rows = reading.findings.left_out;
        report
    }

    /// Those value domains that are new. One without a title gets that of its last version, or else its id.
    pub(super) fn new_domains(&mut self, tx: &mut DbConn, items: &[(u64, ValueDomain)]) -> Result<Vec<ValueDomain>> {
        let ids: Vec<&str> = items.iter().map(|(_, domain)| domain.of.id.as_str()).collect();
        let mut digests: HashMap<(String, String), String> = HashMap::new();
        let mut titles: HashMap<String, String> = HashMap::new();
        for (id, versions) in value_domains::known(tx, &ids)? {
            for known in versions {
                titles.insert(id.clone(), known.title);
                digests.insert((id.clone(), known.version), known.digest);
            }
        }
        let mut list = Vec::new();
        for (row, domain) in items {
            let mut domain = domain.clone();
            let id = domain.of.id.to_string();
            let key = (id.clone(), domain.of.version.to_string());
            if only_names_a_version(&domain) && digests.contains_key(&key) {
                self.rows += 1;
                self.unchanged += 1;
                continue;
            }
            if domain.title.is_empty() {
                let title = titles.get(&id).cloned();
                if title.is_none() {
                    self.findings.add(untitled(&id).at_row(*row));
                }
                domain.title = title.unwrap_or_else(|| id.clone());
            }
            if self.is_new(*row, &key, &domain.digest(), &mut digests) {
                titles.insert(id, domain.title.clone());
                list.push(domain);
            }
        }
        Ok(list)
    }

    /// Those data elements that are new, with the versions of their value domains.
    pub(super) fn new_elements(&mut self, tx: &mut DbConn, items: &[(u64, DraftElement)]) -> Result<Vec<DataElement>> {
        let resolver = Resolver::of_domains(tx, items.iter().filter_map(|(_, draft)| draft.domain.as_ref()))?;
        let ids: Vec<&str> = items.iter().map(|(_, draft)| draft.element.of.id.as_str()).collect();
        let mut digests: HashMap<(String, String), String> = HashMap::new();
        for stored in data_elements::find_many(tx, &ids)?.into_values().flatten() {
            let of = stored.element.of;
            digests.insert((of.id.to_string(), of.version.to_string()), stored.digest);
        }
        let mut list = Vec::new();
        for (row, draft) in items {
            let mut element = draft.element.clone();
            if let Some(named) = &draft.domain {
                element.domain = resolver.domain(named)?;
                if element.domain.is_none() {
                    element.properties.insert("domain".to_owned(), named.0.clone());
                    self.findings.add(not_registered(&named.0).at_row(*row));
                }
            }
            let key = (element.of.id.to_string(), element.of.version.to_string());
            if self.is_new(*row, &key, &element.digest(), &mut digests) {
                list.push(element);
            }
        }
        Ok(list)
    }

    fn is_new(
        &mut self,
        row: u64,
        key: &(String, String),
        digest: &str,
        digests: &mut HashMap<(String, String), String>,
    ) -> bool {
        self.rows += 1;
        match digests.get(key) {
            None => {
                digests.insert(key.clone(), digest.to_owned());
                self.registered += 1;
                true
            }
            Some(known) if known == digest => {
                self.unchanged += 1;
                false
            }
            Some(_) => {
                self.findings.leave_out(exists(&key.0, &key.1).at_row(row));
                false
            }
        }
    }
}

/// Whether a row says nothing of a value domain but that it has this version.
fn only_names_a_version(domain: &ValueDomain) -> bool {
    let is_silent = domain.title.is_empty() && domain.note.is_empty() && domain.oid.is_none();
    is_silent && domain.properties.is_empty() && domain.definition == Definition::Unknown
}

/// The finding for a value domain that nobody gave a title.
fn untitled(id: &str) -> Error {
    Error::new(Code::CellKept)
        .with("value", id)
        .with("what_zh", "名称")
        .with("what_en", "a title")
        .with("rule_zh", "没有名称，以标识代替；请补登记有名称的版本")
        .with(
            "rule_en",
            "it has no title, its id stands for it; register a version with a title",
        )
}

/// The finding for a value domain that is named and not registered.
fn not_registered(id: &str) -> Error {
    Error::new(Code::CellKept)
        .with("value", id)
        .with("what_zh", "值域")
        .with("what_en", "a value domain")
        .with("rule_zh", "请先登记这个值域，再为数据元登记新的版本")
        .with(
            "rule_en",
            "register the value domain, then a new version of the data element",
        )
}

/// A finding again: a transaction may be tried more than once, and its report is made anew each time.
fn copy(finding: &Error) -> Error {
    let mut same = Error::new(finding.code());
    for (name, value) in finding.values() {
        same = same.with(name, value);
    }
    let place = finding.place();
    if let Some(row) = place.row {
        same = same.at_row(row);
    }
    if let Some(column) = &place.column {
        same = same.in_column(column);
    }
    same
}
