//! Releases and what each changed. Changes are written before the release row, which closes them for ever.

pub mod lines;
mod retractions;

pub use retractions::retract;
pub use retractions::retractions;

use super::offers;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::AccountId;
use crate::id::DictionaryId;
use crate::id::OrganizationId;
use crate::mapping::release::Change;
use crate::mapping::release::Release;
use crate::storage::connection::DbConn;
use crate::storage::counters;
use crate::storage::curation::lessons;
use crate::storage::curation::shared_names;
use crate::storage::curation::sharing;
use crate::storage::rows;
use crate::storage::schema::release_changes;
use crate::storage::schema::release_retractions;
use crate::storage::schema::releases;
use crate::storage::statistics;
use crate::time::Instant;
use diesel::prelude::*;
use std::collections::BTreeMap;

#[derive(Queryable, Insertable)]
#[diesel(table_name = releases, treat_none_as_default_value = false)]
struct ReleaseRow {
    organization_id: String,
    number: i64,
    body_digest: String,
    body_bytes: i64,
    body_rows: i64,
    changes: i64,
    manifest: String,
    published_at: i64,
    effective_at: i64,
    publisher: String,
    note: String,
    request_key: Option<String>,
    request_digest: String,
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = release_changes, treat_none_as_default_value = false)]
struct ChangeRow {
    organization_id: String,
    dictionary: String,
    code: String,
    release: i64,
    line: Option<String>,
    author: String,
    reviewer: String,
    reviewed_at: i64,
    justification: String,
    origin: String,
}

/// The request that published a release, so that sending it again publishes nothing twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishRequest {
    /// The key the client chose, if any.
    pub key: Option<String>,
    /// SHA-256 of what was asked for.
    pub digest: String,
}

/// Counts releases, retractions, and words on pins and roll-outs, of all organizations.
const PUBLICATIONS: &str = "publications";

/// The newest release of an organization, and how often it said something else that its collectors have to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Newest {
    /// The number of its newest release.
    pub release: i64,
    /// How many of its releases are retracted.
    pub retracted: i64,
    /// How many words it said on pins and roll-outs.
    pub steered: i64,
}

/// A number that grows with whatever collectors of any organization have to know.
pub fn publications(tx: &mut DbConn) -> Result<i64> {
    counters::last(tx, PUBLICATIONS)
}

/// The newest release of every organization that has one.
pub fn newest(tx: &mut DbConn) -> Result<BTreeMap<OrganizationId, Newest>> {
    let numbers: Vec<(String, Option<i64>)> = releases::table
        .group_by(releases::organization_id)
        .select((releases::organization_id, diesel::dsl::max(releases::number)))
        .load(tx)?;
    let retracted: Vec<(String, i64)> = release_retractions::table
        .group_by(release_retractions::organization_id)
        .select((release_retractions::organization_id, diesel::dsl::count_star()))
        .load(tx)?;
    let retracted: BTreeMap<String, i64> = retracted.into_iter().collect();
    let mut steered: BTreeMap<String, i64> = BTreeMap::new();
    for (organization, words) in offers::words(tx)? {
        *steered.entry(organization).or_default() += words;
    }
    let read = |(organization, number): (String, Option<i64>)| {
        let newest = Newest {
            release: number.unwrap_or(0),
            retracted: retracted.get(&organization).copied().unwrap_or(0),
            steered: steered.get(&organization).copied().unwrap_or(0),
        };
        Ok((OrganizationId::new(organization)?, newest))
    };
    numbers.into_iter().map(read).collect()
}

/// Tells whoever waits that some collectors are offered another release.
pub(in crate::storage) fn steered(tx: &mut DbConn) -> Result<()> {
    counters::take(tx, PUBLICATIONS, 1).map(drop)
}

/// Writes what a release changes.
pub fn insert_changes(tx: &mut DbConn, organization: &OrganizationId, changes: &[Change]) -> Result<()> {
    if sharing::shares(tx, organization)? {
        shared_names::released(tx, organization, changes)?;
    }
    let size = match tx {
        DbConn::Sqlite(_) => rows::BATCH,
        DbConn::Postgres(_) => rows::COPY_BATCH,
    };
    for batch in changes.chunks(size) {
        let batch = batch.iter().map(|change| ChangeRow::of(organization, change));
        let batch = batch.collect::<Result<Vec<_>>>()?;
        match tx {
            DbConn::Sqlite(c) => diesel::insert_into(release_changes::table).values(batch).execute(c)?,
            DbConn::Postgres(c) => diesel::copy_from(release_changes::table)
                .from_insertable(batch)
                .execute(c)?,
        };
    }
    statistics::renew(tx, &["release_changes", "shared_names"], changes.len())
}

