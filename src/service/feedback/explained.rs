//! Which collectors ran which release at a time, for the explanation of a record.

use crate::error::Result;
use crate::id::DictionaryId;
use crate::id::OrganizationId;
use crate::storage::DbConn;
use crate::storage::feedback::collector_reports;
use crate::storage::feedback::usage;
use crate::time::Day;
use crate::time::Instant;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// A collector at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunningCollector {
    /// The collector.
    pub collector: String,
    /// The release that it ran.
    pub release: Option<i64>,
    /// Since when.
    pub since: Instant,
    /// The releases by which it counted codes of the dictionary and day.
    pub converted_by: BTreeSet<i64>,
}

/// What every collector ran at an instant; of a business day also by what it converted the dictionary.
pub(in crate::service) fn running(
    tx: &mut DbConn,
    organization: &OrganizationId,
    dictionary: &DictionaryId,
    at: Instant,
    day: Option<Day>,
) -> Result<Vec<RunningCollector>> {
    let mut converted = match day {
        Some(day) => usage::converted(tx, organization, dictionary, day)?,
        None => BTreeMap::default(),
    };
    let mut list = Vec::new();
    for last in collector_reports::last(tx, organization, at)? {
        list.push(RunningCollector {
            since: collector_reports::since(tx, organization, &last)?,
            converted_by: converted.remove(&last.collector).unwrap_or_default(),
            release: last.release,
            collector: last.collector,
        });
    }
    Ok(list)
}
