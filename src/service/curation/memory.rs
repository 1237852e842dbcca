//! The memory 历史对照 of an organization: what it approved and what others share with it, as evidence for suggestions.
//!
//! A memory is made at its first use and kept ready. A review on this node is learned in place; whatever else changed, here
//! or on another node, is noticed by its [`Stamp`] at the next use, and the memory is made again from the database.

mod live;
mod news;

pub(in crate::service) use live::LiveMemory;
pub(in crate::service) use news::News;

use crate::access::role::Right;
use crate::access::session::Session;
use crate::audit::Act;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::DictionaryId;
use crate::id::EditionRef;
use crate::id::OrganizationId;
use crate::mapping::release::Retraction;
use crate::mapping::reuse::Teachers;
use crate::matching::memory::Replacement;
use crate::service::Service;
use crate::source::organization::Organization;
use crate::source::organization::SharingConsent;
use crate::storage::DbConn;
use crate::storage::access::organizations;
use crate::storage::audit::audit_log;
use crate::storage::curation::lessons;
use crate::storage::curation::lessons::Stamp;
use crate::storage::curation::sharing;
use crate::storage::distribution::releases;
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many replacements an inspection shows.
const SHOWN_REPLACEMENTS: usize = 50;
/// The longest reason, in characters.
const LONGEST_REASON: usize = 1000;

/// What the memory of an organization holds for one edition.
#[derive(Clone, Debug)]
pub struct MemoryReport {
    /// How many of its own mappings teach.
    pub own: u64,
    /// For how many of its own local names a reviewer refused something.
    pub refusals: u64,
    /// How many mappings of each other organization teach; only of those that share.
    pub shared: Vec<(Organization, u64)>,
    /// What sources and targets write for each other, the most frequent first.
    pub replacements: Vec<Replacement>,
    /// Whether the organization itself shares.
    pub shares: bool,
}

impl Service {
    /// Says whether an organization lets others learn from its released mappings; the same again changes nothing.
    ///
    /// It takes effect with the next suggestion. Suggestions that jobs of others kept before stay until their next job.
    pub fn set_sharing(
        &self,
        session: &Session,
        organization: &OrganizationId,
        shares: bool,
        reason: &str,
    ) -> Result<SharingConsent> {
        let permit = session.permit_in(Right::ShareMappings, organization)?;
        must_be_reason(reason)?;
        let now = self.now();
        self.db.write(|tx| {
            organizations::must_find(tx, organization)?;
            let known = sharing::last(tx, organization)?;
            if let Some(same) = known.filter(|known| known.shares == shares && known.reason == reason) {
                return Ok(same);
            }
            let consent = SharingConsent {
                shares,
                account: permit.account().clone(),
                at: now,
                reason: reason.to_owned(),
            };
            sharing::append(tx, organization, &consent)?;
            let act = Act::new("sharing.set", format!("organizations/{organization}/sharing"))
                .with_details(json!({ "shares": shares, "reason": reason }));
            audit_log::append(tx, permit.permit(), &act, now)?;
            Ok(consent)
        })
    }

    /// What an organization said last about sharing; without a word of it, it does not share.
    pub fn sharing(&self, session: &Session, organization: &OrganizationId) -> Result<Option<SharingConsent>> {
        session.permit_in(Right::ReadMappings, organization)?;
        self.db.read(|tx| {
            organizations::must_find(tx, organization)?;
            sharing::last(tx, organization)
        })
    }

    /// Retracts a release: what it brought teaches nobody any longer, until a later release brings it again.
    ///
    /// Snapshots serve what they served: a correction is another release. Collectors learn of the retraction by the pointer.
    pub fn retract_release(
        &self,
        session: &Session,
        organization: &OrganizationId,
        number: i64,
        reason: &str,
    ) -> Result<Retraction> {
        let permit = session.permit_in(Right::PublishRelease, organization)?;
        must_be_reason(reason)?;
        let now = self.now();
        self.db.write(|tx| {
            organizations::must_find(tx, organization)?;
            let release = releases::must_find(tx, organization, number)?;
            if releases::retractions(tx, organization)?.contains_key(&number) {
                return Err(Error::new(Code::ReleaseRetracted)
                    .with("organization", organization)
                    .with("release", number));
            }
            let retraction = Retraction {
                release: number,
                account: permit.account().clone(),
                at: now,
                reason: reason.to_owned(),
            };
            releases::retract(tx, organization, &retraction)?;
            let act = Act::new(
                "release.retract",
                format!("organizations/{organization}/releases/{number}"),
            )
            .with_details(json!({ "digest": release.body_digest, "reason": reason }));
            audit_log::append(tx, permit.permit(), &act, now)?;
            Ok(retraction)
        })
    }

