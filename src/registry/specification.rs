//! A specification 采集规范: a dated set of tables and fields, each field with what it means and which values it takes.
//! Once published it never changes; a correction is another specification that names the one it replaces.

use super::edition::EditionStatus;
use crate::digest::Hasher;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::AccountId;
use crate::id::DataElementId;
use crate::id::Pin;
use crate::id::SpecificationId;
use crate::id::ValueDomainId;
use crate::time::Instant;
use serde::Serialize;

/// First line of what is hashed.
const FORM: &str = "zhiyu specification 1\n";

/// What its publisher says of a specification.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SpecificationMetadata {
    /// Its Chinese title.
    pub title: String,
    /// Who publishes it.
    pub publisher: String,
    /// Where it was taken from.
    pub source: String,
    /// How sure it is, in the words of editions.
    pub confidence: String,
    /// What else is worth knowing.
    pub note: String,
    /// The first day it is in force, `YYYY-MM-DD`.
    pub effective_from: Option<String>,
    /// The specification that it takes the place of.
    pub replaces: Option<SpecificationId>,
}

/// A specification as the registry holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Specification {
    /// Its id, such as `henan-2026`.
    pub id: SpecificationId,
    /// Where it is in its life.
    pub status: EditionStatus,
    /// What its publisher says of it.
    pub metadata: SpecificationMetadata,
    /// How many tables it has.
    pub tables: u64,
    /// How many fields it has.
    pub fields: u64,
    /// SHA-256 of its tables and fields with what they pin.
    pub digest: String,
    /// When it was imported.
    pub created_at: Instant,
    /// Who imported it.
    pub created_by: AccountId,
    /// When it was published.
    pub published_at: Option<Instant>,
}

/// A table of a specification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SpecificationTable {
    /// Its name, such as `病人表`.
    pub name: String,
    /// Its place in the specification, from 1.
    pub number: u32,
    /// The group it stands in, such as `基本信息`.
    pub group: String,
    /// A longer title; may be empty.
    pub title: String,
}

/// A field of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SpecificationField {
    /// Its table.
    pub table: String,
    /// Its name, such as `性别`.
    pub name: String,
    /// Its place in the specification, from 1.
    pub number: u32,
    /// A longer title; may be empty.
    pub title: String,
    /// The place in the published list of fields; fields that stand there in one row have the same.
    pub slot: Option<u32>,
    /// What it means.
    pub element: Option<Pin<DataElementId>>,
    /// Which values it takes.
    pub domain: Option<Pin<ValueDomainId>>,
    /// Where the binding was taken from.
    pub source: String,
    /// How sure the binding is, in the words of editions.
    pub confidence: String,
    /// What else is worth knowing.
    pub note: String,
}

impl Specification {
    /// Refuses a specification that may not change any more.
    pub fn must_be_draft(&self) -> Result<()> {
        if self.status == EditionStatus::Draft {
            return Ok(());
        }
        Err(Error::new(Code::SpecificationNotDraft)
            .with("specification", &self.id)
            .with("status", self.status.as_str()))
    }
}

/// The SHA-256 of tables and fields: the same on every machine. What is hashed is the line `zhiyu specification 1`, then each
/// table and each field in their order as a line of JSON.
pub fn specification_digest(tables: &[SpecificationTable], fields: &[SpecificationField]) -> String {
    let mut hasher = Hasher::default();
    hasher.update(FORM.as_bytes());
    let mut line = |text: serde_json::Result<String>| {
        hasher.update(text.unwrap_or_default().as_bytes());
        hasher.update(b"\n");
    };
    for table in tables {
        line(serde_json::to_string(table));
    }
    for field in fields {
        line(serde_json::to_string(field));
    }
    hasher.finish()
}
