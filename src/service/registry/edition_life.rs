//! The life of an edition: described, submitted, returned, published, retired. Each step is a row beside its audit event.

use crate::access::permit::Permit;
use crate::access::role::Right;
use crate::access::role::Role;
use crate::access::session::Session;
use crate::audit::Act;
use crate::error::Result;
use crate::id::AccountId;
use crate::id::EditionRef;
use crate::registry::edition::Edition;
use crate::registry::edition::EditionMetadata;
use crate::registry::edition::EditionStatus;
use crate::registry::edition_life::Complete;
use crate::registry::edition_life::EditionDescription;
use crate::registry::edition_life::EditionStep;
use crate::registry::edition_life::EditionStepTaken;
use crate::registry::edition_life::check_days;
use crate::registry::edition_life::check_replaces;
use crate::registry::edition_life::must_be_reviewed;
use crate::registry::edition_life::must_not_be_maker;
use crate::service::Service;
use crate::service::curation::memory::must_be_reason;
use crate::storage::DbConn;
use crate::storage::audit::audit_contents;
use crate::storage::audit::audit_log;
use crate::storage::curation::edition_rechecks;
use crate::storage::registry::code_systems;
use crate::storage::registry::edition_steps;
use crate::storage::registry::editions;
use crate::storage::registry::editions::StoredEdition;
use crate::time::Instant;
use serde_json::Value;
use serde_json::json;

/// What is written beside a step: why, and what the checks said.
#[derive(Clone, Copy, Default)]
pub(in crate::service) struct Words<'a> {
    reason: &'a str,
    report: &'a str,
}

impl Service {
    /// Changes what is said of a draft.
    pub fn describe_edition(
        &self,
        session: &Session,
        of: &EditionRef,
        description: &EditionDescription,
    ) -> Result<Edition> {
        let permit = session.permit(Right::ImportEdition)?;
        let now = self.now();
        self.db.write(|tx| {
            let stored = editions::must_find(tx, of)?;
            let status = EditionStep::Describe.take(Some(stored.edition.status), of)?;
            let before = stored.edition.metadata.clone();
            let mut edition = stored.edition.clone();
            edition.metadata = description.applied_to(&before)?;
            if edition.metadata == before {
                return Ok(edition);
            }
            check_days(&edition.metadata)?;
            check_replaces(of, &edition.metadata, &editions::list(tx, &of.system)?)?;
            editions::update_draft(tx, stored.key, &edition)?;
            let by = (permit.account(), now);
            note_step(tx, &stored, EditionStep::Describe, status, by, Words::default())?;
            let details = json!({ "before": told(&before), "after": told(&edition.metadata) });
            let act = Act::new("edition.describe", object(of)).with_details(details);
            audit_log::append(tx, &permit, &act, now)?;
            Ok(edition)
        })
    }

    /// Hands a draft to review; everything that keeps it from review is said at once.
    pub fn submit_edition(&self, session: &Session, of: &EditionRef, reason: &str) -> Result<Edition> {
        let permit = session.permit(Right::ImportEdition)?;
        let now = self.now();
        self.db.write(|tx| {
            let stored = editions::must_find(tx, of)?;
            let status = EditionStep::Submit.take(Some(stored.edition.status), of)?;
            let report = checked(tx, &stored.edition)?;
            editions::set_status(tx, stored.key, status)?;
            let words = Words {
                reason,
                report: &report,
            };
            note_step(tx, &stored, EditionStep::Submit, status, (permit.account(), now), words)?;
            let details = json!({ "digest": stored.edition.digest, "reason": reason });
            let act = Act::new("edition.submit", object(of)).with_details(details);
            audit_log::append(tx, &permit, &act, now)?;
            Ok(editions::must_find(tx, of)?.edition)
        })
    }

    /// Returns an edition from review to its makers, with a reason.
    pub fn return_edition(&self, session: &Session, of: &EditionRef, reason: &str) -> Result<Edition> {
        let permit = session.permit(Right::PublishEdition)?;
        must_be_reason(reason)?;
        let now = self.now();
        self.db.write(|tx| {
            let stored = editions::must_find(tx, of)?;
            let status = EditionStep::Return.take(Some(stored.edition.status), of)?;
            editions::set_status(tx, stored.key, status)?;
            let words = Words { reason, report: "" };
            note_step(tx, &stored, EditionStep::Return, status, (permit.account(), now), words)?;
            let act = Act::new("edition.return", object(of)).with_details(json!({ "reason": reason }));
            audit_log::append(tx, &permit, &act, now)?;
            Ok(editions::must_find(tx, of)?.edition)
        })
    }

    /// Publishes an edition that was reviewed: from now on it never changes. Its makers may not; only the operator, who
    /// holds the data folder, may publish a draft without review. Publishing it again changes nothing.
    pub fn publish_edition(&self, session: &Session, of: &EditionRef) -> Result<Edition> {
        let permit = session.permit(Right::PublishEdition)?;
        let now = self.now();
        let edition = self.db.write(|tx| {
            let stored = editions::must_find(tx, of)?;
            if stored.edition.status == EditionStatus::Published {
                return Ok(stored.edition);
            }
            publish_now(tx, &permit, &stored, now)?;
            Ok(editions::must_find(tx, of)?.edition)
        })?;
        self.recheck_editions();
        Ok(edition)
    }

