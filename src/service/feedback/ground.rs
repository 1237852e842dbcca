//! What is known of the collectors of an organization at a time: their last words, and what is found.

use crate::error::Result;
use crate::id::OrganizationId;
use crate::source::feedback::alert::AlertKind;
use crate::source::feedback::rules::Effective;
use crate::source::feedback::rules::FeedbackRules;
use crate::source::feedback::rules::Findings;
use crate::source::feedback::rules::LastWord;
use crate::storage::DbConn;
use crate::storage::distribution::releases;
use crate::storage::feedback::collector_reports;
use crate::storage::feedback::collector_reports::ReceivedReport;
use crate::storage::feedback::usage;
use crate::time::Instant;
use std::collections::BTreeSet;

/// What is known of an organization's collectors at a time.
pub(super) struct Ground {
    /// Every collector that ever reported, with what is found.
    pub(super) collectors: Vec<(ReceivedReport, Findings)>,
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

/// Whether what was found gives cause for an alert of this kind.
pub(super) fn is_cause(kind: AlertKind, findings: Findings) -> bool {
    match kind {
        AlertKind::CollectorSilent => findings.is_silent,
        AlertKind::CollectorBehind => findings.late > 0,
        AlertKind::CollectorRefused => findings.is_refused,
        AlertKind::NewUnmappedCode | AlertKind::RetiredTargetHit | AlertKind::NameDrift | AlertKind::FailureRate => {
            false
        }
    }
}
