//! Coverage 对码统计: the figures of this moment, and those that are frozen at cuts and never change again.

mod gather;
mod targets;

use crate::access::role::Right;
use crate::access::session::Session;
use crate::audit::Act;
use crate::coverage::CoverageReport;
use crate::digest::sha256_hex;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::OrganizationId;
use crate::service::Service;
use crate::storage::DbConn;
use crate::storage::access::organizations;
use crate::storage::audit::audit_log;
use crate::storage::curation::coverage_reports;
use crate::time::Cut;
use crate::time::Instant;
use gather::Gatherer;
use gather::Moment;
use serde_json::json;

pub use crate::coverage::By;
pub use crate::storage::curation::coverage_reports::FrozenReport;

/// How far back codes count as new in figures of this moment: seven days.
const NEW_MICROS: i64 = 7 * 24 * 3_600_000_000;

impl Service {
    /// The figures of an organization at this moment.
    pub fn coverage(&self, session: &Session, organization: &OrganizationId) -> Result<CoverageReport> {
        session.permit_in(Right::ReadMappings, organization)?;
        let moment = Moment::now(self.now());
        self.db.read(|tx| of_organization(tx, organization, moment))
    }

    /// The figures of every organization of the session's scope together at this moment.
    pub fn coverage_of_scope(&self, session: &Session) -> Result<CoverageReport> {
        session.permit(Right::ReadCoverage)?;
        let moment = Moment::now(self.now());
        self.db.read(|tx| {
            let list = organizations::all(tx, &session.scope_of(Right::ReadCoverage))?;
            let mut gatherer = Gatherer::new(moment);
            let sharing = gatherer.sharing(tx)?;
            for organization in list {
                gatherer.take(tx, &organization, sharing.contains(&organization.id))?;
            }
            Ok(gatherer.report())
        })
    }

    /// The frozen figures of a cut of every organization of the session's scope together; those without a report of that
    /// cut are left out, and named.
    pub fn coverage_of_scope_at(&self, session: &Session, cut: Cut) -> Result<CoverageReport> {
        session.permit(Right::ReadCoverage)?;
        self.db.read(|tx| {
            let mut report = CoverageReport::new(Some(cut.to_string()), cut.at(), cut.previous().at());
            for organization in organizations::all(tx, &session.scope_of(Right::ReadCoverage))? {
                match coverage_reports::find(tx, &organization.id, &cut.to_string())? {
                    Some((_, body)) => report.take(read(&body)?),
                    None => report.leave_out(
                        organization.id.as_str(),
                        "",
                        (
                            "该机构未定格此时点的统计",
                            "nobody froze the figures of this organization at the cut",
                        ),
                    ),
                }
            }
            Ok(report.finished())
        })
    }

    /// Freezes the figures of an organization at a cut. Done again, it gives what is there already.
    ///
    /// When the cut is past, the figures are counted as they were then; what nobody can tell any more is left out, and named.
    pub fn cut_coverage(&self, session: &Session, organization: &OrganizationId, cut: Cut) -> Result<FrozenReport> {
        let permit = session.permit_in(Right::CutCoverage, organization)?;
        let now = self.now();
        if cut.at() > now {
            return Err(Error::new(Code::CutNotReached).with("cut", cut));
        }
        let name = cut.to_string();
        let known = self.db.read(|tx| {
            organizations::must_find(tx, organization)?;
            coverage_reports::find(tx, organization, &name)
        })?;
        if let Some((known, _)) = known {
            return Ok(known);
        }
        let report = self.db.read(|tx| of_organization(tx, organization, Moment::at(cut)))?;
        let body = report.to_canonical().map_err(internal)?;
        let frozen = FrozenReport {
            organization: organization.clone(),
            cut: name.clone(),
            cut_at: cut.at(),
            taken_at: now,
            taken_by: permit.account().clone(),
            digest: sha256_hex([body.as_bytes()]),
        };
        self.db.write(|tx| {
            if let Some((known, _)) = coverage_reports::find(tx, organization, &name)? {
                return Ok(known);
            }
            coverage_reports::insert(tx, &frozen, &body)?;
            let object = format!("organizations/{organization}/coverage/reports/{name}");
            let act = Act::new("coverage.cut", object).with_details(json!({
                "digest": frozen.digest, "cut_at": cut.at().to_rfc3339(), "left_out": report.left_out.len(),
            }));
            audit_log::append(tx, permit.permit(), &act, now)?;
            Ok(frozen.clone())
        })
    }

    /// The frozen reports of an organization, the newest cut first.
    pub fn coverage_reports(&self, session: &Session, organization: &OrganizationId) -> Result<Vec<FrozenReport>> {
        session.permit_in(Right::ReadMappings, organization)?;
        self.db.read(|tx| {
            organizations::must_find(tx, organization)?;
            coverage_reports::list(tx, organization)
        })
    }

    /// A frozen report of an organization: what is known of it, and its canonical text, byte for byte.
    pub fn coverage_report(
        &self,
        session: &Session,
        organization: &OrganizationId,
        cut: &str,
    ) -> Result<(FrozenReport, String)> {
        session.permit_in(Right::ReadMappings, organization)?;
        self.db.read(|tx| {
            organizations::must_find(tx, organization)?;
            coverage_reports::must_find(tx, organization, cut)
        })
    }

    /// The last cut of a period up to now, or the one on a day.
    pub fn last_cut(&self, period: crate::time::Period) -> Cut {
        Cut::last(period, self.now())
    }
}

/// Reads a frozen report.
///
/// Errors: `internal` when it is none.
pub fn read(body: &str) -> Result<CoverageReport> {
    CoverageReport::parse(body).map_err(internal)
}

fn of_organization(tx: &mut DbConn, organization: &OrganizationId, moment: Moment) -> Result<CoverageReport> {
    let own = organizations::must_find(tx, organization)?;
    let mut gatherer = Gatherer::new(moment);
    gatherer.take(tx, &own, true)?;
    for other in gatherer.sharing(tx)? {
        if other != *organization {
            gatherer.compare(tx, &other)?;
        }
    }
    Ok(gatherer.report())
}

fn internal(cause: serde_json::Error) -> Error {
    Error::new(Code::Internal).caused_by(cause)
}

impl Moment {
    fn now(now: Instant) -> Self {
        Self {
            cut: None,
            from: Instant(now.0 - NEW_MICROS),
            to: now,
        }
    }

    fn at(cut: Cut) -> Self {
        Self {
            cut: Some(cut),
            from: cut.previous().at(),
            to: cut.at(),
        }
    }
}
