//! The lexicon in use: the newest published editions of its code systems, so that a registrar changes them as any other list.

use crate::digest::sha256_hex;
use crate::error::Error;
use crate::error::Result;
use crate::id::SystemId;
use crate::matching::Lexicon;
use crate::matching::lexicon::SYSTEM;
use crate::matching::words;
use crate::matching::words::Words;
use crate::registry::edition::Edition;
use crate::registry::edition::EditionStatus;
use crate::service::Service;
use crate::service::registry::shipped::PROGRAM;
use crate::service::registry::shipped::value_words;
use crate::service::shared;
use crate::storage::registry::concepts;
use crate::storage::registry::editions;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The code systems of the lexicon.
const SYSTEMS: [&str; 5] = [
    SYSTEM,
    words::VARIANTS,
    words::BODY_SITES,
    words::OPERATION_TYPES,
    words::MODIFIERS,
];

impl Service {
    /// The lexicon in use and the digest of its editions. A list without a published edition is empty.
    pub(in crate::service) fn lexicon(&self) -> Result<(String, Arc<Lexicon>)> {
        let editions = self.db.read(|tx| {
            let editions = SYSTEMS.map(|system| Ok((system, in_use(editions::list(tx, &SystemId::new(system)?)?))));
            editions
                .into_iter()
                .collect::<Result<BTreeMap<&str, Option<Edition>>>>()
        })?;
        let digests = editions.values().flatten().map(|edition| edition.digest.as_bytes());
        let digest = sha256_hex(digests);
        let lexicon = self
            .lexicons
            .try_get_with(digest.clone(), || self.read_lexicon(&editions))
            .map_err(|error: Arc<Error>| shared(&error))?;
        Ok((digest, lexicon))
    }

    fn read_lexicon(&self, editions: &BTreeMap<&str, Option<Edition>>) -> Result<Arc<Lexicon>> {
        let list = |system: &str| {
            let Some(Some(edition)) = editions.get(system) else {
                return Ok(Vec::new());
            };
            self.db.read(|tx| {
                let stored = editions::must_find(tx, &edition.of)?;
                concepts::all(tx, stored.key)
            })
        };
        let words = Words::of_lists(list)?;
        let lexicon = Lexicon::of_concepts(&list(SYSTEM)?).with_values(value_words()?);
        Ok(Arc::new(lexicon.with_words(Arc::new(words))))
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
