//! A value domain on the wire: what is said of its values stands beside its names, as in its files.

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::EditionRef;
use crate::id::KindId;
use crate::id::Pin;
use crate::id::ValueDomainId;
use crate::id::VersionId;
use crate::registry::data_element::DataType;
use crate::registry::representation::Representation;
use crate::registry::value_domain::Definition;
use crate::registry::value_domain::Description;
use crate::registry::value_domain::Enumeration;
use crate::registry::value_domain::Part;
use crate::registry::value_domain::ValueDomain;
use crate::service::registry::catalogue::StoredDomain;
use serde::Deserialize;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A version of a registered thing.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "id": "GB-T-2261.1", "version": "2003" }))]
pub struct PinResponse {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
}

impl<Id: ToString> From<&Pin<Id>> for PinResponse {
    fn from(pin: &Pin<Id>) -> Self {
        Self {
            id: pin.id.to_string(),
            version: pin.version.to_string(),
        }
    }
}

/// What a value domain says. With `edition` it lists codes; with a type, format, pattern or kind it describes values; without
/// any of them its values are not known.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "title": "性别（只取男女）", "edition": "GB-T-2261.1/2003", "part": "codes", "codes": ["1", "2"] }))]
pub struct ValueDomainRequest {
    /// Its Chinese title.
    pub title: String,
    /// Its OID.
    pub oid: Option<String>,
    /// The edition that its codes come from.
    pub edition: Option<String>,
    /// The digest that the edition has to have.
    pub edition_digest: Option<String>,
    /// `all` (without it), `subtree` or `codes`.
    pub part: Option<String>,
    /// The codes of the part.
    #[serde(default)]
    pub codes: Vec<String>,
    /// Whether headings are left out; they are, without it.
    pub assignable_only: Option<bool>,
    /// A data type of WS/T 303.
    pub data_type: Option<String>,
    /// A representation format of WS/T 303.
    pub representation: Option<String>,
    /// A regular expression for the whole value.
    pub pattern: Option<String>,
    /// The kind of identifier.
    pub kind: Option<String>,
    /// Where it was taken from.
    #[serde(default)]
    pub source: String,
    /// `V`, `V-`, `M` or `M-low`.
    #[serde(default)]
    pub confidence: String,
    /// What else is worth knowing.
    #[serde(default)]
    pub note: String,
    /// Further facts.
    #[serde(default)]
    pub properties: BTreeMap<String, String>,
}

/// A value domain 值域.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "GB-T-2261.1", "version": "2003", "title": "人的性别代码", "oid": "2.16.156.10011.2.3.3.4",
    "definition": "enumerated", "edition": "GB-T-2261.1/2003", "edition_digest": "5d0c…", "part": "all",
    "assignable_only": true, "source": "随附字典", "confidence": "V", "note": "", "properties": {}, "digest": "77ab…",
    "created_at": "2026-11-21T01:00:00.000000Z", "created_by": "zhiyu", "versions": ["2003"]
}))]
pub struct ValueDomainResponse {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Its Chinese title.
    pub title: String,
    /// Its OID, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oid: Option<String>,
    /// `enumerated`, `described` or `unknown`.
    pub definition: &'static str,
    /// The edition that its codes come from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edition: Option<String>,
    /// The digest that the edition has to have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edition_digest: Option<String>,
    /// `all`, `subtree` or `codes`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<&'static str>,
    /// The codes of the part.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<String>,
    /// Whether headings are left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignable_only: Option<bool>,
    /// A data type of WS/T 303.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_type: Option<&'static str>,
    /// A representation format of WS/T 303.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub representation: Option<String>,
    /// A regular expression for the whole value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// The kind of identifier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Where it was taken from.
    pub source: String,
    /// How sure it is.
    pub confidence: String,
    /// What else is worth knowing.
    pub note: String,
    /// Further facts; what could not be read stands here as it was.
    pub properties: BTreeMap<String, String>,
    /// SHA-256 of what it says.
    pub digest: String,
    /// When it was registered.
    pub created_at: String,
    /// Who registered it.
    pub created_by: String,
    /// Its versions, newest first; only when one value domain is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub versions: Option<Vec<String>>,
}

