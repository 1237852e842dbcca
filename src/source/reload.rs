//! What changed when a dictionary was loaded again: added, removed and renamed codes, and repeated ones.
//!
//! A code whose name changed is drift 漂移: what it means may have changed, so its mapping goes back to review.

use super::local_code::LocalCode;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// The difference between what was loaded before and what is loaded now, by code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReloadReport {
    /// Rows of the file.
    pub rows: u64,
    /// Codes that were not there before.
    pub added: Vec<String>,
    /// Codes that are no longer there.
    pub removed: Vec<String>,
    /// Codes whose names changed.
    pub renamed: Vec<Renamed>,
    /// Codes that stand in more than one row.
    pub repeated: Vec<Repeated>,
}

/// A code that now has another name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renamed {
    /// The code.
    pub code: String,
    /// Its names before.
    pub before: Vec<String>,
    /// Its names now.
    pub after: Vec<String>,
}

/// A code that stands in more than one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeated {
    /// The code.
    pub code: String,
    /// The rows, the header being row 1.
    pub rows: Vec<u64>,
    /// Its different names.
    pub names: Vec<String>,
}

impl ReloadReport {
    /// Rows whose code stands in another row too.
    pub fn repeated_rows(&self) -> u64 {
        let count = self.repeated.iter().map(|repeated| repeated.rows.len()).sum::<usize>();
        u64::try_from(count).unwrap_or(u64::MAX)
    }
}

/// Numbers the occurrences of each code in the order of the rows.
pub fn number_occurrences(codes: &mut [LocalCode]) {
    let mut seen: BTreeMap<String, i64> = BTreeMap::new();
    for entry in codes {
        let count = seen.entry(entry.code.clone()).or_insert(0);
        *count += 1;
        entry.occurrence = *count;
    }
}

/// Compares two loads of one dictionary.
pub fn compare(before: &[LocalCode], after: &[LocalCode]) -> ReloadReport {
    let old = names_by_code(before);
    let new = names_by_code(after);
    let renamed = new.iter().filter_map(|(code, names)| {
        let former = old.get(code)?;
        (former != names).then(|| Renamed {
            code: (*code).to_owned(),
            before: owned(former),
            after: owned(names),
        })
    });
    ReloadReport {
        rows: u64::try_from(after.len()).unwrap_or(u64::MAX),
        added: new
            .keys()
            .filter(|code| !old.contains_key(*code))
            .map(|code| (*code).to_owned())
            .collect(),
        removed: old
            .keys()
            .filter(|code| !new.contains_key(*code))
            .map(|code| (*code).to_owned())
            .collect(),
        renamed: renamed.collect(),
        repeated: repeated(after),
    }
}

fn names_by_code(codes: &[LocalCode]) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut names: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for entry in codes {
        names.entry(&entry.code).or_default().insert(&entry.name);
    }
    names
}

fn repeated(codes: &[LocalCode]) -> Vec<Repeated> {
    let mut rows: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
    for entry in codes {
        rows.entry(&entry.code).or_default().push(entry.row);
    }
    let names = names_by_code(codes);
    rows.into_iter()
        .filter(|(_, rows)| rows.len() > 1)
        .map(|(code, rows)| Repeated {
            code: code.to_owned(),
            rows,
            names: names.get(code).map(owned).unwrap_or_default(),
        })
        .collect()
}

fn owned(names: &BTreeSet<&str>) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}
