//! Writing a FHIR `CodeSystem`.

use super::words;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::registry::concept::Concept;
use crate::registry::concept::ConceptStatus;
use crate::registry::edition::EditionStatus;
use crate::registry::exchange::Described;
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CodeSystem<'c> {
    resource_type: &'static str,
    url: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    identifier: Vec<Identifier>,
    version: &'c str,
    #[serde(skip_serializing_if = "str::is_empty")]
    title: &'c str,
    status: &'static str,
    experimental: bool,
    #[serde(skip_serializing_if = "str::is_empty")]
    publisher: &'c str,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'c str,
    case_sensitive: bool,
    content: &'static str,
    count: usize,
    property: Vec<Declared<'c>>,
    concept: Vec<Entry<'c>>,
}

#[derive(Serialize)]
struct Identifier {
    system: &'static str,
    value: String,
}

#[derive(Serialize)]
struct Declared<'c> {
    code: String,
    uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'c str>,
    #[serde(rename = "type")]
    kind: &'static str,
}

#[derive(Serialize)]
struct Entry<'c> {
    code: &'c str,
    display: &'c str,
    #[serde(skip_serializing_if = "Option::is_none")]
    definition: Option<&'c str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    designation: Vec<Designation<'c>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    property: Vec<Property<'c>>,
}

#[derive(Serialize)]
struct Designation<'c> {
    value: &'c str,
}

#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Property<'c> {
    code: &'c str,
    #[serde(skip_serializing_if = "Option::is_none")]
    value_code: Option<&'c str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value_string: Option<&'c str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value_boolean: Option<bool>,
}

/// The bytes of the document.
pub(in crate::registry::exchange) fn write(about: &Described<'_>, concepts: &[Concept]) -> Result<Vec<u8>> {
    let codes = property_codes(concepts);
    let (system, edition) = (about.system, about.edition);
    let status = match edition.status {
        EditionStatus::Draft | EditionStatus::InReview => "draft",
        EditionStatus::Published => "active",
        EditionStatus::Retired => "retired",
    };
    let title = &edition.metadata.title;
    let document = CodeSystem {
        resource_type: "CodeSystem",
        url: about.address(),
        identifier: system.oid.iter().map(oid).collect(),
        version: edition.of.edition.as_str(),
        title: if title.is_empty() { &system.title } else { title },
        status,
        experimental: false,
        publisher: &system.publisher,
        description: &edition.metadata.source,
        case_sensitive: true,
        content: "complete",
        count: concepts.len(),
        property: declarations(&codes),
        concept: concepts.iter().map(|concept| entry(concept, &codes)).collect(),
    };
    serde_json::to_vec(&document).map_err(|cause| Error::new(Code::Internal).caused_by(cause))
}

fn oid(oid: &String) -> Identifier {
    Identifier {
        system: "urn:ietf:rfc:3986",
        value: format!("urn:oid:{oid}"),
    }
}

/// The code of each property by its title: the title itself, or `property-1` and so on for what cannot be one.
fn property_codes(concepts: &[Concept]) -> BTreeMap<&str, String> {
    let titles = concepts.iter().flat_map(|concept| concept.properties.keys());
    let mut codes: BTreeMap<&str, String> = titles
        .filter(|title| *title != words::DEFINITION)
        .map(|title| (title.as_str(), String::new()))
        .collect();
    let mut named = 0;
    for (title, code) in &mut codes {
        if words::is_property_code(title) {
            (*title).clone_into(code);
        } else {
            named += 1;
            *code = format!("property-{named}");
        }
    }
    codes
}

fn declarations<'c>(codes: &BTreeMap<&'c str, String>) -> Vec<Declared<'c>> {
    let standard = [("parent", "code"), ("status", "code"), ("notSelectable", "boolean")];
    let standard = standard.into_iter().map(|(code, kind)| Declared {
        code: code.to_owned(),
        uri: words::address(code),
        description: None,
        kind,
    });
    let own = codes.iter().map(|(title, code)| Declared {
        code: code.clone(),
        uri: words::TITLE_IN_DESCRIPTION.to_owned(),
        description: Some(title),
        kind: "string",
    });
    standard.chain(own).collect()
}

fn entry<'c>(concept: &'c Concept, codes: &'c BTreeMap<&str, String>) -> Entry<'c> {
    let parent = concept.parent.as_deref().map(|parent| Property {
        code: "parent",
        value_code: Some(parent),
        ..Property::default()
    });
    let status = (concept.status == ConceptStatus::Retired).then(|| Property {
        code: "status",
        value_code: Some(concept.status.as_str()),
        ..Property::default()
    });
    let heading = (!concept.assignable).then(|| Property {
        code: "notSelectable",
        value_boolean: Some(true),
        ..Property::default()
    });
    let own = concept.properties.iter().filter_map(|(title, value)| {
        Some(Property {
            code: codes.get(title.as_str())?,
            value_string: Some(value),
            ..Property::default()
        })
    });
    Entry {
        code: &concept.code,
        display: &concept.display,
        definition: concept.properties.get(words::DEFINITION).map(String::as_str),
        designation: concept.designations.iter().map(|value| Designation { value }).collect(),
        property: [parent, status, heading].into_iter().flatten().chain(own).collect(),
    }
}
