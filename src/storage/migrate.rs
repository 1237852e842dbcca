//! The schema's migrations, run under a lock so that several processes may start at once.

use super::connection::DbConn;
use super::connection::Manager;
use super::connection::Target;
use super::connection::both;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use diesel::QueryableByName;
use diesel::RunQueryDsl as _;
use diesel::connection::SimpleConnection as _;
use diesel::migration::MigrationSource as _;
use diesel::r2d2::ManageConnection as _;
use diesel::sql_query;
use diesel::sql_types::Bool;
use diesel::sql_types::Text;
use diesel_migrations::EmbeddedMigrations;
use diesel_migrations::MigrationHarness as _;
use diesel_migrations::embed_migrations;
use std::collections::BTreeSet;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");
const MIGRATION_LOCK: i64 = 0x7a_68_69_79_76;

/// Brings the schema up to this program's; returns the names of the migrations it ran.
pub fn up(target: &Target) -> Result<Vec<String>> {
    locked(target, run_all)
}

/// Runs the first `count` migrations alone: the schema that an earlier program had.
pub fn up_to(target: &Target, count: usize) -> Result<()> {
    let (names, _) = names()?;
    let versions: Vec<String> = names.iter().take(count).map(|name| version_of(name)).collect();
    locked(target, |connection| run_these(connection, &versions))
}

/// Runs every migration that is missing; returns their names.
pub(super) fn run_all(connection: &mut DbConn) -> Result<Vec<String>> {
    refuse_newer(&applied(connection)?)?;
    let ran = match connection {
        DbConn::Sqlite(c) => c.run_pending_migrations(SQLITE),
        DbConn::Postgres(c) => c.run_pending_migrations(POSTGRES),
    };
    let ran = ran.map_err(|cause| Error::new(Code::DatabaseUnavailable).caused_by(cause))?;
    ran.iter().map(|version| name_of(&version.to_string())).collect()
}

/// Runs the migrations with these versions, oldest first; refused when one is not known.
pub(super) fn run_these(connection: &mut DbConn, versions: &[String]) -> Result<()> {
    refuse_newer(versions)?;
    let is_wanted = |version: String| versions.contains(&version);
    match connection {
        DbConn::Sqlite(c) => {
            for migration in c.pending_migrations(SQLITE).map_err(failed)? {
                if is_wanted(migration.name().version().to_string()) {
                    c.run_migration(&migration).map_err(failed)?;
                }
            }
        }
        DbConn::Postgres(c) => {
            for migration in c.pending_migrations(POSTGRES).map_err(failed)? {
                if is_wanted(migration.name().version().to_string()) {
                    c.run_migration(&migration).map_err(failed)?;
                }
            }
        }
    }
    Ok(())
}

/// The versions of the migrations that the database has.
fn applied(connection: &mut DbConn) -> Result<Vec<String>> {
    let applied = match connection {
        DbConn::Sqlite(c) => c.applied_migrations(),
        DbConn::Postgres(c) => c.applied_migrations(),
    };
    Ok(applied.map_err(failed)?.iter().map(ToString::to_string).collect())
}

/// Whether these are all the migrations of this program.
pub fn are_all(versions: &[String]) -> Result<bool> {
    let (names, _) = names()?;
    Ok(names.iter().map(|name| version_of(name)).eq(versions.iter().cloned()))
}

/// Takes back the newest migration; returns its name, or nothing when none is left. It destroys data.
pub fn down(target: &Target) -> Result<Option<String>> {
    locked(target, |connection| {
        let has_any = match connection {
            DbConn::Sqlite(c) => c.applied_migrations().map(|list| !list.is_empty()),
            DbConn::Postgres(c) => c.applied_migrations().map(|list| !list.is_empty()),
        };
        if !has_any.map_err(failed)? {
            return Ok(None);
        }
        let reverted = match connection {
            DbConn::Sqlite(c) => c.revert_last_migration(SQLITE),
            DbConn::Postgres(c) => c.revert_last_migration(POSTGRES),
        };
        let version = reverted.map_err(failed)?.to_string();
        name_of(&version).map(Some)
    })
}

