//! What collectors counted. Of several counts of one batch the one of the highest report counts.

use crate::error::Result;
use crate::id::DictionaryId;
use crate::id::OrganizationId;
use crate::mapping::state::State;
use crate::source::feedback::report::CodeStatus;
use crate::source::feedback::rules::Effective;
use crate::storage::connection::DbConn;
use crate::storage::rows;
use crate::storage::schema::mappings;
use crate::storage::schema::release_changes;
use crate::storage::schema::release_retractions;
use crate::storage::schema::releases;
use crate::storage::schema::usage_codes;
use crate::storage::schema::usage_counts;
use crate::time::Day;
use crate::time::Instant;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// A code that was not converted, with what all counts in a span of days say of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissedCode {
    /// The dictionary.
    pub dictionary: String,
    /// The code.
    pub code: String,
    /// What became of it.
    pub status: CodeStatus,
    /// How often.
    pub count: u64,
    /// The newest release by which it was not converted.
    pub release: i64,
    /// The first day.
    pub first_day: String,
    /// The last day.
    pub last_day: String,
    /// Names beside it: the first and the last by bytes.
    pub names: BTreeSet<String>,
}

/// What one release last said of a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastLine {
    /// The release that said it.
    pub release: i64,
    /// The line; none when the code was withdrawn.
    pub line: Option<String>,
}

/// The counts that are of no later count's batch.
macro_rules! current {
    ($organization:expr) => {{
        let newer = diesel::alias!(usage_counts as newer);
        let superseded = newer
            .filter(
                newer
                    .field(usage_counts::organization_id)
                    .eq(usage_counts::organization_id),
            )
            .filter(newer.field(usage_counts::dictionary).eq(usage_counts::dictionary))
            .filter(newer.field(usage_counts::day).eq(usage_counts::day))
            .filter(newer.field(usage_counts::collector).eq(usage_counts::collector))
            .filter(newer.field(usage_counts::batch).eq(usage_counts::batch))
            .filter(newer.field(usage_counts::report).gt(usage_counts::report));
        usage_counts::organization_id
            .eq($organization.as_str())
            .and(diesel::dsl::not(diesel::dsl::exists(superseded)))
    }};
}

/// What ties the codes of a count to it.
macro_rules! of_count {
    () => {
        usage_codes::organization_id
            .eq(usage_counts::organization_id)
            .and(usage_codes::collector.eq(usage_counts::collector))
            .and(usage_codes::report.eq(usage_counts::report))
            .and(usage_codes::item.eq(usage_counts::item))
    };
}

/// Every code that was not converted in a span of days, the last included; by dictionary, code and status.
pub fn missed(tx: &mut DbConn, organization: &OrganizationId, (from, to): (Day, Day)) -> Result<Vec<MissedCode>> {
    type Row = (
        (String, String, String),
        i64,
        Option<i64>,
        (Option<String>, Option<String>),
        (Option<String>, Option<String>),
    );
    let found: Vec<Row> = usage_counts::table
        .inner_join(usage_codes::table.on(of_count!()))
        .filter(current!(organization))
        .filter(usage_counts::day.between(from.to_string(), to.to_string()))
        .filter(usage_codes::status.ne(CodeStatus::Mapped.as_str()))
        .group_by((usage_counts::dictionary, usage_codes::code, usage_codes::status))
        .select((
            (usage_counts::dictionary, usage_codes::code, usage_codes::status),
            sql::<BigInt>("CAST(SUM(usage_codes.occurrences) AS BIGINT)"),
            diesel::dsl::max(usage_counts::release),
            (diesel::dsl::min(usage_counts::day), diesel::dsl::max(usage_counts::day)),
            (diesel::dsl::min(usage_codes::name), diesel::dsl::max(usage_codes::name)),
        ))
        .load(tx)?;
    let read = |((dictionary, code, status), count, release, days, names): Row| {
        let names = [names.0, names.1].into_iter().flatten();
        Ok(MissedCode {
            dictionary,
            code,
            status: rows::word(CodeStatus::parse(&status), "status of a code")?,
            count: rows::uncount(count),
            release: release.unwrap_or(0),
            first_day: days.0.unwrap_or_default(),
            last_day: days.1.unwrap_or_default(),
            names: names.filter(|name| !name.is_empty()).collect(),
        })
    };
    found.into_iter().map(read).collect()
}

