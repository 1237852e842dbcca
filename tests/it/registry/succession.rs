//! Succession: lives, dates, chains, rings; and the real lists of divisions.

mod acceptance;
mod rules;
mod townships;

use std::fmt::Write as _;
use std::path::Path;
use zhiyu::registry::succession::Answer;
use zhiyu::registry::succession::Index;
use zhiyu::registry::succession::PartialDate;
use zhiyu::registry::succession::Profile;
use zhiyu::registry::succession::Reached;

/// A file of the reference data, or nothing and a word that the test skipped.
pub fn reference(name: &str) -> Option<Vec<u8>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/data/divisions")
        .join(name);
    let bytes = std::fs::read(path).ok();
    if bytes.is_none() {
        eprintln!("skipped: ../shared/data is missing ({name})");
    }
    bytes
}

fn date(text: &str) -> PartialDate {
    PartialDate::parse(text).unwrap()
}

/// An index of changes in this service's own form, without its header.
fn index(rows: &str) -> Index {
    let file = format!("kind,date,old_code,old_name,valid_from,new_codes,new_names\n{rows}");
    let read = Profile::Events.read(file.as_bytes(), Some("events.csv")).unwrap();
    Index::new(read.events)
}

fn codes(list: &[Reached]) -> Vec<&str> {
    list.iter().map(|reached| reached.code.as_str()).collect()
}

/// An answer in one line.
fn told(answer: &Answer) -> String {
    let mut text = format!("{} {:?}", answer.outcome.as_str(), codes(&answer.codes));
    for (word, list) in [("parts", &answer.parts), ("ended", &answer.ended)] {
        if !list.is_empty() {
            write!(text, " {word} {:?}", codes(list)).unwrap();
        }
    }
    if answer.uncertain {
        text.push_str(" uncertain");
    }
    text
}
