//! An enumerated value domain as a FHIR R4 `ValueSet`, and back: `compose.include` with the code system, its edition, and the
//! codes or a filter. What FHIR has no place for stands in extensions, so that nothing is lost on the way and back.

use super::value_domain::Definition;
use super::value_domain::Enumeration;
use super::value_domain::Part;
use super::value_domain::ValueDomain;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::EditionId;
use crate::id::EditionRef;
use crate::id::Pin;
use crate::id::SystemId;
use crate::id::ValueDomainId;
use serde_json::Map;
use serde_json::Value;
use serde_json::json;
use std::collections::BTreeMap;

/// Before the id of a code system that has no canonical address of its own.
pub const SYSTEM: &str = "urn:zhiyu:code-system:";
const DIGEST: &str = "urn:zhiyu:edition-digest";
const ASSIGNABLE: &str = "urn:zhiyu:assignable-only";
const SOURCE: &str = "urn:zhiyu:source";
const CONFIDENCE: &str = "urn:zhiyu:confidence";
const PROPERTIES: &str = "urn:zhiyu:properties";
const OID: &str = "urn:oid:";

/// The `ValueSet` of an enumerated value domain; `system` is the address of its code system.
///
/// Errors: `field-invalid` when the domain is not enumerated: FHIR has no value sets of described values.
pub fn write(domain: &ValueDomain, system: &str) -> Result<Value> {
    let enumeration = domain.enumeration().ok_or_else(|| {
        refusal(
            "definition",
            domain.definition.as_str(),
            "只有可枚举的值域才有 ValueSet",
            "only enumerated value domains have a ValueSet",
        )
    })?;
    let include = |extra: Option<(&str, Value)>| {
        let mut one = Map::new();
        one.insert("system".to_owned(), json!(system));
        one.insert("version".to_owned(), json!(enumeration.edition.edition));
        if let Some((name, value)) = extra {
            one.insert(name.to_owned(), value);
        }
        Value::Object(one)
    };
    let below = |code: &String| json!([{ "property": "concept", "op": "is-a", "value": code }]);
    let includes: Vec<Value> = match &enumeration.part {
        Part::All => vec![include(None)],
        Part::Subtree(codes) => codes
            .iter()
            .map(|code| include(Some(("filter", below(code)))))
            .collect(),
        Part::Codes(codes) => {
            let concepts = codes.iter().map(|code| json!({ "code": code })).collect();
            vec![include(Some(("concept", concepts)))]
        }
    };
    let mut extensions = vec![
        json!({ "url": SOURCE, "valueString": domain.source }),
        json!({ "url": CONFIDENCE, "valueString": domain.confidence }),
        json!({ "url": ASSIGNABLE, "valueBoolean": enumeration.assignable_only }),
    ];
    if let Some(digest) = &enumeration.digest {
        extensions.push(json!({ "url": DIGEST, "valueString": digest }));
    }
    if !domain.properties.is_empty() {
        let text = json!(domain.properties).to_string();
        extensions.push(json!({ "url": PROPERTIES, "valueString": text }));
    }
    extensions.retain(|one| at(one, "valueString").as_str() != Some(""));
    let mut set = json!({
        "resourceType": "ValueSet", "url": format!("urn:zhiyu:value-domain:{}", domain.of.id),
        "version": domain.of.version, "title": domain.title, "status": "active", "immutable": true,
        "extension": extensions, "compose": { "inactive": false, "include": includes },
    });
    if let (Some(oid), Some(fields)) = (&domain.oid, set.as_object_mut()) {
        fields.insert(
            "identifier".to_owned(),
            json!([{ "system": "urn:ietf:rfc:3986", "value": format!("{OID}{oid}") }]),
        );
    }
    if let (false, Some(fields)) = (domain.note.is_empty(), set.as_object_mut()) {
        fields.insert("description".to_owned(), json!(domain.note));
    }
    Ok(set)
}

