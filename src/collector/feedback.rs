//! Telling the server what is run and what could not be converted.

use super::request::Address;
use super::request::Connection;
use super::request::unreachable;
use super::status::Failure;
use super::status::Status;
use crate::digest::sha256_hex;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::CollectorId;
use crate::id::OrganizationId;
use crate::snapshot::translate::ReleaseName;
use crate::source::feedback::report::CodeStatus;
use crate::source::feedback::report::CollectorReport;
use crate::source::feedback::report::DayCounts;
use crate::source::feedback::report::MOST_CODES;
use crate::source::feedback::report::Outcome;
use crate::source::feedback::report::ReportedRefusal;
use crate::time::Instant;
use serde::Deserialize;
use serde::Serialize;
use serde_json::Value;
use std::cmp::Reverse;

/// The name of the format of a file of counts.
pub const COUNTS: &str = "zhiyu-counts/1";
/// What this program calls itself in reports.
const CLIENT: &str = concat!("zhiyu/", env!("CARGO_PKG_VERSION"));
/// The largest answer that is read, in bytes.
const LARGEST_ANSWER: u64 = 1 << 20;
const LONGEST_REASON: usize = 300;

/// Counts that wait to be sent: a report and whose it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountsFile {
    /// `COUNTS`.
    pub format: String,
    /// Whose counts.
    pub organization: String,
    /// The report. Its id comes from its contents, so that the file counts once however often it is sent.
    pub report: CollectorReport,
}

impl CountsFile {
    /// The file of counts that were made with a release. Of too many codes the most frequent are named.
    pub fn new(release: &ReleaseName, mut usage: Vec<DayCounts>, now: Instant) -> Result<Self> {
        limit(&mut usage);
        let text = serde_json::to_string(&usage).map_err(internal)?;
        let named = [release.organization.as_str(), &release.digest, &text].join("\n");
        Ok(Self {
            format: COUNTS.to_owned(),
            organization: release.organization.clone(),
            report: CollectorReport {
                report_id: sha256_hex([named.as_bytes()]),
                made_at: now.to_rfc3339(),
                outcome: Outcome::Running,
                release: Some(release.release),
                digest: Some(release.digest.clone()),
                refusal: None,
                client: CLIENT.to_owned(),
                usage,
            },
        })
    }

    /// Reads a file of counts.
    pub fn parse(text: &str) -> Result<Self> {
        let unreadable = |cause: String| Error::new(Code::RequestInvalid).with("reason", cause);
        let file: Self = serde_json::from_str(text).map_err(|cause| unreadable(cause.to_string()))?;
        if file.format == COUNTS {
            return Ok(file);
        }
        Err(unreadable(format!("format {}", file.format)))
    }

    /// Its text.
    pub fn text(&self) -> Result<String> {
        let text = serde_json::to_string_pretty(self).map_err(internal)?;
        Ok(text + "\n")
    }
}

/// What a status file says, as a report; sent twice it counts once.
pub fn of_status(status: &Status, collector: &CollectorId) -> CollectorReport {
    // A source that is away, or has nothing, was not refused.
    let is_nothing = |code: &str| {
        [Code::ServerUnreachable, Code::SnapshotNotFound]
            .map(Code::as_str)
            .contains(&code)
    };
    let is_refusal = |failure: &&Failure| !is_nothing(&failure.code);
    let failure = status.failure.as_ref().filter(is_refusal);
    let is_away = status.failure.is_some() && failure.is_none();
    let refusal = failure.map(|failure| ReportedRefusal {
        code: failure.refusal.clone().unwrap_or_else(|| failure.code.clone()),
        reason: failure.detail_en.chars().take(LONGEST_REASON).collect(),
    });
    let code = refusal.as_ref().map_or("", |refusal| refusal.code.as_str());
    let release = status.release.map_or(String::new(), |release| release.to_string());
    let named = [
        &status.organization,
        collector.as_str(),
        &status.tried_at,
        &release,
        code,
    ]
    .join("\n");
    CollectorReport {
        report_id: sha256_hex([named.as_bytes()]),
        made_at: status.tried_at.clone(),
        outcome: match &refusal {
            Some(_) => Outcome::Refused,
            None if is_away => Outcome::Running,
            None => Outcome::Applied,
        },
        release: status.release,
        digest: status.sha256.clone(),
        refusal,
        client: CLIENT.to_owned(),
        usage: Vec::new(),
    }
}

/// Sends a report to a server, an address that ends in `/api/v1`; its answer.
///
/// Errors: `server-unreachable`; `request-invalid` when the server refuses the report, with its words.
pub fn send(
    base: &str,
    connection: &Connection,
    organization: &OrganizationId,
    collector: &CollectorId,
    report: &CollectorReport,
) -> Result<Value> {
    let base = base.trim_end_matches('/');
    let url = format!("{base}/organizations/{organization}/collectors/{collector}/reports");
    let text = serde_json::to_string(report).map_err(internal)?;
    let mut response = Address::new(base.to_owned(), connection)?.post(&url, text)?;
    let status = response.status();
    let body = response.body_mut().with_config().limit(LARGEST_ANSWER).read_to_string();
    let body = body.map_err(|cause| unreachable(&url, cause))?;
    if status.is_success() {
        return serde_json::from_str(&body).map_err(internal);
    }
    let problem: Value = serde_json::from_str(&body).unwrap_or_default();
    let said = |key: &str| problem.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let reason = format!("{} {}: {}", status.as_u16(), said("code"), said("detail"));
    let code = if status.is_server_error() || status.as_u16() == 429 {
        Code::ServerUnreachable
    } else {
        Code::RequestInvalid
    };
    Err(Error::new(code).with("reason", reason))
}

/// Leaves the least frequent codes out when there are too many for one report; they stay counted.
fn limit(usage: &mut [DayCounts]) {
    let all: usize = usage.iter().map(|day| day.codes.len()).sum();
    if all <= MOST_CODES {
        return;
    }
    let share = MOST_CODES / usage.len().max(1);
    for day in usage {
        day.codes.sort_by_key(|code| Reverse(code.count));
        let rest = day.codes.split_off(share.min(day.codes.len()));
        let missed = rest.iter().filter(|code| code.status != CodeStatus::Mapped);
        day.codes_left_out += missed.map(|code| code.count).sum::<u64>();
    }
}

fn internal(cause: serde_json::Error) -> Error {
    Error::new(Code::Internal).caused_by(cause)
}
