//! Tokens: everything but their secrets.

use crate::access::role::Role;
use crate::access::session::Scope;
use crate::access::token::FormerSecret;
use crate::access::token::Token;
use crate::error::Result;
use crate::id::AccountId;
use crate::id::TokenId;
use crate::storage::account_schema::token_uses;
use crate::storage::connection::DbConn;
use crate::storage::connection::both;
use crate::storage::rows;
use crate::storage::schema::tokens;
use crate::time::Instant;
use diesel::prelude::*;
use diesel::upsert::excluded;
use std::collections::BTreeMap;
use std::collections::HashMap;

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
    former_digest: Option<String>,
    former_until: Option<i64>,
}

/// When and from where a token was last used, to the minute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenUse {
    /// When.
    pub at: Instant,
    /// From which address.
    pub address: String,
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
        former_digest: None,
        former_until: None,
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

/// Keeps the secrets of a token after a rotation.
pub fn set_secrets(tx: &mut DbConn, token: &Token) -> Result<()> {
    let former = token.former.as_ref();
    diesel::update(tokens::table.find(token.id.as_str()))
        .set((
            tokens::secret_digest.eq(&token.secret_digest),
            tokens::former_digest.eq(former.map(|former| former.digest.as_str())),
            tokens::former_until.eq(former.map(|former| former.until.0)),
        ))
        .execute(tx)?;
    Ok(())
}

/// When and from where the token was last used.
pub fn last_use(tx: &mut DbConn, id: &TokenId) -> Result<Option<TokenUse>> {
    let row: Option<(i64, String)> = token_uses::table
        .find(id.as_str())
        .select((token_uses::at, token_uses::address))
        .first(tx)
        .optional()?;
    Ok(row.map(|(at, address)| TokenUse {
        at: Instant(at),
        address,
    }))
}

/// The last uses of all tokens.
pub fn last_uses(tx: &mut DbConn) -> Result<HashMap<String, TokenUse>> {
    let found: Vec<(String, i64, String)> = token_uses::table.load(tx)?;
    let turn = |(token, at, address)| {
        (
            token,
            TokenUse {
                at: Instant(at),
                address,
            },
        )
    };
    Ok(found.into_iter().map(turn).collect())
}

/// Notes the last uses of tokens.
pub fn note_uses(tx: &mut DbConn, uses: &BTreeMap<TokenId, TokenUse>) -> Result<()> {
    let row = |(token, last): (&TokenId, &TokenUse)| {
        (
            token_uses::token.eq(token.to_string()),
            token_uses::at.eq(last.at.0),
            token_uses::address.eq(last.address.clone()),
        )
    };
    let list: Vec<_> = uses.iter().map(row).collect();
    for batch in list.chunks(rows::BATCH) {
        both!(tx, |c| diesel::insert_into(token_uses::table)
            .values(batch)
            .on_conflict(token_uses::token)
            .do_update()
            .set((
                token_uses::at.eq(excluded(token_uses::at)),
                token_uses::address.eq(excluded(token_uses::address)),
            ))
            .execute(c))?;
    }
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
            former: row
                .former_digest
                .zip(row.former_until)
                .map(|(digest, until)| FormerSecret {
                    digest,
                    until: Instant(until),
                }),
        })
    }
}
