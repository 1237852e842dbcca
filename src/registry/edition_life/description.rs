//! Changes of what is said of a draft.

use crate::error::Result;
use crate::id::EditionId;
use crate::registry::edition::EditionMetadata;

/// What shall be said of a draft from now on: what is not named stays, what is named empty is taken away.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EditionDescription {
    /// The Chinese title.
    pub title: Option<String>,
    /// Where the list was taken from.
    pub source: Option<String>,
    /// `V`, `V-`, `M` or `M-low`.
    pub confidence: Option<String>,
    /// The first day in force, `YYYY-MM-DD`.
    pub effective_from: Option<String>,
    /// The last day in force, `YYYY-MM-DD`.
    pub effective_to: Option<String>,
    /// The edition that it replaces.
    pub replaces: Option<String>,
    /// The number 文号 of its document.
    pub document_number: Option<String>,
    /// What else a reader has to know.
    pub note: Option<String>,
}

impl EditionDescription {
    /// The metadata with these changes.
    pub fn applied_to(&self, known: &EditionMetadata) -> Result<EditionMetadata> {
        let text = |new: &Option<String>, old: &String| new.as_ref().unwrap_or(old).clone();
        let maybe = |new: &Option<String>, old: &Option<String>| match new {
            None => old.clone(),
            Some(text) => Some(text.clone()).filter(|text| !text.is_empty()),
        };
        let replaces = known.replaces.as_ref().map(ToString::to_string);
        Ok(EditionMetadata {
            title: text(&self.title, &known.title),
            source: text(&self.source, &known.source),
            confidence: text(&self.confidence, &known.confidence),
            effective_from: maybe(&self.effective_from, &known.effective_from),
            effective_to: maybe(&self.effective_to, &known.effective_to),
            replaces: maybe(&self.replaces, &replaces).map(EditionId::new).transpose()?,
            document_number: text(&self.document_number, &known.document_number),
            note: text(&self.note, &known.note),
        })
    }
}
