//! Rows of a backup into an empty database: all of them in one transaction, with every constraint and trigger back in force
//! when it ends.

use super::connection::DbConn;
use super::connection::Target;
use super::connection::both;
use super::migrate;
use super::tables;
use super::tables::Holds;
use super::tables::Table;
use super::tables::quoted;
use super::transaction;
use crate::error::Code;
use crate::error::Result;
use diesel::QueryableByName;
use diesel::RunQueryDsl as _;
use diesel::connection::SimpleConnection as _;
use diesel::sql_query;
use diesel::sql_types::Text;

#[derive(QueryableByName)]
struct Statement {
    #[diesel(sql_type = Text)]
    undo: String,
    #[diesel(sql_type = Text)]
    again: String,
}

/// An empty database with the schema that a backup was made with, whose rules rest until all rows are in.
pub struct Restoring<'c> {
    /// The transaction.
    pub tx: &'c mut DbConn,
    again: Vec<String>,
}

/// What rests while rows come in: triggers, which refuse a change to what is published, and on PostgreSQL foreign keys,
/// which SQLite checks when the transaction ends.
const SQLITE_RULES: &str = "SELECT 'DROP TRIGGER ' || quote(name) AS undo, sql AS again FROM sqlite_master \
     WHERE type = 'trigger' ORDER BY rootpage, name";
const POSTGRES_RULES: &str = "SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS undo, \
     format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) AS again \
     FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace \
     UNION ALL SELECT DISTINCT format('ALTER TABLE %s DISABLE TRIGGER USER', tgrelid::regclass), \
     format('ALTER TABLE %s ENABLE TRIGGER USER', tgrelid::regclass) \
     FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid \
     WHERE NOT tgisinternal AND c.relnamespace = current_schema()::regnamespace ORDER BY 1";

/// Gives an empty database the schema of these migrations, has its rows brought in, and then brings the schema up to this
/// program's. Whatever fails, the database is as empty as it was. Returns the names of the migrations that ran afterwards.
///
/// Errors: `database-not-empty`; `schema-newer` when a migration is not known.
pub fn restore(
    target: &Target,
    versions: &[String],
    fill: impl FnOnce(&mut Restoring<'_>) -> Result<()>,
) -> Result<Vec<String>> {
    migrate::locked(target, |connection| {
        if !tables::list(connection)?.is_empty() {
            return Err(Code::DatabaseNotEmpty.into());
        }
        transaction::transact_alone(connection, |tx| {
            migrate::run_these(tx, versions)?;
            let mut restoring = Restoring::begin(tx)?;
            fill(&mut restoring)?;
            restoring.finish()?;
            migrate::run_all(tx)
        })
    })
}

impl<'c> Restoring<'c> {
    fn begin(tx: &'c mut DbConn) -> Result<Self> {
        let rules = match tx {
            DbConn::Sqlite(c) => {
                c.batch_execute("PRAGMA defer_foreign_keys = ON")?;
                SQLITE_RULES
            }
            DbConn::Postgres(_) => POSTGRES_RULES,
        };
        let rules: Vec<Statement> = sql_query(rules).load(tx)?;
        for rule in &rules {
            both!(&mut *tx, |c| c.batch_execute(&rule.undo))?;
        }
        for table in tables::list(tx)? {
            // A migration may have put rows there; the backup has them as well.
            both!(&mut *tx, |c| c
                .batch_execute(&format!("DELETE FROM {}", quoted(&table.name))))?;
        }
        let again = rules.into_iter().map(|rule| rule.again).collect();
        Ok(Self { tx, again })
    }

    /// Puts lines of a table in, given as one JSON array of them.
    pub fn insert(&mut self, table: &Table, lines: &str) -> Result<()> {
        let statement = match self.tx {
            DbConn::Sqlite(_) => table.insert_on_sqlite(),
            DbConn::Postgres(_) => table.insert_on_postgres(),
        };
        let insert = sql_query(statement).bind::<Text, _>(lines);
        both!(&mut *self.tx, |c| insert.execute(c))?;
        Ok(())
    }

    fn finish(self) -> Result<()> {
        for statement in &self.again {
            both!(&mut *self.tx, |c| c.batch_execute(statement))?;
        }
        match self.tx {
            DbConn::Sqlite(_) => Ok(()),
            DbConn::Postgres(c) => Ok(c.batch_execute("ANALYZE")?),
        }
    }
}

impl Table {
    fn insert_on_sqlite(&self) -> String {
        let cells = (0..self.columns.len()).map(|place| format!("json_extract(value, '$[{place}]')"));
        let cells = cells.collect::<Vec<_>>().join(", ");
        let (name, columns) = (quoted(&self.name), self.column_list());
        format!("INSERT INTO {name} ({columns}) SELECT {cells} FROM json_each(?)")
    }

    fn insert_on_postgres(&self) -> String {
        let cells = self.columns.iter().enumerate().map(|(place, column)| {
            let kind = match column.holds {
                Holds::Text => "text",
                Holds::Number => "bigint",
                Holds::Truth => "boolean",
            };
            format!("(value ->> {place})::{kind}")
        });
        let cells = cells.collect::<Vec<_>>().join(", ");
        let (name, columns) = (quoted(&self.name), self.column_list());
        format!("INSERT INTO {name} ({columns}) SELECT {cells} FROM json_array_elements($1::json)")
    }
}
