//! What comes back from collectors: reports, the queue of codes that they could not convert, alerts and where they are sent.

pub mod alerts;
mod causes;
pub mod collectors;
pub mod explained;
mod ground;
mod raising;
pub mod unmapped;
pub mod webhooks;

use super::Service;
use crate::access::permit::Origin;
use crate::access::role::Right;
use crate::access::role::Role;
use crate::access::session::Scope;
use crate::access::session::Session;
use crate::audit::Act;
use crate::digest::sha256_hex;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::AccountId;
use crate::id::CollectorId;
use crate::id::OrganizationId;
use crate::registry::personal_data;
use crate::source::feedback::report::CollectorReport;
use crate::source::feedback::report::DayCounts;
use crate::source::feedback::rules::FeedbackRules;
use crate::storage::DbConn;
use crate::storage::access::organizations;
use crate::storage::audit::audit_log;
use crate::storage::curation::local_codes;
use crate::storage::feedback::collector_reports;
use crate::storage::feedback::collector_reports::ReceivedReport;
use crate::time::Instant;
use serde_json::json;
use std::sync::Arc;

/// The account of what the service does by itself.
pub const SYSTEM: &str = "system";

/// What became of a report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Receipt {
    /// Its number among the reports of the collector.
    pub number: i64,
    /// Whether it had come in before; then it changed nothing.
    pub repeated: bool,
    /// How many names were dropped because they looked personal, by the collector and here.
    pub names_dropped: u64,
    /// How often codes occurred that are not kept because they looked personal.
    pub codes_refused: u64,
    /// How many alerts it opened, or opened again.
    pub opened: usize,
    /// How many alerts it resolved.
    pub resolved: usize,
}

impl Service {
    /// The same service with these rules of feedback.
    #[must_use]
    pub fn with_feedback(self, rules: FeedbackRules) -> Self {
        Self {
            feedback: Arc::new(rules),
            ..self
        }
    }

    /// The instant at which it is asked.
    pub fn clock(&self) -> Instant {
        self.now()
    }

    /// The rules of feedback.
    pub fn feedback_rules(&self) -> &FeedbackRules {
        &self.feedback
    }

    /// Keeps what a collector says it runs and what it could not convert; the same report again changes nothing.
    ///
    /// Errors: `field-invalid`; `report-id-reused` when the id was used for a report with other contents.
    pub fn report_use(
        &self,
        session: &Session,
        organization: &OrganizationId,
        collector: &CollectorId,
        report: &CollectorReport,
    ) -> Result<Receipt> {
        let permit = session.permit_in(Right::ReportUse, organization)?;
        report.validate()?;
        let made_at = report.made_at()?;
        let text = serde_json::to_string(report).map_err(|cause| Error::new(Code::Internal).caused_by(cause))?;
        let digest = sha256_hex([text.as_bytes()]);
        let now = self.now();
        self.db.write(|tx| {
            organizations::must_find(tx, organization)?;
            if let Some(done) = already_received(tx, organization, collector, report, &digest)? {
                return Ok(done);
            }
            let mut report = report.clone();
            screen(tx, organization, &mut report)?;
            let received = ReceivedReport {
                collector: collector.to_string(),
                number: collector_reports::last_number(tx, organization, collector.as_str())? + 1,
                report_id: report.report_id.clone(),
                request_digest: digest.clone(),
                made_at,
                received_at: now,
                account: permit.account().clone(),
                outcome: report.outcome,
                release: report.release,
                digest: report.digest.clone(),
                refusal: report.refusal.clone(),
                client: report.client.clone(),
            };
            collector_reports::insert(tx, organization, &received, &report)?;
            let opened = causes::note_report(tx, organization, &received, &report, &self.feedback)?;
            let resolved = causes::settle(tx, organization, &self.feedback, now)?;
            let receipt = Receipt::of(&received, &report, opened, resolved);
            audit_log::append(tx, permit.permit(), &receipt.act(organization, &received, &report), now)?;
            Ok(receipt)
        })
    }
}

/// The session of what the service does by itself.
fn system_session() -> Result<Session> {
    let origin = Origin {
        request_id: String::new(),
        address: SYSTEM.to_owned(),
    };
    Ok(Session::new(
        AccountId::new(SYSTEM)?,
        Role::Operator,
        Scope::All,
        origin,
    ))
}

fn already_received(
    tx: &mut DbConn,
    organization: &OrganizationId,
    collector: &CollectorId,
    report: &CollectorReport,
    digest: &str,
) -> Result<Option<Receipt>> {
    let found = collector_reports::find(tx, organization, collector.as_str(), &report.report_id)?;
    match found {
        Some(done) if done.request_digest == digest => Ok(Some(Receipt {
            number: done.number,
            repeated: true,
            ..Receipt::default()
        })),
        Some(_) => Err(Error::new(Code::ReportIdReused).with("report", &report.report_id)),
        None => Ok(None),
    }
}

/// Takes out what looks personal. A code that its dictionary has is none, whatever it looks like.
fn screen(tx: &mut DbConn, organization: &OrganizationId, report: &mut CollectorReport) -> Result<()> {
    for usage in &mut report.usage {
        let dictionary = usage.dictionary()?;
        let suspects = usage.codes.iter().map(|code| code.code.as_str());
        let suspects: Vec<&str> = suspects.filter(|code| personal_data::screen(code).is_some()).collect();
        let known = local_codes::known_codes(tx, organization, &dictionary, &suspects)?;
        usage.screen(&known);
    }
    if let Some(refusal) = &mut report.refusal
        && personal_data::screen(&refusal.reason).is_some()
    {
        refusal.reason.clear();
    }
    Ok(())
}

impl Receipt {
    fn of(received: &ReceivedReport, report: &CollectorReport, opened: usize, resolved: usize) -> Self {
        let sum = |pick: fn(&DayCounts) -> u64| report.usage.iter().map(pick).sum();
        Self {
            number: received.number,
            repeated: false,
            names_dropped: sum(|usage| usage.names_dropped),
            codes_refused: sum(|usage| usage.codes_refused),
            opened,
            resolved,
        }
    }

    fn act(&self, organization: &OrganizationId, received: &ReceivedReport, report: &CollectorReport) -> Act {
        let (collector, number) = (&received.collector, received.number);
        let object = format!("organizations/{organization}/collectors/{collector}/reports/{number}");
        Act::new("collector.report", object).with_details(json!({
            "outcome": report.outcome, "release": report.release, "digest": report.digest, "counts": report.usage.len(),
            "names_dropped": self.names_dropped, "codes_refused": self.codes_refused,
            "opened": self.opened, "resolved": self.resolved,
        }))
    }
}
