//! The file of a backup: JSON Lines, packed with Zstandard. A head, for each table its columns and its rows, at the end the
//! manifest. It is written beside its place and takes its name when it is whole and on disk.

use super::file_error;
use super::unusable;
use crate::digest::Hasher;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::snapshot::packed_stream;
use crate::snapshot::packed_stream::Packer;
use crate::storage::backups::Signs;
use crate::storage::tables::Table;
use crate::time::Instant;
use serde::Deserialize;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::io::BufRead;
use std::io::BufReader;
use std::io::BufWriter;
use std::io::Write as _;
use std::path::Path;
use std::path::PathBuf;

/// The name of the format.
const FORMAT: &str = "zhiyu-backup/1";

/// What a backup says of itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Head {
    /// The name of the format.
    format: String,
    /// The program that wrote it.
    pub program: String,
    /// `sqlite` or `postgres`: what it was read from. It may go into either.
    pub engine: String,
    /// When, RFC 3339.
    pub at: String,
    /// The versions of the migrations that made the schema.
    pub migrations: Vec<String>,
}

/// What a table has to hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableDigest {
    /// How many rows.
    pub rows: u64,
    /// SHA-256 of the line of its columns and of the lines of its rows, each with its line end.
    pub sha256: String,
}

/// The end of a backup: digests by which a restored database is held against it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// By table.
    pub tables: BTreeMap<String, TableDigest>,
    /// The audit log and what was published.
    pub signs: Signs,
}

/// The columns of a table, before its rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct TableHead {
    pub(super) table: String,
    pub(super) columns: Vec<String>,
}

/// A line that is no row.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Mark {
    Manifest { manifest: Manifest },
    Table(TableHead),
}

impl Head {
    /// The head of a backup that is made now.
    pub fn new(engine: &str, migrations: Vec<String>, now: Instant) -> Self {
        Self {
            format: FORMAT.to_owned(),
            program: env!("CARGO_PKG_VERSION").to_owned(),
            engine: engine.to_owned(),
            at: now.to_rfc3339(),
            migrations,
        }
    }
}

impl Manifest {
    /// A manifest without tables yet.
    pub(super) fn of(signs: Signs) -> Self {
        Self {
            tables: BTreeMap::new(),
            signs,
        }
    }
}

impl TableHead {
    pub(super) fn of(table: &Table) -> Self {
        Self {
            table: table.name.clone(),
            columns: table.columns.iter().map(|column| column.name.clone()).collect(),
        }
    }
}

/// The digest of a table as its lines go by.
#[derive(Default)]
pub(super) struct Tally {
    rows: u64,
    hasher: Hasher,
}

impl Tally {
    pub(super) fn of(head: &TableHead) -> Result<Self> {
        let mut tally = Self::default();
        tally.feed(&json(head)?);
        Ok(tally)
    }

    pub(super) fn row(&mut self, line: &[u8]) {
        self.rows += 1;
        self.feed(line);
    }

    pub(super) fn finish(self) -> TableDigest {
        TableDigest {
            rows: self.rows,
            sha256: self.hasher.finish(),
        }
    }

    fn feed(&mut self, line: &[u8]) {
        self.hasher.update(line);
        self.hasher.update(b"\n");
    }
}

/// A backup that is being written.
pub(super) struct Writing {
    to: Packer<BufWriter<File>>,
    tally: Tally,
    partial: PathBuf,
    path: PathBuf,
}

impl Writing {
    /// Begins beside the place that the file will have; refused where there is one.
    pub(super) fn begin(path: &Path) -> Result<Self> {
        if path.exists() {
            return Err(file_error(path, io::ErrorKind::AlreadyExists.into()));
        }
        let partial = partial(path);
        let failed = |cause| file_error(path, cause);
        let file = File::create(&partial).map_err(failed)?;
        Ok(Self {
            to: Packer::new(BufWriter::new(file)).map_err(failed)?,
            tally: Tally::default(),
            partial,
            path: path.to_owned(),
        })
    }

