//! What one act changed in an organization's own precedents, so that memories learn it without reading everything again.

use crate::error::Result;
use crate::id::DictionaryId;
use crate::id::OrganizationId;
use crate::storage::DbConn;
use crate::storage::curation::lessons;
use crate::storage::curation::lessons::Precedent;
use crate::storage::curation::lessons::Stamp;

/// The precedents of some codes of a dictionary after an act, and the stamps before and after it.
pub struct News {
    /// Only a memory with this stamp can go on from here.
    pub before: Stamp,
    /// The stamp that it has then.
    pub after: Stamp,
    /// The dictionary.
    pub dictionary: DictionaryId,
    /// The codes.
    pub codes: Vec<String>,
    /// All of what the codes teach now.
    pub precedents: Vec<Precedent>,
}

impl News {
    /// Reads what an act changed, within its transaction; `None` when nothing teaches otherwise than before.
    pub fn since(
        tx: &mut DbConn,
        before: Stamp,
        organization: &OrganizationId,
        dictionary: &DictionaryId,
        codes: Vec<String>,
    ) -> Result<Option<Self>> {
        let after = lessons::stamp(tx, organization)?;
        if after == before {
            return Ok(None);
        }
        let named: Vec<&str> = codes.iter().map(String::as_str).collect();
        Ok(Some(Self {
            before,
            after,
            dictionary: dictionary.clone(),
            precedents: lessons::own_of(tx, organization, dictionary, &named)?,
            codes,
        }))
    }
}
