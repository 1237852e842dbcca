//! Reference lists and the differences from them that are known and explained.
//!
//! The lists lie beside the project, not in it: nothing of them is ours to give away. Where they are missing there is
//! nothing to compare with, and the tests say so.

use crate::support::postgres::say;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

const EXCEPTIONS: &str = "tests/reference/exceptions";
const HEADER: &str = "code\tkind\tours\treference\treason";

/// A difference between a shipped list and its reference.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    code: String,
    kind: String,
    ours: String,
    reference: String,
}

impl Difference {
    /// A difference; its kind is one word.
    pub fn new(code: &str, kind: &str, ours: &str, reference: &str) -> Self {
        let [code, kind, ours, reference] = [code, kind, ours, reference].map(str::to_owned);
        Self {
            code,
            kind,
            ours,
            reference,
        }
    }

    fn line(&self) -> String {
        format!("{}\t{}\t{}\t{}", self.code, self.kind, self.ours, self.reference)
    }
}

/// The folder of reference lists; `None`, and a line that says so, when it is not there.
pub fn folder() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    if folder.is_dir() {
        return Some(folder);
    }
    say("skipped: ../shared/data is missing");
    None
}

/// The rows of a table whose first line is this header, cells between tabs, each without blanks around it.
pub fn rows(path: &Path, header: &str) -> Vec<Vec<String>> {
    let text = fs::read_to_string(path).unwrap_or_else(|cause| panic!("{}: {cause}", path.display()));
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some(header), "{}", path.display());
    let columns = header.split('\t').count();
    lines
        .map(|line| {
            let mut cells: Vec<String> = line.split('\t').map(|cell| cell.trim().to_owned()).collect();
            cells.resize(columns, String::new());
            cells
        })
        .collect()
}

/// Codes and names that are on one side only, or have another name on the other.
pub fn compare(ours: &BTreeMap<String, String>, reference: &BTreeMap<String, String>) -> BTreeSet<Difference> {
    let codes: BTreeSet<&String> = ours.keys().chain(reference.keys()).collect();
    let differing = codes
        .into_iter()
        .filter_map(|code| match (ours.get(code), reference.get(code)) {
            (Some(one), Some(other)) if one == other => None,
            (Some(one), Some(other)) => Some(Difference::new(code, "name", one, other)),
            (Some(one), None) => Some(Difference::new(code, "extra", one, "")),
            (None, other) => other.map(|other| Difference::new(code, "missing", "", other)),
        });
    differing.collect()
}

/// Fails with all differences that no exception explains, and all exceptions that explain none.
#[track_caller]
pub fn settle(system: &str, differences: &BTreeSet<Difference>) {
    let explained = exceptions(system);
    let lines = |list: &mut dyn Iterator<Item = &Difference>| list.map(Difference::line).collect::<Vec<_>>().join("\n");
    let unexplained = lines(&mut differences.difference(&explained));
    let stale = lines(&mut explained.difference(differences));
    assert!(
        unexplained.is_empty() && stale.is_empty(),
        "{system}: differences without an explanation:\n{unexplained}\nexplanations without a difference:\n{stale}\n"
    );
}

fn exceptions(system: &str) -> BTreeSet<Difference> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join(EXCEPTIONS)
        .join(format!("{system}.tsv"));
    let mut list = BTreeSet::new();
    for row in rows(&file, HEADER) {
        let [code, kind, ours, reference, reason] = row.as_slice() else {
            panic!("{system}: {row:?} has too many cells");
        };
        assert!(!reason.is_empty(), "{system}: {row:?} gives no reason");
        let is_new = list.insert(Difference::new(code, kind, ours, reference));
        assert!(is_new, "{system}: {row:?} stands twice");
    }
    list
}

#[test]
fn a_comparison_finds_what_is_missing_extra_and_renamed() {
    let list = |rows: &[(&str, &str)]| -> BTreeMap<String, String> {
        rows.iter()
            .map(|(code, name)| ((*code).to_owned(), (*name).to_owned()))
            .collect()
    };
    let found = compare(
        &list(&[("1", "a"), ("2", "b"), ("3", "c")]),
        &list(&[("1", "a"), ("2", "B"), ("4", "d")]),
    );
    let expected = [
        Difference::new("2", "name", "b", "B"),
        Difference::new("3", "extra", "c", ""),
        Difference::new("4", "missing", "", "d"),
    ];
    assert_eq!(found, BTreeSet::from(expected));
}

#[test]
fn every_file_of_exceptions_is_well_formed_and_of_a_compared_list() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(EXCEPTIONS);
    let mut systems: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            entry
                .unwrap()
                .path()
                .file_stem()
                .unwrap()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    systems.sort();
    for system in &systems {
        exceptions(system);
    }
    assert_eq!(systems, super::proof::SYSTEMS);
}
