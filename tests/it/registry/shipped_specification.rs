//! The shipped catalogue and the Henan specification: whole, proved by their manifests, and bound to what is shipped.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use zhiyu::registry::edition_file::edition_digest;
use zhiyu::registry::shipped;

#[test]
fn henan_2026_has_its_tables_groups_and_slots() {
    assert_eq!(shipped::specification_names(), ["henan-2026"]);
    let henan = shipped::specification("henan-2026").unwrap();
    let groups: BTreeSet<&str> = henan.tables.iter().map(|table| table.group.as_str()).collect();
    assert_eq!((henan.tables.len(), groups.len()), (47, 10));
    let slots: BTreeSet<u32> = henan.fields.iter().filter_map(|draft| draft.field.slot).collect();
    assert_eq!(slots, (1..=218).collect());
    assert_eq!(henan.fields.len(), 230, "slots of several fields are split");
    let tables: BTreeSet<&str> = henan.tables.iter().map(|table| table.name.as_str()).collect();
    for draft in &henan.fields {
        assert!(tables.contains(draft.field.table.as_str()), "{draft:?}");
        assert!(
            ["V", "V-", "M", "M-low"].contains(&draft.field.confidence.as_str()),
            "{draft:?}"
        );
        let (_, version) = draft.domain.as_ref().unwrap();
        assert!(version.is_some(), "{draft:?} pins no version");
    }
    assert!(henan.metadata.note.contains("官方字段清单未见公开文本"));
}

#[test]
fn the_catalogue_names_editions_as_they_are_shipped() {
    let (domains, elements) = shipped::catalogue().unwrap();
    let by_id: BTreeMap<String, _> = domains.iter().map(|domain| (domain.of.to_string(), domain)).collect();
    assert_eq!(by_id.len(), domains.len(), "a version stands twice");
    let lists = shipped::list_names();
    let mut pinned = 0;
    for domain in &domains {
        domain.check().unwrap();
        let Some(enumeration) = domain.enumeration() else {
            continue;
        };
        let name = enumeration.edition.to_string();
        let is_shipped = lists.contains(&name);
        assert_eq!(
            is_shipped,
            enumeration.digest.is_some(),
            "{name}: a shipped edition is pinned, another is not"
        );
        if is_shipped {
            pinned += 1;
            let (manifest, concepts) = shipped::list(&name).unwrap();
            assert_eq!(enumeration.digest, Some(edition_digest(&concepts)), "{name}");
            assert_ne!(manifest.confidence, "M-low", "{name} is no basis of verdicts");
        }
    }
    assert!(pinned >= 50, "{pinned}");
    let henan = shipped::specification("henan-2026").unwrap();
    let named = elements.iter().filter_map(|draft| draft.domain.as_ref());
    for (id, version) in named.chain(henan.fields.iter().filter_map(|draft| draft.domain.as_ref())) {
        let pin = format!("{id}/{}", version.as_deref().unwrap());
        assert!(by_id.contains_key(&pin), "{pin}");
    }
}