/// On which days codes of a dictionary were not converted, by code.
pub fn missed_days(
    tx: &mut DbConn,
    organization: &OrganizationId,
    dictionary: &str,
    codes: &[&str],
    (from, to): (Day, Day),
) -> Result<BTreeMap<String, BTreeSet<String>>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for batch in codes.chunks(rows::BATCH) {
        let list: Vec<(String, String)> = usage_counts::table
            .inner_join(usage_codes::table.on(of_count!()))
            .filter(current!(organization))
            .filter(usage_counts::dictionary.eq(dictionary))
            .filter(usage_counts::day.between(from.to_string(), to.to_string()))
            .filter(usage_codes::status.ne(CodeStatus::Mapped.as_str()))
            .filter(usage_codes::code.eq_any(batch))
            .select((usage_codes::code, usage_counts::day))
            .distinct()
            .load(tx)?;
        for (code, day) in list {
            found.entry(code).or_default().insert(day);
        }
    }
    Ok(found)
}

/// How many codes of a dictionary and day were converted and how many were not.
pub fn totals(tx: &mut DbConn, organization: &OrganizationId, dictionary: &str, day: &str) -> Result<(u64, u64)> {
    let found: Vec<(i64, i64)> = usage_counts::table
        .filter(current!(organization))
        .filter(usage_counts::dictionary.eq(dictionary))
        .filter(usage_counts::day.eq(day))
        .select((usage_counts::mapped, usage_counts::missed))
        .load(tx)?;
    let sum = |pick: fn(&(i64, i64)) -> i64| found.iter().map(|row| rows::uncount(pick(row))).sum();
    Ok((sum(|row| row.0), sum(|row| row.1)))
}

/// Which collectors converted which dictionary of a day by which release.
pub fn converted(
    tx: &mut DbConn,
    organization: &OrganizationId,
    dictionary: &DictionaryId,
    day: Day,
) -> Result<BTreeMap<String, BTreeSet<i64>>> {
    let found: Vec<(String, i64)> = usage_counts::table
        .filter(current!(organization))
        .filter(usage_counts::dictionary.eq(dictionary.as_str()))
        .filter(usage_counts::day.eq(day.to_string()))
        .select((usage_counts::collector, usage_counts::release))
        .distinct()
        .load(tx)?;
    let mut converted: BTreeMap<String, BTreeSet<i64>> = BTreeMap::new();
    for (collector, release) in found {
        converted.entry(collector).or_default().insert(release);
    }
    Ok(converted)
}

/// What releases up to a number last said of these codes, by code.
pub fn last_lines(
    tx: &mut DbConn,
    organization: &OrganizationId,
    dictionary: &str,
    codes: &[&str],
    release: i64,
) -> Result<BTreeMap<String, LastLine>> {
    let mut found = BTreeMap::new();
    for batch in codes.chunks(rows::BATCH) {
        let list: Vec<(String, i64, Option<String>)> = release_changes::table
            .filter(release_changes::organization_id.eq(organization.as_str()))
            .filter(release_changes::dictionary.eq(dictionary))
            .filter(release_changes::code.eq_any(batch))
            .filter(release_changes::release.le(release))
            .order(release_changes::release)
            .select((release_changes::code, release_changes::release, release_changes::line))
            .load(tx)?;
        found.extend(
            list.into_iter()
                .map(|(code, release, line)| (code, LastLine { release, line })),
        );
    }
    Ok(found)
}

/// The states of the mappings of these codes, by code.
pub fn states(
    tx: &mut DbConn,
    organization: &OrganizationId,
    dictionary: &str,
    codes: &[&str],
) -> Result<BTreeMap<String, State>> {
    let mut found = BTreeMap::new();
    for batch in codes.chunks(rows::BATCH) {
        let list: Vec<(String, String)> = mappings::table
            .filter(mappings::organization_id.eq(organization.as_str()))
            .filter(mappings::dictionary.eq(dictionary))
            .filter(mappings::code.eq_any(batch))
            .select((mappings::code, mappings::state))
            .load(tx)?;
        for (code, state) in list {
            found.insert(code, rows::word(State::parse(&state), "mapping state")?);
        }
    }
    Ok(found)
}

/// The releases that are not retracted, the newest first, and from when each is to be used.
pub fn usable(tx: &mut DbConn, organization: &OrganizationId) -> Result<Vec<Effective>> {
    let retracted: Vec<i64> = release_retractions::table
        .filter(release_retractions::organization_id.eq(organization.as_str()))
        .select(release_retractions::release)
        .load(tx)?;
    let found: Vec<(i64, i64)> = releases::table
        .filter(releases::organization_id.eq(organization.as_str()))
        .filter(releases::number.ne_all(retracted))
        .order(releases::number.desc())
        .select((releases::number, releases::effective_at))
        .load(tx)?;
    let read = |(number, since)| Effective {
        number,
        since: Instant(since),
    };
    Ok(found.into_iter().map(read).collect())
}
