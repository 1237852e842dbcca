//! What changed between two versions of a concept map, by source code.

use super::MapRow;
use crate::mapping::diff::DiffKind;
use std::collections::BTreeMap;

/// What changed about one source code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MapChange {
    /// What happened.
    pub kind: DiffKind,
    /// The source code.
    pub source: String,
    /// Its rows in the earlier version.
    pub before: Vec<MapRow>,
    /// Its rows in the later version.
    pub after: Vec<MapRow>,
}

/// The source codes whose rows differ, by code; the order of a code's targets counts.
pub fn diff(before: Vec<MapRow>, after: Vec<MapRow>) -> Vec<MapChange> {
    let mut codes: BTreeMap<String, (Vec<MapRow>, Vec<MapRow>)> = BTreeMap::new();
    for row in before {
        codes.entry(row.source.clone()).or_default().0.push(row);
    }
    for row in after {
        codes.entry(row.source.clone()).or_default().1.push(row);
    }
    let changed = codes.into_iter().filter(|(_, (before, after))| before != after);
    let change = |(source, (before, after)): (String, (Vec<MapRow>, Vec<MapRow>))| MapChange {
        kind: match (before.is_empty(), after.is_empty()) {
            (true, _) => DiffKind::Added,
            (_, true) => DiffKind::Removed,
            (false, false) => DiffKind::Changed,
        },
        source,
        before,
        after,
    };
    changed.map(change).collect()
}
