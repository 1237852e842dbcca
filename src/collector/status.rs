//! The status file: which release to use, and how the last pull went. A collector reads it, and so does monitoring.

use super::item::Item;
use crate::error::Error;
use crate::id::OrganizationId;
use crate::language::Language;
use crate::snapshot::manifest::Manifest;
use crate::time::Instant;
use serde::Deserialize;
use serde::Serialize;

/// The name of the format.
pub const FORMAT: &str = "zhiyu-status/1";

/// How things stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// The last pull went well.
    Current,
    /// The last pull did not go well; the last good release stays in use.
    Stale,
    /// The newest release is retracted; an earlier one, if any is kept, is in use.
    Retracted,
    /// There is nothing to use.
    Empty,
}

/// The status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// `FORMAT`.
    pub format: String,
    /// Whose snapshots.
    pub organization: String,
    /// How things stand.
    pub state: State,
    /// The release to use now; null when there is none.
    pub release: Option<i64>,
    /// Its body, from the folder of this file.
    pub body: Option<String>,
    /// SHA-256 of its body.
    pub sha256: Option<String>,
    /// Its rows.
    pub rows: Option<u64>,
    /// A release that is kept ready, and from when it is to be used.
    pub next: Option<Next>,
    /// The newest release that is known.
    pub newest: Option<i64>,
    /// Until when the pointer is good.
    pub pointer_expires_at: Option<String>,
    /// Whether that is over: the source has told nothing for so long, and a retraction may have been missed.
    #[serde(default)]
    pub pointer_is_expired: bool,
    /// The version of the key set.
    pub key_set: Option<u64>,
    /// When a pull was last tried, RFC 3339 in UTC.
    pub tried_at: String,
    /// When a pull last went well.
    pub succeeded_at: Option<String>,
    /// From the last pull that went well to the last that was tried, in seconds; null when none went well yet.
    #[serde(default)]
    pub staleness_seconds: Option<i64>,
    /// How many pulls in a row did not go well.
    pub failures: u64,
    /// Why the last one did not.
    pub failure: Option<Failure>,
}

/// A release that waits for its time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Next {
    /// Its number.
    pub release: i64,
    /// Its body, from the folder of this file.
    pub body: String,
    /// From when it is to be used.
    pub effective_at: String,
}

/// Why a pull did not go well.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// The error code, such as `snapshot-refused`.
    pub code: String,
    /// What was refused, such as `expired`; null for other errors.
    pub refusal: Option<String>,
    /// In Chinese.
    pub detail_zh: String,
    /// In English.
    pub detail_en: String,
}

impl Status {
    pub(super) fn new(
        organization: &OrganizationId,
        now: Instant,
        failure: Option<&Error>,
        before: Option<&Self>,
    ) -> Self {
        let tried_at = now.to_rfc3339();
        let succeeded_at = match failure {
            None => Some(tried_at.clone()),
            Some(_) => before.and_then(|before| before.succeeded_at.clone()),
        };
        Self {
            format: FORMAT.to_owned(),
            organization: organization.to_string(),
            state: State::Empty,
            release: None,
            body: None,
            sha256: None,
            rows: None,
            next: None,
            newest: None,
            pointer_expires_at: None,
            pointer_is_expired: false,
            key_set: None,
            tried_at,
            staleness_seconds: succeeded_at.as_deref().and_then(|at| seconds_since(at, now)),
            succeeded_at,
            failures: failure.map_or(0, |_| before.map_or(0, |before| before.failures) + 1),
            failure: failure.map(Failure::of),
        }
    }

    /// Offers a release that is whole and not retracted; the newest comes first.
    pub(super) fn offer(&mut self, manifest: &Manifest, now: Instant) {
        if self.release.is_some() {
            return;
        }
        let body = Item::Body(manifest.release).path();
        let in_effect = Instant::parse(&manifest.effective_at).is_some_and(|from| from <= now);
        if in_effect {
            self.release = Some(manifest.release);
            self.body = Some(body);
            self.sha256 = Some(manifest.body.sha256.clone());
            self.rows = Some(manifest.body.rows);
        } else {
            self.next = Some(Next {
                release: manifest.release,
                body,
                effective_at: manifest.effective_at.clone(),
            });
        }
    }

    /// Says how things stand, once every release was offered.
    pub(super) fn settle(&mut self, newest_is_retracted: bool) {
        self.state = match (&self.failure, self.release) {
            _ if newest_is_retracted => State::Retracted,
            (Some(_), Some(_)) => State::Stale,
            (None, Some(_)) => State::Current,
            (_, None) => State::Empty,
        };
    }
}

fn seconds_since(at: &str, now: Instant) -> Option<i64> {
    let micros = now.0.saturating_sub(Instant::parse(at)?.0);
    Some(micros / 1_000_000)
}

impl Failure {
    fn of(error: &Error) -> Self {
        let refusal = error.values().iter().find(|(name, _)| *name == "refusal");
        Self {
            code: error.code().as_str().to_owned(),
            refusal: refusal.map(|(_, value)| value.clone()),
            detail_zh: error.detail(Language::Chinese),
            detail_en: error.detail(Language::English),
        }
    }
}
