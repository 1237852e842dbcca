//! What publishing or retiring an edition does by itself: mappings whose target is lost go back to review.
//!
//! The task is written in the transaction of the step, so that it cannot be forgotten. Its work is one transaction for each
//! hospital, so that the writer is never held for long, and each notes the hospital as done: after a kill it goes on where
//! it stopped, and two nodes that work on it do nothing twice. The released lines stay in force meanwhile.

use super::ground::Upgrade;
use super::ground::mappings_where;
use crate::access::permit::HospitalPermit;
use crate::access::role::Right;
use crate::access::session::Scope;
use crate::access::session::Session;
use crate::error::Result;
use crate::id::DictionaryId;
use crate::id::EditionRef;
use crate::id::OrganizationId;
use crate::mapping::life::Mapping;
use crate::mapping::state::State;
use crate::mapping::state::Step;
use crate::mapping::upgrade::Finding;
use crate::mapping::upgrade::UpgradeRow;
use crate::mapping::upgrade::whole_edition_retired;
use crate::registry::edition_life::EditionStep;
use crate::registry::in_force::superseded_by;
use crate::service::Service;
use crate::service::curation::mapping_steps::recheck_in;
use crate::service::curation::requests::SeenMapping;
use crate::storage::DbConn;
use crate::storage::access::organizations;
use crate::storage::curation::edition_rechecks;
use crate::storage::curation::edition_rechecks::RecheckTask;
use crate::storage::registry::editions;
use crate::time::Instant;
use std::collections::BTreeMap;

/// What a task holds mappings against.
enum Look {
    /// An edition took the place of those before.
    Replaced(Upgrade),
    /// An edition was retired, and this one stands in its place.
    RetiredFor(Upgrade),
    /// An edition was retired, and nothing stands in its place.
    Gone(EditionRef),
}

impl Service {
    /// Does what published and retired editions ask and is not done yet. What fails stays asked, and is tried again with the
    /// next step and the next start.
    pub(in crate::service) fn recheck_editions(&self) {
        let tasks = self.db.read(edition_rechecks::unfinished);
        let done = tasks.and_then(|tasks| tasks.iter().try_for_each(|task| self.recheck_edition(task)));
        if let Err(error) = done {
            tracing::error!(
                error = %error.in_log(),
                "mappings on an edition could not be sent back to review; it will be tried again"
            );
        }
    }

    fn recheck_edition(&self, task: &RecheckTask) -> Result<()> {
        let look = self.look(task)?;
        for organization in self.db.read(organizations::ids)? {
            let session = Session::new(task.account.clone(), task.role, Scope::All, task.origin.clone());
            let permit = session.permit_in(Right::PublishEdition, &organization)?;
            let now = self.now();
            self.db.write(|tx| {
                if edition_rechecks::is_done(tx, task, &organization)? {
                    return Ok(());
                }
                let rows = look.lost(tx, &organization)?;
                recheck_rows(tx, &permit, &rows, look.edition(), now)?;
                edition_rechecks::note_done(tx, task, &organization, rows.len(), now)
            })?;
        }
        let now = self.now();
        self.db.write(|tx| edition_rechecks::finish(tx, task, now))
    }

    fn look(&self, task: &RecheckTask) -> Result<Look> {
        if task.step != EditionStep::Retire {
            return Ok(Look::Replaced(self.upgrade(&task.of, None)?));
        }
        let today = self.today();
        let successor = self.db.read(|tx| {
            let all = editions::list(tx, &task.of.system)?;
            let edition = editions::must_find(tx, &task.of)?.edition;
            Ok(superseded_by(&all, &edition, today).map(|one| one.of.clone()))
        })?;
        Ok(match successor {
            Some(next) => Look::RetiredFor(self.upgrade(&next, Some(&task.of.edition))?.of_nearest()),
            None => Look::Gone(task.of.clone()),
        })
    }
}

impl Look {
    /// The edition that the reasons name: the one that took the place, or the one that is gone.
    fn edition(&self) -> &EditionRef {
        match self {
            Self::Replaced(upgrade) | Self::RetiredFor(upgrade) => &upgrade.edition.edition.of,
            Self::Gone(edition) => edition,
        }
    }

    /// The mappings of a hospital that are to be looked at again and do not wait for it already.
    fn lost(&self, tx: &mut DbConn, organization: &OrganizationId) -> Result<Vec<UpgradeRow>> {
        let mut rows = match self {
            Self::Replaced(upgrade) => upgrade.rows(tx, organization)?,
            Self::RetiredFor(upgrade) => {
                let mut rows = upgrade.rows(tx, organization)?;
                rows.iter_mut().for_each(retire_unreleased);
                rows
            }
            Self::Gone(edition) => {
                let is_on_it = |mapping: &Mapping| {
                    let targets = mapping.decision.targets();
                    targets.iter().any(|target| target.edition_ref() == *edition)
                };
                let list = mappings_where(tx, organization, &is_on_it)?;
                let rows = list.iter().filter_map(|one| whole_edition_retired(edition, one));
                rows.collect()
            }
        };
        rows.retain(|row| row.finding.loses_its_target() && may_recheck(row));
        Ok(rows)
    }
}

/// What is not released yet can never be: nothing is released on a retired edition.
fn retire_unreleased(row: &mut UpgradeRow) {
    if matches!(row.state, State::Drafted | State::InReview | State::Approved) && !row.finding.loses_its_target() {
        row.finding = Finding::EditionRetired;
        for target in &mut row.targets {
            target.finding = Finding::EditionRetired;
        }
    }
}

/// Whether a mapping can be sent back to review: it does not wait for it already.
pub(super) fn may_recheck(row: &UpgradeRow) -> bool {
    Step::Recheck.take(Some(row.state), &row.code).is_ok()
}

/// Sends rows back to review, each with its reason; all of them may be.
pub(super) fn recheck_rows(
    tx: &mut DbConn,
    permit: &HospitalPermit,
    rows: &[UpgradeRow],
    edition: &EditionRef,
    now: Instant,
) -> Result<()> {
    let reasons: Vec<String> = rows.iter().map(|row| row.reason(edition)).collect();
    let mut by_dictionary: BTreeMap<&DictionaryId, Vec<(SeenMapping, &str)>> = BTreeMap::new();
    for (row, reason) in rows.iter().zip(&reasons) {
        let seen = SeenMapping {
            code: row.code.clone(),
            version: Some(row.version),
        };
        by_dictionary.entry(&row.dictionary).or_default().push((seen, reason));
    }
    for (dictionary, list) in by_dictionary {
        recheck_in(tx, permit, dictionary, &list, now)?;
    }
    Ok(())
}
