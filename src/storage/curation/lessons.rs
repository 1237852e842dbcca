//! What teaches an organization: its own approved and returned mappings, and what others that share have released.
//!
//! A [`Stamp`] counts the changes of all that, in the transactions that make them, so that every process on a database
//! notices what any other did.

use super::bulk_acts;
use super::mappings;
use super::sharing;
use crate::error::Result;
use crate::id::DictionaryId;
use crate::id::OrganizationId;
use crate::mapping::decision::Decision;
use crate::mapping::life::Mapping;
use crate::mapping::reuse::Teachers;
use crate::mapping::state::State;
use crate::mapping::state::Step;
use crate::mapping::target::Target;
use crate::snapshot::body::Line;
use crate::storage::connection::DbConn;
use crate::storage::connection::both;
use crate::storage::distribution::releases;
use crate::storage::rows;
use crate::storage::schema::counters;
use crate::storage::schema::mapping_steps;
use diesel::prelude::*;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// The counter of what is shared; an organization's own has a slash and its id behind this.
const COUNTER: &str = "lessons";

/// A precedent 先例: what was approved, and what was returned, for a local code under one name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Precedent {
    /// Whose it is.
    pub organization: OrganizationId,
    /// The dictionary.
    pub dictionary: DictionaryId,
    /// The local code.
    pub code: String,
    /// The local name.
    pub name: String,
    /// The targets that were approved, the most important first; none when only refusals are known.
    pub targets: Vec<Target>,
    /// The targets that a reviewer returned and that are not approved now.
    pub refused: Vec<Target>,
}

/// How often what teaches an organization has changed. Both numbers only grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Changes of its own approved and returned mappings.
    pub own: i64,
    /// Changes of what any organization shares.
    pub shared: i64,
}

impl Stamp {
    /// Whether nothing has changed up to the other stamp that this one does not know.
    pub fn reaches(&self, other: &Self) -> bool {
        self.own >= other.own && self.shared >= other.shared
    }
}

/// A local code of an organization.
type Key = (DictionaryId, String);

/// The stamp of what teaches an organization now.
pub fn stamp(tx: &mut DbConn, organization: &OrganizationId) -> Result<Stamp> {
    Ok(Stamp {
        own: counter(tx, &own_counter(organization))?,
        shared: counter(tx, COUNTER)?,
    })
}

/// Notes that an organization's own precedents changed.
pub(in crate::storage) fn own_changed(tx: &mut DbConn, organization: &OrganizationId) -> Result<()> {
    count_up(tx, &own_counter(organization))
}

/// Notes that what organizations share changed.
pub(in crate::storage) fn shared_changed(tx: &mut DbConn) -> Result<()> {
    count_up(tx, COUNTER)
}

/// An organization's own precedents, by dictionary, code and name.
pub fn own(tx: &mut DbConn, organization: &OrganizationId) -> Result<Vec<Precedent>> {
    let mut taught = mappings::in_state(tx, organization, State::Approved)?;
    taught.extend(mappings::in_state(tx, organization, State::Released)?);
    let returned = returned(tx, organization, None)?;
    precedents(tx, organization, taught, returned)
}

/// The own precedents of these codes of a dictionary.
pub fn own_of(
    tx: &mut DbConn,
    organization: &OrganizationId,
    dictionary: &DictionaryId,
    codes: &[&str],
) -> Result<Vec<Precedent>> {
    let found = mappings::find_many(tx, organization, dictionary, codes)?.into_values();
    let taught = found.filter(|mapping| mapping.state.teaches()).collect();
    let mut all = Vec::new();
    for batch in codes.chunks(rows::BATCH) {
        all.extend(returned(tx, organization, Some((dictionary, batch)))?);
    }
    precedents(tx, organization, taught, all)
}

/// What the other organizations that share have in force, by organization, dictionary and code; without what their
/// retracted releases brought, and of these teachers alone.
pub fn shared_with(tx: &mut DbConn, organization: &OrganizationId, teachers: &Teachers) -> Result<Vec<Precedent>> {
    let mut list = Vec::new();
    for other in sharing::organizations(tx)? {
        if other == *organization || !teachers.includes(&other) {
            continue;
        }
        let retracted = releases::retractions(tx, &other)?;
        for change in releases::in_force(tx, &other)? {
            let line = change.line.filter(|_| !retracted.contains_key(&change.release));
            let Some(line) = line else { continue };
            let line: Line = rows::from_json(&line, "line of a release")?;
            // What holds only under conditions teaches nobody: a name alone does not say them.
            if line.targets.is_empty() || line.targets.iter().any(|target| !target.when.is_empty()) {
                continue;
            }
            list.push(Precedent {
                organization: other.clone(),
                dictionary: change.dictionary,
                code: change.code,
                name: line.name,
                targets: line.targets,
                refused: Vec::new(),
            });
        }
    }
    Ok(list)
}

/// A decision that a reviewer returned.
struct Returned {
    key: Key,
    name: String,
    decision: Decision,
}

