//! Writing a `ConceptMap` of mappings.

use super::CODE_SYSTEM;
use super::POSITION;
use super::condition;
use super::condition::Term;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::EditionRef;
use crate::mapping::concept_map::COMMENT;
use crate::mapping::concept_map::FhirRelease;
use crate::mapping::concept_map::equivalence;
use crate::mapping::concept_map::relationship;
use crate::mapping::decision::Decision;
use crate::mapping::exchange::About;
use crate::mapping::exchange::Entry;
use crate::mapping::exchange::Field;
use crate::mapping::exchange::LossKind;
use crate::mapping::exchange::Losses;
use crate::mapping::exchange::Written;
use crate::mapping::exchange::terms::encode;
use crate::mapping::target::Target;
use serde_json::Map;
use serde_json::Value;
use serde_json::json;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// What no `ConceptMap` has a place for.
const LACKING: [Field; 5] = [
    Field::State,
    Field::Author,
    Field::Reviewer,
    Field::Origin,
    Field::Usage,
];

/// The elements of each group.
type Groups = BTreeMap<EditionRef, Vec<Value>>;

/// Writes the entries.
pub(in crate::mapping::exchange) fn write(release: FhirRelease, about: &About, entries: &[Entry]) -> Result<Written> {
    let mut losses = Losses::default();
    let mut groups = Groups::new();
    let mut attributes: BTreeSet<&'static str> = BTreeSet::new();
    for entry in entries {
        losses.words(entry);
        losses.review_day(entry);
        losses.refusals(entry);
        losses.lack(entry, &LACKING);
        match &entry.decision {
            Some(Decision::Mapped { targets }) => {
                let has_cases = targets.iter().any(|target| !target.when.is_empty());
                let is_otherwise = |target: &&Target| has_cases && target.when.is_empty();
                for target in targets.iter().filter(is_otherwise) {
                    losses.add(LossKind::Otherwise, entry, &target.code, target.display.clone());
                }
                let kept: Vec<&Target> = targets.iter().filter(|target| !is_otherwise(target)).collect();
                let sayable = kept.iter().flat_map(|target| condition::ways(&target.when));
                attributes.extend(sayable.flatten().map(|(name, _)| name));
                mapped(release, entry, &kept, &mut groups);
            }
            Some(Decision::NoMatch { reason, .. }) => {
                let group = groups.entry(about.target.clone()).or_default();
                group.push(no_match(release, entry, reason));
            }
            Some(Decision::Ignored { reason }) => losses.add(LossKind::NeverSent, entry, "", reason.clone()),
            None => {}
        }
    }
    let document = document(release, about, groups, &attributes);
    let bytes = serde_json::to_vec(&document).map_err(|cause| Error::new(Code::Internal).caused_by(cause))?;
    Ok(Written { bytes, losses })
}

fn document(release: FhirRelease, about: &About, groups: Groups, attributes: &BTreeSet<&'static str>) -> Value {
    let dictionary = format!("{}:{}", about.organization, encode(about.dictionary.as_str()));
    let version = about.release.map_or("working".to_owned(), |number| number.to_string());
    let status = if about.release.is_some() { "active" } else { "draft" };
    let source = format!("urn:zhiyu:dictionary:{dictionary}");
    let groups: Vec<Value> = groups
        .into_iter()
        .map(|(edition, elements)| {
            let target = format!("{CODE_SYSTEM}{}", edition.system);
            match release {
                FhirRelease::R4 => json!({
                    "source": source, "sourceVersion": about.loads.to_string(),
                    "target": target, "targetVersion": edition.edition, "element": elements,
                }),
                FhirRelease::R5 => json!({
                    "source": format!("{source}|{}", about.loads),
                    "target": format!("{target}|{}", edition.edition), "element": elements,
                }),
            }
        })
        .collect();
    let mut document = json!({
        "resourceType": "ConceptMap", "url": format!("urn:zhiyu:mappings:{dictionary}"), "version": version,
        "title": format!("{} {}", about.organization, about.dictionary), "status": status,
        "experimental": about.release.is_none(), "group": groups,
    });
    if let (FhirRelease::R5, false, Some(object)) = (release, attributes.is_empty(), document.as_object_mut()) {
        let attribute =
            |name: &&str| json!({ "code": name, "uri": format!("{}{name}", condition::BASE), "type": "string" });
        object.insert(
            "additionalAttribute".to_owned(),
            attributes.iter().map(attribute).collect(),
        );
    }
    document
}

fn mapped(release: FhirRelease, entry: &Entry, targets: &[&Target], groups: &mut Groups) {
    let editions: BTreeSet<EditionRef> = targets.iter().map(|target| target.edition_ref()).collect();
    let is_spread = editions.len() > 1;
    for edition in editions {
        let mut list = Vec::new();
        for (number, target) in (1_u32..).zip(targets) {
            if target.edition_ref() == edition {
                let place = is_spread.then_some(number);
                let ways = condition::ways(&target.when);
                list.extend(ways.iter().map(|way| self::target(release, entry, target, way, place)));
            }
        }
        let mut element = begun(entry);
        element.insert("target".to_owned(), Value::Array(list));
        groups.entry(edition).or_default().push(Value::Object(element));
    }
}

fn begun(entry: &Entry) -> Map<String, Value> {
    let mut element = Map::new();
    put(&mut element, "code", &entry.code);
    put(&mut element, "display", &entry.name);
    element
}

/// R5 has `noMap`, which says that nothing fits; R4 a target without code that is `unmatched`.
fn no_match(release: FhirRelease, entry: &Entry, reason: &str) -> Value {
    let mut element = begun(entry);
    match release {
        FhirRelease::R5 => {
            element.insert("noMap".to_owned(), Value::Bool(true));
            element.insert(
                "extension".to_owned(),
                json!([{ "url": COMMENT, "valueString": reason }]),
            );
        }
        FhirRelease::R4 => {
            let target = json!([{ "equivalence": "unmatched", "comment": reason }]);
            element.insert("target".to_owned(), target);
        }
    }
    Value::Object(element)
}

fn target(release: FhirRelease, entry: &Entry, target: &Target, way: &[Term], place: Option<u32>) -> Value {
    let mut object = Map::new();
    if let Some(place) = place {
        object.insert(
            "extension".to_owned(),
            json!([{ "url": POSITION, "valuePositiveInt": place }]),
        );
    }
    put(&mut object, "code", &target.code);
    put(&mut object, "display", &target.display);
    match release {
        FhirRelease::R4 => put(&mut object, "equivalence", equivalence(target.relationship)),
        FhirRelease::R5 => put(&mut object, "relationship", relationship(target.relationship)),
    }
    put(&mut object, "comment", &entry.justification);
    if !way.is_empty() {
        let depends = way.iter().map(|(name, text)| match release {
            FhirRelease::R4 => json!({ "property": format!("{}{name}", condition::BASE), "value": text }),
            FhirRelease::R5 => json!({ "attribute": name, "valueString": text }),
        });
        object.insert("dependsOn".to_owned(), depends.collect());
    }
    Value::Object(object)
}

fn put(object: &mut Map<String, Value>, name: &str, text: &str) {
    if !text.is_empty() {
        object.insert(name.to_owned(), Value::from(text));
    }
}
