//! Tokens: everything but their secrets.

use super::connection::DbConn;
use super::rows;
use super::schema::tokens;
use crate::access::role::Role;
use crate::access::session::Scope;
use crate::access::token::Token;
use crate::error::Result;
use crate::id::AccountId;
use crate::id::TokenId;
use crate::time::Instant;
use diesel::prelude::*;

#[derive(Queryable, Insertable)]
#[diesel(table_name = tokens)]
struct TokenRow {
    id: String,
    secret_digest: String,
    account: String,
    role: String,
    scope: String,
    created_at: i64,
    created_by: String,
    expires_at: Option<i64>,
    revoked_at: Option<i64>,
}

/// Keeps a new token.
pub fn insert(tx: &mut DbConn, token: &Token, created_by: &AccountId) -> Result<()> {
    let row = TokenRow {
        id: token.id.to_string(),
        secret_digest: token.secret_digest.clone(),
        account: token.account.to_string(),
        role: token.role.as_str().to_owned(),
        scope: token.scope.to_text(),
        created_at: token.created_at.0,
        created_by: created_by.to_string(),
        expires_at: token.expires_at.map(|at| at.0),
        revoked_at: None,
    };
    diesel::insert_into(tokens::table).values(row).execute(tx)?;
    Ok(())
}

/// The token with this id.
pub fn find(tx: &mut DbConn, id: &TokenId) -> Result<Option<Token>> {
    let row: Option<TokenRow> = tokens::table.find(id.as_str()).first(tx).optional()?;
    row.map(Token::try_from).transpose()
}

/// Every token, by id.
pub fn list(tx: &mut DbConn) -> Result<Vec<Token>> {
    let rows: Vec<TokenRow> = tokens::table.order(tokens::id).load(tx)?;
    rows.into_iter().map(Token::try_from).collect()
}

/// Ends a token; it stays listed.
pub fn revoke(tx: &mut DbConn, id: &TokenId, now: Instant) -> Result<()> {
    diesel::update(tokens::table.find(id.as_str()))
        .set(tokens::revoked_at.eq(Some(now.0)))
        .execute(tx)?;
    Ok(())
}

/// Whether any token was ever made.
pub fn any(tx: &mut DbConn) -> Result<bool> {
    let first: Option<String> = tokens::table.select(tokens::id).first(tx).optional()?;
    Ok(first.is_some())
}

impl TryFrom<TokenRow> for Token {
    type Error = crate::error::Error;

    fn try_from(row: TokenRow) -> Result<Self> {
        Ok(Self {
            id: TokenId::new(row.id)?,
            secret_digest: row.secret_digest,
            account: AccountId::new(row.account)?,
            role: rows::word(Role::parse(&row.role), "role")?,
            scope: Scope::parse(&row.scope)?,
            created_at: Instant(row.created_at),
            expires_at: rows::instant(row.expires_at),
            revoked_at: rows::instant(row.revoked_at),
        })
    }
}
