//! Suggestions over lists that the gram index answers.

use super::ask;
use super::ask_with_code;
use super::codes;
use super::long;
use super::of_entries;
use super::padded;
use super::reasons;
use super::warnings;
use proptest::prelude::*;
use std::sync::LazyLock;
use zhiyu::matching::Entry;
use zhiyu::matching::Term;
use zhiyu::matching::Warning;

const DIAGNOSES: &[(&str, &str)] = &[
    ("I10.x00", "特发性(原发性)高血压"),
    ("I15.900", "继发性高血压"),
    ("E11.900", "2型糖尿病"),
    ("E10.900", "1型糖尿病"),
    ("K35.800", "急性阑尾炎"),
    ("K36.x00", "慢性阑尾炎"),
    ("C16.900", "胃恶性肿瘤"),
];

#[test]
fn code_and_name_come_before_the_name_alone() {
    let list = long(&[("A1", "霍乱"), ("A0", "霍乱")]);
    let found = ask_with_code(&list, "A1", "霍乱");
    assert_eq!(codes(&found), ["A1", "A0"]);
    assert_eq!(reasons(&found[0]), ["exact-code-and-name"]);
    assert_eq!(reasons(&found[1]), ["exact-name"]);
    assert!(found.iter().all(|one| warnings(one) == ["name-not-unique"]));
}

#[test]
fn an_equal_code_is_no_reason_and_no_boost() {
    let list = long(DIAGNOSES);
    assert_eq!(codes(&ask_with_code(&list, "E11.900", "髌骨脱位")), Vec::<&str>::new());
    let with = ask_with_code(&list, "K36.x00", "急性化脓性阑尾炎");
    let without = ask(&list, "急性化脓性阑尾炎");
    let scores = |found: &[zhiyu::matching::Suggestion]| -> Vec<(String, f64)> {
        found.iter().map(|one| (one.code.clone(), one.score)).collect()
    };
    assert_eq!(scores(&with), scores(&without));
    let other = with
        .iter()
        .find(|one| one.code == "K36.x00")
        .expect("shown for its name");
    assert!(warnings(other).contains(&"equal-code-other-name"));
    let same = with
        .iter()
        .find(|one| one.code == "K35.800")
        .expect("shown for its name");
    assert!(!warnings(same).contains(&"equal-code-other-name"));
}

#[test]
fn a_normalised_name_names_its_steps() {
    let list = long(DIAGNOSES);
    let found = ask(&list, "Ⅱ型糖尿病（E11.9）");
    assert_eq!(found[0].code, "E11.900");
    assert_eq!(reasons(&found[0]), ["normalised-name"]);
    let json = serde_json::to_value(&found[0].reasons[0]).expect("json");
    assert!(
        json["steps"].as_array().expect("steps").contains(&"numerals".into()),
        "{json}"
    );
    assert!(found.iter().skip(1).all(|one| one.score < found[0].score));
}

#[test]
fn another_name_of_the_entry_counts() {
    let mut entries = padded(DIAGNOSES);
    entries[2].synonyms = vec!["非胰岛素依赖型糖尿病".into(), "成人糖尿病".into()];
    let list = of_entries(entries, "");
    let found = ask(&list, "非胰岛素依赖型糖尿病");
    assert_eq!(found[0].code, "E11.900");
    assert_eq!(reasons(&found[0]), ["other-name"]);
    let similar = ask(&list, "成人型糖尿病");
    assert_eq!(similar[0].code, "E11.900");
    assert_eq!(similar.iter().filter(|one| one.code == "E11.900").count(), 1);
}

#[test]
fn words_written_otherwise_are_found() {
    let list = long(&[("42.3", "食管病损切除术"), ("43.4", "胃病损切除术")]);
    let found = ask(&list, "食道肿物摘除术");
    assert_eq!(found[0].code, "42.3");
    assert_eq!(reasons(&found[0]), ["similar-name"]);
    assert!(found[0].score < 0.95);
}

