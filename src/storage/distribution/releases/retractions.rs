//! Releases that must not be used any more, who said so and why.

use super::PUBLICATIONS;
use crate::error::Error;
use crate::error::Result;
use crate::id::AccountId;
use crate::id::OrganizationId;
use crate::mapping::release::Retraction;
use crate::storage::connection::DbConn;
use crate::storage::counters;
use crate::storage::curation::lessons;
use crate::storage::curation::shared_names;
use crate::storage::schema::release_retractions;
use crate::time::Instant;
use diesel::prelude::*;
use std::collections::BTreeMap;

#[derive(Queryable, Insertable)]
#[diesel(table_name = release_retractions)]
struct RetractionRow {
    organization_id: String,
    release: i64,
    account: String,
    at: i64,
    reason: String,
}

/// Writes down that a release is retracted.
pub fn retract(tx: &mut DbConn, organization: &OrganizationId, retraction: &Retraction) -> Result<()> {
    let row = RetractionRow {
        organization_id: organization.to_string(),
        release: retraction.release,
        account: retraction.account.to_string(),
        at: retraction.at.0,
        reason: retraction.reason.clone(),
    };
    diesel::insert_into(release_retractions::table)
        .values(row)
        .execute(tx)?;
    counters::take(tx, PUBLICATIONS, 1)?;
    shared_names::refresh(tx, organization)?;
    lessons::own_changed(tx, organization)?;
    lessons::shared_changed(tx)
}

/// The retracted releases of an organization, by number.
pub fn retractions(tx: &mut DbConn, organization: &OrganizationId) -> Result<BTreeMap<i64, Retraction>> {
    let found: Vec<RetractionRow> = release_retractions::table
        .filter(release_retractions::organization_id.eq(organization.as_str()))
        .load(tx)?;
    let read = |row: RetractionRow| Ok((row.release, Retraction::try_from(row)?));
    found.into_iter().map(read).collect()
}

impl TryFrom<RetractionRow> for Retraction {
    type Error = Error;

    fn try_from(row: RetractionRow) -> Result<Self> {
        Ok(Self {
            release: row.release,
            account: AccountId::new(row.account)?,
            at: Instant(row.at),
            reason: row.reason,
        })
    }
}
