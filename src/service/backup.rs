//! A backup: every row of one moment of a running database, and a database made from it again.
//!
//! The file holds no dump of either database but lines of its own (`zhiyu-backup/1`, `docs/reliability.md`): it needs no other
//! program, a backup of SQLite is restored into PostgreSQL and back, and every table carries its digest. Signing keys, the key
//! that seals second factors and settings are files of the data folder and not in it.

mod file;
mod restore;

pub use file::Head;
pub use file::Manifest;
pub use file::TableDigest;
pub use restore::Restored;
pub use restore::restore;

use crate::access::role::Right;
use crate::access::session::Session;
use crate::audit::Act;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::storage::Db;
use crate::storage::DbConn;
use crate::storage::Target;
use crate::storage::audit::audit_log;
use crate::storage::backups;
use crate::storage::tables;
use crate::time::Instant;
use file::Writing;
use std::path::Path;

/// What was written.
#[derive(Debug)]
pub struct Backup {
    /// What the file says of itself.
    pub head: Head,
    /// The digests of the tables and the signs of the whole.
    pub manifest: Manifest,
}

/// Writes a backup of the database to a new file while others go on reading and writing.
///
/// The file is complete and on disk when this returns, and there is none under its name before. The act is in the audit log
/// of the backup itself, unless its schema is of an earlier program.
///
/// Errors: `file-not-accessible` (also when there is a file already); `database-damaged`; `schema-newer`; `backup-unusable`
/// when there is nothing to back up.
pub fn back_up(target: Target, session: &Session, out: &Path, now: Instant) -> Result<Backup> {
    let permit = session.permit(Right::ManageOrganizations)?;
    let engine = match &target {
        Target::Sqlite(path) => {
            std::fs::metadata(path).map_err(|cause| file_error(path, cause))?;
            "sqlite"
        }
        Target::Postgres(_) => "postgres",
    };
    let db = Db::open(target)?;
    let versions = db.read(backups::versions)?;
    if versions.is_empty() {
        return Err(unusable("数据库是空的", "the database is empty"));
    }
    let writing = Writing::begin(out)?;
    if backups::is_of_this_program(&versions)? {
        let name = out.file_name().map(|name| name.to_string_lossy().into_owned());
        let act = Act::new("database.backup", "database").with_details(serde_json::json!({ "file": name }));
        db.write(|tx| audit_log::append(tx, &permit, &act, now))?;
    }
    let head = Head::new(engine, versions, now);
    let manifest = db.read(|tx| write_all(tx, &head, writing)).inspect_err(|_| {
        // What is left of it is of no use, and may have filled the disk.
        let _ = std::fs::remove_file(file::partial(out));
    })?;
    Ok(Backup { head, manifest })
}

fn write_all(tx: &mut DbConn, head: &Head, mut writing: Writing) -> Result<Manifest> {
    backups::must_be_sound(tx)?;
    writing.head(head)?;
    let signs = backups::signs(tx, &head.migrations)?;
    let mut manifest = Manifest::of(signs);
    for table in tables::list(tx)? {
        writing.table(&table)?;
        tables::each_line(tx, &table, |line| writing.row(line))?;
        manifest.tables.insert(table.name, writing.end_of_table());
    }
    writing.manifest(&manifest)?;
    writing.finish()?;
    Ok(manifest)
}

fn unusable(zh: &str, en: &str) -> Error {
    Error::new(Code::BackupUnusable)
        .with("reason_zh", zh)
        .with("reason_en", en)
}

fn file_error(path: &Path, cause: std::io::Error) -> Error {
    Error::new(Code::FileNotAccessible)
        .with("path", path.display())
        .with("reason", &cause)
        .caused_by(cause)
}
