//! The plain files of an organization's snapshots: the same in a store, on a static server and on a medium.

use super::item::Item;
use super::status::Status;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::OrganizationId;
use std::fs;
use std::fs::File;
use std::io;
use std::io::Write as _;
use std::path::Path;
use std::path::PathBuf;

const STATUS: &str = "status.json";
const LOCK: &str = ".lock";
const PIECE: &str = ".body.part";

/// The beginning of a body whose rest did not come.
#[derive(Debug)]
pub(super) struct Piece {
    /// SHA-256 of the whole body, as its manifest says.
    pub sha256: String,
    /// The entity tag under which the source gave it.
    pub tag: Option<String>,
    /// The bytes so far.
    pub bytes: Vec<u8>,
}

/// Where the snapshots of an organization are, below an address or a folder.
pub fn place(organization: &OrganizationId) -> String {
    format!("organizations/{organization}/snapshots")
}

/// The files of one organization.
#[derive(Debug)]
pub struct Tree {
    folder: PathBuf,
}

impl Tree {
    /// The files of an organization below a folder.
    pub fn of(folder: &Path, organization: &OrganizationId) -> Self {
        Self {
            folder: folder.join(place(organization)),
        }
    }

    /// The files of one organization that are in this folder itself.
    pub fn at(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
        }
    }

    /// The organizations that have snapshots below a folder.
    pub fn organizations(folder: &Path) -> Result<Vec<OrganizationId>> {
        let folder = folder.join("organizations");
        let entries = fs::read_dir(&folder).map_err(|cause| file_error(&folder, cause))?;
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let mut found: Vec<OrganizationId> = names.filter_map(|name| OrganizationId::new(name).ok()).collect();
        found.sort();
        Ok(found)
    }

    /// Where a file is.
    pub fn path(&self, item: Item) -> PathBuf {
        self.folder.join(item.path())
    }

    /// The bytes of a file; none when it is not there.
    pub fn bytes(&self, item: Item) -> Option<Vec<u8>> {
        fs::read(self.path(item)).ok()
    }

    /// The text of a file; none when it is not there or no text.
    pub fn text(&self, item: Item) -> Option<String> {
        String::from_utf8(self.bytes(item)?).ok()
    }

    /// The numbers of the releases that have a folder, lowest first.
    pub fn releases(&self) -> Vec<i64> {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let number = |entry: fs::DirEntry| entry.file_name().to_str()?.parse().ok();
        let mut found: Vec<i64> = entries.filter_map(number).filter(|number| *number > 0).collect();
        found.sort_unstable();
        found
    }

    /// The deltas that lead to a release, by the release that they start from.
    pub fn deltas_to(&self, release: i64) -> Vec<i64> {
        let entries = fs::read_dir(self.folder.join(release.to_string()));
        let names = entries.into_iter().flatten().flatten().map(|entry| entry.file_name());
        let from = |name: std::ffi::OsString| {
            let rest = name.to_str()?.strip_prefix("delta-from-")?;
            rest.strip_suffix(".jsonl")?.parse().ok()
        };
        let mut found: Vec<i64> = names.filter_map(from).collect();
        found.sort_unstable();
        found
    }

    /// Writes a file whole or not at all: a reader sees the old one or the new one.
    pub fn write(&self, item: Item, bytes: &[u8]) -> Result<()> {
        write_whole(&self.path(item), bytes)
    }

    /// The status that was written last.
    pub fn status(&self) -> Option<Status> {
        serde_json::from_slice(&fs::read(self.folder.join(STATUS)).ok()?).ok()
    }

    /// Writes the status.
    pub fn write_status(&self, status: &Status) -> Result<()> {
        let text = serde_json::to_string(status).map_err(|cause| Error::new(Code::Internal).caused_by(cause))?;
        write_whole(&self.folder.join(STATUS), (text + "\n").as_bytes())
    }

    /// The beginning of a body that an earlier pull left.
    pub(super) fn piece(&self) -> Option<Piece> {
        let mut bytes = fs::read(self.folder.join(PIECE)).ok()?;
        let end = bytes.iter().position(|byte| *byte == b'\n')?;
        let (sha256, tag) = serde_json::from_slice(bytes.get(..end)?).ok()?;
        bytes.drain(..=end);
        Some(Piece { sha256, tag, bytes })
    }

    /// Keeps the beginning of a body: a line `[sha256, tag]`, then the bytes.
    pub(super) fn write_piece(&self, piece: &Piece) -> Result<()> {
        let head = serde_json::to_vec(&(&piece.sha256, &piece.tag));
        let head = head.map_err(|cause| Error::new(Code::Internal).caused_by(cause))?;
        let bytes = [head.as_slice(), b"\n", &piece.bytes].concat();
        write_whole(&self.folder.join(PIECE), &bytes)
    }

    /// Forgets the beginning of a body.
    pub(super) fn remove_piece(&self) {
        let _ = fs::remove_file(self.folder.join(PIECE));
    }

    /// Removes a release that nobody needs; one that cannot be removed stays.
    pub fn remove(&self, release: i64) {
        let _ = fs::remove_dir_all(self.folder.join(release.to_string()));
    }

    /// Keeps others from writing until the lock is dropped.
    pub fn lock(&self) -> Result<File> {
        let path = self.folder.join(LOCK);
        let take = || -> io::Result<File> {
            fs::create_dir_all(&self.folder)?;
            let file = File::create(&path)?;
            file.lock()?;
            Ok(file)
        };
        take().map_err(|cause| file_error(&path, cause))
    }
}

/// Writes beside the file, to the disk, and only then puts the new file in the place of the old.
fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    let folder = path.parent().unwrap_or(path);
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = folder.join(format!(".{name}.new"));
    let write = || -> io::Result<()> {
        fs::create_dir_all(folder)?;
        let mut file = File::create(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&beside, path)?;
        File::open(folder)?.sync_all()
    };
    write().map_err(|cause| file_error(path, cause))
}

fn file_error(path: &Path, cause: io::Error) -> Error {
    Error::new(Code::FileNotAccessible)
        .with("path", path.display())
        .with("reason", &cause)
        .caused_by(cause)
}
