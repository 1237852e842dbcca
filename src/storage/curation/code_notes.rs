//! Notes about local codes; append only.

use crate::error::Result;
use crate::id::AccountId;
use crate::id::DictionaryId;
use crate::id::OrganizationId;
use crate::source::note::Note;
use crate::storage::connection::DbConn;
use crate::storage::rows;
use crate::storage::schema::code_notes;
use crate::time::Instant;
use diesel::prelude::*;
use std::collections::BTreeMap;

#[derive(Queryable, Insertable)]
#[diesel(table_name = code_notes)]
struct NoteRow {
    organization_id: String,
    dictionary: String,
    code: String,
    number: i64,
    account: String,
    at: i64,
    text: String,
}

/// Appends a note to the thread of its code; returns it with its number.
pub fn append(
    tx: &mut DbConn,
    organization: &OrganizationId,
    dictionary: &DictionaryId,
    mut note: Note,
) -> Result<Note> {
    let last: Option<i64> = code_notes::table
        .filter(code_notes::organization_id.eq(organization.as_str()))
        .filter(code_notes::dictionary.eq(dictionary.as_str()))
        .filter(code_notes::code.eq(&note.code))
        .select(diesel::dsl::max(code_notes::number))
        .first(tx)?;
    note.number = last.unwrap_or_default() + 1;
    let row = NoteRow {
        organization_id: organization.to_string(),
        dictionary: dictionary.to_string(),
        code: note.code.clone(),
        number: note.number,
        account: note.account.to_string(),
        at: note.at.0,
        text: note.text.clone(),
    };
    diesel::insert_into(code_notes::table).values(row).execute(tx)?;
    Ok(note)
}

/// The threads of these codes, each from its beginning.
pub fn find_many(
    tx: &mut DbConn,
    organization: &OrganizationId,
    dictionary: &DictionaryId,
    codes: &[&str],
) -> Result<BTreeMap<String, Vec<Note>>> {
    let mut found: BTreeMap<String, Vec<Note>> = BTreeMap::new();
    for batch in codes.chunks(rows::BATCH) {
        let list: Vec<NoteRow> = code_notes::table
            .filter(code_notes::organization_id.eq(organization.as_str()))
            .filter(code_notes::dictionary.eq(dictionary.as_str()))
            .filter(code_notes::code.eq_any(batch))
            .order((code_notes::code, code_notes::number))
            .load(tx)?;
        for row in list {
            let note = Note::try_from(row)?;
            found.entry(note.code.clone()).or_default().push(note);
        }
    }
    Ok(found)
}

impl TryFrom<NoteRow> for Note {
    type Error = crate::error::Error;

    fn try_from(row: NoteRow) -> Result<Self> {
        Ok(Self {
            code: row.code,
            number: row.number,
            account: AccountId::new(row.account)?,
            at: Instant(row.at),
            text: row.text,
        })
    }
}
