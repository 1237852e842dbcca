//! The steps in the life of editions: appended to, never changed.

use super::editions::EditionKey;
use crate::error::Result;
use crate::id::AccountId;
use crate::registry::edition::EditionStatus;
use crate::registry::edition_life::EditionStep;
use crate::registry::edition_life::EditionStepTaken;
use crate::storage::connection::DbConn;
use crate::storage::rows;
use crate::storage::schema::edition_steps;
use crate::time::Instant;
use diesel::prelude::*;

#[derive(Queryable, Insertable)]
#[diesel(table_name = edition_steps)]
struct StepRow {
    edition_key: i64,
    number: i64,
    step: String,
    status: String,
    account: String,
    at: i64,
    reason: String,
    digest: String,
    report: String,
}

/// Writes a step down after all before it.
pub fn append(tx: &mut DbConn, key: EditionKey, taken: &EditionStepTaken) -> Result<()> {
    let last: Option<i64> = edition_steps::table
        .filter(edition_steps::edition_key.eq(key.0))
        .select(edition_steps::number)
        .order(edition_steps::number.desc())
        .first(tx)
        .optional()?;
    let row = StepRow {
        edition_key: key.0,
        number: last.unwrap_or(0) + 1,
        step: taken.step.as_str().to_owned(),
        status: taken.status.as_str().to_owned(),
        account: taken.account.to_string(),
        at: taken.at.0,
        reason: taken.reason.clone(),
        digest: taken.digest.clone(),
        report: taken.report.clone(),
    };
    diesel::insert_into(edition_steps::table).values(row).execute(tx)?;
    Ok(())
}

/// How many steps there are: a number that grows whenever an edition is published or retired.
pub fn count(tx: &mut DbConn) -> Result<i64> {
    Ok(edition_steps::table.count().get_result(tx)?)
}

/// The steps of an edition, the first first.
pub fn of_edition(tx: &mut DbConn, key: EditionKey) -> Result<Vec<EditionStepTaken>> {
    let found: Vec<StepRow> = edition_steps::table
        .filter(edition_steps::edition_key.eq(key.0))
        .order(edition_steps::number)
        .load(tx)?;
    found.into_iter().map(EditionStepTaken::try_from).collect()
}

impl TryFrom<StepRow> for EditionStepTaken {
    type Error = crate::error::Error;

    fn try_from(row: StepRow) -> Result<Self> {
        Ok(Self {
            step: rows::word(EditionStep::parse(&row.step), "step of an edition")?,
            status: rows::word(EditionStatus::parse(&row.status), "edition status")?,
            account: AccountId::new(row.account)?,
            at: Instant(row.at),
            reason: row.reason,
            digest: row.digest,
            report: row.report,
        })
    }
}