    pub(super) fn head(&mut self, head: &Head) -> Result<()> {
        self.line(&json(head)?)
    }

    pub(super) fn table(&mut self, table: &Table) -> Result<()> {
        let head = TableHead::of(table);
        self.tally = Tally::of(&head)?;
        self.line(&json(&head)?)
    }

    pub(super) fn row(&mut self, line: &[u8]) -> Result<()> {
        self.tally.row(line);
        self.line(line)
    }

    pub(super) fn end_of_table(&mut self) -> TableDigest {
        std::mem::take(&mut self.tally).finish()
    }

    pub(super) fn manifest(&mut self, manifest: &Manifest) -> Result<()> {
        let manifest = manifest.clone();
        self.line(&json(&Mark::Manifest { manifest })?)
    }

    /// Gives the file its name once every byte is on disk.
    pub(super) fn finish(self) -> Result<()> {
        let Self { to, partial, path, .. } = self;
        let finish = || {
            let file = to.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
            file.sync_all()?;
            std::fs::rename(&partial, &path)?;
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
        };
        finish().map_err(|cause| file_error(&path, cause))
    }

    fn line(&mut self, line: &[u8]) -> Result<()> {
        let written = self.to.write_all(line).and_then(|()| self.to.write_all(b"\n"));
        written.map_err(|cause| file_error(&self.path, cause))
    }
}

/// What a backup is called until it is whole.
pub(super) fn partial(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(".partial");
    path.with_file_name(name)
}

/// Whoever takes what a backup holds.
pub(super) trait Taking {
    fn table(&mut self, head: TableHead) -> Result<()>;
    fn row(&mut self, line: &str) -> Result<()>;
}

/// The head of a backup.
pub(super) fn head(path: &Path) -> Result<Head> {
    let (_, head) = open(path)?;
    Ok(head)
}

/// Reads a backup from its head to its manifest, which has to be its last line.
pub(super) fn read(path: &Path, taking: &mut impl Taking) -> Result<Manifest> {
    let (mut from, _) = open(path)?;
    let mut line = String::new();
    loop {
        next(&mut from, &mut line)?;
        if line.starts_with('[') {
            taking.row(&line)?;
            continue;
        }
        let mark: Mark = serde_json::from_str(&line).map_err(|cause| cut_short().caused_by(cause))?;
        match mark {
            Mark::Table(head) => taking.table(head)?,
            Mark::Manifest { manifest } => {
                next(&mut from, &mut line)?;
                return if line.is_empty() {
                    Ok(manifest)
                } else {
                    Err(cut_short())
                };
            }
        }
    }
}

fn open(path: &Path) -> Result<(impl BufRead + use<>, Head)> {
    let file = File::open(path).map_err(|cause| file_error(path, cause))?;
    let unpacked = packed_stream::unpack(file).map_err(|cause| cut_short().caused_by(cause))?;
    let mut from = BufReader::new(unpacked);
    let mut line = String::new();
    next(&mut from, &mut line)?;
    let head = serde_json::from_str(&line)
        .ok()
        .filter(|head: &Head| head.format == FORMAT);
    let head = head.ok_or_else(|| unusable("不是本程序的备份文件", "it is no backup of this program"))?;
    Ok((from, head))
}

/// The next line without its end; empty at the end of the file.
fn next(from: &mut impl BufRead, line: &mut String) -> Result<()> {
    line.clear();
    from.read_line(line).map_err(|cause| cut_short().caused_by(cause))?;
    if line.ends_with('\n') {
        line.pop();
    }
    Ok(())
}

fn cut_short() -> Error {
    unusable("文件不完整或已损坏", "the file is cut short or damaged")
}

fn json(value: &impl Serialize) -> Result<Vec<u8>> {
    serde_json::to_vec(value).map_err(|cause| Error::new(Code::Internal).caused_by(cause))
}