impl ValueDomainRequest {
    /// The value domain that is to be registered under an id and version.
    pub fn domain(self, of: Pin<ValueDomainId>) -> Result<ValueDomain> {
        let definition = match &self.edition {
            Some(edition) => Definition::Enumerated(Enumeration {
                edition: EditionRef::parse(edition)?,
                digest: self.edition_digest,
                part: part(self.part.as_deref(), self.codes)?,
                assignable_only: self.assignable_only.unwrap_or(true),
            }),
            None => described(
                (self.data_type.as_deref(), self.representation.as_deref()),
                self.pattern,
                self.kind.map(KindId::new).transpose()?,
            )?,
        };
        Ok(ValueDomain {
            of,
            title: self.title,
            oid: self.oid,
            definition,
            source: self.source,
            confidence: self.confidence,
            note: self.note,
            properties: self.properties,
        })
    }
}

fn part(word: Option<&str>, codes: Vec<String>) -> Result<Part> {
    match word {
        None | Some("all") => Ok(Part::All),
        Some("subtree") => Ok(Part::Subtree(codes)),
        Some("codes") => Ok(Part::Codes(codes)),
        Some(word) => Err(refusal("part", word, "all、subtree 或 codes", "all, subtree or codes")),
    }
}

fn described(
    (data_type, representation): (Option<&str>, Option<&str>),
    pattern: Option<String>,
    kind: Option<KindId>,
) -> Result<Definition> {
    let description = Description {
        data_type: data_type.map(read_data_type).transpose()?,
        representation: representation.map(read_representation).transpose()?,
        pattern,
        kind,
    };
    if description == Description::default() {
        return Ok(Definition::Unknown);
    }
    Ok(Definition::Described(description))
}

/// Reads a data type.
pub fn read_data_type(text: &str) -> Result<DataType> {
    let words = "S、S1、S2、S3、L、N、D、DT、T、BY";
    DataType::parse(text).ok_or_else(|| refusal("data_type", text, words, "S, S1, S2, S3, L, N, D, DT, T, BY"))
}

/// Reads a representation format.
pub fn read_representation(text: &str) -> Result<Representation> {
    Representation::parse(text).ok_or_else(|| {
        refusal(
            "representation",
            text,
            "WS/T 303 的格式如 AN..50、N6,2、D8",
            "formats of WS/T 303 look like AN..50, N6,2, D8",
        )
    })
}

/// A field of a request that breaks its rule.
pub fn refusal(field: &'static str, value: &str, rule_zh: &'static str, rule_en: &'static str) -> Error {
    Error::new(Code::FieldInvalid)
        .with("field", field)
        .with("value", value)
        .with("rule_zh", rule_zh)
        .with("rule_en", rule_en)
        .in_field(field)
}

impl ValueDomainResponse {
    /// The same with the list of versions.
    #[must_use]
    pub fn with_versions(mut self, versions: &[VersionId]) -> Self {
        self.versions = Some(versions.iter().map(ToString::to_string).collect());
        self
    }
}

impl From<StoredDomain> for ValueDomainResponse {
    fn from(stored: StoredDomain) -> Self {
        let domain = stored.domain;
        let definition = domain.definition.as_str();
        let (enumeration, description) = match domain.definition {
            Definition::Enumerated(enumeration) => (Some(enumeration), Description::default()),
            Definition::Described(description) => (None, description),
            Definition::Unknown => (None, Description::default()),
        };
        let part = enumeration.as_ref().map(|one| &one.part);
        Self {
            id: domain.of.id.to_string(),
            version: domain.of.version.to_string(),
            title: domain.title,
            oid: domain.oid,
            definition,
            edition: enumeration.as_ref().map(|one| one.edition.to_string()),
            part: part.map(Part::as_str),
            codes: part.map(|part| part.codes().to_vec()).unwrap_or_default(),
            assignable_only: enumeration.as_ref().map(|one| one.assignable_only),
            edition_digest: enumeration.and_then(|one| one.digest),
            data_type: description.data_type.map(DataType::as_str),
            representation: description.representation.map(|format| format.to_string()),
            pattern: description.pattern,
            kind: description.kind.map(|kind| kind.to_string()),
            source: domain.source,
            confidence: domain.confidence,
            note: domain.note,
            properties: domain.properties,
            digest: stored.digest,
            created_at: stored.created_at.to_rfc3339(),
            created_by: stored.created_by.to_string(),
            versions: None,
        }
    }
}
