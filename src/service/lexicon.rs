//! The lexicon in use: the newest published edition of its code system, so that a registrar changes it as any other list.

use super::Service;
use super::shared;
use super::shipped::PROGRAM;
use super::shipped::value_words;
use crate::error::Error;
use crate::error::Result;
use crate::id::SystemId;
use crate::matching::Lexicon;
use crate::matching::lexicon::SYSTEM;
use crate::registry::edition::Edition;
use crate::registry::edition::EditionStatus;
use crate::storage::concepts;
use crate::storage::editions;
use std::sync::Arc;

impl Service {
    /// The lexicon in use and the digest of its edition; empty when no edition is published.
    pub(super) fn lexicon(&self) -> Result<(String, Arc<Lexicon>)> {
        let system = SystemId::new(SYSTEM)?;
        let Some(edition) = self.db.read(|tx| editions::list(tx, &system)).map(in_use)? else {
            return Ok((String::new(), Arc::new(Lexicon::default().with_values(value_words()?))));
        };
        let make = || {
            let concepts = self.db.read(|tx| {
                let stored = editions::must_find(tx, &edition.of)?;
                concepts::all(tx, stored.key)
            })?;
            Ok(Arc::new(Lexicon::of_concepts(&concepts).with_values(value_words()?)))
        };
        let lexicon = self
            .lexicons
            .try_get_with(edition.digest.clone(), make)
            .map_err(|error: Arc<Error>| shared(&error))?;
        Ok((edition.digest, lexicon))
    }
}

/// The edition that was published last. What a person published comes before what came with the program: an update of
/// the program does not take their words away.
fn in_use(editions: Vec<Edition>) -> Option<Edition> {
    let published = editions
        .into_iter()
        .filter(|edition| edition.status == EditionStatus::Published);
    published.max_by_key(|edition| (edition.created_by.as_str() != PROGRAM, edition.published_at))
}
