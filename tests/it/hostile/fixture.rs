//! A hostile file: its bytes, where it is handed in, and what has to become of it.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;

/// What the file is handed in as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Upload {
    /// A hospital's dictionary.
    Dictionary,
    /// An edition of a code system.
    Edition,
    /// A map between the editions `a/1` and `b/1`.
    Map,
    /// A map from the edition `a/1` to itself.
    SelfMap,
    /// A list of changes.
    Succession,
}

/// The bytes of a file.
pub enum Contents {
    /// These.
    Bytes(Vec<u8>),
    /// So many NULs, which take no room on the disk.
    Nothing(u64),
}

/// What has to become of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is refused with this code, and nothing is stored.
    Refused(&'static str),
    /// It is refused with the first of these codes, among its findings stands the second.
    Finding(&'static str, &'static str),
    /// It does no harm and is stored: so many rows.
    Accepted(u64),
    /// It is stored, and told of with this code.
    Warned(&'static str),
}

/// A hostile file.
pub struct Fixture {
    /// The number of the point in the list of threats.
    pub point: u8,
    /// Its name.
    pub name: String,
    /// What it is handed in as.
    pub upload: Upload,
    /// Its bytes.
    pub contents: Contents,
    /// What has to become of it.
    pub fate: Fate,
}

impl Fixture {
    /// A dictionary; the ending of the name says its format.
    pub fn dictionary(point: u8, name: &str, bytes: impl Into<Vec<u8>>, fate: Fate) -> Self {
        Self::of(point, name, Upload::Dictionary, bytes, fate)
    }

    /// Any upload.
    pub fn of(point: u8, name: &str, upload: Upload, bytes: impl Into<Vec<u8>>, fate: Fate) -> Self {
        Self {
            point,
            name: name.to_owned(),
            upload,
            contents: Contents::Bytes(bytes.into()),
            fate,
        }
    }

    /// Whether it is stored.
    pub fn is_accepted(&self) -> bool {
        matches!(self.fate, Fate::Accepted(_) | Fate::Warned(_))
    }

    /// Whether its size alone could do harm.
    pub fn is_large(&self) -> bool {
        match &self.contents {
            Contents::Bytes(bytes) => bytes.len() > 1 << 20,
            Contents::Nothing(_) => true,
        }
    }

    /// Writes it into a folder.
    pub fn write(&self, folder: &Path) -> std::path::PathBuf {
        let path = folder.join(&self.name);
        let mut file = File::create(&path).unwrap();
        match &self.contents {
            Contents::Bytes(bytes) => file.write_all(bytes).unwrap(),
            Contents::Nothing(length) => file.set_len(*length).unwrap(),
        }
        path
    }
}
