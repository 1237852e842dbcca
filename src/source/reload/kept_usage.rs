//! A file without a column of usage counts says nothing of usage: the counts of the load before are kept.
//!
//! A file that has the column says what it says: an empty cell is no count.

use super::Loads;
use crate::source::local_code::LocalCode;
use std::collections::BTreeMap;

/// Gives each row the count that the last load had for its code, for each occurrence its own; how many rows got one.
///
/// What the rows said before does not count: they come from a file without the column.
pub fn keep_usage(before: &Loads, rows: &mut [LocalCode]) -> usize {
    let counted = before
        .last
        .iter()
        .filter_map(|row| Some(((row.code.as_str(), row.occurrence), row.usage?)));
    let counted: BTreeMap<(&str, i64), i64> = counted.collect();
    let mut kept = 0;
    for row in rows {
        row.usage = counted.get(&(row.code.as_str(), row.occurrence)).copied();
        kept += usize::from(row.usage.is_some());
    }
    kept
}
