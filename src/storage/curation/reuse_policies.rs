//! How dictionaries may use the mappings of other organizations. Every word is kept; the last one counts.

use crate::error::Result;
use crate::id::AccountId;
use crate::id::DictionaryId;
use crate::id::OrganizationId;
use crate::mapping::reuse::ReuseMode;
use crate::mapping::reuse::ReusePolicy;
use crate::mapping::reuse::StatedPolicy;
use crate::storage::connection::DbConn;
use crate::storage::rows;
use crate::storage::schema::reuse_policies;
use crate::time::Instant;
use diesel::prelude::*;

#[derive(Queryable, Insertable)]
#[diesel(table_name = reuse_policies, treat_none_as_default_value = false)]
struct PolicyRow {
    organization_id: String,
    dictionary: String,
    number: i64,
    mode: String,
    origins: Option<String>,
    hospitals: i64,
    account: String,
    at: i64,
    reason: String,
}

/// Writes down what is said of a dictionary from now on.
pub fn append(
    tx: &mut DbConn,
    organization: &OrganizationId,
    dictionary: &DictionaryId,
    stated: &StatedPolicy,
) -> Result<()> {
    let row = PolicyRow {
        organization_id: organization.to_string(),
        dictionary: dictionary.to_string(),
        number: stated.number,
        mode: stated.policy.mode.as_str().to_owned(),
        origins: stated.policy.origins.as_ref().map(rows::to_json).transpose()?,
        hospitals: i64::from(stated.policy.hospitals),
        account: stated.account.to_string(),
        at: stated.at.0,
        reason: stated.reason.clone(),
    };
    diesel::insert_into(reuse_policies::table).values(row).execute(tx)?;
    Ok(())
}

/// Everything that was said of a dictionary, from the beginning.
pub fn history(tx: &mut DbConn, organization: &OrganizationId, dictionary: &DictionaryId) -> Result<Vec<StatedPolicy>> {
    let list: Vec<PolicyRow> = reuse_policies::table
        .filter(reuse_policies::organization_id.eq(organization.as_str()))
        .filter(reuse_policies::dictionary.eq(dictionary.as_str()))
        .order(reuse_policies::number)
        .load(tx)?;
    list.into_iter().map(StatedPolicy::try_from).collect()
}

/// What counts for a dictionary now.
pub fn in_force(tx: &mut DbConn, organization: &OrganizationId, dictionary: &DictionaryId) -> Result<ReusePolicy> {
    let last: Option<PolicyRow> = reuse_policies::table
        .filter(reuse_policies::organization_id.eq(organization.as_str()))
        .filter(reuse_policies::dictionary.eq(dictionary.as_str()))
        .order(reuse_policies::number.desc())
        .first(tx)
        .optional()?;
    let stated = last.map(StatedPolicy::try_from).transpose()?;
    Ok(stated.map(|stated| stated.policy).unwrap_or_default())
}

impl TryFrom<PolicyRow> for StatedPolicy {
    type Error = crate::error::Error;

    fn try_from(row: PolicyRow) -> Result<Self> {
        let origins = row.origins.as_deref();
        Ok(Self {
            number: row.number,
            policy: ReusePolicy {
                mode: rows::word(ReuseMode::parse(&row.mode), "reuse mode")?,
                origins: origins
                    .map(|text| rows::from_json(text, "list of organizations"))
                    .transpose()?,
                hospitals: u32::try_from(row.hospitals).unwrap_or(u32::MAX),
            },
            account: AccountId::new(row.account)?,
            at: Instant(row.at),
            reason: row.reason,
        })
    }
}
