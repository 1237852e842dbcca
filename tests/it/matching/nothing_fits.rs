//! Terms whose target does not exist in a list: no answer may look sure. Real lists, when they lie beside the checkout.

use super::csv;
use super::shared_data;
use super::tsv;
use calamine::Reader as _;
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;
use zhiyu::matching::Comparison;
use zhiyu::matching::Entry;
use zhiyu::matching::Matcher;
use zhiyu::matching::Suggestion;
use zhiyu::matching::Term;
use zhiyu::matching::caps::CONFLICT_CAP;

fn looks_sure(suggestion: &Suggestion) -> bool {
    suggestion.score > CONFLICT_CAP && suggestion.warnings.is_empty()
}

fn open(entries: Vec<Entry>) -> (Matcher, TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let matcher = Matcher::open(
        Comparison::Plain,
        entries,
        Arc::default(),
        &folder.path().join("edition"),
    )
    .expect("a matcher");
    (matcher, folder)
}

/// The operations that the outpatient clinic may report: the list that the hospital tried to match.
fn outpatient_operations(dental: &Path) -> Vec<Entry> {
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(dental.join("icd10.xlsx")).expect("a workbook");
    let sheet = book.worksheet_range("RC053").expect("the list");
    let cells = |row: &[calamine::Data]| (row[2].to_string(), row[4].to_string());
    let rows = sheet.rows().skip(1).map(cells);
    rows.filter(|(code, name)| !code.is_empty() && !name.is_empty())
        .map(|(code, name)| Entry::new(code, name))
        .collect()
}

/// The subcategory of a local code such as `4.02008` (a lost zero) or `22.2 010`.
fn subcategory(code: &str) -> String {
    let lost_zero = if code.find('.') == Some(1) { "0" } else { "" };
    format!("{lost_zero}{code}")
        .chars()
        .take(5)
        .collect::<String>()
        .trim()
        .to_owned()
}

#[test]
fn dental_operations_without_target_get_no_sure_answer() {
    let Some(data) = shared_data() else { return };
    let dental = data.join("local_dictionaries/dental");
    let entries = outpatient_operations(&dental);
    let codes: Vec<String> = entries.iter().map(|entry| entry.code.clone()).collect();
    let (matcher, _folder) = open(entries);
    let (mut asked, mut silent, mut sure, mut fuzzy_repeated) = (0, 0, 0, 0);
    for row in csv(&dental.join("icd10_82dee45_fuzzy_v2_ICD9.csv")) {
        let (code, name, fuzzy) = (&row[1], &row[2], &row[5]);
        let within = subcategory(code);
        if !within.contains('.') || codes.iter().any(|code| code.starts_with(&within)) {
            continue;
        }
        let found = matcher.suggest(&Term::named(name), 5).expect("suggestions");
        asked += 1;
        silent += u32::from(found.is_empty());
        sure += u32::from(found.iter().any(looks_sure));
        fuzzy_repeated += u32::from(found.iter().any(|one| looks_sure(one) && one.display == *fuzzy));
    }
    eprintln!(
        "dental operations without target: {asked}, nothing {silent}, sure {sure}, as fuzzy matching {fuzzy_repeated}"
    );
    assert!(asked > 130, "{asked}");
    // Some of these stand under another code of the list after all: 牙齿种植 is its 种植牙.
    assert!(sure * 15 <= asked, "{sure} of {asked}");
}

#[test]
fn operations_asked_of_diagnoses_get_no_sure_answer() {
    let Some(data) = shared_data() else { return };
    let list = tsv(&data.join("matching/diagnosis_cdn/icd10_beijing_v601.tsv"));
    let (matcher, _folder) = open(list.iter().map(|row| Entry::new(&row[0], &row[1])).collect());
    let step = if cfg!(debug_assertions) { 10 } else { 1 };
    let (mut asked, mut sure) = (0_u32, 0_u32);
    for row in tsv(&data.join("matching/surgery_n7k/val.tsv")).iter().step_by(step) {
        let found = matcher.suggest(&Term::named(&row[0]), 1).expect("suggestions");
        asked += 1;
        sure += u32::from(found.first().is_some_and(looks_sure));
    }
    eprintln!("operations asked of diagnoses: {asked}, sure {sure}");
    assert!(sure * 40 <= asked, "{sure} of {asked}");
}
