//! What a backup says of the database as a whole: its schema, the end of its audit log, what it has published.

use super::audit::audit_tree;
use super::connection::DbConn;
use super::migrate;
use super::rows;
use super::tables;
use crate::audit::merkle;
use crate::digest::Hasher;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use diesel::QueryableByName;
use diesel::RunQueryDsl as _;
use diesel::sql_query;
use diesel::sql_types::Text;
use serde::Deserialize;
use serde::Serialize;

/// The signs by which a restored database is known to be the one that was backed up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signs {
    /// Events of the audit log.
    pub events: u64,
    /// The digest of the last event; empty before the first.
    pub last_digest: String,
    /// The root of the Merkle tree over the log (RFC 6962), base64; none of a schema that had no tree.
    pub root: Option<String>,
    /// Releases of all organizations.
    pub releases: u64,
    /// SHA-256 over the names and body digests of the releases.
    pub releases_sha256: String,
    /// Published editions.
    pub editions: u64,
    /// SHA-256 over the names and digests of the published editions.
    pub editions_sha256: String,
}

#[derive(QueryableByName)]
struct TextRow {
    #[diesel(sql_type = Text)]
    value: String,
}

const VERSIONS: &str = "SELECT version AS value FROM __diesel_schema_migrations ORDER BY version";
const LAST_EVENT: &str =
    "SELECT CAST(sequence AS TEXT) || ' ' || digest AS value FROM audit_events ORDER BY sequence DESC LIMIT 1";
const RELEASES: &str =
    "SELECT organization_id || '/' || CAST(number AS TEXT) || ' ' || body_digest AS value FROM releases";
const EDITIONS: &str = "SELECT system_id || '/' || edition || ' ' || digest AS value FROM editions \
     WHERE status IN ('published', 'retired')";

/// The versions of the migrations that made the schema, oldest first; none of a database that has no schema.
pub fn versions(tx: &mut DbConn) -> Result<Vec<String>> {
    if tables::list(tx)?.is_empty() {
        return Ok(Vec::new());
    }
    let versions = texts(tx, VERSIONS)?;
    migrate::refuse_newer(&versions)?;
    Ok(versions)
}

/// Whether these versions are the schema of this program.
pub fn is_of_this_program(versions: &[String]) -> Result<bool> {
    migrate::are_all(versions)
}

/// The signs of the database.
pub fn signs(tx: &mut DbConn, versions: &[String]) -> Result<Signs> {
    let last = texts(tx, LAST_EVENT)?.into_iter().next().unwrap_or_default();
    let (events, last_digest) = last.split_once(' ').unwrap_or(("0", ""));
    let events = events.parse().map_err(|_cause| rows::broken("number of an event"))?;
    let has_tree = migrate::are_all(versions)? && audit_tree::size(tx)? == events;
    let root = if has_tree {
        Some(merkle::to_text(&audit_tree::edge(tx, events)?.root()))
    } else {
        None
    };
    let (releases, releases_sha256) = digest(texts(tx, RELEASES)?);
    let (editions, editions_sha256) = digest(texts(tx, EDITIONS)?);
    Ok(Signs {
        events,
        last_digest: last_digest.to_owned(),
        root,
        releases,
        releases_sha256,
        editions,
        editions_sha256,
    })
}

/// Refuses a SQLite file that is damaged. PostgreSQL checks its pages itself when they have checksums.
pub fn must_be_sound(tx: &mut DbConn) -> Result<()> {
    let DbConn::Sqlite(_) = tx else { return Ok(()) };
    let found = texts(tx, "SELECT integrity_check AS value FROM pragma_integrity_check")?;
    if found == ["ok"] {
        return Ok(());
    }
    Err(Error::new(Code::DatabaseDamaged).with("reason", found.join("; ")))
}

/// How many lines there are, and their digest in the order of their bytes.
fn digest(mut lines: Vec<String>) -> (u64, String) {
    lines.sort();
    let mut hasher = Hasher::default();
    for line in &lines {
        hasher.update(line.as_bytes());
        hasher.update(b"\n");
    }
    (u64::try_from(lines.len()).unwrap_or(u64::MAX), hasher.finish())
}

fn texts(tx: &mut DbConn, query: &str) -> Result<Vec<String>> {
    let found: Vec<TextRow> = sql_query(query).load(tx)?;
    Ok(found.into_iter().map(|row| row.value).collect())
}