/// Writes the release itself and so closes it.
pub fn insert(tx: &mut DbConn, release: &Release, request: &PublishRequest) -> Result<()> {
    let row = ReleaseRow {
        organization_id: release.organization.to_string(),
        number: release.number,
        body_digest: release.body_digest.clone(),
        body_bytes: rows::count(release.body_bytes),
        body_rows: rows::count(release.body_rows),
        changes: rows::count(release.changes),
        manifest: release.manifest.clone(),
        published_at: release.published_at.0,
        effective_at: release.effective_at.0,
        publisher: release.publisher.to_string(),
        note: release.note.clone(),
        request_key: request.key.clone(),
        request_digest: request.digest.clone(),
    };
    diesel::insert_into(releases::table).values(row).execute(tx)?;
    counters::take(tx, PUBLICATIONS, 1)?;
    if sharing::shares(tx, &release.organization)? {
        lessons::shared_changed(tx)?;
    }
    Ok(())
}

/// The digests of the bodies of these releases, by number.
pub fn body_digests(tx: &mut DbConn, organization: &OrganizationId, numbers: &[i64]) -> Result<BTreeMap<i64, String>> {
    let mut found = BTreeMap::new();
    for batch in numbers.chunks(rows::BATCH) {
        let rows: Vec<(i64, String)> = releases::table
            .filter(releases::organization_id.eq(organization.as_str()))
            .filter(releases::number.eq_any(batch.iter().copied()))
            .select((releases::number, releases::body_digest))
            .load(tx)?;
        found.extend(rows);
    }
    Ok(found)
}

/// The newest release.
pub fn latest(tx: &mut DbConn, organization: &OrganizationId) -> Result<Option<Release>> {
    let row: Option<ReleaseRow> = releases::table
        .filter(releases::organization_id.eq(organization.as_str()))
        .order(releases::number.desc())
        .first(tx)
        .optional()?;
    row.map(Release::try_from).transpose()
}

/// The release with this number, or the refusal that says it does not exist.
pub fn must_find(tx: &mut DbConn, organization: &OrganizationId, number: i64) -> Result<Release> {
    let row: Option<ReleaseRow> = releases::table
        .find((organization.as_str(), number))
        .first(tx)
        .optional()?;
    let row = row.ok_or_else(|| {
        Error::new(Code::ReleaseUnknown)
            .with("organization", organization)
            .with("release", number)
    })?;
    Release::try_from(row)
}

/// The release that a request with this key published, and the digest of that request.
pub fn find_by_request_key(
    tx: &mut DbConn,
    organization: &OrganizationId,
    key: &str,
) -> Result<Option<(Release, String)>> {
    let row: Option<ReleaseRow> = releases::table
        .filter(releases::organization_id.eq(organization.as_str()))
        .filter(releases::request_key.eq(key))
        .first(tx)
        .optional()?;
    row.map(|row| {
        let digest = row.request_digest.clone();
        Ok((Release::try_from(row)?, digest))
    })
    .transpose()
}

/// The releases of an organization, newest first.
pub fn list(tx: &mut DbConn, organization: &OrganizationId) -> Result<Vec<Release>> {
    let found: Vec<ReleaseRow> = releases::table
        .filter(releases::organization_id.eq(organization.as_str()))
        .order(releases::number.desc())
        .load(tx)?;
    found.into_iter().map(Release::try_from).collect()
}

/// What is in force at a release: the last change of each code up to it, by (dictionary, code) bytes. Withdrawn codes
/// are among them, without a line.
pub fn state_at(tx: &mut DbConn, organization: &OrganizationId, release: i64) -> Result<Vec<Change>> {
    last_changes(tx, organization, 0, release)
}

