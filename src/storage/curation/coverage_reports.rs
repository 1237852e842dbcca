//! Frozen reports of coverage: written once, never changed.

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::AccountId;
use crate::id::OrganizationId;
use crate::storage::connection::DbConn;
use crate::storage::schema::coverage_reports;
use crate::time::Instant;
use diesel::prelude::*;

#[derive(Queryable, Insertable)]
#[diesel(table_name = coverage_reports)]
struct ReportRow {
    organization_id: String,
    cut: String,
    cut_at: i64,
    taken_at: i64,
    taken_by: String,
    digest: String,
    body: String,
}

/// What is known of a frozen report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrozenReport {
    /// Whose figures they are.
    pub organization: OrganizationId,
    /// The cut, such as `weekly-2026-11-20`.
    pub cut: String,
    /// The moment of the cut.
    pub cut_at: Instant,
    /// When the figures were counted; later than the cut when nobody asked in time.
    pub taken_at: Instant,
    /// Who asked.
    pub taken_by: AccountId,
    /// SHA-256 of the canonical report.
    pub digest: String,
}

/// Keeps a report for ever.
pub fn insert(tx: &mut DbConn, report: &FrozenReport, body: &str) -> Result<()> {
    let row = ReportRow {
        organization_id: report.organization.to_string(),
        cut: report.cut.clone(),
        cut_at: report.cut_at.0,
        taken_at: report.taken_at.0,
        taken_by: report.taken_by.to_string(),
        digest: report.digest.clone(),
        body: body.to_owned(),
    };
    diesel::insert_into(coverage_reports::table).values(row).execute(tx)?;
    Ok(())
}

/// The report of a cut and its canonical text.
pub fn find(tx: &mut DbConn, organization: &OrganizationId, cut: &str) -> Result<Option<(FrozenReport, String)>> {
    let row: Option<ReportRow> = coverage_reports::table
        .find((organization.as_str(), cut))
        .first(tx)
        .optional()?;
    row.map(|mut row| {
        let body = std::mem::take(&mut row.body);
        Ok((FrozenReport::try_from(row)?, body))
    })
    .transpose()
}

/// The report of a cut, or the refusal that says nobody took it.
pub fn must_find(tx: &mut DbConn, organization: &OrganizationId, cut: &str) -> Result<(FrozenReport, String)> {
    find(tx, organization, cut)?.ok_or_else(|| {
        Error::new(Code::CoverageReportUnknown)
            .with("organization", organization)
            .with("report", cut)
    })
}

/// The reports of an organization, the newest cut first.
pub fn list(tx: &mut DbConn, organization: &OrganizationId) -> Result<Vec<FrozenReport>> {
    let found: Vec<(String, String, i64, i64, String, String)> = coverage_reports::table
        .filter(coverage_reports::organization_id.eq(organization.as_str()))
        .order((coverage_reports::cut_at.desc(), coverage_reports::cut))
        .select((
            coverage_reports::organization_id,
            coverage_reports::cut,
            coverage_reports::cut_at,
            coverage_reports::taken_at,
            coverage_reports::taken_by,
            coverage_reports::digest,
        ))
        .load(tx)?;
    let read = |(organization_id, cut, cut_at, taken_at, taken_by, digest)| {
        FrozenReport::try_from(ReportRow {
            organization_id,
            cut,
            cut_at,
            taken_at,
            taken_by,
            digest,
            body: String::new(),
        })
    };
    found.into_iter().map(read).collect()
}

impl TryFrom<ReportRow> for FrozenReport {
    type Error = Error;

    fn try_from(row: ReportRow) -> Result<Self> {
        Ok(Self {
            organization: OrganizationId::new(row.organization_id)?,
            cut: row.cut,
            cut_at: Instant(row.cut_at),
            taken_at: Instant(row.taken_at),
            taken_by: AccountId::new(row.taken_by)?,
            digest: row.digest,
        })
    }
}
