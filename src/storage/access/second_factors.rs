//! Second factors and recovery codes.

use crate::error::Result;
use crate::id::AccountId;
use crate::storage::account_schema::recovery_codes;
use crate::storage::account_schema::second_factors;
use crate::storage::connection::DbConn;
use crate::time::Instant;
use diesel::prelude::*;

/// A second factor as it is kept.
#[derive(Clone, Debug)]
pub struct SecondFactor {
    /// Its secret, sealed.
    pub sealed: String,
    /// Whether the person showed that they have it.
    pub is_confirmed: bool,
    /// The last step whose code was used.
    pub last_step: i64,
}

/// The second factor of an account.
pub fn find(tx: &mut DbConn, account: &AccountId) -> Result<Option<SecondFactor>> {
    let row: Option<(String, String, Option<i64>, i64)> =
        second_factors::table.find(account.as_str()).first(tx).optional()?;
    Ok(row.map(|(_, sealed, confirmed_at, last_step)| SecondFactor {
        sealed,
        is_confirmed: confirmed_at.is_some(),
        last_step,
    }))
}

/// Keeps the secret sealed with another key.
pub fn reseal(tx: &mut DbConn, account: &AccountId, sealed: &str) -> Result<()> {
    diesel::update(second_factors::table.find(account.as_str()))
        .set(second_factors::sealed.eq(sealed))
        .execute(tx)?;
    Ok(())
}

/// Begins an enrolment; one that was not finished is replaced.
pub fn begin(tx: &mut DbConn, account: &AccountId, sealed: &str) -> Result<()> {
    remove(tx, account)?;
    let row = (
        second_factors::account.eq(account.as_str()),
        second_factors::sealed.eq(sealed),
        second_factors::last_step.eq(0),
    );
    diesel::insert_into(second_factors::table).values(row).execute(tx)?;
    Ok(())
}

/// Finishes an enrolment with its recovery codes.
pub fn confirm(tx: &mut DbConn, account: &AccountId, digests: &[String], now: Instant) -> Result<()> {
    diesel::update(second_factors::table.find(account.as_str()))
        .set(second_factors::confirmed_at.eq(Some(now.0)))
        .execute(tx)?;
    for digest in digests {
        let row = (
            recovery_codes::account.eq(account.as_str()),
            recovery_codes::digest.eq(digest),
        );
        diesel::insert_into(recovery_codes::table).values(row).execute(tx)?;
    }
    Ok(())
}

/// Notes the step whose code was used, and says whether it was not used before.
pub fn use_step(tx: &mut DbConn, account: &AccountId, step: i64) -> Result<bool> {
    let unused = second_factors::table
        .filter(second_factors::account.eq(account.as_str()))
        .filter(second_factors::last_step.lt(step));
    let changed = diesel::update(unused)
        .set(second_factors::last_step.eq(step))
        .execute(tx)?;
    Ok(changed == 1)
}

/// Uses a recovery code, and says whether it was one that was not used before.
pub fn use_recovery_code(tx: &mut DbConn, account: &AccountId, digest: &str, now: Instant) -> Result<bool> {
    let unused = recovery_codes::table
        .find((account.as_str(), digest))
        .filter(recovery_codes::used_at.is_null());
    let changed = diesel::update(unused)
        .set(recovery_codes::used_at.eq(Some(now.0)))
        .execute(tx)?;
    Ok(changed == 1)
}

/// Removes the second factor and its recovery codes.
pub fn remove(tx: &mut DbConn, account: &AccountId) -> Result<()> {
    let codes = recovery_codes::table.filter(recovery_codes::account.eq(account.as_str()));
    diesel::delete(codes).execute(tx)?;
    diesel::delete(second_factors::table.find(account.as_str())).execute(tx)?;
    Ok(())
}
