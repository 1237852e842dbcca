//! Who works on which codes, and every act that said so.

use crate::error::Result;
use crate::id::AccountId;
use crate::id::DictionaryId;
use crate::id::OrganizationId;
use crate::source::assignment::Assignment;
use crate::source::assignment::Reassigned;
use crate::storage::connection::DbConn;
use crate::storage::connection::both;
use crate::storage::rows;
use crate::storage::schema::assignment_steps;
use crate::storage::schema::assignments;
use crate::time::Instant;
use diesel::prelude::*;
use diesel::upsert::excluded;
use std::collections::BTreeMap;

#[derive(Insertable)]
#[diesel(table_name = assignments, treat_none_as_default_value = false)]
struct AssignmentRow<'a> {
    organization_id: &'a str,
    dictionary: &'a str,
    code: &'a str,
    assignee: &'a str,
    number: i64,
}

#[derive(Insertable)]
#[diesel(table_name = assignment_steps, treat_none_as_default_value = false)]
struct StepRow<'a> {
    organization_id: &'a str,
    dictionary: &'a str,
    number: i64,
    code: &'a str,
    assignee: Option<String>,
    former: Option<String>,
    account: &'a str,
    at: i64,
    reason: &'a str,
}

/// The number of the next act in a dictionary.
pub fn next_number(tx: &mut DbConn, organization: &OrganizationId, dictionary: &DictionaryId) -> Result<i64> {
    let last: Option<i64> = assignment_steps::table
        .filter(assignment_steps::organization_id.eq(organization.as_str()))
        .filter(assignment_steps::dictionary.eq(dictionary.as_str()))
        .select(diesel::dsl::max(assignment_steps::number))
        .first(tx)?;
    Ok(last.unwrap_or_default() + 1)
}

/// Writes an act down and gives the codes to whom it says.
pub fn save(
    tx: &mut DbConn,
    organization: &OrganizationId,
    dictionary: &DictionaryId,
    act: &Assignment,
    codes: &[Reassigned],
) -> Result<()> {
    for batch in codes.chunks(rows::BATCH) {
        let steps: Vec<StepRow<'_>> = batch
            .iter()
            .map(|one| StepRow {
                organization_id: organization.as_str(),
                dictionary: dictionary.as_str(),
                number: act.number,
                code: &one.code,
                assignee: act.assignee.as_ref().map(ToString::to_string),
                former: one.former.as_ref().map(ToString::to_string),
                account: act.account.as_str(),
                at: act.at.0,
                reason: &act.reason,
            })
            .collect();
        both!(&mut *tx, |c| diesel::insert_into(assignment_steps::table)
            .values(steps)
            .execute(c))?;
        match &act.assignee {
            Some(assignee) => give(tx, organization, dictionary, (assignee, act.number), batch)?,
            None => take_back(tx, organization, dictionary, batch)?,
        }
    }
    Ok(())
}

fn give(
    tx: &mut DbConn,
    organization: &OrganizationId,
    dictionary: &DictionaryId,
    (assignee, number): (&AccountId, i64),
    batch: &[Reassigned],
) -> Result<()> {
    let given: Vec<AssignmentRow<'_>> = batch
        .iter()
        .map(|one| AssignmentRow {
            organization_id: organization.as_str(),
            dictionary: dictionary.as_str(),
            code: &one.code,
            assignee: assignee.as_str(),
            number,
        })
        .collect();
    both!(&mut *tx, |c| diesel::insert_into(assignments::table)
        .values(given)
        .on_conflict((assignments::organization_id, assignments::dictionary, assignments::code))
        .do_update()
        .set((
            assignments::assignee.eq(excluded(assignments::assignee)),
            assignments::number.eq(excluded(assignments::number)),
        ))
        .execute(c))?;
    Ok(())
}

fn take_back(
    tx: &mut DbConn,
    organization: &OrganizationId,
    dictionary: &DictionaryId,
    batch: &[Reassigned],
) -> Result<()> {
    let codes: Vec<&str> = batch.iter().map(|one| one.code.as_str()).collect();
    let held = assignments::table
        .filter(assignments::organization_id.eq(organization.as_str()))
        .filter(assignments::dictionary.eq(dictionary.as_str()))
        .filter(assignments::code.eq_any(codes));
    diesel::delete(held).execute(tx)?;
    Ok(())
}

/// Who has these codes, by code.
pub fn find_many(
    tx: &mut DbConn,
    organization: &OrganizationId,
    dictionary: &DictionaryId,
    codes: &[&str],
) -> Result<BTreeMap<String, AccountId>> {
    let mut found = BTreeMap::new();
    for batch in codes.chunks(rows::BATCH) {
        let list: Vec<(String, String)> = assignments::table
            .filter(assignments::organization_id.eq(organization.as_str()))
            .filter(assignments::dictionary.eq(dictionary.as_str()))
            .filter(assignments::code.eq_any(batch))
            .select((assignments::code, assignments::assignee))
            .load(tx)?;
        for (code, assignee) in list {
            found.insert(code, AccountId::new(assignee)?);
        }
    }
    Ok(found)
}

/// The acts of a dictionary, newest first, at most so many.
pub fn history(
    tx: &mut DbConn,
    organization: &OrganizationId,
    dictionary: &DictionaryId,
    most: i64,
) -> Result<Vec<Assignment>> {
    type Found = (i64, Option<String>, String, i64, String, i64);
    let list: Vec<Found> = assignment_steps::table
        .filter(assignment_steps::organization_id.eq(organization.as_str()))
        .filter(assignment_steps::dictionary.eq(dictionary.as_str()))
        .group_by((
            assignment_steps::number,
            assignment_steps::assignee,
            assignment_steps::account,
            assignment_steps::at,
            assignment_steps::reason,
        ))
        .select((
            assignment_steps::number,
            assignment_steps::assignee,
            assignment_steps::account,
            assignment_steps::at,
            assignment_steps::reason,
            diesel::dsl::count_star(),
        ))
        .order(assignment_steps::number.desc())
        .limit(most)
        .load(tx)?;
    let read = |(number, assignee, account, at, reason, codes): Found| {
        Ok(Assignment {
            number,
            assignee: assignee.map(AccountId::new).transpose()?,
            account: AccountId::new(account)?,
            at: Instant(at),
            reason,
            codes: rows::uncount(codes),
        })
    };
    list.into_iter().map(read).collect()
}
