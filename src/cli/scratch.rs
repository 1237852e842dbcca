//! A folder of its own for one command, removed at the end.

use crate::cli::file_error;
use crate::error::Result;
use std::path::Path;
use std::path::PathBuf;

/// The folder.
pub struct Scratch(PathBuf);

impl Scratch {
    /// Makes a new folder among the machine's temporary files.
    pub fn create(command: &str) -> Result<Self> {
        let mut name = [0; 8];
        (crate::cli::surroundings::of_this_machine().entropy)(&mut name)?;
        let path = std::env::temp_dir().join(format!("zhiyu-{command}-{}", crate::digest::hex(&name)));
        std::fs::create_dir(&path).map_err(|cause| file_error(&path, cause))?;
        Ok(Self(path))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Removes it with everything in it.
    pub fn remove(self) -> Result<()> {
        std::fs::remove_dir_all(&self.0).map_err(|cause| file_error(&self.0, cause))
    }
}

impl Drop for Scratch {
    /// A command that failed leaves nothing behind either.
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
