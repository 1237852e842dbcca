//! How collectors stand: which release each runs, whether it is behind, refused something, or is silent.

use super::causes;
use super::ground::Ground;
use super::ground::is_cause;
use super::raising;
use super::raising::Seen;
use super::system_session;
use crate::access::role::Right;
use crate::access::session::Session;
use crate::audit::Act;
use crate::error::Result;
use crate::id::OrganizationId;
use crate::service::Service;
use crate::source::feedback::alert::AlertKind;
use crate::source::feedback::alert::Subject;
use crate::source::feedback::rules::FeedbackRules;
use crate::source::feedback::rules::Findings;
use crate::storage::DbConn;
use crate::storage::access::organizations;
use crate::storage::audit::audit_log;
use crate::storage::feedback::alerts;
use crate::storage::feedback::collector_reports;
use crate::storage::feedback::collector_reports::ReceivedReport;
use crate::time::Instant;
use serde_json::json;

/// A collector as it stands.
#[derive(Clone, Debug)]
pub struct CollectorView {
    /// Its last report.
    pub last: ReceivedReport,
    /// Since when it has been running its release.
    pub since: Instant,
    /// What is found.
    pub findings: Findings,
}

/// What a look at the collectors did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Review {
    /// How many collectors were looked at.
    pub collectors: usize,
    /// How many alerts were opened, or opened again.
    pub opened: usize,
    /// How many alerts were resolved.
    pub resolved: usize,
}

impl Service {
    /// Every collector that ever reported, by name.
    pub fn collectors(&self, session: &Session, organization: &OrganizationId) -> Result<Vec<CollectorView>> {
        session.permit_in(Right::ReadFeedback, organization)?;
        let now = self.now();
        self.db.read(|tx| {
            organizations::must_find(tx, organization)?;
            let ground = Ground::load(tx, organization, &self.feedback, now)?;
            let view = |(last, findings): (ReceivedReport, Findings)| {
                let since = collector_reports::since(tx, organization, &last)?;
                Ok(CollectorView { last, since, findings })
            };
            ground.collectors.into_iter().map(view).collect()
        })
    }

    /// Looks at the collectors of every organization: opens alerts on those that are silent, behind or refused something, and
    /// resolves alerts whose causes are gone. What it does is done by the system.
    pub fn review_collectors(&self, now: Instant) -> Result<Review> {
        let session = system_session()?;
        let mut review = Review::default();
        for organization in self.db.read(organizations::ids)? {
            let permit = session.permit_in(Right::HandleAlerts, &organization)?;
            let is_idle = self.db.read(|tx| {
                let last = collector_reports::last(tx, &organization, now)?;
                Ok(last.is_empty() && alerts::present(tx, &organization)?.is_empty())
            })?;
            if is_idle {
                continue;
            }
            let done = self.db.write(|tx| {
                let done = review_in(tx, &organization, &self.feedback, now)?;
                if done.opened + done.resolved > 0 {
                    let object = format!("organizations/{organization}/alerts");
                    let details = json!({ "opened": done.opened, "resolved": done.resolved });
                    let act = Act::new("alert.review", object).with_details(details);
                    audit_log::append(tx, permit.permit(), &act, now)?;
                }
                Ok(done)
            })?;
            review.collectors += done.collectors;
            review.opened += done.opened;
            review.resolved += done.resolved;
        }
        Ok(review)
    }
}

fn review_in(tx: &mut DbConn, organization: &OrganizationId, rules: &FeedbackRules, now: Instant) -> Result<Review> {
    let ground = Ground::load(tx, organization, rules, now)?;
    let mut review = Review {
        collectors: ground.collectors.len(),
        ..Review::default()
    };
    for kind in [
        AlertKind::CollectorSilent,
        AlertKind::CollectorBehind,
        AlertKind::CollectorRefused,
    ] {
        let found = ground
            .collectors
            .iter()
            .filter(|(_, findings)| is_cause(kind, *findings));
        let seen = found.map(|(report, _)| Seen {
            subject: Subject::collector(&report.collector),
            release: report.release,
            name: String::new(),
        });
        review.opened += raising::raise(tx, organization, kind, seen.collect(), now)?;
    }
    review.resolved = causes::settle(tx, organization, rules, now)?;
    Ok(review)
}
