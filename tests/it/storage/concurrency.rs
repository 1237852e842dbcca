//! Many at once: no write is lost, no reader sees half of one, and no failure is left behind.

use crate::support::database::Engine;
use crate::support::database::TestDatabase;
use crate::support::database::on_both_engines;
use crate::support::database::texts;
use crate::support::postgres;
use crate::support::service::START;
use crate::support::service::session;
use diesel::RunQueryDsl as _;
use diesel::sql_query;
use std::panic::AssertUnwindSafe;
use std::panic::catch_unwind;
use std::sync::Barrier;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::thread;
use zhiyu::access::role::Right;
use zhiyu::access::role::Role;
use zhiyu::audit::Act;
use zhiyu::audit::CHAIN_START;
use zhiyu::audit::Event;
use zhiyu::audit::query::EventFilter;
use zhiyu::error::Code;
use zhiyu::error::Result;
use zhiyu::id::OrganizationId;
use zhiyu::page::Page;
use zhiyu::storage::Db;
use zhiyu::storage::DbConn;
use zhiyu::storage::audit::audit_log;
use zhiyu::time::Instant;

const THREADS: i64 = 8;
const WRITES: i64 = 50;

on_both_engines! {
    no_increment_is_lost
    no_audit_event_is_lost_and_the_chain_holds
    readers_see_whole_writes
    a_reader_keeps_seeing_one_state
    a_reader_cannot_write
    a_failed_write_leaves_nothing_behind
    a_panic_in_a_write_leaves_nothing_behind
}

/// PostgreSQL remembers what a SERIALIZABLE transaction read, page by page, and has room for so many pages of all of them.
#[test]
fn a_write_that_grows_an_index_it_read_has_room() {
    let Some(cluster) = postgres::own_cluster() else {
        return;
    };
    let database = Engine::Postgres(cluster).empty();
    database.stranger().execute_all(&[
        "CREATE TABLE wide (code text COLLATE \"C\" PRIMARY KEY)",
        "INSERT INTO wide VALUES ('x')",
        "ALTER SYSTEM SET max_pred_locks_per_transaction = 10",
    ]);
    cluster.crash_server();
    cluster.run_server();
    let grow = "INSERT INTO wide SELECT lpad(number::text, 480, 'w') FROM generate_series(1, 120000) AS number";
    let written = database.open().write(|tx| {
        assert_eq!(texts(tx, "SELECT code AS value FROM wide WHERE code = 'x'")?, ["x"]);
        Ok(sql_query(grow).execute(tx)?)
    });
    assert_eq!(written.unwrap(), 120_000);
}

fn no_increment_is_lost(engine: Engine) {
    let database = with_counters(engine);
    let pools = two_pools(&database);
    at_once(&|thread| {
        for _ in 0..WRITES {
            let increment = |tx: &mut DbConn| {
                let before = value(tx, "left")?;
                set(tx, "left", before + 1)
            };
            pool_of(thread, &pools).write(increment).unwrap();
        }
    });
    assert_eq!(pools[0].read(|tx| value(tx, "left")).unwrap(), THREADS * WRITES);
}

fn no_audit_event_is_lost_and_the_chain_holds(engine: Engine) {
    let database = engine.with_schema();
    let pools = two_pools(&database);
    at_once(&|thread| {
        let auditor = session(Role::Operator, &format!("thread-{thread}"));
        let hospital = OrganizationId::new(format!("H{thread}")).unwrap();
        let permit = auditor.permit_in(Right::LoadDictionary, &hospital).unwrap();
        let pool = pool_of(thread, &pools);
        for write in 0..WRITES {
            let act = Act::new("test.act", format!("o/{write}")).with_details(serde_json::json!({ "名": write }));
            let now = Instant(START.0 + write);
            pool.write(|tx| audit_log::append(tx, permit.permit(), &act, now))
                .unwrap();
        }
    });
    let events = all_events(&pools[0], None);
    assert_eq!(events.len(), usize::try_from(THREADS * WRITES).unwrap());
    let mut previous = CHAIN_START.to_owned();
    for (event, expected) in events.iter().zip(1..) {
        assert_eq!(event.sequence, expected);
        assert!(event.follows(&previous), "{event:?} does not follow {previous}");
        previous.clone_from(&event.digest);
    }
    for thread in 0..THREADS {
        let own = all_events(&pools[0], Some(&format!("H{thread}")));
        let objects: Vec<String> = own.iter().map(|event| event.object.clone()).collect();
        let expected: Vec<String> = (0..WRITES).map(|write| format!("o/{write}")).collect();
        assert_eq!(objects, expected, "the events of one thread stand in its order");
    }
}

