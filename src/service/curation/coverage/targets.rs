//! Whether targets are in force: each target code is looked up once, whichever hospital maps to it.

use crate::error::Result;
use crate::id::EditionRef;
use crate::mapping::target::Target;
use crate::registry::concept::ConceptStatus;
use crate::registry::edition::EditionStatus;
use crate::storage::DbConn;
use crate::storage::curation::coverage;
use crate::storage::registry::editions;
use crate::storage::registry::editions::EditionKey;
use crate::time::Instant;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashMap;

/// The targets that were looked up so far.
#[derive(Debug)]
pub(super) struct KnownTargets {
    at: Instant,
    editions: BTreeMap<EditionRef, KnownEdition>,
}

#[derive(Debug, Default)]
struct KnownEdition {
    key: Option<EditionKey>,
    is_published: bool,
    is_retired: bool,
    /// Codes that were looked up; those that the edition does not have hold nothing.
    codes: HashMap<String, Option<ConceptStatus>>,
}

/// What is wrong with targets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Verdict {
    /// No published edition has one of them.
    pub(super) invalid: bool,
    /// One of them is retired, or its edition.
    pub(super) retired: bool,
}

impl KnownTargets {
    /// Nothing yet; targets are judged as they were at the moment.
    pub(super) fn at(at: Instant) -> Self {
        Self {
            at,
            editions: BTreeMap::new(),
        }
    }

    /// Looks up those of the targets that are not known yet.
    pub(super) fn learn<'t>(&mut self, tx: &mut DbConn, targets: impl Iterator<Item = &'t Target>) -> Result<()> {
        let mut wanted: BTreeMap<EditionRef, BTreeSet<&str>> = BTreeMap::new();
        for target in targets {
            let of = target.edition_ref();
            let known = self.editions.get(&of);
            if !known.is_some_and(|edition| edition.codes.contains_key(&target.code)) {
                wanted.entry(of).or_default().insert(&target.code);
            }
        }
        for (of, codes) in wanted {
            if !self.editions.contains_key(&of) {
                let edition = KnownEdition::look_up(tx, &of, self.at)?;
                self.editions.insert(of.clone(), edition);
            }
            let Some(edition) = self.editions.get_mut(&of) else {
                continue;
            };
            let codes: Vec<&str> = codes.into_iter().collect();
            edition
                .codes
                .extend(codes.iter().map(|code| ((*code).to_owned(), None)));
            if let Some(key) = edition.key {
                let found = coverage::statuses(tx, key, &codes)?;
                edition
                    .codes
                    .extend(found.into_iter().map(|(code, status)| (code, Some(status))));
            }
        }
        Ok(())
    }

    /// What is wrong with these targets, which were learned before.
    pub(super) fn judge(&self, targets: &[Target]) -> Verdict {
        let mut verdict = Verdict::default();
        for target in targets {
            let edition = self.editions.get(&target.edition_ref());
            let status = edition.and_then(|edition| edition.codes.get(&target.code).copied().flatten());
            let is_published = edition.is_some_and(|edition| edition.is_published);
            verdict.invalid |= !is_published || status.is_none();
            verdict.retired |= status == Some(ConceptStatus::Retired) || edition.is_some_and(|one| one.is_retired);
        }
        verdict
    }
}

impl KnownEdition {
    fn look_up(tx: &mut DbConn, of: &EditionRef, at: Instant) -> Result<Self> {
        let Some(stored) = editions::find(tx, of)? else {
            return Ok(Self::default());
        };
        let edition = stored.edition;
        let is_retired = edition.status == EditionStatus::Retired && edition.retired_at.is_none_or(|then| then <= at);
        let is_out = matches!(edition.status, EditionStatus::Published | EditionStatus::Retired);
        Ok(Self {
            key: Some(stored.key),
            is_published: is_out && edition.published_at.is_none_or(|then| then <= at),
            is_retired,
            codes: HashMap::new(),
        })
    }
}
