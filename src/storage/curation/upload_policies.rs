//! What organizations say about files that are loaded for them. Every word is kept; the last one counts.

use crate::error::Result;
use crate::id::AccountId;
use crate::id::OrganizationId;
use crate::source::organization::PersonalDataRule;
use crate::source::organization::UploadPolicy;
use crate::storage::connection::DbConn;
use crate::storage::rows;
use crate::storage::schema::upload_policies;
use crate::time::Instant;
use diesel::prelude::*;

#[derive(Queryable, Insertable)]
#[diesel(table_name = upload_policies)]
struct PolicyRow {
    organization_id: String,
    number: i64,
    personal_data: String,
    account: String,
    at: i64,
    reason: String,
}

/// Writes down what an organization says from now on.
pub fn append(tx: &mut DbConn, organization: &OrganizationId, policy: &UploadPolicy) -> Result<()> {
    let row = PolicyRow {
        organization_id: organization.to_string(),
        number: last_row(tx, organization)?.map_or(0, |row| row.number) + 1,
        personal_data: policy.personal_data.as_str().to_owned(),
        account: policy.account.to_string(),
        at: policy.at.0,
        reason: policy.reason.clone(),
    };
    diesel::insert_into(upload_policies::table).values(row).execute(tx)?;
    Ok(())
}

/// What an organization said last, if it ever said anything.
pub fn last(tx: &mut DbConn, organization: &OrganizationId) -> Result<Option<UploadPolicy>> {
    last_row(tx, organization)?.map(UploadPolicy::try_from).transpose()
}

fn last_row(tx: &mut DbConn, organization: &OrganizationId) -> Result<Option<PolicyRow>> {
    Ok(upload_policies::table
        .filter(upload_policies::organization_id.eq(organization.as_str()))
        .order(upload_policies::number.desc())
        .first(tx)
        .optional()?)
}

impl TryFrom<PolicyRow> for UploadPolicy {
    type Error = crate::error::Error;

    fn try_from(row: PolicyRow) -> Result<Self> {
        Ok(Self {
            personal_data: rows::word(PersonalDataRule::parse(&row.personal_data), "personal data rule")?,
            account: AccountId::new(row.account)?,
            at: Instant(row.at),
            reason: row.reason,
        })
    }
}
