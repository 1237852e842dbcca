//! Contents that the audit log vouches for, read as they stand in the tables: what was published, column by column.

use crate::digest::Hasher;
use crate::digest::sha256_hex;
use crate::error::Result;
use crate::storage::connection::DbConn;
use crate::storage::registry::editions::EditionKey;
use crate::storage::rows;
use crate::storage::schema::editions;
use crate::storage::schema::release_changes;
use crate::storage::schema::releases;
use diesel::prelude::*;
use serde_json::json;

/// A release as its row says.
#[derive(Clone, Debug)]
pub struct ReleaseFacts {
    /// Whose it is.
    pub organization: String,
    /// Its number.
    pub number: i64,
    /// SHA-256 of its body, as it says itself.
    pub body_digest: String,
    /// SHA-256 of its row.
    pub row_digest: String,
}

/// A change as its row says.
#[derive(Clone, Debug)]
pub struct ChangeFacts {
    /// The dictionary and the code.
    pub key: (String, String),
    /// The line from now on; none when the code is withdrawn.
    pub line: Option<String>,
}

/// An edition as its row says.
#[derive(Clone, Debug)]
pub struct EditionFacts {
    /// The number by which its concepts are found.
    pub key: EditionKey,
    /// The code system.
    pub system: String,
    /// The edition.
    pub edition: String,
    /// Its state.
    pub status: String,
    /// SHA-256 of its contents, as it says itself.
    pub digest: String,
    /// SHA-256 of what else it says of itself.
    pub metadata_digest: String,
}

type ReleaseColumns = (
    (String, i64, String, i64, i64, i64, String),
    (i64, i64, String, String, Option<String>, String),
);

/// Every release, by organization and number.
pub fn release_names(tx: &mut DbConn) -> Result<Vec<(String, i64)>> {
    Ok(releases::table
        .select((releases::organization_id, releases::number))
        .order((releases::organization_id, releases::number))
        .load(tx)?)
}

/// What the row of a release says.
pub fn release(tx: &mut DbConn, organization: &str, number: i64) -> Result<ReleaseFacts> {
    let row: ReleaseColumns = releases::table
        .find((organization, number))
        .select((
            (
                releases::organization_id,
                releases::number,
                releases::body_digest,
                releases::body_bytes,
                releases::body_rows,
                releases::changes,
                releases::manifest,
            ),
            (
                releases::published_at,
                releases::effective_at,
                releases::publisher,
                releases::note,
                releases::request_key,
                releases::request_digest,
            ),
        ))
        .first(tx)?;
    Ok(ReleaseFacts {
        row_digest: sha256_hex([rows::to_json(&row)?.as_bytes()]),
        organization: row.0.0,
        number: row.0.1,
        body_digest: row.0.2,
    })
}

type ChangeColumns = (String, String, i64, Option<String>, String, String, i64, String, String);

/// What a release changed, by dictionary and code, and the SHA-256 of all of it.
pub fn changes(tx: &mut DbConn, organization: &str, number: i64) -> Result<(Vec<ChangeFacts>, String)> {
    let found: Vec<ChangeColumns> = release_changes::table
        .filter(release_changes::organization_id.eq(organization))
        .filter(release_changes::release.eq(number))
        .select((
            release_changes::dictionary,
            release_changes::code,
            release_changes::release,
            release_changes::line,
            release_changes::author,
            release_changes::reviewer,
            release_changes::reviewed_at,
            release_changes::justification,
            release_changes::origin,
        ))
        .order((release_changes::dictionary, release_changes::code))
        .load(tx)?;
    let mut hasher = Hasher::default();
    let mut list = Vec::with_capacity(found.len());
    for row in found {
        hasher.update(rows::to_json(&row)?.as_bytes());
        hasher.update(b"\n");
        list.push(ChangeFacts {
            key: (row.0, row.1),
            line: row.3,
        });
    }
    Ok((list, hasher.finish()))
}

/// Every release that has changes, whether it exists or not.
pub fn changed_releases(tx: &mut DbConn) -> Result<Vec<(String, i64)>> {
    Ok(release_changes::table
        .select((release_changes::organization_id, release_changes::release))
        .distinct()
        .load(tx)?)
}

type EditionColumns = (
    (i64, String, String, String, String, i64),
    (
        String,
        String,
        String,
        Option<String>,
        Option<String>,
        Option<String>,
        String,
        String,
    ),
    (i64, String, Option<i64>, Option<String>),
);

/// Every edition, or the one with this number.
pub fn editions(tx: &mut DbConn, key: Option<EditionKey>) -> Result<Vec<EditionFacts>> {
    let mut query = editions::table.order(editions::key).into_boxed();
    if let Some(key) = key {
        query = query.filter(editions::key.eq(key.0));
    }
    let found: Vec<EditionColumns> = query
        .select((
            (
                editions::key,
                editions::system_id,
                editions::edition,
                editions::status,
                editions::digest,
                editions::row_count,
            ),
            (
                editions::title,
                editions::source,
                editions::confidence,
                editions::effective_from,
                editions::effective_to,
                editions::replaces,
                editions::document_number,
                editions::note,
            ),
            (
                editions::created_at,
                editions::created_by,
                editions::published_at,
                editions::published_by,
            ),
        ))
        .load(tx)?;
    let read = |row: EditionColumns| {
        let (id, metadata, hands) = row;
        let told = json!([id.1, id.2, id.4, id.5, metadata, hands]).to_string();
        EditionFacts {
            key: EditionKey(id.0),
            system: id.1,
            edition: id.2,
            status: id.3,
            digest: id.4,
            metadata_digest: sha256_hex([told.as_bytes()]),
        }
    };
    Ok(found.into_iter().map(read).collect())
}
