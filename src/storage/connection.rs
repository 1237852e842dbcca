//! One connection type over both databases, and how each is opened.

use diesel::Connection as _;
use diesel::connection::SimpleConnection as _;
use diesel::pg::PgConnection;
use diesel::r2d2::ManageConnection;
use diesel::r2d2::R2D2Connection as _;
use diesel::sqlite::SqliteConnection;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;

/// A connection to whichever database the URL names.
#[derive(diesel::MultiConnection)]
pub enum DbConn {
    /// Embedded SQLite.
    Sqlite(SqliteConnection),
    /// PostgreSQL.
    Postgres(PgConnection),
}

/// Runs one body with the concrete connection of either database, for statements that both have but that the joint
/// connection cannot express: batch insert and upsert.
macro_rules! both {
    ($connection:expr, |$concrete:ident| $body:expr) => {
        match $connection {
            $crate::storage::DbConn::Sqlite($concrete) => $body,
            $crate::storage::DbConn::Postgres($concrete) => $body,
        }
    };
}
pub(super) use both;

/// Which database: read off the URL, never tried out.
#[derive(Clone, PartialEq, Eq)]
pub enum Target {
    /// A SQLite file.
    Sqlite(PathBuf),
    /// A PostgreSQL connection string.
    Postgres(String),
}

impl Target {
    /// `postgres://…`, `postgresql://…` or `host=…` name PostgreSQL; `sqlite://path` or a path name a SQLite file.
    pub fn parse(url: &str) -> Self {
        let is_postgres = ["postgres://", "postgresql://", "host="]
            .iter()
            .any(|start| url.starts_with(start));
        if is_postgres {
            return Self::Postgres(url.to_owned());
        }
        Self::Sqlite(PathBuf::from(url.strip_prefix("sqlite://").unwrap_or(url)))
    }
}

impl std::fmt::Debug for Target {
    /// A connection string may carry a password and is not printed.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "Sqlite({})", path.display()),
            Self::Postgres(_) => f.write_str("Postgres(…)"),
        }
    }
}

/// Opens connections for a pool.
pub(super) struct Manager {
    pub(super) target: Target,
    pub(super) read_only: bool,
    /// Whether the last attempt to connect failed. A pool goes on trying by itself, so it is told of the return as well.
    pub(super) is_away: Arc<AtomicBool>,
}

/// `recursive_triggers` makes delete triggers see `INSERT OR REPLACE`; `FULL` makes an acknowledged write survive a
/// power cut.
const SQLITE_SETUP: &str = "PRAGMA busy_timeout = 15000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
     PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = ON;";
const POSTGRES_SETUP: &str = "SET TIME ZONE 'UTC'; SET client_encoding TO 'UTF8'; SET client_min_messages TO warning;";

impl ManageConnection for Manager {
    type Connection = DbConn;
    type Error = diesel::r2d2::Error;

    fn connect(&self) -> Result<DbConn, Self::Error> {
        let open = || match &self.target {
            Target::Sqlite(path) => {
                let mut connection = SqliteConnection::establish(&path.to_string_lossy())?;
                let setup = connection.batch_execute(SQLITE_SETUP);
                setup.map_err(diesel::ConnectionError::CouldntSetupConfiguration)?;
                Ok(DbConn::Sqlite(connection))
            }
            Target::Postgres(url) => {
                let mut connection = PgConnection::establish(url)?;
                let setup = connection.batch_execute(POSTGRES_SETUP);
                setup.map_err(diesel::ConnectionError::CouldntSetupConfiguration)?;
                Ok(DbConn::Postgres(connection))
            }
        };
        let opened = open();
        self.is_away.store(opened.is_err(), Ordering::Release);
        let mut connection = opened.map_err(diesel::r2d2::Error::ConnectionError)?;
        if let (true, DbConn::Sqlite(sqlite)) = (self.read_only, &mut connection) {
            let restricted = sqlite.batch_execute("PRAGMA query_only = ON;");
            restricted.map_err(diesel::r2d2::Error::QueryError)?;
        }
        Ok(connection)
    }

    fn is_valid(&self, connection: &mut DbConn) -> Result<(), Self::Error> {
        both!(connection, |c| c.ping()).map_err(diesel::r2d2::Error::QueryError)
    }

    fn has_broken(&self, connection: &mut DbConn) -> bool {
        std::thread::panicking() || both!(connection, |c| c.is_broken())
    }
}
