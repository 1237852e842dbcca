//! Notes about local codes.

use super::upload_policies;
use crate::access::role::Right;
use crate::access::session::Session;
use crate::audit::Act;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::DictionaryId;
use crate::id::OrganizationId;
use crate::service::Service;
use crate::source::note;
use crate::source::note::Note;
use crate::storage::DbConn;
use crate::storage::audit::audit_log;
use crate::storage::curation::code_notes;
use crate::storage::curation::dictionaries;
use crate::storage::curation::local_codes;
use serde_json::json;

impl Service {
    /// Appends a note to the thread of a local code, mapped or not.
    pub fn add_note(
        &self,
        session: &Session,
        organization: &OrganizationId,
        dictionary: &DictionaryId,
        code: &str,
        text: &str,
    ) -> Result<Note> {
        let permit = session.permit_in(Right::WriteNotes, organization)?;
        note::must_be_fit(text)?;
        let now = self.now();
        self.db.write(|tx| {
            must_have_code(tx, organization, dictionary, code)?;
            upload_policies::check_words(tx, organization, "text", [(1, text)])?;
            let note = Note {
                code: code.to_owned(),
                number: 0,
                account: permit.account().clone(),
                at: now,
                text: text.to_owned(),
            };
            let note = code_notes::append(tx, organization, dictionary, note)?;
            let object = format!("organizations/{organization}/dictionaries/{dictionary}");
            let act =
                Act::new("note.add", object).with_details(json!({ "code": code, "note": note.number, "text": text }));
            audit_log::append(tx, permit.permit(), &act, now)?;
            Ok(note)
        })
    }

    /// The thread of a local code, from its beginning.
    pub fn notes(
        &self,
        session: &Session,
        organization: &OrganizationId,
        dictionary: &DictionaryId,
        code: &str,
    ) -> Result<Vec<Note>> {
        session.permit_in(Right::ReadMappings, organization)?;
        self.db.read(|tx| {
            let threads = code_notes::find_many(tx, organization, dictionary, &[code])?;
            if let Some(thread) = threads.into_values().next() {
                return Ok(thread);
            }
            must_have_code(tx, organization, dictionary, code)?;
            Ok(Vec::new())
        })
    }
}

fn must_have_code(tx: &mut DbConn, organization: &OrganizationId, dictionary: &DictionaryId, code: &str) -> Result<()> {
    let known = dictionaries::must_find(tx, organization, dictionary)?;
    if local_codes::find_many(tx, organization, &known.id, &[code])?.is_empty() {
        return Err(Error::new(Code::LocalCodeUnknown)
            .with("dictionary", dictionary)
            .with("code", code));
    }
    Ok(())
}
