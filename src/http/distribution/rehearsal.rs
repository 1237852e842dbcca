//! What publishing would do.

use super::releases::ReleaseResponse;
use crate::service::distribution::rehearsal::PublishRehearsal;
use serde::Deserialize;
use serde::Serialize;
use utoipa::IntoParams;
use utoipa::ToSchema;

/// Whether it is done.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PublishQuery {
    /// Whether only to say what would be published, or why it would be refused; nothing is written.
    #[serde(default)]
    pub dry_run: bool,
}

/// What would be published.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "applied": false, "added": 10, "changed": 2, "removed": 0,
    "release": { "organization": "H1", "number": 2, "digest": "5d0c…", "rows": 48, "bytes": 9204, "changes": 12,
        "published_at": "2026-11-21T08:00:00.000000Z", "effective_at": "2026-11-21T08:00:00.000000Z", "publisher": "zhao", "note": "" }
}))]
pub struct PublishRehearsalResponse {
    /// Always false.
    pub applied: bool,
    /// Codes that the release before does not have.
    pub added: usize,
    /// Codes that the release before has otherwise.
    pub changed: usize,
    /// Codes that would be in force no longer.
    pub removed: usize,
    /// The release as it would be now; its number and digest are those of a real one only if nothing changes meanwhile.
    pub release: ReleaseResponse,
}

impl From<PublishRehearsal> for PublishRehearsalResponse {
    fn from(rehearsal: PublishRehearsal) -> Self {
        Self {
            applied: false,
            added: rehearsal.added,
            changed: rehearsal.changed,
            removed: rehearsal.removed,
            release: ReleaseResponse::from(rehearsal.release),
        }
    }
}
