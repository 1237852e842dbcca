//! Who accounts are at the provider of sign-in, and which of its answers were used.

use crate::access::account::LinkedIdentity;
use crate::error::Result;
use crate::id::AccountId;
use crate::storage::account_schema::account_identities;
use crate::storage::account_schema::used_sign_in_states;
use crate::storage::connection::DbConn;
use crate::time::Instant;
use diesel::prelude::*;

type IdentityRow = (String, String, String, i64, String);

/// The identity of an account.
pub fn of_account(tx: &mut DbConn, account: &AccountId) -> Result<Option<LinkedIdentity>> {
    let row: Option<IdentityRow> = account_identities::table.find(account.as_str()).first(tx).optional()?;
    row.map(identity).transpose()
}

/// The account that is this identity.
pub fn find(tx: &mut DbConn, issuer: &str, subject: &str) -> Result<Option<LinkedIdentity>> {
    let row: Option<IdentityRow> = account_identities::table
        .filter(account_identities::issuer.eq(issuer))
        .filter(account_identities::subject.eq(subject))
        .first(tx)
        .optional()?;
    row.map(identity).transpose()
}

/// Gives an account an identity; one that it had is replaced.
pub fn put(tx: &mut DbConn, linked: &LinkedIdentity) -> Result<()> {
    remove(tx, &linked.account)?;
    let row = (
        account_identities::account.eq(linked.account.as_str()),
        account_identities::issuer.eq(&linked.issuer),
        account_identities::subject.eq(&linked.subject),
        account_identities::linked_at.eq(linked.linked_at.0),
        account_identities::linked_by.eq(linked.linked_by.as_str()),
    );
    diesel::insert_into(account_identities::table).values(row).execute(tx)?;
    Ok(())
}

/// Takes the identity of an account away; says whether it had one.
pub fn remove(tx: &mut DbConn, account: &AccountId) -> Result<bool> {
    let removed = diesel::delete(account_identities::table.find(account.as_str())).execute(tx)?;
    Ok(removed > 0)
}

/// Uses a state, and says whether it was not used before; those used before `since` are forgotten.
pub fn use_state(tx: &mut DbConn, digest: &str, since: Instant, now: Instant) -> Result<bool> {
    diesel::delete(used_sign_in_states::table.filter(used_sign_in_states::at.lt(since.0))).execute(tx)?;
    let known: i64 = used_sign_in_states::table.find(digest).count().get_result(tx)?;
    if known > 0 {
        return Ok(false);
    }
    let row = (
        used_sign_in_states::digest.eq(digest),
        used_sign_in_states::at.eq(now.0),
    );
    diesel::insert_into(used_sign_in_states::table)
        .values(row)
        .execute(tx)?;
    Ok(true)
}

fn identity((account, issuer, subject, linked_at, linked_by): IdentityRow) -> Result<LinkedIdentity> {
    Ok(LinkedIdentity {
        account: AccountId::new(account)?,
        issuer,
        subject,
        linked_at: Instant(linked_at),
        linked_by: AccountId::new(linked_by)?,
    })
}
