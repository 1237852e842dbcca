//! What comes with the program besides editions: the catalogue of value domains and data elements, and specifications.
//! A manifest proves each table by its digest.

use super::catalogue_file;
use super::catalogue_file::CatalogueChoice;
use super::catalogue_file::DraftElement;
use super::catalogue_file::DraftField;
use super::catalogue_file::Reading;
use super::specification::SpecificationMetadata;
use super::specification::SpecificationTable;
use super::tabular;
use super::tabular::Format;
use super::tabular::Limits;
use super::tabular::Table;
use super::value_domain::ValueDomain;
use crate::digest;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::SpecificationId;
use serde::Deserialize;

/// What a manifest says of one table.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Proof {
    rows: usize,
    sha256: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CatalogueManifest {
    #[serde(rename = "title")]
    _title: String,
    #[serde(rename = "title_en")]
    _title_en: String,
    #[serde(rename = "source")]
    _source: String,
    #[serde(rename = "note")]
    _note: String,
    domains: Proof,
    elements: Proof,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SpecificationManifest {
    id: SpecificationId,
    title: String,
    #[serde(rename = "title_en")]
    _title_en: String,
    publisher: String,
    source: String,
    confidence: String,
    #[serde(default)]
    note: String,
    effective_from: Option<String>,
    replaces: Option<SpecificationId>,
    tables: Proof,
    fields: Proof,
}

/// A shipped specification, its fields not yet looked up.
#[derive(Debug)]
pub struct ShippedSpecification {
    /// Its id.
    pub id: SpecificationId,
    /// What is said of it.
    pub metadata: SpecificationMetadata,
    /// Its tables.
    pub tables: Vec<SpecificationTable>,
    /// Its fields.
    pub fields: Vec<DraftField>,
}

/// Reads the value domains and data elements of the shipped catalogue from its manifest and its tables.
///
/// Errors: `shipped-list-broken`.
pub fn catalogue(manifest: &str, domains: &[u8], elements: &[u8]) -> Result<(Vec<ValueDomain>, Vec<DraftElement>)> {
    let list = "catalogue";
    let manifest: CatalogueManifest = parse(list, manifest)?;
    let choice = CatalogueChoice::default();
    let domains = catalogue_file::domains(&table(list, &manifest.domains, domains)?, &choice)?;
    let elements = catalogue_file::elements(&table(list, &manifest.elements, elements)?, &choice)?;
    Ok((whole(list, domains)?, whole(list, elements)?))
}

/// Reads a shipped specification.
///
/// Errors: `shipped-list-broken`.
pub fn specification(list: &str, manifest: &str, tables: &[u8], fields: &[u8]) -> Result<ShippedSpecification> {
    let manifest: SpecificationManifest = parse(list, manifest)?;
    let choice = CatalogueChoice::default();
    let tables = catalogue_file::tables(&table(list, &manifest.tables, tables)?, &choice)?;
    let fields = catalogue_file::fields(&table(list, &manifest.fields, fields)?, &choice)?;
    Ok(ShippedSpecification {
        id: manifest.id,
        metadata: SpecificationMetadata {
            title: manifest.title,
            publisher: manifest.publisher,
            source: manifest.source,
            confidence: manifest.confidence,
            note: manifest.note,
            effective_from: manifest.effective_from,
            replaces: manifest.replaces,
        },
        tables: whole(list, tables)?,
        fields: whole(list, fields)?,
    })
}

fn parse<T: for<'de> Deserialize<'de>>(list: &str, manifest: &str) -> Result<T> {
    toml::from_str(manifest).map_err(|cause| broken(list).caused_by(cause))
}

fn table(list: &str, proof: &Proof, bytes: &[u8]) -> Result<Table> {
    if digest::sha256_hex([bytes]) != proof.sha256 {
        return Err(broken(list).caused_by("a table has another sha256"));
    }
    let table = tabular::read(bytes, Format::Tsv, &Limits::default())?;
    if table.row_count() != proof.rows {
        return Err(broken(list).caused_by("a table has another number of rows"));
    }
    Ok(table)
}

fn whole<T>(list: &str, reading: Reading<T>) -> Result<Vec<T>> {
    if reading.findings.count > 0 {
        return Err(broken(list).with_findings(reading.findings.listed));
    }
    Ok(reading.items.into_iter().map(|(_, item)| item).collect())
}

fn broken(list: &str) -> Error {
    Error::new(Code::ShippedListBroken).with("list", list)
}
