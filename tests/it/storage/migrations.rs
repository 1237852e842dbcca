//! The migrations: forth and back without a trace, the same on both engines, and safe to start at once.

use crate::support::database::Engine;
use crate::support::database::TestDatabase;
use crate::support::database::on_both_engines;
use std::process::Command;
use std::sync::Barrier;
use std::thread;
use zhiyu::error::Code;
use zhiyu::storage::Target;
use zhiyu::storage::migrate;

/// Tells a copy of this test binary which database to migrate.
const CHILD: &str = "ZHIYU_TEST_MIGRATE";
/// Diesel's own table of what ran.
const BOOKKEEPING: &str = "__diesel_schema_migrations";

on_both_engines! {
    every_migration_is_taken_back_without_a_trace
    threads_migrate_an_empty_database_at_once
    processes_migrate_an_empty_database_at_once
    a_database_of_a_newer_program_is_refused
    the_schema_is_brought_up_once
}

fn every_migration_is_taken_back_without_a_trace(engine: Engine) {
    let database = engine.empty();
    let names = names();
    assert_eq!(migrate::up(&database.target).unwrap(), names);
    let first = schema(&database);
    assert!(first.contains("release_changes"), "{first}");
    for name in names.iter().rev() {
        let reverted = migrate::down(&database.target).unwrap();
        assert_eq!(reverted.as_deref(), Some(name.as_str()));
    }
    assert_eq!(migrate::down(&database.target).unwrap(), None);
    assert_eq!(objects(&database), [format!("table {BOOKKEEPING}")]);
    assert_eq!(migrate::up(&database.target).unwrap(), names);
    assert_eq!(schema(&database), first);
}

fn threads_migrate_an_empty_database_at_once(engine: Engine) {
    let database = engine.empty();
    let starts = Barrier::new(4);
    let ran = thread::scope(|scope| {
        let migrate = || {
            starts.wait();
            migrate::up(&database.target)
        };
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(migrate)).collect();
        let outcomes = threads.into_iter().map(|thread| thread.join().unwrap().unwrap());
        outcomes.collect::<Vec<_>>()
    });
    let mut did_something = ran.iter().filter(|names| !names.is_empty());
    assert_eq!(did_something.next(), Some(&names()));
    assert_eq!(did_something.next(), None);
    assert_eq!(schema(&database), schema(&engine.with_schema()));
}

fn processes_migrate_an_empty_database_at_once(engine: Engine) {
    let database = engine.empty();
    let url = match &database.target {
        Target::Sqlite(path) => path.display().to_string(),
        Target::Postgres(url) => url.clone(),
    };
    let program = std::env::current_exe().unwrap();
    let children: Vec<_> = (0..4)
        .map(|_| {
            let mut child = Command::new(&program);
            child.args(["--exact", "storage::migrations::migrate_as_a_child", "--nocapture"]);
            let piped = child.env(CHILD, &url).stdout(std::process::Stdio::piped());
            piped.stderr(std::process::Stdio::piped()).spawn().unwrap()
        })
        .collect();
    for child in children {
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && said.contains("1 passed"), "{said}");
    }
    assert_eq!(schema(&database), schema(&engine.with_schema()));
}

/// What the processes of the story above run; alone it has nothing to do.
#[test]
fn migrate_as_a_child() {
    if let Ok(url) = std::env::var(CHILD) {
        migrate::up(&Target::parse(&url)).unwrap();
    }
}

fn a_database_of_a_newer_program_is_refused(engine: Engine) {
    let database = engine.with_schema();
    let newer = format!("INSERT INTO {BOOKKEEPING} (version) VALUES ('29990101000001')");
    database.stranger().execute_all(&[&newer]);
    let refusal = migrate::up(&database.target).unwrap_err();
    assert_eq!(refusal.code(), Code::SchemaNewer);
}

fn the_schema_is_brought_up_once(engine: Engine) {
    let database = engine.with_schema();
    assert_eq!(migrate::up(&database.target).unwrap(), Vec::<String>::new());
}

#[test]
fn both_engines_have_the_same_migrations() {
    let (sqlite, postgres) = migrate::names().unwrap();
    assert_eq!(sqlite, postgres);
    assert!(sqlite.len() >= 5, "{sqlite:?}");
    assert!(sqlite.is_sorted(), "{sqlite:?}");
}

#[test]
fn both_engines_have_the_same_columns() {
    let Some(postgres) = Engine::postgres() else {
        return;
    };
    let sqlite = columns(&Engine::Sqlite.with_schema());
    assert!(sqlite.len() > 100, "{sqlite:?}");
    assert_eq!(sqlite, columns(&postgres.with_schema()));
}

/// Every column as `table.column type nullable`, in the words of PostgreSQL.
fn columns(database: &TestDatabase) -> Vec<String> {
    let sqlite = format!(
        "SELECT t.name || '.' || c.name || ' ' || lower(c.type) || CASE c.\"notnull\" WHEN 1 THEN '' ELSE ' nullable' END \
         AS value FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = 'table' \
         AND t.name <> '{BOOKKEEPING}' ORDER BY 1"
    );
    let postgres = format!(
        "SELECT table_name || '.' || column_name || ' ' || data_type \
         || CASE is_nullable WHEN 'NO' THEN '' ELSE ' nullable' END AS value FROM information_schema.columns \
         WHERE table_schema = 'public' AND table_name <> '{BOOKKEEPING}' ORDER BY 1"
    );
    let mut list = database.stranger().texts(database.engine.pick(&sqlite, &postgres));
    list.sort();
    list
}

/// Everything that the database holds, as kind and name.
fn objects(database: &TestDatabase) -> Vec<String> {
    let sqlite = "SELECT type || ' ' || name AS value FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY 1";
    let postgres = "SELECT 'table ' || tablename AS value FROM pg_tables WHERE schemaname = 'public' \
         UNION ALL SELECT 'function ' || proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace \
         UNION ALL SELECT 'type ' || typname FROM pg_type WHERE typnamespace = 'public'::regnamespace \
         AND typname NOT LIKE '%__diesel_schema_migrations' \
         UNION ALL SELECT 'sequence ' || sequencename FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1";
    database.stranger().texts(database.engine.pick(sqlite, postgres))
}

/// The definition of everything in the database.
pub fn schema(database: &TestDatabase) -> String {
    match database.engine {
        Engine::Sqlite => {
            let query = "SELECT type || ' ' || name || ' on ' || tbl_name || ': ' || coalesce(sql, '') AS value \
                 FROM sqlite_master ORDER BY 1";
            database.stranger().texts(query).join("\n")
        }
        Engine::Postgres(cluster) => cluster.schema(database.name()),
    }
}

fn names() -> Vec<String> {
    migrate::names().unwrap().0
}
