//! The status that authorities give items: appended to, never changed; of each authority the last one counts.

use crate::error::Result;
use crate::id::AccountId;
use crate::id::AuthorityId;
use crate::registry::registration::ItemPath;
use crate::registry::registration::Registration;
use crate::registry::registration::RegistrationStatus;
use crate::storage::connection::DbConn;
use crate::storage::rows;
use crate::storage::schema::registrations;
use crate::time::Instant;
use diesel::prelude::*;

#[derive(Queryable, Insertable)]
#[diesel(table_name = registrations)]
struct RegistrationRow {
    item: String,
    authority: String,
    number: i64,
    status: String,
    account: String,
    at: i64,
    reason: String,
}

/// Writes a registration down.
pub fn append(tx: &mut DbConn, one: &Registration) -> Result<()> {
    let row = RegistrationRow {
        item: one.item.to_string(),
        authority: one.authority.to_string(),
        number: one.number,
        status: one.status.as_str().to_owned(),
        account: one.account.to_string(),
        at: one.at.0,
        reason: one.reason.clone(),
    };
    diesel::insert_into(registrations::table).values(row).execute(tx)?;
    Ok(())
}

/// Everything that was ever said of an item, by authority and number.
pub fn of_item(tx: &mut DbConn, item: &ItemPath) -> Result<Vec<Registration>> {
    let found: Vec<RegistrationRow> = registrations::table
        .filter(registrations::item.eq(item.as_str()))
        .order((registrations::authority, registrations::number))
        .load(tx)?;
    found.into_iter().map(Registration::try_from).collect()
}

impl TryFrom<RegistrationRow> for Registration {
    type Error = crate::error::Error;

    fn try_from(row: RegistrationRow) -> Result<Self> {
        Ok(Self {
            item: ItemPath::stored(row.item),
            authority: AuthorityId::new(row.authority)?,
            number: row.number,
            status: rows::word(RegistrationStatus::parse(&row.status), "registration status")?,
            account: AccountId::new(row.account)?,
            at: Instant(row.at),
            reason: row.reason,
        })
    }
}
