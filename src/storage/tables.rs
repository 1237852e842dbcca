//! Every table as the database itself describes it, and its rows as lines that are the same on both databases.
//!
//! A line is a JSON array of the columns in the order of their names; lines follow each other in the order of the primary
//! key, texts by their bytes. So the same rows give the same bytes wherever they are.

use super::connection::DbConn;
use super::rows;
use crate::error::Result;
use diesel::QueryableByName;
use diesel::RunQueryDsl as _;
use diesel::connection::DefaultLoadingMode;
use diesel::pg::PgRowByRowLoadingMode;
use diesel::sql_query;
use diesel::sql_types::BigInt;
use diesel::sql_types::Text;
use serde_json::Value;

/// Diesel's table of the migrations that ran, which is no data.
const BOOKKEEPING: &str = "__diesel_schema_migrations";

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// Text.
    Text,
    /// A whole number.
    Number,
    /// True or false.
    Truth,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub holds: Holds,
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns by name.
    pub columns: Vec<Column>,
    /// The columns of its primary key, in their order.
    key: Vec<String>,
}

#[derive(QueryableByName)]
struct ColumnRow {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    column_name: String,
    #[diesel(sql_type = Text)]
    kind: String,
    /// The place in the primary key from 1 on, 0 outside of it.
    #[diesel(sql_type = BigInt)]
    key_place: i64,
}

#[derive(QueryableByName)]
struct LineRow {
    #[diesel(sql_type = Text)]
    line: String,
}

const SQLITE_COLUMNS: &str = "SELECT t.name AS table_name, c.name AS column_name, lower(c.type) AS kind, \
     CAST(c.pk AS BIGINT) AS key_place FROM sqlite_master t JOIN pragma_table_info(t.name) c \
     WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY 1, 2";
const POSTGRES_COLUMNS: &str = "SELECT c.table_name::text, c.column_name::text, c.data_type::text AS kind, \
     coalesce(k.ordinal_position, 0)::bigint AS key_place FROM information_schema.columns c \
     JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name \
     LEFT JOIN information_schema.table_constraints p ON p.table_schema = c.table_schema \
     AND p.table_name = c.table_name AND p.constraint_type = 'PRIMARY KEY' \
     LEFT JOIN information_schema.key_column_usage k ON k.constraint_schema = p.constraint_schema \
     AND k.constraint_name = p.constraint_name AND k.table_name = c.table_name AND k.column_name = c.column_name \
     WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' \
     ORDER BY c.table_name COLLATE \"C\", c.column_name COLLATE \"C\"";

/// Every table of the service, by name.
pub fn list(tx: &mut DbConn) -> Result<Vec<Table>> {
    let query = match tx {
        DbConn::Sqlite(_) => SQLITE_COLUMNS,
        DbConn::Postgres(_) => POSTGRES_COLUMNS,
    };
    let mut found: Vec<ColumnRow> = sql_query(query).load(tx)?;
    found.retain(|column| column.table_name != BOOKKEEPING);
    let mut tables = Vec::new();
    for columns in found.chunk_by(|one, other| one.table_name == other.table_name) {
        tables.push(table(columns)?);
    }
    Ok(tables)
}

fn table(rows: &[ColumnRow]) -> Result<Table> {
    let name = rows.first().map(|row| row.table_name.clone()).unwrap_or_default();
    let column = |row: &ColumnRow| {
        let holds = match row.kind.as_str() {
            "text" => Holds::Text,
            "bigint" => Holds::Number,
            "boolean" => Holds::Truth,
            other => return Err(rows::broken(&format!("{name}.{} of type {other}", row.column_name))),
        };
        Ok(Column {
            name: row.column_name.clone(),
            holds,
        })
    };
    let columns = rows.iter().map(column).collect::<Result<Vec<_>>>()?;
    let mut key: Vec<&ColumnRow> = rows.iter().filter(|row| row.key_place > 0).collect();
    key.sort_by_key(|row| row.key_place);
    let key = key.into_iter().map(|row| row.column_name.clone()).collect();
    Ok(Table { name, columns, key })
}

/// Hands over the lines of a table, one after the other; none is kept.
pub fn each_line(tx: &mut DbConn, table: &Table, mut take: impl FnMut(&[u8]) -> Result<()>) -> Result<()> {
    let query = sql_query(table.question(tx));
    let mut line = Vec::new();
    let mut hand_over = |row: LineRow| {
        line.clear();
        canonical(&row.line, table, &mut line)?;
        take(&line)
    };
    match tx {
        DbConn::Sqlite(c) => {
            for row in query.load_iter::<LineRow, DefaultLoadingMode>(c)? {
                hand_over(row?)?;
            }
        }
        DbConn::Postgres(c) => {
            for row in query.load_iter::<LineRow, PgRowByRowLoadingMode>(c)? {
                hand_over(row?)?;
            }
        }
    }
    Ok(())
}

impl Table {
    /// Its columns' names, quoted, with commas.
    pub(super) fn column_list(&self) -> String {
        let names = self.columns.iter().map(|column| quoted(&column.name));
        names.collect::<Vec<_>>().join(", ")
    }

    fn question(&self, tx: &DbConn) -> String {
        let (make, collate) = match tx {
            DbConn::Sqlite(_) => ("json_array", " COLLATE BINARY"),
            DbConn::Postgres(_) => ("json_build_array", " COLLATE \"C\""),
        };
        let is_text = |name: &String| {
            let mut columns = self.columns.iter();
            columns.any(|column| column.name == *name && column.holds == Holds::Text)
        };
        let order = self.key.iter().map(|name| {
            let by_bytes = if is_text(name) { collate } else { "" };
            format!("{}{by_bytes}", quoted(name))
        });
        let order = order.collect::<Vec<_>>().join(", ");
        let (columns, name) = (self.column_list(), quoted(&self.name));
        format!("SELECT CAST({make}({columns}) AS TEXT) AS line FROM {name} ORDER BY {order}")
    }
}

/// A name of the database's own list, as SQL has it.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The line of a row as either database gave it, in the one form.
fn canonical(given: &str, table: &Table, line: &mut Vec<u8>) -> Result<()> {
    let mut cells: Vec<Value> = rows::from_json(given, "row")?;
    for (cell, column) in cells.iter_mut().zip(&table.columns) {
        if let (Holds::Truth, Some(number)) = (column.holds, cell.as_i64()) {
            *cell = Value::Bool(number != 0);
        }
    }
    serde_json::to_writer(line, &cells).map_err(|cause| rows::broken("row").caused_by(cause))
}
