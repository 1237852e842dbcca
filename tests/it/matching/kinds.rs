//! Kinds: drugs, laboratory items, divisions and departments, read into levels and compared.
//!
//! [`of`] makes a matcher of one kind; an entry and a term are written `name|column=value|…`. [`ask`] gives the suggestions.

mod department;
mod division;
mod drug;
mod laboratory;
mod real;

use std::collections::BTreeMap;
use std::sync::Arc;
use tempfile::TempDir;
use zhiyu::language::Language;
use zhiyu::matching::Comparison;
use zhiyu::matching::Entry;
use zhiyu::matching::Lexicon;
use zhiyu::matching::Matcher;
use zhiyu::matching::Suggestion;
use zhiyu::matching::Term;
use zhiyu::matching::Warning;
use zhiyu::matching::caps::CONFLICT_CAP;
use zhiyu::matching::kinds::level::Level;
use zhiyu::registry::shipped;

struct List {
    matcher: Matcher,
    _folder: TempDir,
}

/// A name and its columns, written `name|column=value|…`.
fn written(text: &str) -> (&str, BTreeMap<String, String>) {
    let (name, columns) = text.split_once('|').unwrap_or((text, ""));
    let pairs = columns.split('|').filter_map(|cell| cell.split_once('='));
    (name, pairs.map(|(title, value)| (title.into(), value.into())).collect())
}

/// A list of one kind; the code of an entry is its place, from 0.
fn of(kind: Comparison, entries: &[&str]) -> List {
    let entry = |(place, text): (usize, &&str)| {
        let (name, properties) = written(text);
        let mut entry = Entry::new(place.to_string(), name);
        entry.properties = properties;
        entry
    };
    of_entries(kind, entries.iter().enumerate().map(entry).collect())
}

fn of_entries(kind: Comparison, entries: Vec<Entry>) -> List {
    let folder = tempfile::tempdir().expect("a folder");
    let (_, words) = shipped::list("zhiyu-lexicon-synonyms/1").expect("synonyms");
    let lexicon = Lexicon::of_concepts(&words);
    let path = folder.path().join("edition");
    let matcher = Matcher::open(kind, entries, Arc::new(lexicon), &path).expect("a matcher");
    List {
        matcher,
        _folder: folder,
    }
}

/// The shipped list of this name, as its own kind.
fn shipped_list(name: &str) -> List {
    let (manifest, concepts) = shipped::list(name).expect("a shipped list");
    let kind = Comparison::parse(manifest.kind.as_str()).unwrap();
    of_entries(kind, concepts.into_iter().map(Entry::from).collect())
}

fn ask(list: &List, term: &str) -> Vec<Suggestion> {
    let (name, attributes) = written(term);
    let term = Term {
        code: None,
        name,
        attributes: Some(&attributes),
    };
    list.matcher.suggest(&term, 10).expect("suggestions")
}

/// The first suggestion's official name.
fn first(list: &List, term: &str) -> String {
    let found = ask(list, term);
    found
        .first()
        .unwrap_or_else(|| panic!("{term}: nothing"))
        .display
        .clone()
}

/// The levels on which a suggestion differs from the term.
fn differing(suggestion: &Suggestion) -> Vec<Level> {
    let level = |warning: &Warning| {
        if let Warning::LevelDiffers { level, .. } = warning {
            Some(*level)
        } else {
            None
        }
    };
    suggestion.warnings.iter().filter_map(level).collect()
}

/// Of two entries the term means the right one: it comes first without a difference, and the wrong one differs on this
/// level, or is not suggested at all.
fn tells_apart(kind: Comparison, level: Level, term: &str, right: &str, wrong: &str) {
    let list = of(kind, &[wrong, right]);
    let found = ask(&list, term);
    let best = found.first().unwrap_or_else(|| panic!("{term}: nothing"));
    assert_eq!(best.code, "1", "{term}: {found:#?}");
    assert_eq!(differing(best), [], "{term}: {best:#?}");
    if let Some(other) = found.iter().find(|one| one.code == "0") {
        assert!(differing(other).contains(&level), "{term}: {other:#?}");
        assert!(
            other.score <= CONFLICT_CAP && other.score < best.score,
            "{term}: {found:#?}"
        );
    }
}

#[test]
fn a_kind_reads_its_own_word() {
    for kind in Comparison::ALL {
        assert_eq!(Comparison::parse(kind.as_str()), Some(kind));
    }
    assert_eq!(Comparison::parse("Drug"), None);
}

#[test]
fn a_plain_list_compares_no_levels() {
    let list = of(Comparison::Plain, &["硝苯地平控释片", "硝苯地平片"]);
    assert!(
        ask(&list, "硝苯地平片|规格=10mg")
            .iter()
            .all(|one| differing(one).is_empty())
    );
}

#[test]
fn the_words_name_the_level_and_both_values() {
    let list = of(Comparison::Drug, &["硝苯地平控释片"]);
    let found = ask(&list, "硝苯地平片");
    let words: Vec<String> = found[0]
        .warnings
        .iter()
        .map(|one| one.words(Language::Chinese))
        .collect();
    assert!(
        words.contains(&"剂型不同：本地“片”，标准“控释片”".to_owned()),
        "{words:?}"
    );
}

#[test]
fn every_score_keeps_to_the_caps_and_every_suggestion_has_a_reason() {
    let list = of(
        Comparison::Drug,
        &[
            "盐酸二甲双胍片|规格=0.25g*48片",
            "盐酸二甲双胍缓释片|规格=0.5g*30片",
            "格列美脲片",
        ],
    );
    for term in ["二甲双胍缓释片|规格=500mg", "格华止", "二甲双胍格列美脲片", "格列美脲"] {
        for one in ask(&list, term) {
            let cap = one.warnings.iter().map(Warning::cap).fold(1.0, f64::min);
            assert!(one.score <= cap && !one.reasons.is_empty(), "{term}: {one:#?}");
        }
    }
}
