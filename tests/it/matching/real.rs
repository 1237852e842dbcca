//! Real lists, when they lie beside the checkout: a whole hospital dictionary, and a public set of operation wordings.
//!
//! A debug build looks at every fiftieth row or every fourth; a release build at all.

use super::csv;
use super::shared_data;
use super::tsv;
use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;
use zhiyu::matching::Comparison;
use zhiyu::matching::Entry;
use zhiyu::matching::Matcher;
use zhiyu::matching::Suggestion;
use zhiyu::matching::Term;

const STEP: usize = if cfg!(debug_assertions) { 50 } else { 1 };
const FEW_STEP: usize = if cfg!(debug_assertions) { 4 } else { 1 };

/// The edition of diagnoses that the crosswalk holds in its first two columns.
pub fn diagnoses(data: &Path) -> Vec<Entry> {
    let rows = csv(&data.join("codesets/icd10/guolin2.0_to_yibao2.0.csv"));
    rows.iter()
        .filter(|row| !row[0].is_empty())
        .map(|row| Entry::new(&row[0], &row[1]))
        .collect()
}

/// Codes and names of the hospital's dictionary.
pub fn dictionary(data: &Path) -> Vec<(String, String)> {
    let rows = csv(&data.join("local_dictionaries/his_a/disease.csv"));
    rows.into_iter().map(|row| (row[3].clone(), row[2].clone())).collect()
}

fn is_exact(suggestion: &Suggestion) -> bool {
    suggestion
        .reasons
        .iter()
        .any(|reason| matches!(reason.as_str(), "exact-name" | "exact-code-and-name"))
}

#[test]
fn a_hospital_dictionary_finds_its_equal_names_and_never_its_equal_codes() {
    let Some(data) = shared_data() else { return };
    let entries = diagnoses(&data);
    assert_eq!(entries.len(), 35_587);
    let official: HashSet<String> = entries.iter().map(|entry| entry.display.clone()).collect();
    let rows = dictionary(&data);
    assert_eq!(rows.len(), 29_395);
    let folder = tempfile::tempdir().expect("a folder");
    let matcher = Matcher::open(
        Comparison::Plain,
        entries,
        Arc::default(),
        &folder.path().join("edition"),
    )
    .expect("a matcher");
    let (mut exact, mut empty, mut code_only) = (0, 0, 0);
    for (code, name) in rows.iter().step_by(STEP) {
        let expects_exact = official.contains(name);
        let found = matcher
            .suggest(
                &Term {
                    code: Some(code),
                    name,
                    attributes: None,
                },
                3,
            )
            .expect("suggestions");
        let Some(first) = found.first() else {
            assert!(!expects_exact, "{name}");
            empty += 1;
            continue;
        };
        assert_eq!(is_exact(first), expects_exact, "{name}");
        exact += usize::from(is_exact(first));
        if first.code != *code || is_exact(first) {
            continue;
        }
        // Without the code the same entry has to be first too: then its name chose it.
        let by_name = matcher.suggest(&Term::named(name), 1).expect("suggestions");
        code_only += usize::from(by_name[0].code != first.code);
    }
    eprintln!("hospital dictionary, every {STEP}th row: {exact} exact names, {empty} without suggestion");
    assert_eq!(code_only, 0);
    assert!(STEP > 1 || exact >= 8_100, "{exact}");
}

#[test]
fn operation_wordings_find_their_names() {
    let Some(data) = shared_data() else { return };
    let set = data.join("matching/surgery_n7k");
    let names = tsv(&set.join("icd9cm3_pumch_2017.tsv"));
    let entries = names.iter().map(|row| Entry::new(&row[0], &row[1]));
    let folder = tempfile::tempdir().expect("a folder");
    let matcher = Matcher::open(
        Comparison::Plain,
        entries,
        Arc::default(),
        &folder.path().join("edition"),
    )
    .expect("a matcher");
    let rows = tsv(&set.join("val.tsv"));
    let (mut asked, mut at_1, mut at_10) = (0.0, 0.0, 0.0);
    for row in rows.iter().step_by(FEW_STEP) {
        let targets: Vec<&str> = row[1].split("##").collect();
        let found = matcher.suggest(&Term::named(&row[0]), 10).expect("suggestions");
        let fits = |one: &Suggestion| targets.contains(&one.display.as_str());
        asked += 1.0;
        at_1 += f64::from(u8::from(found.first().is_some_and(fits)));
        at_10 += f64::from(u8::from(found.iter().any(fits)));
    }
    let (hit_1, hit_10) = (at_1 / asked, at_10 / asked);
    eprintln!("operations, validation rows: hit@1 {hit_1:.3}, hit@10 {hit_10:.3} of {asked}");
    assert!(hit_1 >= 0.5 && hit_10 >= 0.8, "{hit_1:.3} {hit_10:.3}");
}
