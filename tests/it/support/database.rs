//! Fresh databases of both engines, and plain SQL for looking at them from outside.

use super::postgres;
use super::postgres::Cluster;
use diesel::Connection as _;
use diesel::QueryResult;
use diesel::RunQueryDsl as _;
use diesel::pg::PgConnection;
use diesel::sql_query;
use diesel::sql_types::Text;
use diesel::sqlite::SqliteConnection;
use std::path::Path;
use std::path::PathBuf;
use tempfile::TempDir;
use zhiyu::storage::Db;
use zhiyu::storage::DbConn;
use zhiyu::storage::Target;
use zhiyu::storage::migrate;

/// Runs each story, a `fn(Engine)`, as two tests: `story::on_sqlite` and `story::on_postgres`.
macro_rules! on_both_engines {
    ($($story:ident)*) => {
        $(mod $story {
            #[test]
            fn on_sqlite() {
                super::$story($crate::support::database::Engine::Sqlite);
            }

            #[test]
            fn on_postgres() {
                if let Some(engine) = $crate::support::database::Engine::postgres() {
                    super::$story(engine);
                }
            }
        })*
    };
}
pub(crate) use on_both_engines;

/// A kind of database.
#[derive(Clone, Copy)]
pub enum Engine {
    /// A file in a temporary folder.
    Sqlite,
    /// A database of this process's own server.
    Postgres(&'static Cluster),
}

/// A database of its own for a test, gone when the test ends.
pub struct TestDatabase {
    /// What the service is told to open.
    pub target: Target,
    /// Which engine it is of.
    pub engine: Engine,
    folder: TempDir,
    name: String,
}

impl Engine {
    /// PostgreSQL, where it is installed.
    pub fn postgres() -> Option<Self> {
        postgres::cluster().map(Self::Postgres)
    }

    /// A database without any table.
    pub fn empty(self) -> TestDatabase {
        self.database("template0")
    }

    /// A database with the schema and no rows.
    pub fn with_schema(self) -> TestDatabase {
        let database = self.empty();
        migrate::up(&database.target).unwrap();
        database
    }

    /// A database like the PostgreSQL template; on SQLite one whose file is not there yet.
    pub fn database(self, template: &str) -> TestDatabase {
        let folder = tempfile::Builder::new().prefix("zhiyu-it-").tempdir().unwrap();
        let (name, target) = match self {
            Self::Sqlite => (String::new(), Target::Sqlite(folder.path().join("zhiyu.db"))),
            Self::Postgres(cluster) => {
                let name = cluster.new_name();
                let mut server = PgConnection::establish(&cluster.url("postgres")).unwrap();
                let statement = format!("CREATE DATABASE {name} TEMPLATE {template}");
                sql_query(statement).execute(&mut server).unwrap();
                let target = Target::Postgres(cluster.url(&name));
                (name, target)
            }
        };
        TestDatabase {
            target,
            engine: self,
            folder,
            name,
        }
    }

    /// One text for SQLite, another for PostgreSQL.
    pub fn pick<T>(self, sqlite: T, postgres: T) -> T {
        match self {
            Self::Sqlite => sqlite,
            Self::Postgres(_) => postgres,
        }
    }
}

impl TestDatabase {
    /// The folder that goes with it.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Its name on the server; empty on SQLite.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The file on SQLite.
    pub fn file(&self) -> PathBuf {
        self.folder.path().join("zhiyu.db")
    }

    /// The database as the service opens it.
    pub fn open(&self) -> Db {
        Db::open(self.target.clone()).unwrap()
    }

    /// A connection that knows nothing of the service and its settings, as a person with a database tool has it.
    pub fn stranger(&self) -> Stranger {
        Stranger(match &self.target {
            Target::Sqlite(path) => {
                let mut connection = SqliteConnection::establish(&path.to_string_lossy()).unwrap();
                sql_query("PRAGMA busy_timeout = 60000")
                    .execute(&mut connection)
                    .unwrap();
                DbConn::Sqlite(connection)
            }
            Target::Postgres(url) => DbConn::Postgres(PgConnection::establish(url).unwrap()),
        })
    }
}

/// A connection for plain SQL.
pub struct Stranger(DbConn);

#[derive(diesel::QueryableByName)]
struct TextRow {
    #[diesel(sql_type = Text)]
    value: String,
}

impl Stranger {
    /// A connection to the SQLite database in this file.
    pub fn of_file(path: &Path) -> Self {
        Self(DbConn::Sqlite(
            SqliteConnection::establish(&path.to_string_lossy()).unwrap(),
        ))
    }

    /// Runs a statement.
    pub fn execute(&mut self, statement: &str) -> QueryResult<usize> {
        sql_query(statement).execute(&mut self.0)
    }

    /// Runs statements that must succeed.
    #[track_caller]
    pub fn execute_all(&mut self, statements: &[&str]) {
        for statement in statements {
            if let Err(failure) = self.execute(statement) {
                panic!("{statement}: {failure}");
            }
        }
    }

    /// The texts of a query with one column, which is called `value`.
    #[track_caller]
    pub fn texts(&mut self, query: &str) -> Vec<String> {
        texts(&mut self.0, query).unwrap()
    }
}

/// The texts of a query with one column, which is called `value`.
pub fn texts(connection: &mut DbConn, query: &str) -> QueryResult<Vec<String>> {
    let rows: Vec<TextRow> = sql_query(query).load(connection)?;
    Ok(rows.into_iter().map(|row| row.value).collect())
}
