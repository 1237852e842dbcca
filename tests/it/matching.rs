//! Matching: normalisation, lexicon, guards, suggestions, search and the derived index.
//!
//! A *list* is an edition made of code and name pairs; [`ask`] gives the suggestions for a name, [`codes`] only their codes.
//! [`long`] pads a list beyond the size of a small one, so that the gram index answers.

mod drift;
mod evaluation;
mod figures;
mod guard;
mod index;
mod kinds;
mod lexicon;
mod memory;
mod must_not_match;
mod normalise;
mod nothing_fits;
mod qualifier;
mod ranker;
mod real;
mod search;
mod small;
mod split;
mod stored;
mod suggest;
mod words;

use std::fmt::Write as _;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use tempfile::TempDir;
use zhiyu::matching::Comparison;
use zhiyu::matching::Entry;
use zhiyu::matching::Lexicon;
use zhiyu::matching::Matcher;
use zhiyu::matching::Reason;
use zhiyu::matching::Suggestion;
use zhiyu::matching::Term;
use zhiyu::matching::Warning;
use zhiyu::matching::values::ValueWords;
use zhiyu::registry::shipped;

/// A matcher with the folder of its index, which lives as long.
pub struct List {
    pub matcher: Matcher,
    _folder: TempDir,
}

pub fn list(pairs: &[(&str, &str)]) -> List {
    of_entries(pairs.iter().map(|(code, name)| Entry::new(*code, *name)).collect(), "")
}

/// The list with 300 further entries of other words.
fn long(pairs: &[(&str, &str)]) -> List {
    of_entries(padded(pairs), "")
}

fn padded(pairs: &[(&str, &str)]) -> Vec<Entry> {
    let own = pairs.iter().map(|(code, name)| Entry::new(*code, *name));
    let filling = (0..300_u32).map(|n| {
        let letter = |at: u32| char::from_u32(0x8000 + at).expect("an ideograph");
        Entry::new(
            format!("Z{n:03}"),
            String::from_iter([letter(n), letter(n + 400), letter(n + 800)]),
        )
    });
    own.chain(filling).collect()
}

fn of_entries(entries: Vec<Entry>, aliases: &str) -> List {
    let folder = tempfile::tempdir().expect("a folder");
    let lexicon = Arc::new(lexicon_of(aliases));
    let matcher =
        Matcher::open(Comparison::Plain, entries, lexicon, &folder.path().join("edition")).expect("a matcher");
    List {
        matcher,
        _folder: folder,
    }
}

/// A lexicon of rows `alias preferred ambiguous`, separated by blanks, one a line.
fn lexicon_of(rows: &str) -> Lexicon {
    let mut text = String::from("alias\tpreferred\tambiguous\tsource\tconfidence\n");
    for row in rows.lines().map(str::trim).filter(|row| !row.is_empty()) {
        let cells: Vec<&str> = row.split(' ').collect();
        let ambiguous = cells.get(2).unwrap_or(&"");
        writeln!(text, "{}\t{}\t{ambiguous}\ttest\tV", cells[0], cells[1]).expect("a string takes all");
    }
    let words = shipped::value_words().and_then(|words| ValueWords::parse(&words));
    Lexicon::parse(&text)
        .expect("a lexicon")
        .with_values(words.expect("words of values"))
}

fn ask(list: &List, name: &str) -> Vec<Suggestion> {
    list.matcher.suggest(&Term::named(name), 10).expect("suggestions")
}

fn ask_with_code(list: &List, code: &str, name: &str) -> Vec<Suggestion> {
    let term = Term {
        code: Some(code),
        name,
        attributes: None,
    };
    list.matcher.suggest(&term, 10).expect("suggestions")
}

fn codes(suggestions: &[Suggestion]) -> Vec<&str> {
    suggestions.iter().map(|one| one.code.as_str()).collect()
}

fn reasons(suggestion: &Suggestion) -> Vec<&str> {
    suggestion.reasons.iter().map(Reason::as_str).collect()
}

fn warnings(suggestion: &Suggestion) -> Vec<&str> {
    suggestion.warnings.iter().map(Warning::as_str).collect()
}

/// The folder of real data beside the checkout, or a message that it is not there.
fn shared_data() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: ../shared/data is missing");
    None
}

fn tsv(path: &Path) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(path).expect("a readable file");
    let cell = |cell: &str| cell.trim_matches('"').to_owned();
    text.lines()
        .skip(1)
        .map(|line| line.split('\t').map(cell).collect())
        .collect()
}

fn csv(path: &Path) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_path(path)
        .expect("a readable file");
    let rows = reader.records().map(|row| row.expect("a row"));
    rows.map(|row| row.iter().map(str::to_owned).collect()).collect()
}
