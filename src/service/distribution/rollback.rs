//! Rolling back 回退: what was in force at release n becomes the next release. Nothing that was published is touched.

use super::offers::must_be_for_use;
use super::publishing::Contents;
use super::publishing::PublishOrder;
use super::publishing::already_published;
use super::publishing::lines_in_force;
use super::publishing::publishing_act;
use super::publishing::write_release;
use crate::access::permit::HospitalPermit;
use crate::access::role::Right;
use crate::access::session::Session;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::DictionaryId;
use crate::id::OrganizationId;
use crate::mapping::origin::Origin;
use crate::mapping::release::Change;
use crate::mapping::release::Release;
use crate::mapping::state::State;
use crate::service::Service;
use crate::service::curation::mapping_steps::recheck_in;
use crate::service::curation::memory::must_be_reason;
use crate::service::curation::requests::SeenMapping;
use crate::storage::DbConn;
use crate::storage::access::organizations;
use crate::storage::audit::audit_log;
use crate::storage::curation::mappings;
use crate::storage::distribution::releases;
use crate::time::Instant;
use serde_json::json;
use std::collections::BTreeMap;

impl Service {
    /// Publishes what was in force at release `to` as the next release; `order.note` is the reason. The same order with the same
    /// request key publishes once.
    ///
    /// A line that comes back keeps its author and reviewer; who rolls back is answerable for what is withdrawn. Mappings whose
    /// released decision is no longer the one in force go back to review.
    pub fn roll_back(
        &self,
        session: &Session,
        organization: &OrganizationId,
        to: i64,
        order: &PublishOrder,
    ) -> Result<Release> {
        let permit = session.permit_in(Right::PublishRelease, organization)?;
        must_be_reason(&order.note)?;
        let mut request = order.to_request()?;
        request.digest = format!("rollback {to} {}", request.digest);
        let stamp = self.stamp();
        self.db.write(|tx| {
            organizations::must_find(tx, organization)?;
            if let Some(done) = already_published(tx, organization, &request)? {
                return Ok(done);
            }
            must_be_for_use(tx, organization, Some(to))?;
            let contents = contents_of(tx, &permit, to, &order.note, stamp.now)?;
            let release = write_release(tx, &permit, order, &request, &contents, &stamp)?;
            recheck(tx, &permit, &contents.changes, to, stamp.now)?;
            let mut act = publishing_act(tx, "release.rollback", &release)?;
            if let Some(details) = act.details.as_object_mut() {
                details.insert("to".to_owned(), json!(to));
            }
            audit_log::append(tx, permit.permit(), &act, stamp.now)?;
            Ok(release)
        })
    }
}

/// The changes that lead from what is in force back to release `to`.
fn contents_of(tx: &mut DbConn, permit: &HospitalPermit, to: i64, reason: &str, now: Instant) -> Result<Contents> {
    let organization = permit.organization();
    let previous = releases::latest(tx, organization)?;
    let newest = previous.as_ref().map_or(0, |release| release.number);
    let lines = lines_in_force(tx, organization, to)?;
    let in_force = lines_in_force(tx, organization, newest)?;
    let mut then: BTreeMap<(String, String), Change> = BTreeMap::new();
    for change in releases::state_at(tx, organization, to)? {
        then.insert((change.dictionary.to_string(), change.code.clone()), change);
    }
    let mut changes = Vec::new();
    for (key, line) in &lines {
        if in_force.get(key) != Some(line)
            && let Some(change) = then.remove(key)
        {
            changes.push(Change {
                release: newest + 1,
                ..change
            });
        }
    }
    for key in in_force.keys().filter(|key| !lines.contains_key(*key)) {
        changes.push(withdrawn(permit, key, newest + 1, reason, now)?);
    }
    if changes.is_empty() {
        return Err(Error::new(Code::RollbackChangesNothing).with("release", to));
    }
    Ok(Contents {
        previous,
        changes,
        lines,
    })
}

fn withdrawn(
    permit: &HospitalPermit,
    (dictionary, code): &(String, String),
    release: i64,
    reason: &str,
    now: Instant,
) -> Result<Change> {
    Ok(Change {
        dictionary: DictionaryId::new(dictionary.clone())?,
        code: code.clone(),
        release,
        line: None,
        author: permit.account().clone(),
        reviewer: permit.account().clone(),
        reviewed_at: now,
        justification: reason.to_owned(),
        origin: Origin::Rule {
            rule: "rollback".to_owned(),
        },
    })
}

/// Sends released mappings back to review whose decision is no longer the one in force; work under way stays as it is.
fn recheck(tx: &mut DbConn, permit: &HospitalPermit, changes: &[Change], to: i64, now: Instant) -> Result<()> {
    let mut by_dictionary: BTreeMap<&DictionaryId, Vec<&str>> = BTreeMap::new();
    for change in changes {
        by_dictionary.entry(&change.dictionary).or_default().push(&change.code);
    }
    let reason = format!("release {to} came back");
    for (dictionary, codes) in by_dictionary {
        let found = mappings::find_many(tx, permit.organization(), dictionary, &codes)?;
        let released = found.into_values().filter(|mapping| mapping.state == State::Released);
        let seen = released.map(|mapping| SeenMapping {
            code: mapping.code,
            version: Some(mapping.version),
        });
        let list: Vec<(SeenMapping, &str)> = seen.map(|seen| (seen, reason.as_str())).collect();
        if !list.is_empty() {
            recheck_in(tx, permit, dictionary, &list, now)?;
        }
    }
    Ok(())
}
