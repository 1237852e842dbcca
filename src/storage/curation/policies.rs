//! Review policies of dictionaries. Every policy is kept; the last one counts.

use crate::error::Result;
use crate::id::AccountId;
use crate::id::DictionaryId;
use crate::id::OrganizationId;
use crate::mapping::policy::Policy;
use crate::storage::connection::DbConn;
use crate::storage::rows;
use crate::storage::schema::dictionary_policies;
use crate::time::Instant;
use diesel::prelude::*;

/// A policy with who set it, when and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetPolicy {
    /// Counts the policies of the dictionary, from 1.
    pub number: i64,
    /// The policy.
    pub policy: Policy,
    /// Who set it.
    pub account: AccountId,
    /// When.
    pub at: Instant,
    /// Why.
    pub reason: String,
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = dictionary_policies)]
struct PolicyRow {
    organization_id: String,
    dictionary: String,
    number: i64,
    policy: String,
    account: String,
    at: i64,
    reason: String,
}

/// Sets a policy from now on.
pub fn append(
    tx: &mut DbConn,
    organization: &OrganizationId,
    dictionary: &DictionaryId,
    set: &SetPolicy,
) -> Result<()> {
    let row = PolicyRow {
        organization_id: organization.to_string(),
        dictionary: dictionary.to_string(),
        number: set.number,
        policy: rows::to_json(&set.policy)?,
        account: set.account.to_string(),
        at: set.at.0,
        reason: set.reason.clone(),
    };
    diesel::insert_into(dictionary_policies::table)
        .values(row)
        .execute(tx)?;
    Ok(())
}

/// Every policy that was set for a dictionary, the newest first.
pub fn history(tx: &mut DbConn, organization: &OrganizationId, dictionary: &DictionaryId) -> Result<Vec<SetPolicy>> {
    let found: Vec<PolicyRow> = dictionary_policies::table
        .filter(dictionary_policies::organization_id.eq(organization.as_str()))
        .filter(dictionary_policies::dictionary.eq(dictionary.as_str()))
        .order(dictionary_policies::number.desc())
        .load(tx)?;
    let read = |row: PolicyRow| {
        Ok(SetPolicy {
            number: row.number,
            policy: rows::from_json(&row.policy, "review policy")?,
            account: AccountId::new(row.account)?,
            at: Instant(row.at),
            reason: row.reason,
        })
    };
    found.into_iter().map(read).collect()
}

/// The policy of a dictionary now; the simple one when none was ever set.
pub fn in_force(tx: &mut DbConn, organization: &OrganizationId, dictionary: &DictionaryId) -> Result<Policy> {
    let last: Option<String> = dictionary_policies::table
        .filter(dictionary_policies::organization_id.eq(organization.as_str()))
        .filter(dictionary_policies::dictionary.eq(dictionary.as_str()))
        .order(dictionary_policies::number.desc())
        .select(dictionary_policies::policy)
        .first(tx)
        .optional()?;
    match last {
        Some(json) => rows::from_json(&json, "review policy"),
        None => Ok(Policy::default()),
    }
}
