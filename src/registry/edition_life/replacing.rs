//! Which edition an edition may say that it replaces.

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::EditionRef;
use crate::registry::edition::Edition;
use crate::registry::edition::EditionMetadata;

/// Refuses an edition that says it replaces itself, one that is not there, or one that in turn replaces it; `editions`
/// are those of its code system.
pub fn check_replaces(of: &EditionRef, metadata: &EditionMetadata, editions: &[Edition]) -> Result<()> {
    let Some(replaces) = &metadata.replaces else {
        return Ok(());
    };
    let mut older = Some(replaces);
    let mut is_there = true;
    let mut is_circle = false;
    // A chain is never longer than the list.
    for _ in 0..=editions.len() {
        let Some(id) = older else {
            break;
        };
        let found = editions.iter().find(|edition| edition.of.edition == *id);
        is_circle |= *id == of.edition;
        is_there &= found.is_some() || *id == of.edition;
        older = found.and_then(|edition| edition.metadata.replaces.as_ref());
    }
    if is_there && !is_circle {
        return Ok(());
    }
    Err(Error::new(Code::EditionReplacesInvalid)
        .with("system", &of.system)
        .with("edition", &of.edition)
        .with("replaces", replaces)
        .in_field("replaces"))
}
