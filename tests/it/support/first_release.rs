//! A database as version 0.1.0 left it: its five migrations, and rows as that program wrote them
//! (`tests/reference/release-0.1.0.sql`). Every later program has to read them, go on with them, and keep every digest.

use super::database::Engine;
use super::database::TestDatabase;
use super::hospital::Hospital;
use super::hospital::mapped_to;
use super::service;
use super::service::session;
use zhiyu::access::permit::Origin;
use zhiyu::access::role::Role;
use zhiyu::id::DictionaryId;
use zhiyu::id::EditionRef;
use zhiyu::id::OrganizationId;
use zhiyu::page::Page;
use zhiyu::service::audit::check::Evidence;
use zhiyu::service::audit::check::check_database;
use zhiyu::storage::migrate;

/// How many migrations version 0.1.0 had.
pub const MIGRATIONS: usize = 5;
const ROWS: &str = include_str!("../../reference/release-0.1.0.sql");
const EDITION: &str = "old-disease/2025";
const BODY_DIGEST: &str = "310edf9fe9c38f1b4701cf7b9498d3ecc4ba6cb27d906c8681a1071a4ec9d8ff";
const LAST_EVENT: &str = "68a541d9413bc8df06d08df221833a6d56b82c013bedbde71ae4918b1ac5641a";
const TOKEN: &str = "zhiyu_0011223344556677_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

/// The database.
pub fn database(engine: Engine) -> TestDatabase {
    let database = engine.empty();
    migrate::up_to(&database.target, MIGRATIONS).unwrap();
    let statements: Vec<&str> = ROWS.lines().filter(|line| !line.starts_with("--")).collect();
    database.stranger().execute_all(&statements);
    database
}

/// Opens a database that came from there, reads all of it, and publishes the next release.
pub fn go_on_with(database: &TestDatabase) {
    let service = service::open(database).unwrap();
    let origin = Origin {
        request_id: "r-1".to_owned(),
        address: "test".to_owned(),
    };
    let collector = service.sign_in(TOKEN, origin).unwrap();
    let hospital = Hospital {
        service: &service,
        id: OrganizationId::new("H1").unwrap(),
        dictionary: DictionaryId::new("his/diagnosis").unwrap(),
    };
    let first = service.snapshot(&collector, &hospital.id, 1).unwrap();
    assert_eq!(first.release.body_digest, BODY_DIGEST);
    let before = hospital.lines(1);
    assert_eq!(before.len(), 2);
    let reader = session(Role::Auditor, "shen.ji");
    let concept = service.concept(&reader, &EditionRef::parse(EDITION).unwrap(), "A01.0");
    assert_eq!(concept.unwrap().display, "伤寒");
    let page = Page::new(None, Some(10));
    assert_eq!(
        service
            .mappings(&Hospital::publisher(), &hospital.id, None, &page)
            .unwrap()
            .items
            .len(),
        3
    );
    hospital.approve("0３ ", mapped_to(EDITION, "A01"), "看过病历");
    let second = hospital.publish().unwrap();
    assert_eq!((second.number, second.body_rows), (2, 3));
    assert!(second.manifest.contains(BODY_DIGEST), "{}", second.manifest);
    let after = hospital.lines(2);
    assert!(before.iter().all(|(key, line)| after.get(key) == Some(line)));
    let fifth = "SELECT digest AS value FROM audit_events WHERE sequence = 5";
    assert_eq!(database.stranger().texts(fifth), [LAST_EVENT]);
    let verdict = check_database(database.target.clone(), &Evidence::default(), |_| {}).unwrap();
    assert!(verdict.discrepancies.is_empty(), "{verdict:?}");
    assert_eq!(verdict.releases, 2);
}