#[test]
fn headings_and_retired_entries_rank_below_equals() {
    let mut entries = padded(&[("A1", "霍乱"), ("A2", "霍乱"), ("A3", "霍乱")]);
    entries[0].assignable = false;
    entries[1].active = false;
    let found = ask(&of_entries(entries, ""), "霍乱");
    assert_eq!(codes(&found), ["A3", "A1", "A2"]);
    assert_eq!(warnings(&found[1]), ["name-not-unique", "not-assignable"]);
    assert_eq!(warnings(&found[2]), ["name-not-unique", "retired"]);
}

#[test]
fn a_heading_of_equal_code_and_name_yields_to_a_target_of_that_name() {
    let mut entries = padded(&[("A1", "霍乱"), ("A2", "霍乱")]);
    entries[0].assignable = false;
    let found = ask_with_code(&of_entries(entries, ""), "A1", "霍乱");
    assert_eq!(codes(&found), ["A2", "A1"]);
    assert!(warnings(&found[1]).contains(&"not-assignable"));
}

#[test]
fn several_things_in_one_term_are_looked_for_one_by_one() {
    let list = long(DIAGNOSES);
    let found = ask(&list, "继发性高血压；急性阑尾炎");
    let both = ["I15.900", "K35.800"];
    assert!(
        both.iter().all(|code| codes(&found)[..2].contains(code)),
        "{:?}",
        codes(&found)
    );
    assert!(reasons(&found[0]).contains(&"part-of-term"));
    assert!(warnings(&found[0]).contains(&"several-parts"));
}

#[test]
fn nothing_fits_is_an_answer() {
    let list = long(DIAGNOSES);
    for name in ["注射用头孢曲松钠", "自费", "", "　", "。", "？？"] {
        assert_eq!(codes(&ask(&list, name)), Vec::<&str>::new(), "{name}");
    }
    assert!(
        list.matcher
            .suggest(&Term::named("霍乱"), 0)
            .expect("nothing")
            .is_empty()
    );
}

#[test]
fn one_character_is_enough_to_find_one() {
    let list = long(&[("K64", "痔"), ("L40", "癣")]);
    assert_eq!(codes(&ask(&list, "痔")), ["K64"]);
    assert_eq!(codes(&ask(&list, "痔疮")), ["K64"]);
}

#[test]
fn the_limit_holds() {
    let list = long(DIAGNOSES);
    assert_eq!(list.matcher.suggest(&Term::named("糖尿病"), 1).expect("one").len(), 1);
}

static LIST: LazyLock<super::List> = LazyLock::new(|| long(DIAGNOSES));

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_suggestion_keeps_the_rules(name in "[急慢性阑尾炎高血压病12型糖尿胃恶肿瘤左右？+、 ]{0,12}", code in prop::option::of("[EIK]1[015].[9x]00")) {
        let term = Term { code: code.as_deref(), name: &name, attributes: None };
        let found = LIST.matcher.suggest(&term, 5).expect("suggestions");
        let again = LIST.matcher.suggest(&term, 5).expect("suggestions");
        prop_assert_eq!(&found, &again);
        prop_assert!(found.len() <= 5);
        prop_assert!(found.is_sorted_by(|a, b| a.score >= b.score));
        for one in &found {
            prop_assert!((0.0..=1.0).contains(&one.score));
            prop_assert!(!one.reasons.is_empty());
            let cap = one.warnings.iter().map(Warning::cap).fold(1.0, f64::min);
            prop_assert!(one.score <= cap);
        }
        let plain = LIST.matcher.suggest(&Term::named(&name), 5).expect("suggestions");
        let same_order = plain.iter().map(|one| &one.code).eq(found.iter().map(|one| &one.code));
        prop_assert!(same_order, "the code changed the order");
    }
}

#[test]
fn an_entry_is_made_of_a_concept() {
    let mut concept = zhiyu::registry::concept::Concept::new("I10", "高血压");
    concept.parent = Some("I10-I15".into());
    concept.status = zhiyu::registry::concept::ConceptStatus::Retired;
    concept.designations.push("原发性高血压".into());
    let entry = Entry::from(concept.clone());
    assert_eq!(
        (entry.code.as_str(), entry.active, entry.assignable),
        ("I10", false, true)
    );
    assert_eq!(entry.synonyms, ["原发性高血压"]);
    assert_eq!(entry.parent.as_deref(), Some("I10-I15"));
}