    /// The retracted releases of an organization, by number.
    pub fn retractions(&self, session: &Session, organization: &OrganizationId) -> Result<BTreeMap<i64, Retraction>> {
        session.permit_in(Right::ReadMappings, organization)?;
        self.db.read(|tx| releases::retractions(tx, organization))
    }

    /// What was learned for an organization and an edition, and from whom.
    pub fn inspect_memory(
        &self,
        session: &Session,
        organization: &OrganizationId,
        edition: &EditionRef,
    ) -> Result<MemoryReport> {
        session.permit_in(Right::ReadMappings, organization)?;
        self.db.read(|tx| organizations::must_find(tx, organization))?;
        let held = self
            .memory(organization, edition, &Teachers::Sharing)?
            .inspect(SHOWN_REPLACEMENTS);
        self.db.read(|tx| {
            let mut shared = Vec::with_capacity(held.shared.len());
            for (other, mappings) in &held.shared {
                shared.push((organizations::must_find(tx, other)?, *mappings));
            }
            Ok(MemoryReport {
                own: held.own,
                refusals: held.refusals,
                shared,
                replacements: held.replacements.clone(),
                shares: sharing::shares(tx, organization)?,
            })
        })
    }

    /// The memory of an organization for an edition, with everything learned that the database knows at this moment.
    /// Of others it learns from these teachers alone.
    pub(in crate::service) fn memory(
        &self,
        organization: &OrganizationId,
        edition: &EditionRef,
        teachers: &Teachers,
    ) -> Result<Arc<LiveMemory>> {
        let (key, matcher) = self.keyed_matcher(edition)?;
        let make = || Arc::new(LiveMemory::new(matcher, edition.clone()));
        let key = format!("{key} {}", teachers.key());
        let memory = self
            .memories
            .get_with((organization.clone(), edition.clone(), key), make);
        let stamp = self.db.read(|tx| lessons::stamp(tx, organization))?;
        if !memory.knows(&stamp) {
            memory.renew(|known| self.read_lessons(organization, teachers, known))?;
        }
        Ok(memory)
    }

    /// Everything that teaches an organization, unless this stamp is of that already.
    fn read_lessons(
        &self,
        organization: &OrganizationId,
        teachers: &Teachers,
        known: Option<Stamp>,
    ) -> Result<Option<live::Lessons>> {
        self.db.read(|tx| {
            let stamp = lessons::stamp(tx, organization)?;
            if known.is_some_and(|known| known.reaches(&stamp)) {
                return Ok(None);
            }
            Ok(Some(live::Lessons {
                stamp,
                own: lessons::own(tx, organization)?,
                shared: lessons::shared_with(tx, organization, teachers)?,
            }))
        })
    }

    /// Runs an act on the mappings of a dictionary in one transaction, and then teaches the organization's memories what it
    /// changed. The act names the codes that it may have changed.
    pub(in crate::service) fn decide<T>(
        &self,
        organization: &OrganizationId,
        dictionary: &DictionaryId,
        mut act: impl FnMut(&mut DbConn) -> Result<(T, Vec<String>)>,
    ) -> Result<T> {
        let (outcome, news) = self.db.write(|tx| {
            let before = lessons::stamp(tx, organization)?;
            let (outcome, codes) = act(tx)?;
            Ok((outcome, News::since(tx, before, organization, dictionary, codes)?))
        })?;
        self.spread(organization, news);
        Ok(outcome)
    }

    fn spread(&self, organization: &OrganizationId, news: Option<News>) {
        let Some(news) = news else { return };
        for (key, memory) in &self.memories {
            if key.0 == *organization {
                memory.hear(&news);
            }
        }
    }
}

/// Refuses an empty or endless reason.
pub(in crate::service) fn must_be_reason(reason: &str) -> Result<()> {
    let is_fit = !reason.trim().is_empty() && reason.chars().count() <= LONGEST_REASON;
    if is_fit {
        return Ok(());
    }
    Err(Error::new(Code::FieldInvalid)
        .with("field", "reason")
        .with("value", reason)
        .with("rule_zh", format!("必须写明理由，不超过 {LONGEST_REASON} 字"))
        .with(
            "rule_en",
            format!("a reason of at most {LONGEST_REASON} characters is needed"),
        )
        .in_field("reason"))
}