/// What is in force now: the last change of each code, by (dictionary, code) bytes, as with [`state_at`].
pub fn in_force(tx: &mut DbConn, organization: &OrganizationId) -> Result<Vec<Change>> {
    last_changes(tx, organization, 0, i64::MAX)
}

/// The newest release that is effective at an instant and not retracted.
pub fn effective(tx: &mut DbConn, organization: &OrganizationId, at: Instant) -> Result<Option<Release>> {
    let retracted: Vec<i64> = retractions(tx, organization)?.into_keys().collect();
    let row: Option<ReleaseRow> = releases::table
        .filter(releases::organization_id.eq(organization.as_str()))
        .filter(releases::effective_at.le(at.0))
        .filter(releases::number.ne_all(retracted))
        .order(releases::number.desc())
        .first(tx)
        .optional()?;
    row.map(Release::try_from).transpose()
}

/// The last change of each code after release `from` up to release `to`, by (dictionary, code) bytes.
pub fn last_changes(tx: &mut DbConn, organization: &OrganizationId, from: i64, to: i64) -> Result<Vec<Change>> {
    let newer = diesel::alias!(release_changes as newer);
    let superseded = newer
        .filter(
            newer
                .field(release_changes::organization_id)
                .eq(release_changes::organization_id),
        )
        .filter(newer.field(release_changes::dictionary).eq(release_changes::dictionary))
        .filter(newer.field(release_changes::code).eq(release_changes::code))
        .filter(newer.field(release_changes::release).gt(release_changes::release))
        .filter(newer.field(release_changes::release).le(to));
    let found: Vec<ChangeRow> = release_changes::table
        .filter(release_changes::organization_id.eq(organization.as_str()))
        .filter(release_changes::release.gt(from))
        .filter(release_changes::release.le(to))
        .filter(diesel::dsl::not(diesel::dsl::exists(superseded)))
        .order((release_changes::dictionary, release_changes::code))
        .load(tx)?;
    found.into_iter().map(Change::try_from).collect()
}

/// Every change of one code up to a release, in the order of the releases.
pub fn changes_of(
    tx: &mut DbConn,
    organization: &OrganizationId,
    dictionary: &DictionaryId,
    code: &str,
    release: i64,
) -> Result<Vec<Change>> {
    let found: Vec<ChangeRow> = release_changes::table
        .filter(release_changes::organization_id.eq(organization.as_str()))
        .filter(release_changes::dictionary.eq(dictionary.as_str()))
        .filter(release_changes::code.eq(code))
        .filter(release_changes::release.le(release))
        .order(release_changes::release)
        .load(tx)?;
    found.into_iter().map(Change::try_from).collect()
}

impl ChangeRow {
    fn of(organization: &OrganizationId, change: &Change) -> Result<Self> {
        Ok(Self {
            organization_id: organization.to_string(),
            dictionary: change.dictionary.to_string(),
            code: change.code.clone(),
            release: change.release,
            line: change.line.clone(),
            author: change.author.to_string(),
            reviewer: change.reviewer.to_string(),
            reviewed_at: change.reviewed_at.0,
            justification: change.justification.clone(),
            origin: rows::to_json(&change.origin)?,
        })
    }
}

impl TryFrom<ChangeRow> for Change {
    type Error = Error;

    fn try_from(row: ChangeRow) -> Result<Self> {
        Ok(Self {
            dictionary: DictionaryId::new(row.dictionary)?,
            code: row.code,
            release: row.release,
            line: row.line,
            author: AccountId::new(row.author)?,
            reviewer: AccountId::new(row.reviewer)?,
            reviewed_at: Instant(row.reviewed_at),
            justification: row.justification,
            origin: rows::from_json(&row.origin, "origin")?,
        })
    }
}

impl TryFrom<ReleaseRow> for Release {
    type Error = Error;

    fn try_from(row: ReleaseRow) -> Result<Self> {
        Ok(Self {
            organization: OrganizationId::new(row.organization_id)?,
            number: row.number,
            body_digest: row.body_digest,
            body_bytes: rows::uncount(row.body_bytes),
            body_rows: rows::uncount(row.body_rows),
            changes: rows::uncount(row.changes),
            manifest: row.manifest,
            published_at: Instant(row.published_at),
            effective_at: Instant(row.effective_at),
            publisher: AccountId::new(row.publisher)?,
            note: row.note,
        })
    }
}
