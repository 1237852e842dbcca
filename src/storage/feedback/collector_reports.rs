//! Reports of collectors. Every report is kept; the last one of a collector says what it runs.

use crate::error::Result;
use crate::id::AccountId;
use crate::id::OrganizationId;
use crate::source::feedback::report::CollectorReport;
use crate::source::feedback::report::Outcome;
use crate::source::feedback::report::ReportedRefusal;
use crate::storage::connection::DbConn;
use crate::storage::connection::both;
use crate::storage::rows;
use crate::storage::schema::collector_reports;
use crate::storage::schema::usage_codes;
use crate::storage::schema::usage_counts;
use crate::time::Instant;
use diesel::prelude::*;
use std::collections::BTreeMap;

#[derive(Queryable, Insertable)]
#[diesel(table_name = collector_reports, treat_none_as_default_value = false)]
struct ReportRow {
    organization_id: String,
    collector: String,
    number: i64,
    report_id: String,
    request_digest: String,
    made_at: i64,
    received_at: i64,
    account: String,
    outcome: String,
    release: Option<i64>,
    body_digest: Option<String>,
    refusal_code: Option<String>,
    refusal_reason: String,
    client: String,
}

#[derive(Insertable)]
#[diesel(table_name = usage_counts)]
struct CountRow {
    organization_id: String,
    collector: String,
    report: i64,
    item: i64,
    day: String,
    dictionary: String,
    release: i64,
    batch: String,
    mapped: i64,
    missed: i64,
    names_dropped: i64,
    codes_refused: i64,
    codes_left_out: i64,
}

#[derive(Insertable)]
#[diesel(table_name = usage_codes)]
struct CodeRow {
    organization_id: String,
    collector: String,
    report: i64,
    item: i64,
    code: String,
    status: String,
    name: String,
    occurrences: i64,
}

/// A report as it was received, without its counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceivedReport {
    /// The collector.
    pub collector: String,
    /// Counts the reports of the collector, from 1.
    pub number: i64,
    /// The id that the collector chose.
    pub report_id: String,
    /// SHA-256 of the report.
    pub request_digest: String,
    /// When it was made, by the collector's clock.
    pub made_at: Instant,
    /// When it came in.
    pub received_at: Instant,
    /// Who sent it.
    pub account: AccountId,
    /// How the pull went.
    pub outcome: Outcome,
    /// The release that the collector runs.
    pub release: Option<i64>,
    /// SHA-256 of the body that it runs.
    pub digest: Option<String>,
    /// What was refused.
    pub refusal: Option<ReportedRefusal>,
    /// The name and version of its program.
    pub client: String,
}

/// Keeps a report and its counts.
pub fn insert(
    tx: &mut DbConn,
    organization: &OrganizationId,
    received: &ReceivedReport,
    report: &CollectorReport,
) -> Result<()> {
    diesel::insert_into(collector_reports::table)
        .values(ReportRow::of(organization, received))
        .execute(tx)?;
    let mut counts = Vec::with_capacity(report.usage.len());
    let mut codes = Vec::new();
    for (item, usage) in (0..).zip(&report.usage) {
        let (organization_id, collector) = (organization.to_string(), received.collector.clone());
        counts.push(CountRow {
            organization_id,
            collector,
            report: received.number,
            item,
            day: usage.day.clone(),
            dictionary: usage.dictionary.clone(),
            release: usage.release,
            batch: usage.batch.clone(),
            mapped: rows::count(usage.mapped),
            missed: rows::count(usage.missed()),
            names_dropped: rows::count(usage.names_dropped),
            codes_refused: rows::count(usage.codes_refused),
            codes_left_out: rows::count(usage.codes_left_out),
        });
        codes.extend(usage.codes.iter().map(|code| CodeRow {
            organization_id: organization.to_string(),
            collector: received.collector.clone(),
            report: received.number,
            item,
            code: code.code.clone(),
            status: code.status.as_str().to_owned(),
            name: code.name.clone(),
            occurrences: rows::count(code.count),
        }));
    }
    insert_all(tx, counts, codes)
}

fn insert_all(tx: &mut DbConn, counts: Vec<CountRow>, codes: Vec<CodeRow>) -> Result<()> {
    if !counts.is_empty() {
        both!(&mut *tx, |c| diesel::insert_into(usage_counts::table)
            .values(counts)
            .execute(c))?;
    }
    let mut codes = codes.into_iter().peekable();
    while codes.peek().is_some() {
        let batch: Vec<CodeRow> = codes.by_ref().take(rows::BATCH).collect();
        both!(&mut *tx, |c| diesel::insert_into(usage_codes::table)
            .values(batch)
            .execute(c))?;
    }
    Ok(())
}

/// The report with this id.
pub fn find(
    tx: &mut DbConn,
    organization: &OrganizationId,
    collector: &str,
    report_id: &str,
) -> Result<Option<ReceivedReport>> {
    let row: Option<ReportRow> = collector_reports::table
        .filter(collector_reports::organization_id.eq(organization.as_str()))
        .filter(collector_reports::collector.eq(collector))
        .filter(collector_reports::report_id.eq(report_id))
        .first(tx)
        .optional()?;
    row.map(ReceivedReport::try_from).transpose()
}

