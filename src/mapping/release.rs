//! A release 发布版: a hospital's numbered, immutable set of mappings, kept as the changes it made.

use super::origin::Origin;
use crate::id::AccountId;
use crate::id::DictionaryId;
use crate::id::OrganizationId;
use crate::time::Instant;
use std::collections::BTreeMap;

/// What one release changed for one local code, with who, when and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The dictionary.
    pub dictionary: DictionaryId,
    /// The local code.
    pub code: String,
    /// The release that made the change.
    pub release: i64,
    /// The code's canonical line from now on; `None` when it is withdrawn.
    pub line: Option<String>,
    /// Who made the mapping.
    pub author: AccountId,
    /// Who approved it.
    pub reviewer: AccountId,
    /// When it was approved.
    pub reviewed_at: Instant,
    /// Why: the author's words.
    pub justification: String,
    /// What the decision was made from.
    pub origin: Origin,
}

/// A line that is in force at a release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineInForce {
    /// The dictionary.
    pub dictionary: String,
    /// The local code.
    pub code: String,
    /// The canonical line.
    pub line: String,
}

/// A release as it is listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    /// Whose it is.
    pub organization: OrganizationId,
    /// Its number, from 1 without gaps.
    pub number: i64,
    /// SHA-256 of its canonical body.
    pub body_digest: String,
    /// Size of the body in bytes.
    pub body_bytes: u64,
    /// Lines of the body: mappings in force.
    pub body_rows: u64,
    /// How many changes it made.
    pub changes: u64,
    /// Its canonical manifest.
    pub manifest: String,
    /// When it was published.
    pub published_at: Instant,
    /// From when collectors shall use it.
    pub effective_at: Instant,
    /// Who published it.
    pub publisher: AccountId,
    /// What the publisher says of it.
    pub note: String,
}

/// A release that is retracted 撤回: by whom, when and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retraction {
    /// Its number.
    pub release: i64,
    /// Who retracted it.
    pub account: AccountId,
    /// When.
    pub at: Instant,
    /// Why.
    pub reason: String,
}

/// The release that collectors had to use at an instant: the highest number of those that were published, effective and
/// not yet retracted then.
pub fn in_force_at<'r>(
    releases: &'r [Release],
    retractions: &BTreeMap<i64, Retraction>,
    at: Instant,
) -> Option<&'r Release> {
    let retracted = |number: &i64| retractions.get(number).is_some_and(|retraction| retraction.at <= at);
    let in_force = releases
        .iter()
        .filter(|release| release.published_at <= at && release.effective_at <= at && !retracted(&release.number));
    in_force.max_by_key(|release| release.number)
}
