//! Accounts and their passwords.

use crate::access::account::Account;
use crate::access::account::AccountStatus;
use crate::access::session::Scope;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::AccountId;
use crate::id::OrganizationId;
use crate::page::Page;
use crate::page::Slice;
use crate::storage::account_schema::accounts;
use crate::storage::account_schema::passwords;
use crate::storage::account_schema::token_uses;
use crate::storage::connection::DbConn;
use crate::storage::rows;
use crate::storage::schema::tokens;
use crate::time::Instant;
use diesel::dsl::max;
use diesel::prelude::*;

#[derive(Queryable, Insertable)]
#[diesel(table_name = accounts)]
struct AccountRow {
    id: String,
    name: String,
    organization_id: Option<String>,
    contact: String,
    status: String,
    created_at: i64,
    created_by: String,
    signed_in_at: Option<i64>,
    unlocked_at: Option<i64>,
}

/// A password as it is kept.
#[derive(Clone, Debug)]
pub struct StoredPassword {
    /// Its PHC string.
    pub hash: String,
    /// When it was set.
    pub set_at: Instant,
    /// Whether it is good for one sign-in, to be changed.
    pub must_change: bool,
}

/// Which accounts a list shows.
#[derive(Clone, Debug, Default)]
pub struct AccountFilter {
    /// Only those of this state.
    pub status: Option<AccountStatus>,
    /// Only those that nobody used since then.
    pub unused_since: Option<Instant>,
}

/// Keeps a new account.
pub fn insert(tx: &mut DbConn, account: &Account) -> Result<()> {
    let row = AccountRow {
        id: account.id.to_string(),
        name: account.name.clone(),
        organization_id: account.organization.as_ref().map(ToString::to_string),
        contact: account.contact.clone(),
        status: account.status.as_str().to_owned(),
        created_at: account.created_at.0,
        created_by: account.created_by.to_string(),
        signed_in_at: None,
        unlocked_at: None,
    };
    diesel::insert_into(accounts::table).values(row).execute(tx)?;
    Ok(())
}

/// The account with this id.
pub fn find(tx: &mut DbConn, id: &AccountId) -> Result<Option<Account>> {
    let row: Option<AccountRow> = accounts::table.find(id.as_str()).first(tx).optional()?;
    row.map(Account::try_from).transpose()
}

/// Refuses an account that does not exist.
pub fn must_find(tx: &mut DbConn, id: &AccountId) -> Result<Account> {
    find(tx, id)?.ok_or_else(|| unknown(id))
}

/// The refusal of an account that does not exist, or that one may not see.
pub fn unknown(id: &AccountId) -> Error {
    Error::new(Code::AccountUnknown).with("account", id)
}

/// Whether any account was ever made.
pub fn any(tx: &mut DbConn) -> Result<bool> {
    let first: Option<String> = accounts::table.select(accounts::id).first(tx).optional()?;
    Ok(first.is_some())
}

/// The accounts of the organizations of a scope, by id; those without an organization only for the whole platform.
pub fn page(tx: &mut DbConn, scope: &Scope, filter: &AccountFilter, page: &Page) -> Result<Slice<Account>> {
    let mut query = accounts::table
        .filter(accounts::id.gt(page.after.clone().unwrap_or_default()))
        .order(accounts::id)
        .limit(page.rows_to_read())
        .into_boxed();
    if let Scope::Organizations(list) = scope {
        let ids: Vec<String> = list.iter().map(ToString::to_string).collect();
        query = query.filter(accounts::organization_id.eq_any(ids));
    }
    if let Some(status) = filter.status {
        query = query.filter(accounts::status.eq(status.as_str()));
    }
    if let Some(since) = filter.unused_since {
        let by_token = token_uses::table
            .inner_join(tokens::table.on(tokens::id.eq(token_uses::token)))
            .filter(token_uses::at.ge(since.0))
            .select(tokens::account);
        query = query
            .filter(accounts::created_at.lt(since.0))
            .filter(accounts::signed_in_at.is_null().or(accounts::signed_in_at.lt(since.0)))
            .filter(accounts::unlocked_at.is_null().or(accounts::unlocked_at.lt(since.0)))
            .filter(accounts::id.ne_all(by_token));
    }
    let found: Vec<AccountRow> = query.load(tx)?;
    let list = found.into_iter().map(Account::try_from).collect::<Result<_>>()?;
    Ok(page.slice(list, |account: &Account| account.id.to_string()))
}

