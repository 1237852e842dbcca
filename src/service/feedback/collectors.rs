//! How collectors stand: which release each runs, whether it is behind, refused something, or is silent.

use super::causes;
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
use crate::source::feedback::rules::Effective;
use crate::source::feedback::rules::FeedbackRules;
use crate::source::feedback::rules::Findings;
use crate::source::feedback::rules::LastWord;
use crate::storage::DbConn;
use crate::storage::access::organizations;
use crate::storage::audit::audit_log;
use crate::storage::distribution::releases;
use crate::storage::feedback::alerts;
use crate::storage::feedback::collector_reports;
use crate::storage::feedback::collector_reports::ReceivedReport;
use crate::storage::feedback::usage;
use crate::time::Instant;
use serde_json::json;
use std::collections::BTreeSet;

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

/// What is known of an organization's collectors at a time.
pub(super) struct Ground {
    collectors: Vec<(ReceivedReport, Findings)>,
    /// The oldest release that a collector runs which is not silent.
    pub(super) running: Option<i64>,
}

impl Ground {
    pub(super) fn load(
        tx: &mut DbConn,
        organization: &OrganizationId,
        rules: &FeedbackRules,
        now: Instant,
    ) -> Result<Self> {
        let last = collector_reports::last(tx, organization, now)?;
        let pulls = collector_reports::last_pulls(tx, organization)?;
        let numbers: BTreeSet<i64> = last.iter().filter_map(|report| report.release).collect();
        let numbers: Vec<i64> = numbers.into_iter().collect();
        let digests = releases::body_digests(tx, organization, &numbers)?;
        let usable = usage::usable(tx, organization)?;
        let effective: Vec<Effective> = usable.into_iter().filter(|release| release.since <= now).collect();
        let judge = |report: ReceivedReport| {
            let published = report.release.and_then(|release| digests.get(&release));
            let word = LastWord {
                received_at: report.received_at,
                release: report.release,
                is_known_body: match (report.release, &report.digest) {
                    (Some(_), Some(digest)) => published.is_some_and(|known| known.eq_ignore_ascii_case(digest)),
                    (Some(_), None) => published.is_some(),
                    (None, _) => true,
                },
                last_pull: pulls.get(&report.collector).copied(),
            };
            let findings = rules.findings(&word, &effective, now);
            (report, findings)
        };
        let collectors: Vec<(ReceivedReport, Findings)> = last.into_iter().map(judge).collect();
        let live = collectors.iter().filter(|(_, findings)| !findings.is_silent);
        let running = live.map(|(report, _)| report.release.unwrap_or(0)).min();
        Ok(Self { collectors, running })
    }

    /// Whether a collector still gives cause for an alert of this kind.
    pub(super) fn is_cause(&self, kind: AlertKind, collector: &str) -> bool {
        let found = self.collectors.iter().find(|(report, _)| report.collector == collector);
        found.is_some_and(|(_, findings)| is_cause(kind, *findings))
    }
}

fn is_cause(kind: AlertKind, findings: Findings) -> bool {
    match kind {
        AlertKind::CollectorSilent => findings.is_silent,
        AlertKind::CollectorBehind => findings.late > 0,
        AlertKind::CollectorRefused => findings.is_refused,
        AlertKind::NewUnmappedCode | AlertKind::RetiredTargetHit | AlertKind::NameDrift | AlertKind::FailureRate => {
            false
        }
    }
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
