//! Which organizations let others learn from their released mappings. Every word they gave is kept; the last one counts.

use super::lessons;
use super::shared_names;
use crate::error::Result;
use crate::id::AccountId;
use crate::id::OrganizationId;
use crate::source::organization::SharingConsent;
use crate::storage::connection::DbConn;
use crate::storage::schema::sharing_consents;
use crate::time::Instant;
use diesel::prelude::*;
use std::collections::BTreeSet;

#[derive(Queryable, Insertable)]
#[diesel(table_name = sharing_consents)]
struct ConsentRow {
    organization_id: String,
    number: i64,
    shares: bool,
    account: String,
    at: i64,
    reason: String,
}

/// Writes down what an organization says from now on.
pub fn append(tx: &mut DbConn, organization: &OrganizationId, consent: &SharingConsent) -> Result<()> {
    let row = ConsentRow {
        organization_id: organization.to_string(),
        number: last_row(tx, organization)?.map_or(0, |row| row.number) + 1,
        shares: consent.shares,
        account: consent.account.to_string(),
        at: consent.at.0,
        reason: consent.reason.clone(),
    };
    diesel::insert_into(sharing_consents::table).values(row).execute(tx)?;
    shared_names::refresh(tx, organization)?;
    lessons::shared_changed(tx)
}

/// What an organization said last, if it ever said anything.
pub fn last(tx: &mut DbConn, organization: &OrganizationId) -> Result<Option<SharingConsent>> {
    last_row(tx, organization)?.map(SharingConsent::try_from).transpose()
}

/// Whether an organization shares.
pub fn shares(tx: &mut DbConn, organization: &OrganizationId) -> Result<bool> {
    Ok(last_row(tx, organization)?.is_some_and(|row| row.shares))
}

/// The organizations that share, by id.
pub fn organizations(tx: &mut DbConn) -> Result<BTreeSet<OrganizationId>> {
    organizations_at(tx, Instant(i64::MAX))
}

/// The organizations that shared at a moment, by id.
pub fn organizations_at(tx: &mut DbConn, at: Instant) -> Result<BTreeSet<OrganizationId>> {
    let said: Vec<(String, bool)> = sharing_consents::table
        .filter(sharing_consents::at.le(at.0))
        .select((sharing_consents::organization_id, sharing_consents::shares))
        .order((sharing_consents::organization_id, sharing_consents::number))
        .load(tx)?;
    let mut sharing = BTreeSet::new();
    for (id, shares) in said {
        let id = OrganizationId::new(id)?;
        if shares {
            sharing.insert(id);
        } else {
            sharing.remove(&id);
        }
    }
    Ok(sharing)
}

fn last_row(tx: &mut DbConn, organization: &OrganizationId) -> Result<Option<ConsentRow>> {
    Ok(sharing_consents::table
        .filter(sharing_consents::organization_id.eq(organization.as_str()))
        .order(sharing_consents::number.desc())
        .first(tx)
        .optional()?)
}

impl TryFrom<ConsentRow> for SharingConsent {
    type Error = crate::error::Error;

    fn try_from(row: ConsentRow) -> Result<Self> {
        Ok(Self {
            shares: row.shares,
            account: AccountId::new(row.account)?,
            at: Instant(row.at),
            reason: row.reason,
        })
    }
}