/// Names of the migrations of this program, oldest first: for SQLite, for PostgreSQL.
pub fn names() -> Result<(Vec<String>, Vec<String>)> {
    let sqlite = MigrationSourceNames::of_sqlite().map_err(failed)?;
    let postgres = MigrationSourceNames::of_postgres().map_err(failed)?;
    Ok((sqlite, postgres))
}

struct MigrationSourceNames;

impl MigrationSourceNames {
    fn of_sqlite() -> diesel::migration::Result<Vec<String>> {
        let list = diesel::migration::MigrationSource::<diesel::sqlite::Sqlite>::migrations(&SQLITE)?;
        Ok(list.iter().map(|migration| migration.name().to_string()).collect())
    }

    fn of_postgres() -> diesel::migration::Result<Vec<String>> {
        let list: Vec<Box<dyn diesel::migration::Migration<diesel::pg::Pg>>> = POSTGRES.migrations()?;
        Ok(list.iter().map(|migration| migration.name().to_string()).collect())
    }
}

/// Refuses versions that this program does not know.
pub fn refuse_newer(versions: &[String]) -> Result<()> {
    let (sqlite, _) = names()?;
    let known: BTreeSet<String> = sqlite.iter().map(|name| version_of(name)).collect();
    let is_newer = versions.iter().any(|version| !known.contains(version));
    if is_newer {
        Err(Code::SchemaNewer.into())
    } else {
        Ok(())
    }
}

/// The version of a migration's name: its digits up to the underscore, without dashes.
fn version_of(name: &str) -> String {
    name.split('_').next().unwrap_or(name).replace('-', "")
}

/// The name of the migration with this version.
fn name_of(version: &str) -> Result<String> {
    let (sqlite, _) = names()?;
    let named = sqlite.into_iter().find(|name| version_of(name) == version);
    Ok(named.unwrap_or_else(|| version.to_owned()))
}

/// Acts on the schema alone: on PostgreSQL under an advisory lock, on SQLite under a lock of a file beside it.
pub(super) fn locked<T>(target: &Target, act: impl FnOnce(&mut DbConn) -> Result<T>) -> Result<T> {
    let manager = Manager {
        target: target.clone(),
        read_only: false,
        is_away: Arc::default(),
    };
    let file = match target {
        Target::Sqlite(path) => Some(lock_file(path)?),
        Target::Postgres(_) => None,
    };
    let mut connection = manager
        .connect()
        .map_err(|cause| Error::new(Code::DatabaseUnavailable).caused_by(cause))?;
    if let DbConn::Postgres(c) = &mut connection {
        c.batch_execute(&format!("SELECT pg_advisory_lock({MIGRATION_LOCK})"))?;
    }
    let outcome = act(&mut connection);
    drop(connection);
    drop(file);
    outcome
}

fn lock_file(database: &Path) -> Result<File> {
    let unavailable = |cause: std::io::Error| Error::new(Code::DatabaseUnavailable).caused_by(cause);
    let file = File::create(database.with_extension("lock")).map_err(unavailable)?;
    file.lock().map_err(unavailable)?;
    Ok(file)
}

fn failed(cause: Box<dyn std::error::Error + Send + Sync>) -> Error {
    Error::new(Code::Internal).caused_by(cause)
}

#[derive(QueryableByName)]
struct Applied {
    #[diesel(sql_type = Text)]
    version: String,
}

#[derive(QueryableByName)]
struct Standby {
    #[diesel(sql_type = Bool)]
    reads_only: bool,
}

/// Whether the schema is the one of this program.
pub fn is_current(connection: &mut DbConn) -> Result<bool> {
    let query = sql_query("SELECT version FROM __diesel_schema_migrations");
    let rows: Vec<Applied> = both!(connection, |c| query.load(c))?;
    let applied: BTreeSet<String> = rows.into_iter().map(|row| row.version).collect();
    let (own, _) = names()?;
    Ok(applied == own.iter().map(|name| version_of(name)).collect())
}

/// Whether the database says that it takes writes; SQLite says nothing.
pub fn takes_writes(connection: &mut DbConn) -> Result<bool> {
    let query = "SELECT pg_is_in_recovery() OR current_setting('default_transaction_read_only') = 'on' AS reads_only";
    match connection {
        DbConn::Sqlite(_) => Ok(true),
        DbConn::Postgres(c) => Ok(!sql_query(query).get_result::<Standby>(c)?.reads_only),
    }
}
