//! The files of a conversion: read and written in pieces, hashed on the way.

use crate::cli::file_error;
use crate::digest::Hasher;
use crate::error::Result;
use serde::Serialize;
use std::fs::File;
use std::io::Read as _;
use std::io::Write as _;
use std::path::Path;
use std::path::PathBuf;

/// Bytes of one piece.
const PIECE: usize = 256 * 1024;

/// A file by its size and digest.
#[derive(Debug, Serialize)]
pub struct FileTotals {
    /// Its name.
    file: String,
    /// Its size.
    bytes: u64,
    /// SHA-256 of its bytes.
    pub sha256: String,
}

/// A file that is read.
pub struct Input {
    path: PathBuf,
    file: File,
    hasher: Hasher,
    bytes: u64,
    piece: Vec<u8>,
}

/// A file that is written beside its place; dropped before its end, it is gone.
pub struct Output {
    path: PathBuf,
    beside: PathBuf,
    file: File,
    hasher: Hasher,
    bytes: u64,
    is_done: bool,
}

impl Input {
    /// Opens a file.
    pub fn open(path: &Path) -> Result<Self> {
        Ok(Self {
            file: File::open(path).map_err(|cause| file_error(path, cause))?,
            path: path.to_owned(),
            hasher: Hasher::default(),
            bytes: 0,
            piece: vec![0; PIECE],
        })
    }

    /// How many bytes it has.
    pub fn size(&self) -> u64 {
        self.file.metadata().map(|metadata| metadata.len()).unwrap_or_default()
    }

    /// The next piece; none at the end.
    pub fn piece(&mut self) -> Result<Option<&[u8]>> {
        let read = self
            .file
            .read(&mut self.piece)
            .map_err(|cause| file_error(&self.path, cause))?;
        let bytes = self.piece.get(..read).unwrap_or_default();
        self.hasher.update(bytes);
        self.bytes += count(bytes);
        Ok((!bytes.is_empty()).then_some(bytes))
    }

    /// What was read.
    pub fn finish(self) -> FileTotals {
        totals(&self.path, self.bytes, self.hasher)
    }
}

impl Output {
    /// Begins a file.
    pub fn create(path: &Path) -> Result<Self> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let beside = path.with_file_name(format!(".{name}.{}.part", std::process::id()));
        Ok(Self {
            file: File::create(&beside).map_err(|cause| file_error(path, cause))?,
            path: path.to_owned(),
            beside,
            hasher: Hasher::default(),
            bytes: 0,
            is_done: false,
        })
    }

    /// Writes bytes and empties the buffer.
    pub fn write(&mut self, bytes: &mut Vec<u8>) -> Result<()> {
        self.hasher.update(bytes);
        self.bytes += count(bytes);
        self.file
            .write_all(bytes)
            .map_err(|cause| file_error(&self.path, cause))?;
        bytes.clear();
        Ok(())
    }

    /// Moves the file to its place.
    pub fn finish(mut self) -> Result<FileTotals> {
        let settle = || {
            self.file.sync_all()?;
            std::fs::rename(&self.beside, &self.path)
        };
        settle().map_err(|cause| file_error(&self.path, cause))?;
        self.is_done = true;
        Ok(totals(&self.path, self.bytes, std::mem::take(&mut self.hasher)))
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        if !self.is_done {
            let _ = std::fs::remove_file(&self.beside);
        }
    }
}

fn totals(path: &Path, bytes: u64, hasher: Hasher) -> FileTotals {
    FileTotals {
        file: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        bytes,
        sha256: hasher.finish(),
    }
}

fn count(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or_default()
}
