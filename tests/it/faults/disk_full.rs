//! The disk is full at each page that a publish wants to write: it is refused with words of its own, leaves nothing, others go on
//! reading, and it succeeds as soon as there is room.

use crate::http::server::TestServer;
use crate::support::database::Engine;
use crate::support::database::TestDatabase;
use crate::support::database::texts;
use crate::support::hospital::Hospital;
use crate::support::hospital::mapped;
use crate::support::service::TestService;
use crate::support::service::surroundings;
use diesel::connection::SimpleConnection as _;
use serde_json::json;
use zhiyu::access::role::Role;
use zhiyu::error::Code;
use zhiyu::service::Service;
use zhiyu::storage::Db;

const ROWS: usize = 100;
const LATEST: &str = "organizations/R1/snapshots/latest";

#[test]
fn a_publish_on_a_full_disk_is_refused_whole_and_succeeds_when_there_is_room() {
    let TestService { service, database } = TestService::new(Engine::Sqlite);
    drop(service);
    let db = database.open();
    let service = Service::over(database.folder(), db.clone(), surroundings()).unwrap();
    let server = TestServer::over(TestService { service, database });
    let rows: Vec<(String, String)> = (0..ROWS)
        .map(|row| (format!("{row:04}"), format!("霍乱{row}")))
        .collect();
    let rows: Vec<(&str, &str)> = rows.iter().map(|(code, name)| (code.as_str(), name.as_str())).collect();
    let hospital = Hospital::new(server.service(), "R1", &rows);
    hospital.approve("0000", mapped(&["A00"]), "");
    hospital.publish().unwrap();
    let codes: Vec<&str> = rows.iter().skip(1).map(|(code, _)| *code).collect();
    hospital.approve_all(&codes, "A01");
    let collector = server.client("box", Role::Collector, "R1");
    let publisher = server.client("zhao.min", Role::Publisher, "R1");
    let before = collector.get(LATEST);
    let tag = before.header("etag").to_owned();
    let publish = || publisher.post("organizations/R1/releases", &json!({ "note": "满" }));
    let (mut refused, mut room) = (0, pages(&db));
    loop {
        limit(&db, room);
        let answer = publish();
        if answer.status == 201 {
            break;
        }
        answer.refused(Code::StorageFull);
        assert_eq!(answer.header("retry-after"), "5");
        refused += 1;
        room += 1;
        assert_eq!(releases(&server), ["1 1"], "nothing of it is left");
        assert_eq!(collector.get(LATEST).body, before.body);
        let again = collector.call("GET", LATEST).header("if-none-match", &tag).send();
        assert_eq!(again.status, 304);
        assert_eq!(collector.get("organizations/R1/snapshots/1/body").status, 200);
        assert!(refused < 500, "it never succeeds");
    }
    assert!(refused >= 10, "only {refused} pages were wanted");
    assert_eq!(releases(&server), ["1 1".to_owned(), format!("2 {}", ROWS - 1)]);
    assert_eq!(hospital.lines(2).len(), ROWS);
    eprintln!("disk full at each of {refused} pages of a publish of {ROWS} rows: 0 partial releases, 0 reads refused");
}

/// Releases with the number of their changes.
fn releases(server: &TestServer) -> Vec<String> {
    let query = "SELECT CAST(release AS TEXT) || ' ' || CAST(count(*) AS TEXT) AS value FROM release_changes \
         WHERE organization_id = 'R1' GROUP BY release ORDER BY release";
    server.stranger().texts(query)
}

/// How many pages the database has.
fn pages(db: &Db) -> u64 {
    let query = "SELECT CAST(page_count AS TEXT) AS value FROM pragma_page_count";
    let found = db.read(|tx| Ok(texts(tx, query)?)).unwrap();
    found[0].parse().unwrap()
}

/// Lets the one writing connection have no more pages than this.
fn limit(db: &Db, pages: u64) {
    let set = db.write(|tx| Ok(tx.batch_execute(&format!("PRAGMA max_page_count = {pages}"))?));
    set.unwrap();
}

/// A backup onto a full disk says so and leaves no file behind.
#[test]
fn a_backup_onto_a_full_disk_leaves_no_file() {
    let full = std::path::Path::new("/dev/full");
    if !full.exists() {
        eprintln!("skipped: there is no /dev/full");
        return;
    }
    let database: TestDatabase = Engine::Sqlite.with_schema();
    let out = database.folder().join("b.zhiyu");
    std::os::unix::fs::symlink(full, database.folder().join("b.zhiyu.partial")).unwrap();
    let operator = Service::operator(zhiyu::id::AccountId::new("operator").unwrap());
    let now = crate::support::service::START;
    let refused = zhiyu::service::backup::back_up(database.target.clone(), &operator, &out, now).unwrap_err();
    assert_eq!(refused.code(), Code::FileNotAccessible, "{refused:?}");
    assert!(!out.exists());
    assert!(!database.folder().join("b.zhiyu.partial").exists());
    assert!(full.exists());
}
