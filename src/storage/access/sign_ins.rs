//! Sessions of people who signed in, and tries to sign in.

use crate::access::sign_in::Proof;
use crate::access::sign_in::SignIn;
use crate::error::Result;
use crate::id::AccountId;
use crate::id::SessionId;
use crate::storage::account_schema::sign_in_sessions;
use crate::storage::account_schema::sign_in_tries;
use crate::storage::connection::DbConn;
use crate::storage::registry::successions::next_number;
use crate::storage::rows;
use crate::time::Instant;
use diesel::prelude::*;

type SignInRow = (String, String, String, String, i64, i64, i64, Option<i64>, String);

/// How many tries there were lately.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tries {
    /// For this account from this address.
    pub of_pair: i64,
    /// From this address, for whatever account.
    pub of_address: i64,
    /// For this account, from whatever address.
    pub of_account: i64,
    /// Whether the person signed in from this address before.
    pub is_known: bool,
}

/// Keeps a new session.
pub fn insert(tx: &mut DbConn, session: &SignIn) -> Result<()> {
    let row = (
        sign_in_sessions::id.eq(session.id.as_str()),
        sign_in_sessions::secret_digest.eq(&session.secret_digest),
        sign_in_sessions::account.eq(session.account.as_str()),
        sign_in_sessions::address.eq(&session.address),
        sign_in_sessions::created_at.eq(session.created_at.0),
        sign_in_sessions::used_at.eq(session.used_at.0),
        sign_in_sessions::expires_at.eq(session.expires_at.0),
        sign_in_sessions::proof.eq(session.proof.as_str()),
    );
    diesel::insert_into(sign_in_sessions::table).values(row).execute(tx)?;
    Ok(())
}

/// The session with this id.
pub fn find(tx: &mut DbConn, id: &SessionId) -> Result<Option<SignIn>> {
    let row: Option<SignInRow> = sign_in_sessions::table.find(id.as_str()).first(tx).optional()?;
    row.map(session).transpose()
}

/// The sessions of an account that were not ended, newest first.
pub fn of_account(tx: &mut DbConn, account: &AccountId, now: Instant) -> Result<Vec<SignIn>> {
    let found: Vec<SignInRow> = sign_in_sessions::table
        .filter(sign_in_sessions::account.eq(account.as_str()))
        .filter(sign_in_sessions::ended_at.is_null())
        .filter(sign_in_sessions::expires_at.gt(now.0))
        .order((sign_in_sessions::created_at.desc(), sign_in_sessions::id))
        .load(tx)?;
    found.into_iter().map(session).collect()
}

/// Notes that a session was used.
pub fn note_use(tx: &mut DbConn, id: &SessionId, now: Instant) -> Result<()> {
    diesel::update(sign_in_sessions::table.find(id.as_str()))
        .set(sign_in_sessions::used_at.eq(now.0))
        .execute(tx)?;
    Ok(())
}

/// Notes that whoever began a session at the provider gave a code as well.
pub fn note_factor(tx: &mut DbConn, id: &SessionId) -> Result<()> {
    let begun = sign_in_sessions::table
        .filter(sign_in_sessions::id.eq(id.as_str()))
        .filter(sign_in_sessions::proof.eq(Proof::Provider.as_str()));
    diesel::update(begun)
        .set(sign_in_sessions::proof.eq(Proof::ProviderAndFactor.as_str()))
        .execute(tx)?;
    Ok(())
}

/// Ends a session of an account; says whether there was one to end.
pub fn end(tx: &mut DbConn, account: &AccountId, id: &SessionId, now: Instant) -> Result<bool> {
    let open = sign_in_sessions::table
        .filter(sign_in_sessions::id.eq(id.as_str()))
        .filter(sign_in_sessions::account.eq(account.as_str()))
        .filter(sign_in_sessions::ended_at.is_null());
    let ended = diesel::update(open)
        .set(sign_in_sessions::ended_at.eq(Some(now.0)))
        .execute(tx)?;
    Ok(ended == 1)
}

/// Ends every session of an account.
pub fn end_all(tx: &mut DbConn, account: &AccountId, now: Instant) -> Result<()> {
    let open = sign_in_sessions::table
        .filter(sign_in_sessions::account.eq(account.as_str()))
        .filter(sign_in_sessions::ended_at.is_null());
    diesel::update(open)
        .set(sign_in_sessions::ended_at.eq(Some(now.0)))
        .execute(tx)?;
    Ok(())
}

/// Notes a try, forgets those before `since`, and counts the others; the one that is noted does not count.
pub fn note_try(tx: &mut DbConn, account: &str, address: &str, since: Instant, now: Instant) -> Result<Tries> {
    diesel::delete(sign_in_tries::table.filter(sign_in_tries::at.lt(since.0))).execute(tx)?;
    let of_account = sign_in_tries::table.filter(sign_in_tries::account.eq(account));
    let known = sign_in_sessions::table
        .filter(sign_in_sessions::account.eq(account))
        .filter(sign_in_sessions::address.eq(address));
    let tries = Tries {
        of_pair: of_account
            .filter(sign_in_tries::address.eq(address))
            .count()
            .get_result(tx)?,
        of_address: sign_in_tries::table
            .filter(sign_in_tries::address.eq(address))
            .count()
            .get_result(tx)?,
        of_account: of_account.count().get_result(tx)?,
        is_known: known.count().get_result::<i64>(tx)? > 0,
    };
    let row = (
        sign_in_tries::number.eq(next_number(tx, "sign-in-try")?),
        sign_in_tries::account.eq(account),
        sign_in_tries::address.eq(address),
        sign_in_tries::at.eq(now.0),
    );
    diesel::insert_into(sign_in_tries::table).values(row).execute(tx)?;
    Ok(tries)
}

/// Forgets the tries for an account, from one address or from all.
pub fn forget_tries(tx: &mut DbConn, account: &AccountId, address: Option<&str>) -> Result<()> {
    let tries = sign_in_tries::table.filter(sign_in_tries::account.eq(account.as_str()));
    match address {
        Some(address) => diesel::delete(tries.filter(sign_in_tries::address.eq(address))).execute(tx)?,
        None => diesel::delete(tries).execute(tx)?,
    };
    Ok(())
}

fn session(row: SignInRow) -> Result<SignIn> {
    let (id, secret_digest, account, address, created_at, used_at, expires_at, ended_at, proof) = row;
    Ok(SignIn {
        id: SessionId::new(id)?,
        secret_digest,
        account: AccountId::new(account)?,
        address,
        created_at: Instant(created_at),
        used_at: Instant(used_at),
        expires_at: Instant(expires_at),
        ended_at: rows::instant(ended_at),
        proof: rows::word(Proof::parse(&proof), "proof of a session")?,
    })
}
