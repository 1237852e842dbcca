//! The checker tried on small planted trees, so that a rule which finds nothing is known to look.

use super::HOUSE;
use super::checker::Source;

const DOC: &str = "//! A planted file.\n";

/// The findings in one planted file.
fn findings(path: &str, text: &str) -> Vec<String> {
    HOUSE.findings(&[Source::new(path, format!("{DOC}{text}"))])
}

#[track_caller]
fn assert_finds(path: &str, text: &str, expected: &str) {
    let found = findings(path, text);
    assert!(
        found.iter().any(|finding| finding.contains(expected)),
        "expected {expected:?} for {text:?}, found {found:?}"
    );
}

#[track_caller]
fn assert_clean(path: &str, text: &str) {
    assert_eq!(findings(path, text), Vec::<String>::new(), "for {text:?}");
}

#[test]
fn an_upward_import_is_found() {
    let expected = "registry/concept.rs:2: registry (floor 1) may not use storage (floor 5)";
    assert_finds("registry/concept.rs", "use crate::storage::Db;", expected);
    assert_finds(
        "mapping.rs",
        "fn f() { crate::service::go(); }",
        "mapping (floor 3) may not use service",
    );
    assert_finds(
        "page.rs",
        "pub(crate) use crate::registry;",
        "page (floor 0) may not use registry",
    );
    assert_finds(
        "storage.rs",
        "macro_rules! m { () => { $crate::service::go() } }",
        "may not use service",
    );
    assert_clean(
        "storage/rows.rs",
        "use crate::registry::concept::Concept;\nuse crate::error::Result;",
    );
}

#[test]
fn an_upward_import_by_super_is_found() {
    assert_finds(
        "registry.rs",
        "use super::storage;",
        "registry (floor 1) may not use storage",
    );
    assert_finds(
        "registry/a/b.rs",
        "use super::super::super::service::S;",
        "may not use service",
    );
    assert_clean("registry/a/b.rs", "use super::super::storage::S;");
    assert_clean("service/registry.rs", "use super::storage::S;");
}

#[test]
fn an_import_from_a_neighbour_is_found_unless_it_is_permitted() {
    let expected = "source/reload.rs:3: source may not use its neighbour matching on floor 2";
    assert_finds("source/reload.rs", "\nuse crate::matching::Matcher;", expected);
    assert_finds(
        "access.rs",
        "use crate::audit::Event;",
        "access may not use its neighbour audit",
    );
    assert_clean("audit.rs", "use crate::access::permit::Permit;");
    assert_clean("cli/serve.rs", "use crate::config::Config;");
}

#[test]
fn a_banned_import_from_a_lower_floor_is_found() {
    assert_finds(
        "http/registry.rs",
        "use crate::storage::Db;",
        "http may not use storage",
    );
    assert_clean("service/registry.rs", "use crate::storage::Db;");
}

#[test]
fn an_import_of_several_modules_at_once_is_found() {
    assert_finds("http.rs", "use crate::{error, storage};", "http.rs:2: name one module");
    assert_finds("http.rs", "use crate::*;", "http.rs:2: name one module");
    assert_finds("http.rs", "use super::{error};", "http.rs:2: name one module");
}

#[test]
fn a_module_without_a_floor_is_found() {
    assert_finds("helpers.rs", "", "helpers.rs:1: the module helpers has no floor");
    assert_finds(
        "http.rs",
        "use crate::helpers::help;",
        "http uses helpers, which has no floor",
    );
}

#[test]
fn a_fenced_crate_is_found_outside_its_fence() {
    assert_finds(
        "registry/concept.rs",
        "use diesel::prelude::*;",
        "diesel stays inside storage",
    );
    assert_finds(
        "matching/suggest.rs",
        "use tantivy as t;",
        "tantivy stays inside matching/index",
    );
    assert_finds(
        "matching/scores.rs",
        "fn f() { ::strsim::jaro(a, b); }",
        "strsim stays inside matching/score",
    );
    assert_finds(
        "service.rs",
        "#[derive(actix_web::Responder)]\nstruct S;",
        "actix_web stays inside http, workbench",
    );
    assert_finds("source.rs", "extern crate csv;", "csv stays inside registry");
    assert_finds("http.rs", "fn f() { csv::Reader::new(); }", "csv stays inside registry");
    assert_clean("matching/index/build.rs", "use tantivy::Index;");
    assert_clean("matching/score.rs", "use strsim::jaro;");
}

#[test]
fn a_module_with_the_name_of_a_crate_is_not_taken_for_it() {
    assert_clean("http/releases.rs", "use super::csv;\nfn f() { csv::answer(); }");
    assert_clean("http.rs", "mod csv;\nfn f() { csv::answer(); }");
    assert_clean("http/pages.rs", "fn f() { super::csv::answer(); }");
}

#[test]
fn the_clock_the_disk_and_the_network_are_found_outside_their_fences() {
    assert_finds(
        "service/jobs.rs",
        "fn f() { std::time::SystemTime::now(); }",
        "SystemTime::now stays inside",
    );
    assert_finds(
        "storage/rows.rs",
        "fn f() { Instant::now(); }",
        "Instant::now stays inside",
    );
    assert_finds(
        "mapping/life.rs",
        "fn f() { chrono::Utc::now(); }",
        "Utc::now stays inside",
    );
    assert_finds("registry/shipped.rs", "use std::fs::File;", "std::fs stays inside");
    assert_finds(
        "snapshot.rs",
        "fn f() { ::std::net::TcpListener::bind(a); }",
        "std::net stays inside",
    );
    assert_finds("access.rs", "use std::{fs, fmt};", "std::fs stays inside");
    assert_clean("matching/index/folder.rs", "use std::fs;");
    assert_clean("cli.rs", "fn f() { SystemTime::now(); }");
}

#[test]
fn comments_texts_and_characters_are_not_code() {
    assert_clean(
        "id.rs",
        "/// Like [`crate::storage`].\n// use crate::storage;\n/* use diesel::a; /* b */ diesel::c */",
    );
    assert_clean(
        "id.rs",
        r##"const A: &str = "\"crate::storage::X"; const B: &str = r#"use "diesel::x"#;"##,
    );
    assert_clean("id.rs", "fn f<'a>(x: &'a str) -> char { let _q = '\"'; '\\'' }");
    assert_finds(
        "id.rs",
        "const A: &str = \"a\\\\\";\nuse crate::storage::Db;",
        "id.rs:3: id (floor 0) may not use storage",
    );
    assert_finds(
        "id.rs",
        "fn f() { g('\"', '\\\\'); crate::http::go(); }",
        "may not use http",
    );
}

#[test]
fn a_file_without_its_doc_line_and_a_long_file_are_found() {
    let bare = HOUSE.findings(&[Source::new("id.rs", "use std::fmt;\n")]);
    assert_eq!(bare, ["id.rs:1: begins without a //! line that says what it is"]);
    assert_finds("id.rs", &"\n".repeat(400), "id.rs:401: has more than 400 lines");
    assert_clean("id.rs", &"\n".repeat(399));
}

#[test]
fn a_permission_that_nobody_needs_is_found() {
    let tree = [Source::new("audit.rs", "use crate::access::permit::Permit;")];
    let unused = HOUSE.unused_peers(&tree);
    assert!(unused.iter().all(|line| !line.starts_with("audit ")), "{unused:?}");
    assert!(
        unused.contains(&"report no longer uses snapshot: take the permission back".to_owned()),
        "{unused:?}"
    );
}