fn returned(
    tx: &mut DbConn,
    organization: &OrganizationId,
    only: Option<(&DictionaryId, &[&str])>,
) -> Result<Vec<Returned>> {
    let mut query = mapping_steps::table
        .filter(mapping_steps::organization_id.eq(organization.as_str()))
        .filter(mapping_steps::step.eq(Step::Return.as_str()))
        .order((mapping_steps::dictionary, mapping_steps::code, mapping_steps::version))
        .select((
            mapping_steps::dictionary,
            mapping_steps::code,
            mapping_steps::name,
            mapping_steps::decision,
            mapping_steps::version,
        ))
        .into_boxed();
    if let Some((dictionary, codes)) = only {
        let codes: Vec<String> = codes.iter().map(|code| (*code).to_owned()).collect();
        query = query
            .filter(mapping_steps::dictionary.eq(dictionary.to_string()))
            .filter(mapping_steps::code.eq_any(codes));
    }
    let found: Vec<(String, String, String, String, i64)> = query.load(tx)?;
    let undone = if found.is_empty() {
        BTreeSet::new()
    } else {
        bulk_acts::undone(tx, organization, only)?
    };
    let stands = |row: &(String, String, String, String, i64)| !undone.contains(&(row.0.clone(), row.1.clone(), row.4));
    let read = |(dictionary, code, name, decision, _): (String, String, String, String, i64)| {
        Ok(Returned {
            key: (DictionaryId::new(dictionary)?, code),
            name,
            decision: rows::from_json(&decision, "decision")?,
        })
    };
    found.into_iter().filter(stands).map(read).collect()
}

/// Joins what is approved with what was returned; a target that is approved now is refused no longer.
fn precedents(
    tx: &mut DbConn,
    organization: &OrganizationId,
    approved: Vec<Mapping>,
    returned: Vec<Returned>,
) -> Result<Vec<Precedent>> {
    let retracted = retracted(tx, organization, &approved)?;
    let empty = |(dictionary, code): &Key, name: String| Precedent {
        organization: organization.clone(),
        dictionary: dictionary.clone(),
        code: code.clone(),
        name,
        targets: Vec::new(),
        refused: Vec::new(),
    };
    let mut found: BTreeMap<(Key, String), Precedent> = BTreeMap::new();
    let mut now: BTreeMap<Key, Vec<Target>> = BTreeMap::new();
    for mapping in approved {
        let key = (mapping.dictionary, mapping.code);
        let targets = mapping.decision.targets().to_vec();
        let still_teaches = mapping.state == State::Approved || !retracted.contains(&key);
        if still_teaches && mapping.decision.is_unconditional() && !targets.is_empty() {
            let place = (key.clone(), mapping.name.clone());
            let precedent = found.entry(place).or_insert_with(|| empty(&key, mapping.name));
            precedent.targets.clone_from(&targets);
        }
        now.insert(key, targets);
    }
    for Returned { key, name, decision } in returned {
        let is_in = |list: &[Target], target: &Target| list.iter().any(|known| is_same(known, target));
        let refused = decision.targets().iter().filter(|target| target.when.is_empty());
        for target in refused {
            if now.get(&key).is_some_and(|approved| is_in(approved, target)) {
                continue;
            }
            let place = (key.clone(), name.clone());
            let precedent = found.entry(place).or_insert_with(|| empty(&key, name.clone()));
            if !is_in(&precedent.refused, target) {
                precedent.refused.push(target.clone());
            }
        }
    }
    Ok(found.into_values().collect())
}

fn is_same(one: &Target, other: &Target) -> bool {
    one.code == other.code && one.edition_ref() == other.edition_ref()
}

/// The codes whose last change came with a retracted release; looked up only when something is released.
fn retracted(tx: &mut DbConn, organization: &OrganizationId, approved: &[Mapping]) -> Result<BTreeSet<Key>> {
    let is_anything_released = approved.iter().any(|mapping| mapping.state == State::Released);
    let retracted = releases::retractions(tx, organization)?;
    if retracted.is_empty() || !is_anything_released {
        return Ok(BTreeSet::new());
    }
    let in_force = releases::in_force(tx, organization)?.into_iter();
    let of_retracted = in_force.filter(|change| retracted.contains_key(&change.release));
    Ok(of_retracted.map(|change| (change.dictionary, change.code)).collect())
}

fn own_counter(organization: &OrganizationId) -> String {
    format!("{COUNTER}/{organization}")
}

fn counter(tx: &mut DbConn, name: &str) -> Result<i64> {
    let found: Option<i64> = counters::table
        .find(name)
        .select(counters::value)
        .first(tx)
        .optional()?;
    Ok(found.unwrap_or_default())
}

fn count_up(tx: &mut DbConn, name: &str) -> Result<()> {
    both!(&mut *tx, |c| diesel::insert_into(counters::table)
        .values((counters::name.eq(name), counters::value.eq(1)))
        .on_conflict(counters::name)
        .do_update()
        .set(counters::value.eq(counters::value + 1))
        .execute(c))?;
    Ok(())
}
