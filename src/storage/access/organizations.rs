//! Organizations.

use super::grid;
use crate::access::area::Place;
use crate::access::session::Scope;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::AccountId;
use crate::id::DivisionCode;
use crate::id::GridWordId;
use crate::id::OrganizationId;
use crate::page::Page;
use crate::page::Slice;
use crate::source::organization::Organization;
use crate::storage::connection::DbConn;
use crate::storage::schema::organizations;
use crate::time::Instant;
use diesel::prelude::*;

#[derive(Queryable, Insertable)]
#[diesel(table_name = organizations)]
struct OrganizationRow {
    id: String,
    name: String,
    uscc: Option<String>,
    created_at: i64,
    created_by: String,
    division: Option<String>,
    tier: Option<String>,
}

/// Registers an organization.
pub fn insert(tx: &mut DbConn, organization: &Organization, by: &AccountId) -> Result<()> {
    let row = OrganizationRow {
        id: organization.id.to_string(),
        name: organization.name.clone(),
        uscc: organization.uscc.clone(),
        created_at: organization.created_at.0,
        created_by: by.to_string(),
        division: organization.place.division.as_ref().map(ToString::to_string),
        tier: organization.place.tier.as_ref().map(ToString::to_string),
    };
    diesel::insert_into(organizations::table).values(row).execute(tx)?;
    grid::set_lines(tx, &organization.id, &organization.place.lines)
}

/// Changes what is said of an organization; its id and when it was registered stay.
pub fn update(tx: &mut DbConn, organization: &Organization) -> Result<()> {
    let place = &organization.place;
    let said = (
        organizations::name.eq(&organization.name),
        organizations::uscc.eq(organization.uscc.as_deref()),
        organizations::division.eq(place.division.as_ref().map(DivisionCode::as_str)),
        organizations::tier.eq(place.tier.as_ref().map(GridWordId::as_str)),
    );
    diesel::update(organizations::table.find(organization.id.as_str()))
        .set(said)
        .execute(tx)?;
    grid::set_lines(tx, &organization.id, &place.lines)
}

/// The organization with this id.
pub fn find(tx: &mut DbConn, id: &OrganizationId) -> Result<Option<Organization>> {
    let row: Option<OrganizationRow> = organizations::table.find(id.as_str()).first(tx).optional()?;
    Ok(with_lines(tx, row.into_iter().collect())?.pop())
}

/// Refuses an organization that does not exist.
pub fn must_find(tx: &mut DbConn, id: &OrganizationId) -> Result<Organization> {
    find(tx, id)?.ok_or_else(|| Error::new(Code::OrganizationUnknown).with("organization", id))
}

/// The id of the organization that has this unified social credit code.
pub fn find_by_uscc(tx: &mut DbConn, uscc: &str) -> Result<Option<String>> {
    Ok(organizations::table
        .filter(organizations::uscc.eq(uscc))
        .select(organizations::id)
        .first(tx)
        .optional()?)
}

/// The ids of every organization, in their order; nothing of their data.
pub fn ids(tx: &mut DbConn) -> Result<Vec<OrganizationId>> {
    let found: Vec<String> = organizations::table
        .order(organizations::id)
        .select(organizations::id)
        .load(tx)?;
    found.into_iter().map(OrganizationId::new).collect()
}

/// The organizations of a scope, by id.
pub fn page(tx: &mut DbConn, scope: &Scope, page: &Page) -> Result<Slice<Organization>> {
    let mut query = organizations::table
        .filter(organizations::id.gt(page.after.clone().unwrap_or_default()))
        .order(organizations::id)
        .limit(page.rows_to_read())
        .into_boxed();
    if let Scope::Organizations(list) = scope {
        let ids: Vec<String> = list.iter().map(ToString::to_string).collect();
        query = query.filter(organizations::id.eq_any(ids));
    }
    let found: Vec<OrganizationRow> = query.load(tx)?;
    let list = with_lines(tx, found)?;
    Ok(page.slice(list, |organization: &Organization| organization.id.to_string()))
}

/// Every organization of a scope, by id.
pub fn all(tx: &mut DbConn, scope: &Scope) -> Result<Vec<Organization>> {
    let mut query = organizations::table.order(organizations::id).into_boxed();
    if let Scope::Organizations(list) = scope {
        let ids: Vec<String> = list.iter().map(ToString::to_string).collect();
        query = query.filter(organizations::id.eq_any(ids));
    }
    let found: Vec<OrganizationRow> = query.load(tx)?;
    with_lines(tx, found)
}

fn with_lines(tx: &mut DbConn, rows: Vec<OrganizationRow>) -> Result<Vec<Organization>> {
    let ids = rows.iter().map(|row| OrganizationId::new(row.id.clone()));
    let mut lines = grid::lines_of(tx, &ids.collect::<Result<Vec<_>>>()?)?;
    rows.into_iter()
        .map(|row| {
            let id = OrganizationId::new(row.id)?;
            Ok(Organization {
                name: row.name,
                uscc: row.uscc,
                place: Place {
                    division: grid::division(row.division.as_deref())?,
                    tier: row.tier.map(GridWordId::new).transpose()?,
                    lines: lines.remove(&id).unwrap_or_default(),
                },
                created_at: Instant(row.created_at),
                id,
            })
        })
        .collect()
}
