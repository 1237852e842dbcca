//! Turning columns into domain values: what is stored was checked when it came in, so a failure here is our own.

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::time::Instant;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Rows of one statement: SQLite takes 32,766 values, and larger batches gain nothing.
pub(super) const BATCH: usize = 500;

/// Rows of one COPY: it takes any number, and all of them are in memory.
pub(super) const COPY_BATCH: usize = 5_000;

/// A stored value that no longer fits its type.
pub(super) fn broken(what: &str) -> Error {
    Error::new(Code::Internal).caused_by(format!("a stored {what} is not readable"))
}

/// A stored word of a closed list.
pub(super) fn word<T>(parsed: Option<T>, what: &str) -> Result<T> {
    parsed.ok_or_else(|| broken(what))
}

/// JSON of a column.
pub(super) fn from_json<T: DeserializeOwned>(text: &str, what: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|cause| broken(what).caused_by(cause))
}

/// JSON for a column.
pub(super) fn to_json<T: Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|cause| Error::new(Code::Internal).caused_by(cause))
}

/// A count as the databases keep it.
pub(super) fn count(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// A count as the domain has it.
pub(super) fn uncount(value: i64) -> u64 {
    u64::try_from(value).unwrap_or(0)
}

/// When something is published: the clock's instant, or just after the last publication where the clock was set back. Which of
/// several was published last is told by it.
pub(super) fn published_after(last: Option<i64>, now: Instant) -> i64 {
    last.map_or(now.0, |last| if last > now.0 { last.saturating_add(1) } else { now.0 })
}

/// An optional instant.
pub(super) fn instant(value: Option<i64>) -> Option<Instant> {
    value.map(Instant)
}

/// The two parts of a cursor `id/version`.
pub(super) fn pair(text: &str) -> Option<(String, String)> {
    let (id, version) = text.split_once('/')?;
    Some((id.to_owned(), version.to_owned()))
}

/// A pin of two columns that are both filled or both empty.
pub(super) fn pin<Id: std::str::FromStr<Err = Error>>(
    id: Option<String>,
    version: Option<String>,
) -> Result<Option<crate::id::Pin<Id>>> {
    let (Some(id), Some(version)) = (id, version) else {
        return Ok(None);
    };
    Ok(Some(crate::id::Pin {
        id: id.parse()?,
        version: version.parse()?,
    }))
}
