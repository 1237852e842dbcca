//! What keeps secrets and SQL apart from what strangers send: read from the sources.

use super::sources;
use std::collections::BTreeSet;

/// Who may write SQL as text, and of what. Everybody else speaks to the database through the typed queries of diesel, whose
/// values are always parameters.
const SQL_AS_TEXT: &[(&str, &str)] = &[
    (
        "src/storage/backups.rs",
        "names of tables, which the database itself tells",
    ),
    (
        "src/storage/connection.rs",
        "settings of a connection, which are constants",
    ),
    (
        "src/storage/curation/mappings.rs",
        "values of diesel as columns of a select",
    ),
    ("src/storage/feedback/usage.rs", "a constant sum"),
    ("src/storage/migrate.rs", "constants and the number of a lock"),
    (
        "src/storage/restoring.rs",
        "names of tables and columns, quoted; values are parameters",
    ),
    ("src/storage/statistics.rs", "names of tables, which are constants"),
    ("src/storage/tables.rs", "names of tables and columns, quoted"),
    ("src/storage/transaction.rs", "constants and the number of a lock"),
];
const WAYS_TO_WRITE_SQL: [&str; 6] = [
    "sql_query",
    "batch_execute",
    "sql::<",
    "into_sql::<",
    "SqlLiteral",
    ".sql(",
];

/// Every file below a folder, or the file of this name: its path and its text.
fn below(folder: &str) -> Vec<(String, String)> {
    let all = sources()
        .into_iter()
        .map(|source| (format!("src/{}", source.path), source.text));
    let found: Vec<(String, String)> = all.filter(|(path, _)| path.starts_with(folder)).collect();
    assert!(!found.is_empty(), "{folder}");
    found
}

#[test]
fn sql_is_written_as_text_in_a_few_places_and_never_of_what_is_sent() {
    let writes = |text: &str| WAYS_TO_WRITE_SQL.iter().any(|way| text.contains(way));
    let found: BTreeSet<String> = below("src")
        .into_iter()
        .filter(|(_, text)| writes(text))
        .map(|(path, _)| path)
        .collect();
    let allowed = SQL_AS_TEXT.iter().map(|(path, _)| (*path).to_owned()).collect();
    assert_eq!(found, allowed, "a place that is not listed, or is not there any more");
}

/// Words of what only its owner knows, or what is kept of it.
const SECRETS: [&str; 9] = [
    "secret",
    "password",
    "nonce",
    ".reveal()",
    "phc",
    "recovery",
    "code_of(",
    "former_digest",
    "state()",
];

/// What stands on either side of a comparison, but for quoted words.
fn operands(code: &str) -> impl Iterator<Item = &str> {
    let is_end = |c: char| c.is_whitespace() || matches!(c, '&' | '|' | '!' | ',' | '{' | '}');
    [" == ", " != "].into_iter().flat_map(move |sign| {
        code.match_indices(sign).flat_map(move |(at, _)| {
            let (left, right) = code.split_at(at);
            let right = right.trim_start_matches(sign);
            let right = right.trim_start_matches(['&', '*']);
            let sides = [left.rsplit(is_end).next(), right.split(is_end).next()];
            sides.into_iter().flatten().filter(|side| !side.starts_with('"'))
        })
    })
}

#[test]
fn secrets_are_compared_in_constant_time_alone() {
    let mut compared = 0;
    for folder in [
        "src/access",
        "src/service/access",
        "src/http/access",
        "src/http/caller.rs",
    ] {
        for (path, text) in below(folder) {
            compared += text.matches("ct_eq(").count();
            for (number, line) in (1..).zip(text.lines()) {
                let code = line.split("//").next().unwrap_or_default();
                let bad = operands(code).find(|side| SECRETS.iter().any(|word| side.contains(word)));
                assert!(bad.is_none(), "{path}:{number}: {line}");
            }
        }
    }
    assert!(compared >= 5, "{compared}");
}

#[test]
fn unsafe_code_is_forbidden_and_lints_cannot_be_switched_off() {
    let manifest = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")).unwrap();
    assert!(manifest.contains("unsafe_code = \"forbid\""));
    for (path, text) in below("src") {
        for (number, line) in (1..).zip(text.lines()) {
            let code = line.trim_start();
            assert!(
                !code.starts_with("#[allow") && !code.starts_with("#![allow"),
                "{path}:{number}: {line}"
            );
            assert!(!code.starts_with("unsafe "), "{path}:{number}: {line}");
        }
    }
}

#[test]
fn the_program_takes_nothing_from_the_day_or_the_folder_in_which_it_is_built() {
    // What is built twice from the same sources, lock file and toolchain has to be the same bytes.
    let root = env!("CARGO_MANIFEST_DIR");
    assert!(!std::path::Path::new(root).join("build.rs").exists());
    for (path, text) in below("src") {
        for word in [
            "env!(\"CARGO_MANIFEST_DIR\")",
            "env!(\"OUT_DIR\")",
            "option_env!(",
            "file!()",
        ] {
            // A debug build reads the pages from the tree; a release build has them inside and never gets there.
            let is_debug = path == "src/workbench.rs" && text.contains("if cfg!(debug_assertions) {");
            assert!(is_debug || !text.contains(word), "{path} has {word}");
        }
    }
}
