//! Value domains as FHIR value sets: nothing is lost on the way and back, and what cannot be said is refused.

use proptest::prelude::*;
use serde_json::json;
use std::collections::BTreeMap;
use zhiyu::error::Code;
use zhiyu::id::EditionRef;
use zhiyu::id::Pin;
use zhiyu::id::SystemId;
use zhiyu::id::ValueDomainId;
use zhiyu::id::VersionId;
use zhiyu::registry::fhir_value_set;
use zhiyu::registry::value_domain::Definition;
use zhiyu::registry::value_domain::Enumeration;
use zhiyu::registry::value_domain::Part;
use zhiyu::registry::value_domain::ValueDomain;

const ADDRESS: &str = "urn:oid:1.2.3";

fn pin() -> Pin<ValueDomainId> {
    Pin {
        id: ValueDomainId::new("h1:SEX").unwrap(),
        version: VersionId::new("1").unwrap(),
    }
}

fn system(address: &str) -> Option<SystemId> {
    (address == ADDRESS).then(|| SystemId::new("S").unwrap())
}

fn part() -> impl Strategy<Value = Part> {
    let codes = || prop::collection::vec("[A-Z0-9.+*/ ]{1,6}", 1..5);
    prop_oneof![
        Just(Part::All),
        codes().prop_map(Part::Codes),
        codes().prop_map(Part::Subtree)
    ]
}

prop_compose! {
    fn domain()(
        part in part(), assignable_only: bool, digest in prop::option::of("[0-9a-f]{64}"), title in "\\PC{1,8}",
        oid in prop::option::of("1\\.2\\.[0-9]{1,3}"), source in "\\PC{0,5}", confidence in "(V|M|V-|)", note in "\\PC{0,5}",
        properties in prop::collection::btree_map("\\PC{1,4}", "\\PC{0,4}", 0..3),
    ) -> ValueDomain {
        let edition = EditionRef::parse("S/2003").unwrap();
        let definition = Definition::Enumerated(Enumeration { edition, digest, part, assignable_only });
        ValueDomain { of: pin(), title, oid, definition, source, confidence, note, properties }
    }
}

proptest! {
    #[test]
    fn a_value_domain_goes_out_and_comes_back(domain in domain()) {
        let text = fhir_value_set::write(&domain, ADDRESS).unwrap().to_string();
        let set = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(fhir_value_set::read(&set, pin(), system).unwrap(), domain);
    }
}

#[test]
fn what_a_value_domain_cannot_say_is_refused() {
    let include = json!({ "system": ADDRESS, "version": "2003" });
    let good = json!({ "resourceType": "ValueSet", "title": "t", "compose": { "include": [include] } });
    assert!(fhir_value_set::read(&good, pin(), system).is_ok());
    let with = |compose| json!({ "resourceType": "ValueSet", "title": "t", "compose": compose });
    let other = json!({ "system": ADDRESS, "version": "2010" });
    for set in [
        json!({ "resourceType": "CodeSystem" }),
        with(json!({ "include": [] })),
        with(json!({ "include": [include], "exclude": [include] })),
        with(json!({ "include": [include, other] })),
        with(json!({ "include": [{ "system": ADDRESS }] })),
        with(json!({ "include": [{ "system": "urn:oid:9", "version": "2003" }] })),
        with(json!({ "include": [{ "system": ADDRESS, "version": "2003", "valueSet": ["x"] }] })),
        with(json!({ "include": [{ "system": ADDRESS, "version": "2003",
            "filter": [{ "property": "concept", "op": "regex", "value": "x" }] }] })),
    ] {
        let refusal = fhir_value_set::read(&set, pin(), system).unwrap_err();
        assert_eq!(refusal.code(), Code::FieldInvalid, "{set}");
    }
    let described = ValueDomain {
        of: pin(),
        title: String::new(),
        oid: None,
        definition: Definition::Unknown,
        source: String::new(),
        confidence: String::new(),
        note: String::new(),
        properties: BTreeMap::new(),
    };
    assert!(fhir_value_set::write(&described, ADDRESS).is_err());
}
