//! `zhiyu migrate` is killed at any moment of an upgrade from the first release; the next run ends it, and the database is the one
//! of an upgrade that nobody disturbed.

use super::Chance;
use super::setting;
use super::url;
use crate::cli::zhiyu;
use crate::storage::migrations::schema;
use crate::support::database::Engine;
use crate::support::database::TestDatabase;
use crate::support::database::on_both_engines;
use crate::support::first_release;
use std::process::Command;
use std::process::Stdio;
use std::sync::mpsc;
use std::time::Duration;
use std::time::Instant;
use zhiyu::storage::migrate;
use zhiyu::storage::tables;

const SEED: u64 = 0x6d69_6772_6174_6531;

on_both_engines! {
    a_killed_migration_is_ended_by_the_next
}

fn a_killed_migration_is_ended_by_the_next(engine: Engine) {
    let original = first_release::database(engine);
    let undisturbed = copy(&original);
    let start = Instant::now();
    assert!(command(&undisturbed).status().unwrap().success());
    let run = start.elapsed();
    let expected = (schema(&undisturbed), digests(&undisturbed));
    let (kills, mut chance) = (setting("ZHIYU_MIGRATION_KILLS", 4), Chance::new(SEED));
    let seed = chance.0;
    let mut stopped_at = std::collections::BTreeMap::new();
    for round in 0..kills {
        let database = copy(&original);
        kill_after(&database, chance.moment(run));
        let ran = migrate::up(&database.target).unwrap();
        *stopped_at.entry(ran.len()).or_insert(0) += 1;
        let found = (schema(&database), digests(&database));
        assert!(
            found == expected,
            "seed {seed} round {round}: {} migrations were left",
            ran.len()
        );
        if round + 1 == kills {
            first_release::go_on_with(&database);
        }
    }
    eprintln!("migrate killed {kills} times, seed {seed}; killed with so many migrations left: {stopped_at:?}; 0 lost");
}

fn copy(original: &TestDatabase) -> TestDatabase {
    let database = original.engine.database(original.name());
    if let Engine::Sqlite = original.engine {
        original.stranger().execute_all(&["PRAGMA wal_checkpoint(TRUNCATE)"]);
        std::fs::copy(original.file(), database.file()).unwrap();
    }
    database
}

fn command(database: &TestDatabase) -> Command {
    let mut command = zhiyu(database.folder());
    command.env("ZHIYU_DATABASE_URL", url(&database.target)).arg("migrate");
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Kills the process at the moment, or finds that it ended before.
fn kill_after(database: &TestDatabase, moment: Duration) {
    let mut process = command(database).spawn().unwrap();
    let (_keep, never) = mpsc::channel::<()>();
    let _ = never.recv_timeout(moment);
    let _ = process.kill();
    process.wait().unwrap();
}

/// How many rows each table has, and their digest.
fn digests(database: &TestDatabase) -> Vec<(String, u64, String)> {
    let read = database.open().read(|tx| {
        let mut found = Vec::new();
        for table in tables::list(tx)? {
            let (mut rows, mut hasher) = (0, zhiyu::digest::Hasher::default());
            tables::each_line(tx, &table, |line| {
                rows += 1;
                hasher.update(line);
                Ok(())
            })?;
            found.push((table.name, rows, hasher.finish()));
        }
        Ok(found)
    });
    read.unwrap()
}