fn readers_see_whole_writes(engine: Engine) {
    let database = with_counters(engine);
    let db = database.open();
    let is_done = AtomicBool::new(false);
    let starts = Barrier::new(4);
    let reads = thread::scope(|scope| {
        let read = || {
            starts.wait();
            let mut seen = Vec::new();
            while !is_done.load(Ordering::Acquire) {
                let both = db.read(|tx| Ok((value(tx, "left")?, value(tx, "right")?)));
                seen.push(both.unwrap());
            }
            seen
        };
        let readers: Vec<_> = (0..3).map(|_| scope.spawn(read)).collect();
        starts.wait();
        for write in 1..=100 {
            let both = |tx: &mut DbConn| {
                set(tx, "left", write)?;
                set(tx, "right", write)
            };
            db.write(both).unwrap();
        }
        is_done.store(true, Ordering::Release);
        let seen = readers.into_iter().map(|reader| reader.join().unwrap());
        seen.collect::<Vec<_>>()
    });
    for seen in reads {
        let half_seen: Vec<_> = seen.iter().filter(|(left, right)| left != right).collect();
        assert!(half_seen.is_empty(), "{half_seen:?}");
        assert!(seen.is_sorted(), "a later read saw an earlier state: {seen:?}");
    }
    let last = db.read(|tx| Ok((value(tx, "left")?, value(tx, "right")?)));
    assert_eq!(last.unwrap(), (100, 100));
}

fn a_reader_keeps_seeing_one_state(engine: Engine) {
    let database = with_counters(engine);
    let db = database.open();
    let seen = db.read(|tx| {
        let before = value(tx, "left")?;
        db.write(|other| set(other, "left", 7))?;
        Ok((before, value(tx, "left")?))
    });
    assert_eq!(seen.unwrap(), (0, 0));
    assert_eq!(db.read(|tx| value(tx, "left")).unwrap(), 7);
}

fn a_reader_cannot_write(engine: Engine) {
    let database = with_counters(engine);
    let db = database.open();
    let refusal = db.read(|tx| set(tx, "left", 7)).unwrap_err();
    let cause = refusal.cause().unwrap().to_string();
    let words = engine.pick("readonly database", "read-only transaction");
    assert!(cause.contains(words), "{cause}");
    assert_eq!(db.read(|tx| value(tx, "left")).unwrap(), 0);
}

fn a_failed_write_leaves_nothing_behind(engine: Engine) {
    let database = with_counters(engine);
    let db = database.open();
    let outcome: Result<()> = db.write(|tx| {
        set(tx, "left", 7)?;
        Err(Code::NothingToPublish.into())
    });
    assert_eq!(outcome.unwrap_err().code(), Code::NothingToPublish);
    let outcome = db.write(|tx| {
        set(tx, "left", 7)?;
        Ok(sql_query("INSERT INTO counters VALUES ('left', 0)").execute(tx)?)
    });
    assert_eq!(outcome.unwrap_err().code(), Code::Internal);
    assert_eq!(db.read(|tx| value(tx, "left")).unwrap(), 0);
    db.write(|tx| set(tx, "left", 8)).unwrap();
    assert_eq!(db.read(|tx| value(tx, "left")).unwrap(), 8);
}

fn a_panic_in_a_write_leaves_nothing_behind(engine: Engine) {
    let database = with_counters(engine);
    let db = database.open();
    let write = || {
        db.write(|tx| {
            set(tx, "left", 7)?;
            assert_eq!(value(tx, "left")?, 0, "stop here");
            Ok(())
        })
    };
    catch_unwind(AssertUnwindSafe(write)).unwrap_err();
    assert_eq!(db.read(|tx| value(tx, "left")).unwrap(), 0);
    db.write(|tx| set(tx, "left", 8)).unwrap();
    assert_eq!(db.read(|tx| value(tx, "left")).unwrap(), 8);
}

/// Runs the same on eight threads that start together; each is told its number.
fn at_once(act: &(impl Fn(i64) + Sync)) {
    let starts = Barrier::new(usize::try_from(THREADS).unwrap());
    thread::scope(|scope| {
        for thread in 0..THREADS {
            let starts = &starts;
            scope.spawn(move || {
                starts.wait();
                act(thread);
            });
        }
    });
}

/// Two pools on one database, as two processes have them.
fn two_pools(database: &TestDatabase) -> [Db; 2] {
    [database.open(), database.open()]
}

fn pool_of(thread: i64, [even, odd]: &[Db; 2]) -> &Db {
    if thread % 2 == 0 { even } else { odd }
}

fn with_counters(engine: Engine) -> TestDatabase {
    let database = engine.with_schema();
    let statement = "INSERT INTO counters VALUES ('left', 0), ('right', 0)";
    database.stranger().execute_all(&[statement]);
    database
}

fn value(tx: &mut DbConn, name: &str) -> Result<i64> {
    let found = texts(
        tx,
        &format!("SELECT CAST(value AS TEXT) AS value FROM counters WHERE name = '{name}'"),
    )?;
    Ok(found[0].parse().unwrap())
}

fn set(tx: &mut DbConn, name: &str, value: i64) -> Result<()> {
    let statement = format!("UPDATE counters SET value = {value} WHERE name = '{name}'");
    assert_eq!(sql_query(statement).execute(tx)?, 1);
    Ok(())
}

fn all_events(db: &Db, organization: Option<&str>) -> Vec<Event> {
    let mut events = Vec::new();
    let mut page = Page::new(None, Some(97));
    let filter = EventFilter {
        organization: organization.map(str::to_owned),
        ..EventFilter::default()
    };
    loop {
        let slice = db.read(|tx| audit_log::page(tx, &filter, &page)).unwrap();
        events.extend(slice.items);
        match slice.next {
            Some(next) => page.after = Some(next),
            None => return events,
        }
    }
}