    /// Retires a published edition: it stays readable, and nothing new is mapped to it.
    pub fn retire_edition(&self, session: &Session, of: &EditionRef, reason: &str) -> Result<Edition> {
        let permit = session.permit(Right::PublishEdition)?;
        must_be_reason(reason)?;
        let now = self.now();
        let edition = self.db.write(|tx| {
            let stored = editions::must_find(tx, of)?;
            let status = EditionStep::Retire.take(Some(stored.edition.status), of)?;
            editions::retire(tx, stored.key, now)?;
            let words = Words { reason, report: "" };
            note_step(tx, &stored, EditionStep::Retire, status, (permit.account(), now), words)?;
            let act = Act::new("edition.retire", object(of)).with_details(json!({ "reason": reason }));
            audit_log::append(tx, &permit, &act, now)?;
            edition_rechecks::ask(tx, stored.key, EditionStep::Retire, &permit, now)?;
            Ok(editions::must_find(tx, of)?.edition)
        })?;
        self.recheck_editions();
        Ok(edition)
    }
}

/// Publishes what may be published by whoever holds the permit: a draft by the operator, what is in review by another
/// than its makers.
pub(in crate::service) fn publish_now(
    tx: &mut DbConn,
    permit: &Permit,
    stored: &StoredEdition,
    now: Instant,
) -> Result<()> {
    if permit.role() == Role::Operator && stored.edition.status == EditionStatus::Draft {
        return publish(tx, permit, stored, EditionStep::PublishUnreviewed, now);
    }
    must_be_reviewed(&stored.edition)?;
    let steps = edition_steps::of_edition(tx, stored.key)?;
    // Whether the step may be taken is said before who may take it.
    EditionStep::Publish.take(Some(stored.edition.status), &stored.edition.of)?;
    must_not_be_maker(&stored.edition, &steps, permit.account())?;
    publish(tx, permit, stored, EditionStep::Publish, now)
}

/// Publishes by this step, with its audit event. Of an edition that replaces another it writes down that mappings have to be
/// looked at; whoever calls it has [`Service::recheck_editions`] do that afterwards.
pub(in crate::service) fn publish(
    tx: &mut DbConn,
    permit: &Permit,
    stored: &StoredEdition,
    step: EditionStep,
    now: Instant,
) -> Result<()> {
    let edition = &stored.edition;
    let status = step.take(Some(edition.status), &edition.of)?;
    editions::publish(tx, stored.key, permit.account(), now)?;
    note_step(tx, stored, step, status, (permit.account(), now), Words::default())?;
    let facts = audit_contents::editions(tx, Some(stored.key))?;
    let metadata = facts.first().map(|facts| &facts.metadata_digest);
    let details = json!({
        "rows": edition.rows, "digest": edition.digest, "step": step.as_str(), "metadata_sha256": metadata,
    });
    let act = Act::new("edition.publish", object(&edition.of)).with_details(details);
    audit_log::append(tx, permit, &act, now)?;
    if edition.metadata.replaces.is_some() {
        edition_rechecks::ask(tx, stored.key, EditionStep::Publish, permit, now)?;
    }
    Ok(())
}

/// Writes a step down: who took it, when, and which state and contents it left.
pub(in crate::service) fn note_step(
    tx: &mut DbConn,
    stored: &StoredEdition,
    step: EditionStep,
    status: EditionStatus,
    (account, at): (&AccountId, Instant),
    words: Words<'_>,
) -> Result<()> {
    let taken = EditionStepTaken {
        step,
        status,
        account: account.clone(),
        at,
        reason: words.reason.to_owned(),
        digest: stored.edition.digest.clone(),
        report: words.report.to_owned(),
    };
    edition_steps::append(tx, stored.key, &taken)
}

/// The report of the checks on an edition that is to be reviewed.
fn checked(tx: &mut DbConn, edition: &Edition) -> Result<String> {
    let system = code_systems::must_find(tx, &edition.of.system)?;
    let complete = Complete {
        system: &system,
        kind_chosen: code_systems::kind_chosen(tx, &system.id)?,
        edition,
        findings: Vec::new(),
    };
    complete.check()
}

fn told(metadata: &EditionMetadata) -> Value {
    json!({
        "title": metadata.title, "source": metadata.source, "confidence": metadata.confidence,
        "effective_from": metadata.effective_from, "effective_to": metadata.effective_to,
        "replaces": metadata.replaces, "document_number": metadata.document_number, "note": metadata.note,
    })
}

/// An edition as audit events name it.
pub(in crate::service) fn object(of: &EditionRef) -> String {
    format!("code-systems/{}/editions/{}", of.system, of.edition)
}
