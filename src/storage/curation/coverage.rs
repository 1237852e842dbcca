//! What coverage is counted from, in windows of codes: the rows of a dictionary, the work on them, what is in force, and
//! whether targets still are. With a moment, everything is as it was then.

use crate::coverage::Milestones;
use crate::error::Result;
use crate::id::DictionaryId;
use crate::id::OrganizationId;
use crate::mapping::state::State;
use crate::mapping::state::Step;
use crate::registry::concept::ConceptStatus;
use crate::snapshot::body::Line;
use crate::storage::connection::DbConn;
use crate::storage::registry::editions::EditionKey;
use crate::storage::rows;
use crate::storage::schema::concepts;
use crate::storage::schema::local_codes;
use crate::storage::schema::mapping_steps;
use crate::storage::schema::mappings;
use crate::storage::schema::release_changes;
use crate::storage::schema::releases;
use crate::time::Instant;
use diesel::prelude::*;
use serde::Deserialize;
use std::collections::HashMap;

/// How many codes are looked at together.
const WINDOW: i64 = 5_000;

/// A dictionary of an organization.
#[derive(Clone, Copy, Debug)]
pub struct Of<'a> {
    /// The organization.
    pub organization: &'a OrganizationId,
    /// The dictionary.
    pub dictionary: &'a DictionaryId,
}

/// A code of a dictionary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeRow {
    /// The code.
    pub code: String,
    /// The name of its first row.
    pub name: String,
    /// The usage of its rows together, where it is known of one.
    pub usage: Option<u128>,
    /// The number of the load that brought it first.
    pub first_load: i64,
}

/// The work on a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Work {
    /// Where its mapping is in its life.
    pub state: State,
    /// Whether the mapping says that it is never sent.
    pub is_ignored: bool,
}

/// What a release says of a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InForce {
    /// The release that said it.
    pub release: i64,
    /// Its line.
    pub line: Line,
}

/// The codes after this one, by code, a window of them; those of load number `load`.
pub fn codes(tx: &mut DbConn, of: Of<'_>, load: i64, after: &str) -> Result<Vec<CodeRow>> {
    let first: Vec<(String, String, Option<i64>, i64)> = local_codes::table
        .filter(local_codes::organization_id.eq(of.organization.as_str()))
        .filter(local_codes::dictionary.eq(of.dictionary.as_str()))
        .filter(local_codes::code.gt(after))
        .filter(local_codes::occurrence.eq(1))
        .filter(local_codes::last_load.eq(load))
        .order(local_codes::code)
        .limit(WINDOW)
        .select((
            local_codes::code,
            local_codes::name,
            local_codes::usage_count,
            local_codes::first_load,
        ))
        .load(tx)?;
    let (Some((start, ..)), Some((end, ..))) = (first.first(), first.last()) else {
        return Ok(Vec::new());
    };
    let further: Vec<(String, i64)> = local_codes::table
        .filter(local_codes::organization_id.eq(of.organization.as_str()))
        .filter(local_codes::dictionary.eq(of.dictionary.as_str()))
        .filter(local_codes::code.between(start, end))
        .filter(local_codes::occurrence.gt(1))
        .filter(local_codes::last_load.eq(load))
        .select((local_codes::code, local_codes::usage_count.assume_not_null()))
        .filter(local_codes::usage_count.is_not_null())
        .load(tx)?;
    let mut more: HashMap<String, u128> = HashMap::new();
    for (code, usage) in further {
        *more.entry(code).or_default() += unsigned(usage);
    }
    let row = |(code, name, usage, first_load): (String, String, Option<i64>, i64)| {
        let more = more.get(&code).copied();
        let usage = match (usage.map(unsigned), more) {
            (Some(usage), Some(more)) => Some(usage + more),
            (one, None) | (None, one) => one,
        };
        CodeRow {
            code,
            name,
            usage,
            first_load,
        }
    };
    Ok(first.into_iter().map(row).collect())
}

/// The work on the codes from one to another, now.
pub fn work(tx: &mut DbConn, of: Of<'_>, (start, end): (&str, &str)) -> Result<HashMap<String, Work>> {
    let found: Vec<(String, String, String)> = mappings::table
        .filter(mappings::organization_id.eq(of.organization.as_str()))
        .filter(mappings::dictionary.eq(of.dictionary.as_str()))
        .filter(mappings::code.between(start, end))
        .select((mappings::code, mappings::state, mappings::decision))
        .load(tx)?;
    found.into_iter().map(read_work).collect()
}

/// The work on the codes from one to another as it was at a moment.
pub fn work_at(tx: &mut DbConn, of: Of<'_>, (start, end): (&str, &str), at: Instant) -> Result<HashMap<String, Work>> {
    let newer = diesel::alias!(mapping_steps as newer);
    let superseded = newer
        .filter(
            newer
                .field(mapping_steps::organization_id)
                .eq(mapping_steps::organization_id),
        )
        .filter(newer.field(mapping_steps::dictionary).eq(mapping_steps::dictionary))
        .filter(newer.field(mapping_steps::code).eq(mapping_steps::code))
        .filter(newer.field(mapping_steps::version).gt(mapping_steps::version))
        .filter(newer.field(mapping_steps::at).le(at.0));
    let found: Vec<(String, String, String)> = mapping_steps::table
        .filter(mapping_steps::organization_id.eq(of.organization.as_str()))
        .filter(mapping_steps::dictionary.eq(of.dictionary.as_str()))
        .filter(mapping_steps::code.between(start, end))
        .filter(mapping_steps::at.le(at.0))
        .filter(diesel::dsl::not(diesel::dsl::exists(superseded)))
        .select((mapping_steps::code, mapping_steps::state, mapping_steps::decision))
        .load(tx)?;
    found.into_iter().map(read_work).collect()
}

