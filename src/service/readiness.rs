//! Whether the service can do its work: its database, its schema, its disk.

use super::Service;
use crate::storage::migrate;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

/// What was found; everything is wrong unless it was found right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// Whether the database answers.
    pub database: bool,
    /// Whether its schema is the one of this program: no migration is missing and none is newer.
    pub schema: bool,
    /// Whether the database takes writes, as far as it says: a standby of PostgreSQL does not.
    pub database_writable: bool,
    /// Whether the data folder takes files.
    pub folder_writable: bool,
}

impl Findings {
    /// Whether published snapshots can be read.
    pub fn can_read(&self) -> bool {
        self.database && self.schema
    }

    /// Whether everything works.
    pub fn can_write(&self) -> bool {
        self.can_read() && self.database_writable && self.folder_writable
    }
}

impl Service {
    /// Looks at the database and the disk.
    pub fn readiness(&self) -> Findings {
        let folder_writable = try_to_write(&self.folder).is_ok();
        let looked = self
            .db
            .read(|tx| Ok((migrate::is_current(tx)?, migrate::takes_writes(tx)?)));
        match looked {
            Ok((schema, database_writable)) => Findings {
                database: true,
                schema,
                database_writable,
                folder_writable,
            },
            Err(error) => {
                tracing::warn!(error = %error.in_log(), "the database does not answer");
                Findings {
                    folder_writable,
                    ..Findings::default()
                }
            }
        }
    }
}

/// A file that is written and taken away again, under a name that nobody else uses at the same time.
fn try_to_write(folder: &Path) -> io::Result<()> {
    static LOOKS: AtomicU64 = AtomicU64::new(0);
    let number = LOOKS.fetch_add(1, Ordering::Relaxed);
    let path = folder.join(format!(".ready-{}-{number}", std::process::id()));
    let written = fs::write(&path, b"ready");
    let removed = fs::remove_file(&path);
    written.and(removed)
}
