//! The numbers by which feedback is judged: what is too few to be shown, too late, too many. Each has a setting.

use super::report::Outcome;
use crate::time::Instant;
use serde::Deserialize;
use serde::Serialize;
use std::path::PathBuf;
use std::sync::Arc;

const MICROS_PER_HOUR: i64 = 3_600_000_000;

/// The rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FeedbackRules {
    /// Counts below this one are shown as `<n` only.
    pub suppress_below: u64,
    /// After how many hours without a report a collector is silent.
    pub silent_after_hours: u32,
    /// For how many hours a release may be effective before a collector that does not run it is behind.
    pub behind_after_hours: u32,
    /// From how many of a thousand codes that were not converted on there is an alert.
    pub failure_per_mille: u64,
    /// How many codes a dictionary and day must have before its failure rate counts.
    pub failure_least: u64,
    /// How many hours lie between two looks at the collectors by the server, in minutes.
    pub review_every_minutes: u32,
    /// After how many attempts a delivery is dead.
    pub webhook_attempts: u32,
    /// Hosts and addresses that webhooks may name.
    pub webhook_hosts: Vec<String>,
    /// The file of the key, below the data folder unless it is absolute; read by whoever opens the service.
    pub webhook_key_file: Option<PathBuf>,
    /// What the secrets of webhooks are derived from; without it there are no webhooks. It is never a setting itself.
    #[serde(skip)]
    pub webhook_key: Option<WebhookKey>,
}

/// A secret that cannot be printed.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookKey(Arc<[u8]>);

/// What is known of a collector: its last reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastWord {
    /// When it last reported.
    pub received_at: Instant,
    /// The release that it runs.
    pub release: Option<i64>,
    /// Whether the body that it runs is that of the release; true when it did not say.
    pub is_known_body: bool,
    /// How its last pull went; none when it never reported one.
    pub last_pull: Option<Outcome>,
}

/// A release that is in effect and not retracted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effective {
    /// Its number.
    pub number: i64,
    /// From when it is to be used.
    pub since: Instant,
}

/// How a collector stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CollectorStanding {
    /// 正常: it runs the release that it should.
    Current,
    /// 落后: it runs an older one.
    Behind,
    /// 拒收: its last pull was refused.
    Refused,
    /// 失联: no report for too long.
    Silent,
    /// 内容不符: it runs a body that the service did not publish under this number.
    Foreign,
}

/// The findings on a collector, from which its standing and its alerts come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Findings {
    /// No report for too long.
    pub is_silent: bool,
    /// Its last pull was refused.
    pub is_refused: bool,
    /// It runs another body than the release has.
    pub is_foreign: bool,
    /// How many releases it is behind, those of the last hours included.
    pub behind: usize,
    /// How many of these it had longer time for than it may take.
    pub late: usize,
}

impl Default for FeedbackRules {
    fn default() -> Self {
        Self {
            suppress_below: 5,
            silent_after_hours: 36,
            behind_after_hours: 24,
            failure_per_mille: 50,
            failure_least: 100,
            review_every_minutes: 10,
            webhook_attempts: 12,
            webhook_hosts: Vec::new(),
            webhook_key_file: None,
            webhook_key: None,
        }
    }
}

impl FeedbackRules {
    /// A count as it is shown: `<5` when it is too small.
    pub fn shown(&self, count: u64) -> String {
        if (1..self.suppress_below).contains(&count) {
            return format!("<{}", self.suppress_below);
        }
        count.to_string()
    }

    /// Whether too many of the codes were not converted.
    pub fn fails(&self, mapped: u64, missed: u64) -> bool {
        let all = mapped.saturating_add(missed);
        all >= self.failure_least && missed.saturating_mul(1_000) > all.saturating_mul(self.failure_per_mille)
    }

    /// What is to be said of a collector now; `effective` are the releases that are to be used, in any order.
    pub fn findings(&self, last: &LastWord, effective: &[Effective], now: Instant) -> Findings {
        let run = last.release.unwrap_or(0);
        let newer = || effective.iter().filter(|release| release.number > run);
        let late_since = now
            .0
            .saturating_sub(i64::from(self.behind_after_hours) * MICROS_PER_HOUR);
        let silence = i64::from(self.silent_after_hours) * MICROS_PER_HOUR;
        Findings {
            is_silent: now.0.saturating_sub(last.received_at.0) > silence,
            is_refused: last.last_pull == Some(Outcome::Refused),
            is_foreign: !last.is_known_body,
            behind: newer().count(),
            late: newer().filter(|release| release.since.0 < late_since).count(),
        }
    }
}

impl Findings {
    /// The gravest of them.
    pub const fn standing(self) -> CollectorStanding {
        match self {
            Self { is_silent: true, .. } => CollectorStanding::Silent,
            Self { is_refused: true, .. } => CollectorStanding::Refused,
            Self { is_foreign: true, .. } => CollectorStanding::Foreign,
            Self { behind: 0, .. } => CollectorStanding::Current,
            Self { .. } => CollectorStanding::Behind,
        }
    }
}

impl CollectorStanding {
    /// The word in answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Behind => "behind",
            Self::Refused => "refused",
            Self::Silent => "silent",
            Self::Foreign => "foreign",
        }
    }
}

impl WebhookKey {
    /// A key of these bytes; none when they are fewer than 32.
    pub fn new(bytes: &[u8]) -> Option<Self> {
        (bytes.len() >= 32).then(|| Self(bytes.into()))
    }

    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl std::fmt::Debug for WebhookKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WebhookKey")
    }
}
