//! The shipped lists come into the database at the first open, whole and once.

use crate::support::database::Engine;
use crate::support::database::TestDatabase;
use crate::support::database::on_both_engines;
use crate::support::service;
use crate::support::service::TestService;
use crate::support::service::session;
use std::collections::BTreeSet;
use std::sync::Barrier;
use std::thread;
use zhiyu::access::role::Role;
use zhiyu::id::EditionRef;
use zhiyu::page::MOST_ROWS;
use zhiyu::page::Page;
use zhiyu::registry::concept::Concept;
use zhiyu::registry::edition::EditionStatus;
use zhiyu::registry::edition_file::edition_digest;
use zhiyu::registry::shipped;
use zhiyu::service::Service;
use zhiyu::service::registry::reading::Branch;
use zhiyu::storage::migrate;

on_both_engines! {
    every_shipped_list_is_there_after_the_first_open
    a_second_open_adds_nothing
    several_first_opens_at_once_load_every_list_once
    a_database_made_before_kinds_gets_those_of_the_shipped_lists
}

fn a_database_made_before_kinds_gets_those_of_the_shipped_lists(engine: Engine) {
    let test = TestService::open(engine.empty());
    let reader = session(Role::Auditor, "shen.ji");
    let mut downs = std::iter::from_fn(|| migrate::down(&test.database.target).unwrap());
    assert!(downs.any(|taken_back| taken_back == "2026-11-21-000006_code_system_kind"));
    migrate::up(&test.database.target).unwrap();
    for name in shipped::list_names() {
        let manifest = shipped::manifest(&name).unwrap();
        // No database from before the kinds has this list: it came later.
        if manifest.system.as_str() == "ZLKM" {
            continue;
        }
        let (system, _) = test.service.code_system(&reader, &manifest.system).unwrap();
        assert_eq!(system.kind, manifest.kind, "{name}");
    }
}

fn every_shipped_list_is_there_after_the_first_open(engine: Engine) {
    let test = TestService::open(engine.empty());
    let reader = session(Role::Auditor, "shen.ji");
    let names = shipped::list_names();
    assert!(names.len() > 60, "{names:?}");
    for name in &names {
        let (manifest, mut concepts) = shipped::list(name).unwrap();
        let of = EditionRef::parse(name).unwrap();
        let edition = test.service.edition(&reader, &of).unwrap();
        assert_eq!(edition.status, EditionStatus::Published, "{name}");
        assert_eq!(edition.digest, edition_digest(&concepts), "{name}");
        let metadata = &edition.metadata;
        assert_eq!(
            (&metadata.title, &metadata.confidence),
            (&manifest.title, &manifest.confidence),
            "{name}"
        );
        let (system, _) = test.service.code_system(&reader, &of.system).unwrap();
        assert_eq!(
            (&system.title_en, &system.oid, system.kind),
            (&manifest.title_en, &manifest.oid, manifest.kind),
            "{name}"
        );
        concepts.sort_by(|one, other| one.code.as_bytes().cmp(other.code.as_bytes()));
        assert!(
            stored(&test.service, &of) == concepts,
            "{name} is stored otherwise than it is shipped"
        );
    }
    let listed = editions(&test.database);
    assert_eq!(listed, names.iter().cloned().collect::<BTreeSet<_>>());
    assert_eq!(loads(&test.database), 1);
}

fn a_second_open_adds_nothing(engine: Engine) {
    let test = TestService::open(engine.empty());
    let before = counts(&test.database);
    let again = service::open(&test.database).unwrap();
    assert_eq!(counts(&test.database), before);
    let list = EditionRef::parse("GB-T-2261.1/2003").unwrap();
    assert_eq!(stored(&again, &list).len(), 4);
}

fn several_first_opens_at_once_load_every_list_once(engine: Engine) {
    let database = engine.empty();
    let starts = Barrier::new(3);
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                starts.wait();
                service::open(&database).unwrap();
            });
        }
    });
    let names: BTreeSet<String> = shipped::list_names().into_iter().collect();
    assert_eq!(editions(&database), names);
    assert_eq!(
        loads(&database),
        1,
        "only the first of them loaded something, and only it says so"
    );
}

fn stored(service: &Service, of: &EditionRef) -> Vec<Concept> {
    let reader = session(Role::Auditor, "shen.ji");
    let mut list = Vec::new();
    let mut page = Page::new(None, Some(MOST_ROWS));
    loop {
        let slice = service.concepts(&reader, of, &Branch::Whole, &page).unwrap();
        list.extend(slice.items);
        match slice.next {
            Some(next) => page.after = Some(next),
            None => return list,
        }
    }
}

fn editions(database: &TestDatabase) -> BTreeSet<String> {
    let list = database
        .stranger()
        .texts("SELECT system_id || '/' || edition AS value FROM editions");
    list.into_iter().collect()
}

fn loads(database: &TestDatabase) -> usize {
    let query = "SELECT object AS value FROM audit_events WHERE action = 'registry.load-shipped'";
    database.stranger().texts(query).len()
}

/// How many rows each table has.
fn counts(database: &TestDatabase) -> Vec<String> {
    let tables = ["code_systems", "editions", "concepts", "audit_events", "counters"];
    let count = |table: &&str| format!("SELECT '{table} ' || count(*) AS value FROM {table}");
    let queries: Vec<String> = tables.iter().map(count).collect();
    database.stranger().texts(&queries.join(" UNION ALL "))
}
