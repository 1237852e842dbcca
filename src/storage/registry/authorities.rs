//! Registration authorities.

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::AccountId;
use crate::id::AuthorityId;
use crate::registry::authority::Authority;
use crate::registry::authority::Tier;
use crate::storage::connection::DbConn;
use crate::storage::rows;
use crate::storage::schema::authorities;
use crate::time::Instant;
use diesel::prelude::*;

#[derive(Queryable, Insertable)]
#[diesel(table_name = authorities)]
struct AuthorityRow {
    id: String,
    title: String,
    tier: String,
    parent: Option<String>,
    created_at: i64,
    created_by: String,
}

/// Keeps a new authority.
pub fn insert(tx: &mut DbConn, authority: &Authority, by: &AccountId, now: Instant) -> Result<()> {
    let row = AuthorityRow {
        id: authority.id.to_string(),
        title: authority.title.clone(),
        tier: authority.tier.as_str().to_owned(),
        parent: authority.parent.as_ref().map(ToString::to_string),
        created_at: now.0,
        created_by: by.to_string(),
    };
    diesel::insert_into(authorities::table).values(row).execute(tx)?;
    Ok(())
}

/// The authority with this id.
pub fn find(tx: &mut DbConn, id: &AuthorityId) -> Result<Option<Authority>> {
    let row: Option<AuthorityRow> = authorities::table.find(id.as_str()).first(tx).optional()?;
    row.map(Authority::try_from).transpose()
}

/// The authority with this id, or the refusal that says it does not exist.
pub fn must_find(tx: &mut DbConn, id: &AuthorityId) -> Result<Authority> {
    find(tx, id)?.ok_or_else(|| Error::new(Code::AuthorityUnknown).with("authority", id))
}

/// Every authority, by id.
pub fn list(tx: &mut DbConn) -> Result<Vec<Authority>> {
    let found: Vec<AuthorityRow> = authorities::table.order(authorities::id).load(tx)?;
    found.into_iter().map(Authority::try_from).collect()
}

impl TryFrom<AuthorityRow> for Authority {
    type Error = Error;

    fn try_from(row: AuthorityRow) -> Result<Self> {
        Ok(Self {
            id: AuthorityId::new(row.id)?,
            title: row.title,
            tier: rows::word(Tier::parse(&row.tier), "tier of an authority")?,
            parent: row.parent.map(AuthorityId::new).transpose()?,
        })
    }
}