/// The number of the last report of a collector; 0 when there is none.
pub fn last_number(tx: &mut DbConn, organization: &OrganizationId, collector: &str) -> Result<i64> {
    let last: Option<i64> = collector_reports::table
        .filter(collector_reports::organization_id.eq(organization.as_str()))
        .filter(collector_reports::collector.eq(collector))
        .select(diesel::dsl::max(collector_reports::number))
        .first(tx)?;
    Ok(last.unwrap_or(0))
}

/// The last report of each collector up to an instant, by collector.
pub fn last(tx: &mut DbConn, organization: &OrganizationId, until: Instant) -> Result<Vec<ReceivedReport>> {
    let newer = diesel::alias!(collector_reports as newer);
    let superseded = newer
        .filter(
            newer
                .field(collector_reports::organization_id)
                .eq(collector_reports::organization_id),
        )
        .filter(
            newer
                .field(collector_reports::collector)
                .eq(collector_reports::collector),
        )
        .filter(newer.field(collector_reports::number).gt(collector_reports::number))
        .filter(newer.field(collector_reports::received_at).le(until.0));
    let found: Vec<ReportRow> = collector_reports::table
        .filter(collector_reports::organization_id.eq(organization.as_str()))
        .filter(collector_reports::received_at.le(until.0))
        .filter(diesel::dsl::not(diesel::dsl::exists(superseded)))
        .order(collector_reports::collector)
        .load(tx)?;
    found.into_iter().map(ReceivedReport::try_from).collect()
}

/// How the last pull of each collector went that reported one.
pub fn last_pulls(tx: &mut DbConn, organization: &OrganizationId) -> Result<BTreeMap<String, Outcome>> {
    let running = Outcome::Running.as_str();
    let newer = diesel::alias!(collector_reports as newer);
    let superseded = newer
        .filter(
            newer
                .field(collector_reports::organization_id)
                .eq(collector_reports::organization_id),
        )
        .filter(
            newer
                .field(collector_reports::collector)
                .eq(collector_reports::collector),
        )
        .filter(newer.field(collector_reports::number).gt(collector_reports::number))
        .filter(newer.field(collector_reports::outcome).ne(running));
    let found: Vec<(String, String)> = collector_reports::table
        .filter(collector_reports::organization_id.eq(organization.as_str()))
        .filter(collector_reports::outcome.ne(running))
        .filter(diesel::dsl::not(diesel::dsl::exists(superseded)))
        .select((collector_reports::collector, collector_reports::outcome))
        .load(tx)?;
    let read = |(collector, outcome): (String, String)| {
        Ok((collector, rows::word(Outcome::parse(&outcome), "outcome of a pull")?))
    };
    found.into_iter().map(read).collect()
}

/// Since when a collector has been running a release without reporting another one, looking at reports up to a number.
pub fn since(tx: &mut DbConn, organization: &OrganizationId, last: &ReceivedReport) -> Result<Instant> {
    if last.release.is_none() {
        return Ok(last.received_at);
    }
    let own = || {
        collector_reports::table
            .filter(collector_reports::organization_id.eq(organization.as_str()))
            .filter(collector_reports::collector.eq(&last.collector))
            .filter(collector_reports::number.le(last.number))
    };
    let other: Option<i64> = own()
        .filter(
            collector_reports::release
                .ne(last.release)
                .or(collector_reports::release.is_null()),
        )
        .select(diesel::dsl::max(collector_reports::number))
        .first(tx)?;
    let first: Option<i64> = own()
        .filter(collector_reports::number.gt(other.unwrap_or(0)))
        .select(diesel::dsl::min(collector_reports::received_at))
        .first(tx)?;
    Ok(first.map_or(last.received_at, Instant))
}

impl ReportRow {
    fn of(organization: &OrganizationId, received: &ReceivedReport) -> Self {
        let refusal = received.refusal.as_ref();
        Self {
            organization_id: organization.to_string(),
            collector: received.collector.clone(),
            number: received.number,
            report_id: received.report_id.clone(),
            request_digest: received.request_digest.clone(),
            made_at: received.made_at.0,
            received_at: received.received_at.0,
            account: received.account.to_string(),
            outcome: received.outcome.as_str().to_owned(),
            release: received.release,
            body_digest: received.digest.clone(),
            refusal_code: refusal.map(|refusal| refusal.code.clone()),
            refusal_reason: refusal.map_or(String::new(), |refusal| refusal.reason.clone()),
            client: received.client.clone(),
        }
    }
}

impl TryFrom<ReportRow> for ReceivedReport {
    type Error = crate::error::Error;

    fn try_from(row: ReportRow) -> Result<Self> {
        let reason = row.refusal_reason;
        Ok(Self {
            collector: row.collector,
            number: row.number,
            report_id: row.report_id,
            request_digest: row.request_digest,
            made_at: Instant(row.made_at),
            received_at: Instant(row.received_at),
            account: AccountId::new(row.account)?,
            outcome: rows::word(Outcome::parse(&row.outcome), "outcome of a pull")?,
            release: row.release,
            digest: row.body_digest,
            refusal: row.refusal_code.map(|code| ReportedRefusal { code, reason }),
            client: row.client,
        })
    }
}
