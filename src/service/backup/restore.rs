//! A backup becomes a database again: the whole file is checked first, then its rows go into an empty database in one
//! transaction, and what the database then holds is read again and held against the manifest before it is committed.

use super::file;
use super::file::Head;
use super::file::Manifest;
use super::file::TableDigest;
use super::file::TableHead;
use super::file::Taking;
use super::file::Tally;
use super::unusable;
use crate::error::Result;
use crate::storage::Db;
use crate::storage::DbConn;
use crate::storage::Target;
use crate::storage::audit::audit_log;
use crate::storage::backups;
use crate::storage::backups::Signs;
use crate::storage::restoring;
use crate::storage::restoring::Restoring;
use crate::storage::tables;
use crate::storage::tables::Table;
use std::collections::BTreeMap;
use std::path::Path;

/// Lines of one statement.
const BATCH_LINES: usize = 1_000;
/// Bytes of one statement, so that long lines do not add up.
const BATCH_BYTES: usize = 4 * 1024 * 1024;

/// A database that was made from a backup.
#[derive(Debug)]
pub struct Restored {
    /// What the backup says of itself.
    pub head: Head,
    /// What the backup says of what it holds.
    pub manifest: Manifest,
    /// What the database says of itself now.
    pub signs: Signs,
    /// The migrations that brought an older schema up to this program's.
    pub migrations: Vec<String>,
}

/// Makes an empty database the one that was backed up; nothing is stored unless all of it is the same.
///
/// Errors: `database-not-empty`; `backup-unusable`; `schema-newer` when the backup is of a newer program;
/// `file-not-accessible`.
pub fn restore(target: Target, from: &Path) -> Result<Restored> {
    let head = file::head(from)?;
    let manifest = check(from)?;
    let migrations = restoring::restore(&target, &head.migrations, |restoring| {
        let known = tables::list(restoring.tx)?;
        fill(restoring, &known, from)?;
        let signs = backups::signs(restoring.tx, &head.migrations)?;
        let digests = known
            .iter()
            .map(|table| Ok((table.name.clone(), digest(restoring.tx, table)?)))
            .collect::<Result<BTreeMap<_, _>>>()?;
        let is_same = digests == manifest.tables && signs == manifest.signs;
        if is_same { Ok(()) } else { Err(differs()) }
    })?;
    let db = Db::open(target)?;
    if db.read(audit_log::lags)? {
        db.write(audit_log::catch_up)?;
    }
    let signs = db.read(|tx| {
        let versions = backups::versions(tx)?;
        backups::signs(tx, &versions)
    })?;
    Ok(Restored {
        head,
        manifest,
        signs,
        migrations,
    })
}

/// Reads the whole file and holds its rows against its manifest.
fn check(from: &Path) -> Result<Manifest> {
    let mut checking = Checking::default();
    let manifest = file::read(from, &mut checking)?;
    checking.end_of_table();
    let is_whole = checking.found == manifest.tables;
    if is_whole { Ok(manifest) } else { Err(differs()) }
}

#[derive(Default)]
struct Checking {
    found: BTreeMap<String, TableDigest>,
    present: Option<(String, Tally)>,
}

impl Checking {
    fn end_of_table(&mut self) {
        if let Some((name, tally)) = self.present.take() {
            self.found.insert(name, tally.finish());
        }
    }
}

impl Taking for Checking {
    fn table(&mut self, head: TableHead) -> Result<()> {
        self.end_of_table();
        let tally = Tally::of(&head)?;
        self.present = Some((head.table, tally));
        Ok(())
    }

    fn row(&mut self, line: &str) -> Result<()> {
        let (_, tally) = self.present.as_mut().ok_or_else(differs)?;
        tally.row(line.as_bytes());
        Ok(())
    }
}

fn fill(restoring: &mut Restoring<'_>, known: &[Table], from: &Path) -> Result<()> {
    let mut filling = Filling {
        restoring,
        known,
        present: None,
        lines: String::new(),
        count: 0,
    };
    file::read(from, &mut filling)?;
    filling.flush()
}

struct Filling<'f, 'c> {
    restoring: &'f mut Restoring<'c>,
    known: &'f [Table],
    present: Option<&'f Table>,
    /// A JSON array that is not closed yet.
    lines: String,
    count: usize,
}

impl Filling<'_, '_> {
    fn flush(&mut self) -> Result<()> {
        if let (Some(table), 1..) = (self.present, self.count) {
            self.lines.push(']');
            self.restoring.insert(table, &self.lines)?;
        }
        self.lines.clear();
        self.count = 0;
        Ok(())
    }
}

impl Taking for Filling<'_, '_> {
    fn table(&mut self, head: TableHead) -> Result<()> {
        self.flush()?;
        let known = self.known.iter().find(|table| TableHead::of(table) == head);
        self.present = Some(known.ok_or_else(differs)?);
        Ok(())
    }

    fn row(&mut self, line: &str) -> Result<()> {
        self.lines.push(if self.count == 0 { '[' } else { ',' });
        self.lines.push_str(line);
        self.count += 1;
        if self.count == BATCH_LINES || self.lines.len() > BATCH_BYTES {
            self.flush()?;
        }
        Ok(())
    }
}

fn digest(tx: &mut DbConn, table: &Table) -> Result<TableDigest> {
    let mut tally = Tally::of(&TableHead::of(table))?;
    tables::each_line(tx, table, |line| {
        tally.row(line);
        Ok(())
    })?;
    Ok(tally.finish())
}

fn differs() -> crate::error::Error {
    unusable("内容与其清单不符", "what it holds is not what its manifest says")
}