/// Sets the status, and when it was last unlocked.
pub fn set_status(tx: &mut DbConn, account: &Account) -> Result<()> {
    let unlocked_at = account.unlocked_at.map(|at| at.0);
    diesel::update(accounts::table.find(account.id.as_str()))
        .set((
            accounts::status.eq(account.status.as_str()),
            accounts::unlocked_at.eq(unlocked_at),
        ))
        .execute(tx)?;
    Ok(())
}

/// Notes that the person signed in.
pub fn note_sign_in(tx: &mut DbConn, id: &AccountId, now: Instant) -> Result<()> {
    diesel::update(accounts::table.find(id.as_str()))
        .set(accounts::signed_in_at.eq(Some(now.0)))
        .execute(tx)?;
    Ok(())
}

/// The present password and those before it, the present one first.
pub fn passwords_of(tx: &mut DbConn, id: &AccountId, most: i64) -> Result<Vec<StoredPassword>> {
    let rows: Vec<(String, i64, bool)> = passwords::table
        .filter(passwords::account.eq(id.as_str()))
        .order(passwords::number.desc())
        .limit(most)
        .select((passwords::hash, passwords::set_at, passwords::must_change))
        .load(tx)?;
    let stored = |(hash, set_at, must_change)| StoredPassword {
        hash,
        set_at: Instant(set_at),
        must_change,
    };
    Ok(rows.into_iter().map(stored).collect())
}

/// Sets a new password; of those before it the last `kept` stay.
pub fn add_password(tx: &mut DbConn, id: &AccountId, password: &StoredPassword, kept: i64) -> Result<()> {
    let last: Option<i64> = passwords::table
        .filter(passwords::account.eq(id.as_str()))
        .select(max(passwords::number))
        .first(tx)?;
    let number = last.unwrap_or(0) + 1;
    let row = (
        passwords::account.eq(id.as_str()),
        passwords::number.eq(number),
        passwords::hash.eq(&password.hash),
        passwords::set_at.eq(password.set_at.0),
        passwords::must_change.eq(password.must_change),
    );
    diesel::insert_into(passwords::table).values(row).execute(tx)?;
    let old = passwords::table
        .filter(passwords::account.eq(id.as_str()))
        .filter(passwords::number.lt(number - kept));
    diesel::delete(old).execute(tx)?;
    Ok(())
}

/// Keeps the same password under a new hash.
pub fn rehash(tx: &mut DbConn, id: &AccountId, former: &str, hash: &str) -> Result<()> {
    let row = passwords::table
        .filter(passwords::account.eq(id.as_str()))
        .filter(passwords::hash.eq(former));
    diesel::update(row).set(passwords::hash.eq(hash)).execute(tx)?;
    Ok(())
}

impl TryFrom<AccountRow> for Account {
    type Error = Error;

    fn try_from(row: AccountRow) -> Result<Self> {
        Ok(Self {
            id: AccountId::new(row.id)?,
            name: row.name,
            organization: row.organization_id.map(OrganizationId::new).transpose()?,
            contact: row.contact,
            status: rows::word(AccountStatus::parse(&row.status), "account status")?,
            created_at: Instant(row.created_at),
            created_by: AccountId::new(row.created_by)?,
            signed_in_at: rows::instant(row.signed_in_at),
            unlocked_at: rows::instant(row.unlocked_at),
        })
    }
}