/// The value domain of a `ValueSet`, under this id and version; `system` names the code system of an address.
///
/// Errors: `field-invalid` for what a value domain cannot say: exclusions, several code systems or editions, no edition,
/// other value sets, filters other than `concept is-a`.
pub fn read(set: &Value, of: Pin<ValueDomainId>, system: impl Fn(&str) -> Option<SystemId>) -> Result<ValueDomain> {
    if at(set, "resourceType") != "ValueSet" {
        return Err(unsupported("resourceType"));
    }
    if !at(at(set, "compose"), "exclude").is_null() {
        return Err(unsupported("compose.exclude"));
    }
    let includes = at(at(set, "compose"), "include").as_array();
    let includes = includes.filter(|list| !list.is_empty());
    let includes = includes.ok_or_else(|| unsupported("compose.include"))?;
    let (edition, part) = selection(includes, system)?;
    let extension = |url: &str| {
        let list = at(set, "extension").as_array().into_iter().flatten();
        list.filter(|one| at(one, "url") == url).find_map(|one| {
            let value = one.get("valueString").or_else(|| one.get("valueBoolean"));
            value.cloned()
        })
    };
    let words = |url: &str| extension(url).and_then(|value| value.as_str().map(str::to_owned));
    let text = |name: &str| at(set, name).as_str().unwrap_or_default().to_owned();
    let mut identifiers = at(set, "identifier").as_array().into_iter().flatten();
    let oid = identifiers.find_map(|one| at(one, "value").as_str()?.strip_prefix(OID));
    let properties: BTreeMap<String, String> = words(PROPERTIES)
        .map(|text| serde_json::from_str(&text).map_err(|cause| unsupported(PROPERTIES).caused_by(cause)))
        .transpose()?
        .unwrap_or_default();
    Ok(ValueDomain {
        of,
        title: text("title"),
        oid: oid.map(str::to_owned),
        definition: Definition::Enumerated(Enumeration {
            edition,
            digest: words(DIGEST),
            part,
            assignable_only: extension(ASSIGNABLE).and_then(|value| value.as_bool()).unwrap_or(true),
        }),
        source: words(SOURCE).unwrap_or_default(),
        confidence: words(CONFIDENCE).unwrap_or_default(),
        note: text("description"),
        properties,
    })
}

/// A member of an object, or null.
fn at<'v>(value: &'v Value, name: &str) -> &'v Value {
    value.get(name).unwrap_or(&Value::Null)
}

/// The one edition and the one part that all includes speak of.
fn selection(includes: &[Value], system: impl Fn(&str) -> Option<SystemId>) -> Result<(EditionRef, Part)> {
    let mut edition: Option<EditionRef> = None;
    let mut part: Option<Part> = None;
    for include in includes {
        if !at(include, "valueSet").is_null() {
            return Err(unsupported("compose.include.valueSet"));
        }
        let address = at(include, "system").as_str().unwrap_or_default();
        let system = system(address).ok_or_else(|| unsupported("compose.include.system"))?;
        let version = at(include, "version").as_str();
        let version = version.ok_or_else(|| unsupported("compose.include.version"))?;
        let named = EditionRef {
            system,
            edition: EditionId::new(version)?,
        };
        if edition.as_ref().is_some_and(|edition| *edition != named) {
            return Err(unsupported("compose.include.system"));
        }
        edition = Some(named);
        part = Some(joined(part, part_of(include)?)?);
    }
    edition.zip(part).ok_or_else(|| unsupported("compose.include"))
}

fn part_of(include: &Value) -> Result<Part> {
    match (at(include, "concept").as_array(), at(include, "filter").as_array()) {
        (None, None) => Ok(Part::All),
        (Some(concepts), None) => {
            let code = |one: &Value| at(one, "code").as_str().map(str::to_owned);
            let codes: Option<Vec<String>> = concepts.iter().map(code).collect();
            codes
                .map(Part::Codes)
                .ok_or_else(|| unsupported("compose.include.concept"))
        }
        (None, Some(filters)) => {
            let [filter] = filters.as_slice() else {
                return Err(unsupported("compose.include.filter"));
            };
            let is_below = at(filter, "property") == "concept" && at(filter, "op") == "is-a";
            let code = at(filter, "value").as_str().filter(|_| is_below);
            code.map(|code| Part::Subtree(vec![code.to_owned()]))
                .ok_or_else(|| unsupported("compose.include.filter"))
        }
        (Some(_), Some(_)) => Err(unsupported("compose.include.filter")),
    }
}

fn joined(part: Option<Part>, next: Part) -> Result<Part> {
    match (part, next) {
        (None, next) => Ok(next),
        (Some(Part::Codes(mut codes)), Part::Codes(more)) => {
            codes.extend(more);
            Ok(Part::Codes(codes))
        }
        (Some(Part::Subtree(mut codes)), Part::Subtree(more)) => {
            codes.extend(more);
            Ok(Part::Subtree(codes))
        }
        (Some(_), _) => Err(unsupported("compose.include")),
    }
}

fn unsupported(field: &'static str) -> Error {
    refusal(
        field,
        "",
        "值域只取一个代码系统的一个版本：全部、若干代码，或若干代码及其下级（concept is-a）",
        "a value domain takes one edition of one code system: all, some codes, or some codes and what is below (concept is-a)",
    )
}

fn refusal(field: &'static str, value: &str, rule_zh: &'static str, rule_en: &'static str) -> Error {
    Error::new(Code::FieldInvalid)
        .with("field", field)
        .with("value", value)
        .with("rule_zh", rule_zh)
        .with("rule_en", rule_en)
        .in_field(field)
}
