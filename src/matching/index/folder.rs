//! The folder of a derived index: whether it is current, and how a fresh one takes its place.
//!
//! A fresh index is built in a sibling folder and renamed into place, so that a reader never sees half of one and two
//! processes may build at once: the one that comes second finds the place taken and uses what is there.

use crate::digest::Hasher;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::matching::names::Names;
use std::fs;
use std::io;
use std::path::Path;
use std::path::PathBuf;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

/// Raised when grams, cores or the schema change, so that folders of older programs are built again.
const FORMAT: &str = "zhiyu-grams/1";
const MARK: &str = "fingerprint";
/// Bytes for which there is room on any disk that is not full.
const ROOM: usize = 1 << 20;

static NEXT_SIBLING: AtomicU64 = AtomicU64::new(0);

/// What an index depends on: its format and every core in order.
pub fn fingerprint(names: &Names) -> String {
    let mut hasher = Hasher::default();
    hasher.update(FORMAT.as_bytes());
    for core in names.cores() {
        hasher.update(core.as_bytes());
        hasher.update(b"\n");
    }
    hasher.finish()
}

/// Whether the folder holds the index of this fingerprint.
pub fn is_current(folder: &Path, fingerprint: &str) -> bool {
    fs::read_to_string(folder.join(MARK)).is_ok_and(|mark| mark == fingerprint)
}

/// Makes a folder that could not be read count as stale.
pub fn condemn(folder: &Path) {
    let _ = fs::remove_file(folder.join(MARK));
}

/// Builds in a sibling folder and renames it into place. When another process was quicker its folder stays.
pub fn replace(folder: &Path, fingerprint: &str, build: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    let fresh = sibling(folder, "new");
    fs::create_dir_all(&fresh).map_err(failed)?;
    let written = build(&fresh)
        .map_err(|error| full(&fresh).unwrap_or(error))
        .and_then(|()| fs::write(fresh.join(MARK), fingerprint).map_err(failed));
    let outcome = written.and_then(|()| move_in(folder, &fresh, fingerprint));
    remove(&fresh);
    outcome
}

/// A rename fails where a folder with contents stands: a current one stays, a stale one is moved away first.
fn move_in(folder: &Path, fresh: &Path, fingerprint: &str) -> Result<()> {
    if fs::rename(fresh, folder).is_ok() || is_current(folder, fingerprint) {
        return Ok(());
    }
    let stale = sibling(folder, "old");
    let _ = fs::rename(folder, &stale);
    let moved = fs::rename(fresh, folder);
    remove(&stale);
    match moved {
        Err(_) if is_current(folder, fingerprint) => Ok(()),
        other => other.map_err(failed),
    }
}

/// That the disk is full, if it is: a build fails in threads of its own, which do not tell why.
fn full(folder: &Path) -> Option<Error> {
    let tried = fs::write(folder.join("room"), vec![0; ROOM]);
    let refused = tried.err().map(failed);
    refused.filter(|error| error.code() == Code::StorageFull)
}

fn remove(path: &Path) {
    let _ = fs::remove_dir_all(path).or_else(|_| fs::remove_file(path));
}

/// A name beside the folder that no other build uses, in this process or another.
fn sibling(folder: &Path, purpose: &str) -> PathBuf {
    let turn = NEXT_SIBLING.fetch_add(1, Ordering::Relaxed);
    let process = std::process::id();
    let mut name = folder.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{purpose}-{process}-{turn}"));
    folder.with_file_name(name)
}

fn failed(cause: io::Error) -> Error {
    let disk_is_full = cause.kind() == io::ErrorKind::StorageFull;
    let code = if disk_is_full {
        Code::StorageFull
    } else {
        Code::Internal
    };
    Error::new(code).caused_by(cause)
}
