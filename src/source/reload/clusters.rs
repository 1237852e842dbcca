//! What a dictionary says twice: a code in several rows, a name under several codes.

use super::Judge;
use crate::source::local_code::LocalCode;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

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

/// A name that stands under several codes: duplicates of one thing, or things that need more than a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cluster {
    /// The name in one spelling.
    pub name: String,
    /// The codes, each once.
    pub codes: Vec<String>,
}

/// The codes that stand in more than one row.
pub(super) fn repeated(by_code: &BTreeMap<&str, Vec<&LocalCode>>) -> Vec<Repeated> {
    let several = by_code.iter().filter(|(_, rows)| rows.len() > 1);
    several
        .map(|(code, rows)| Repeated {
            code: (*code).to_owned(),
            rows: rows.iter().map(|row| row.row).collect(),
            names: names(rows),
        })
        .collect()
}

/// The names that stand under several codes. An empty name is none.
pub(super) fn clusters(by_code: &BTreeMap<&str, Vec<&LocalCode>>, judge: &dyn Judge) -> Vec<Cluster> {
    let mut codes: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for (code, rows) in by_code {
        for row in rows {
            codes.entry(judge.spelling(&row.name)).or_default().insert(code);
        }
    }
    let several = codes
        .into_iter()
        .filter(|(name, codes)| !name.is_empty() && codes.len() > 1);
    several
        .map(|(name, codes)| Cluster {
            name,
            codes: codes.into_iter().map(str::to_owned).collect(),
        })
        .collect()
}

/// The different names of the rows of a code.
pub(super) fn names(rows: &[&LocalCode]) -> Vec<String> {
    let different: BTreeSet<&str> = rows.iter().map(|row| row.name.as_str()).collect();
    different.into_iter().map(str::to_owned).collect()
}
