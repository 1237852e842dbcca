//! The shipped word lists: they are read, they hold together, and the guards that use them.

use super::codes;
use super::long;
use zhiyu::matching::caps::CONFLICT_CAP;
use zhiyu::matching::guard::Guard;
use zhiyu::matching::words::BODY_SITES;
use zhiyu::matching::words::MODIFIERS;
use zhiyu::matching::words::OPERATION_TYPES;
use zhiyu::matching::words::VARIANTS;
use zhiyu::matching::words::check;
use zhiyu::matching::words::shipped_words;
use zhiyu::registry::shipped;

#[test]
fn every_list_is_read() {
    check().expect("the shipped lists");
    let words = shipped_words();
    assert!(words.variants.len() > 200, "{}", words.variants.len());
    assert!(words.sites.len() > 1_000, "{}", words.sites.len());
    assert!(words.operations.len() > 300, "{}", words.operations.len());
    assert!(words.qualifiers.len() > 400, "{}", words.qualifiers.len());
}

#[test]
fn every_row_has_a_source_and_a_confidence_and_every_parent_is_a_site() {
    let mut preferred = Vec::new();
    let mut parents = Vec::new();
    for list in [VARIANTS, BODY_SITES, OPERATION_TYPES, MODIFIERS] {
        for word in shipped::list(&format!("{list}/1")).expect("a list").1 {
            let property = |name: &str| word.properties.get(name).cloned().unwrap_or_default();
            let confidence = property("confidence");
            assert!(
                !property("source").is_empty() && ["V", "V-", "M", "M-low"].contains(&confidence.as_str()),
                "{list}: {word:?}"
            );
            if list == BODY_SITES && property("parents") != "-" {
                preferred.push(word.display.clone());
                parents.extend(
                    property("parents")
                        .split('|')
                        .filter(|parent| !parent.is_empty())
                        .map(str::to_owned),
                );
            }
        }
    }
    let unknown: Vec<_> = parents
        .iter()
        .filter(|parent| *parent != "全身" && !preferred.contains(parent))
        .collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

#[test]
fn sites_agree_with_what_they_are_part_of() {
    let words = shipped_words();
    let sites = &words.sites;
    let agree = |one: &str, other: &str| {
        let (one, other) = (sites.find(one)[0].0, sites.find(other)[0].0);
        sites.agree(one, other)
    };
    for (one, other) in [
        ("贲门", "胃"),
        ("胃", "上消化道"),
        ("食道", "食管"),
        ("膝关节", "下肢"),
        ("牙龈", "口腔"),
    ] {
        assert!(agree(one, other) && agree(other, one), "{one} / {other}");
    }
    for (one, other) in [
        ("牙龈", "胃"),
        ("手", "足"),
        ("肝", "肾"),
        ("上颌窦", "乳房"),
        ("肾上腺", "肾"),
    ] {
        assert!(!agree(one, other), "{one} / {other}");
    }
    for text in ["手术", "腹腔镜检查", "心理治疗", "经尿道", "皮肤病损"] {
        assert!(sites.find(text).is_empty(), "{text}: {:?}", sites.find(text));
    }
}

#[test]
fn other_parts_of_the_body_are_capped() {
    let list = long(&[
        ("43.4", "胃镜下胃病损切除术"),
        ("24.3", "牙龈病损切除术"),
        ("27.4", "口腔病损切除术"),
    ]);
    let found = super::ask(&list, "牙龈肿物切除术");
    assert_eq!(codes(&found)[0], "24.3");
    let words = shipped_words();
    let term = Guard::new(&words, "牙龈肿物切除术");
    let warned = |name: &str| term.check(name).iter().any(|one| one.as_str() == "anatomy-differs");
    assert!(warned("胃镜下胃病损切除术") && !warned("口腔病损切除术"));
    let stomach = found.iter().find(|one| one.code == "43.4");
    assert!(stomach.is_none_or(|one| one.score <= CONFLICT_CAP));
}

#[test]
fn an_operation_is_no_state_and_no_disease() {
    let words = shipped_words();
    let check = |term: &str, name: &str| {
        let guard = Guard::new(&words, term).check(name);
        guard.iter().any(|warning| warning.as_str() == "operation-one-sided")
    };
    assert!(check("阑尾切除术", "阑尾切除术后"));
    assert!(check("阑尾切除术", "阑尾炎"));
    assert!(check("骨折", "骨折切开复位内固定术"));
    assert!(!check("阑尾切除", "阑尾切除术"));
    assert!(!check("ercp", "逆行胰胆管造影"));
    let among_diseases = Guard::new(&words, "脾动脉栓塞术")
        .among_other_things(true)
        .check("脾动脉栓塞");
    assert_eq!(among_diseases[0].as_str(), "operation-one-sided");
    assert!(Guard::new(&words, "脾动脉栓塞术").check("脾动脉栓塞").is_empty());
}