/// When the codes from one to another were first drafted, last handed to review and first released, up to a moment.
pub fn milestones(
    tx: &mut DbConn,
    of: Of<'_>,
    (start, end): (&str, &str),
    at: Instant,
) -> Result<HashMap<String, Milestones>> {
    use diesel::dsl::max;
    use diesel::dsl::min;
    let steps = [Step::Draft, Step::Submit, Step::Publish].map(Step::as_str);
    let taken: Vec<(String, String, Option<i64>, Option<i64>)> = mapping_steps::table
        .filter(mapping_steps::organization_id.eq(of.organization.as_str()))
        .filter(mapping_steps::dictionary.eq(of.dictionary.as_str()))
        .filter(mapping_steps::code.between(start, end))
        .filter(mapping_steps::at.le(at.0))
        .filter(mapping_steps::step.eq_any(steps))
        .group_by((mapping_steps::code, mapping_steps::step))
        .select((
            mapping_steps::code,
            mapping_steps::step,
            min(mapping_steps::at),
            max(mapping_steps::at),
        ))
        .load(tx)?;
    let mut found: HashMap<String, Milestones> = HashMap::new();
    for (code, step, first, last) in taken {
        let milestones = found.entry(code).or_default();
        if step == Step::Draft.as_str() {
            milestones.drafted = rows::instant(first);
        } else if step == Step::Submit.as_str() {
            milestones.submitted = rows::instant(last);
        } else {
            milestones.released = rows::instant(first);
        }
    }
    Ok(found)
}

/// The number of the newest release that was published up to a moment; 0 when there is none.
pub fn release_at(tx: &mut DbConn, organization: &OrganizationId, at: Instant) -> Result<i64> {
    let number: Option<i64> = releases::table
        .filter(releases::organization_id.eq(organization.as_str()))
        .filter(releases::published_at.le(at.0))
        .select(diesel::dsl::max(releases::number))
        .first(tx)?;
    Ok(number.unwrap_or(0))
}

/// What is in force at a release for the codes from one to another.
pub fn in_force(
    tx: &mut DbConn,
    of: Of<'_>,
    (start, end): (&str, &str),
    release: i64,
) -> Result<HashMap<String, InForce>> {
    let newer = diesel::alias!(release_changes as newer);
    let superseded = newer
        .filter(
            newer
                .field(release_changes::organization_id)
                .eq(release_changes::organization_id),
        )
        .filter(newer.field(release_changes::dictionary).eq(release_changes::dictionary))
        .filter(newer.field(release_changes::code).eq(release_changes::code))
        .filter(newer.field(release_changes::release).gt(release_changes::release))
        .filter(newer.field(release_changes::release).le(release));
    let found: Vec<(String, i64, Option<String>)> = release_changes::table
        .filter(release_changes::organization_id.eq(of.organization.as_str()))
        .filter(release_changes::dictionary.eq(of.dictionary.as_str()))
        .filter(release_changes::code.between(start, end))
        .filter(release_changes::release.le(release))
        .filter(diesel::dsl::not(diesel::dsl::exists(superseded)))
        .select((release_changes::code, release_changes::release, release_changes::line))
        .load(tx)?;
    let mut lines = HashMap::with_capacity(found.len());
    for (code, release, line) in found {
        if let Some(line) = line {
            let line = rows::from_json(&line, "line of a release")?;
            lines.insert(code, InForce { release, line });
        }
    }
    Ok(lines)
}

/// The codes of a dictionary that releases ever named, after this one, a window of them.
pub fn released_codes(tx: &mut DbConn, of: Of<'_>, after: &str) -> Result<Vec<String>> {
    Ok(release_changes::table
        .filter(release_changes::organization_id.eq(of.organization.as_str()))
        .filter(release_changes::dictionary.eq(of.dictionary.as_str()))
        .filter(release_changes::code.gt(after))
        .order(release_changes::code)
        .select(release_changes::code)
        .distinct()
        .limit(WINDOW)
        .load(tx)?)
}

/// The statuses of those of the codes that an edition has.
pub fn statuses(tx: &mut DbConn, key: EditionKey, codes: &[&str]) -> Result<Vec<(String, ConceptStatus)>> {
    let mut list = Vec::with_capacity(codes.len());
    for batch in codes.chunks(rows::BATCH) {
        let found: Vec<(String, String)> = concepts::table
            .filter(concepts::edition_key.eq(key.0))
            .filter(concepts::code.eq_any(batch))
            .select((concepts::code, concepts::status))
            .load(tx)?;
        for (code, status) in found {
            list.push((code, rows::word(ConceptStatus::parse(&status), "concept status")?));
        }
    }
    Ok(list)
}

/// The part of a decision that says of which kind it is.
#[derive(Deserialize)]
struct Outcome {
    outcome: String,
}

fn read_work((code, state, decision): (String, String, String)) -> Result<(String, Work)> {
    let state = rows::word(State::parse(&state), "mapping state")?;
    // Only what is released without a line can be ignored, and that is rare.
    let is_ignored = state == State::Released && {
        let decision: Outcome = rows::from_json(&decision, "decision")?;
        decision.outcome == "ignored"
    };
    Ok((code, Work { state, is_ignored }))
}

fn unsigned(usage: i64) -> u128 {
    u128::try_from(usage).unwrap_or(0)
}
