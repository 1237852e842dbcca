//! Writing a FHIR `ConceptMap`.

use super::COMMENT;
use super::FhirRelease;
use super::equivalence;
use super::relationship;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::EditionRef;
use crate::mapping::concept_map::MapRow;
use crate::mapping::concept_map::MapStatus;
use crate::mapping::concept_map::MapVersion;
use serde_json::Map;
use serde_json::Value;
use serde_json::json;

/// The bytes of the document. Code systems are named `urn:zhiyu:code-system:` and their id, editions by `version`.
pub(in crate::mapping::concept_map) fn write(
    release: FhirRelease,
    about: &MapVersion,
    rows: &[MapRow],
) -> Result<Vec<u8>> {
    let mut group = match release {
        FhirRelease::R4 => json!({
            "source": address(&about.source), "sourceVersion": about.source.edition,
            "target": address(&about.target), "targetVersion": about.target.edition,
        }),
        FhirRelease::R5 => json!({ "source": canonical(&about.source), "target": canonical(&about.target) }),
    };
    // Rows of a source with another name of it are another element, because an element has one name.
    let is_same =
        |one: &MapRow, next: &MapRow| (&one.source, &one.source_display) == (&next.source, &next.source_display);
    let elements = rows.chunk_by(is_same);
    let elements: Vec<Value> = elements.map(|rows| element(release, rows)).collect();
    if let Some(group) = group.as_object_mut() {
        group.insert("element".to_owned(), Value::Array(elements));
    }
    let status = match about.status {
        MapStatus::Draft => "draft",
        MapStatus::Published => "active",
    };
    let document = json!({
        "resourceType": "ConceptMap", "url": format!("urn:zhiyu:concept-map:{}", about.of.map),
        "version": about.of.version, "status": status, "group": [group],
    });
    serde_json::to_vec(&document).map_err(|cause| Error::new(Code::Internal).caused_by(cause))
}

fn address(edition: &EditionRef) -> String {
    format!("urn:zhiyu:code-system:{}", edition.system)
}

fn canonical(edition: &EditionRef) -> String {
    format!("{}|{}", address(edition), edition.edition)
}

fn element(release: FhirRelease, rows: &[MapRow]) -> Value {
    let mut element = Map::new();
    let first = rows.first();
    put(&mut element, "code", first.map_or("", |row| &row.source));
    put(&mut element, "display", first.map_or("", |row| &row.source_display));
    let says_none = first.filter(|row| row.target.is_none());
    if let (FhirRelease::R5, Some(row)) = (release, says_none) {
        element.insert("noMap".to_owned(), Value::Bool(true));
        if !row.comment.is_empty() {
            let extension = json!([{ "url": COMMENT, "valueString": row.comment }]);
            element.insert("extension".to_owned(), extension);
        }
        return Value::Object(element);
    }
    let targets = rows.iter().map(|row| target(release, row)).collect();
    element.insert("target".to_owned(), Value::Array(targets));
    Value::Object(element)
}

fn target(release: FhirRelease, row: &MapRow) -> Value {
    let mut target = Map::new();
    if let Some(found) = &row.target {
        put(&mut target, "code", &found.code);
        put(&mut target, "display", &found.display);
    }
    let related = row.target.as_ref().map(|target| target.relationship);
    match release {
        FhirRelease::R4 => put(&mut target, "equivalence", related.map_or("unmatched", equivalence)),
        FhirRelease::R5 => put(&mut target, "relationship", related.map_or("", relationship)),
    }
    put(&mut target, "comment", &row.comment);
    Value::Object(target)
}

fn put(object: &mut Map<String, Value>, name: &str, text: &str) {
    if !text.is_empty() {
        object.insert(name.to_owned(), Value::from(text));
    }
}
