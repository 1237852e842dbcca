//! One map after another: from A to B and from B to C gives from A to C, and what is lost on the way.

use super::MapRow;
use super::MapTarget;
use crate::mapping::target::Relationship;
use std::collections::BTreeMap;
use std::collections::HashMap;

/// The answer of a composition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chain {
    /// From A to C, in the order of the first map; of several ways to the same target the first gives the row its place.
    pub rows: Vec<MapRow>,
    /// What the chain loses, in the order of the rows.
    pub losses: Vec<ChainLoss>,
}

/// What sort of loss a chain has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChainLossKind {
    /// A source had targets in B, and none of them leads on.
    SourceDropped,
    /// Some of a source's targets in B do not lead on.
    PartDropped,
    /// Sources that are apart in B come together in C.
    MergeAdded,
    /// The relationship from A to C says less than the one from A to B.
    RelationWeakened,
}

/// One loss of a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainLoss {
    /// What sort.
    pub kind: ChainLossKind,
    /// The source in A.
    pub source: String,
    /// The code in B over which it went.
    pub via: String,
    /// The target in C; empty when there is none.
    pub target: String,
}

impl ChainLossKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [
        Self::SourceDropped,
        Self::PartDropped,
        Self::MergeAdded,
        Self::RelationWeakened,
    ];

    /// The word in answers and files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SourceDropped => "source-dropped",
            Self::PartDropped => "part-dropped",
            Self::MergeAdded => "merge-added",
            Self::RelationWeakened => "relation-weakened",
        }
    }
}

/// How A relates to C when it relates to B as `first` and B to C as `second`. What is said of several ways to the same
/// target is put together by the same table.
///
/// `equivalent` changes nothing; the same relationship twice is itself; narrower with broader, and anything with
/// related, is related, of which nothing more is known.
pub const fn then(first: Relationship, second: Relationship) -> Relationship {
    use Relationship::Broader;
    use Relationship::Equivalent;
    use Relationship::Narrower;
    use Relationship::Related;
    match (first, second) {
        (Equivalent, other) | (other, Equivalent) => other,
        (Narrower, Narrower) => Narrower,
        (Broader, Broader) => Broader,
        (Narrower, Broader | Related) | (Broader, Narrower | Related) | (Related, Narrower | Broader | Related) => {
            Related
        }
    }
}

/// The first map and then the second.
pub fn compose(first: &[MapRow], second: &[MapRow]) -> Chain {
    let mut onward: HashMap<&str, Vec<(&MapTarget, &MapRow)>> = HashMap::new();
    for row in second {
        if let Some(target) = &row.target {
            onward.entry(&row.source).or_default().push((target, row));
        }
    }
    let mut order: Vec<&str> = Vec::new();
    let mut sources: HashMap<&str, Vec<&MapRow>> = HashMap::new();
    for row in first {
        let rows = sources.entry(&row.source).or_default();
        if rows.is_empty() {
            order.push(&row.source);
        }
        rows.push(row);
    }
    let mut walk = Walk {
        onward,
        chain: Chain::default(),
        ways: BTreeMap::new(),
    };
    for source in order {
        walk.source(sources.get(source).map(Vec::as_slice).unwrap_or_default());
    }
    walk.finish()
}

struct Walk<'m> {
    onward: HashMap<&'m str, Vec<(&'m MapTarget, &'m MapRow)>>,
    chain: Chain,
    /// By target in C, the ways that lead there: source in A, code in B.
    ways: BTreeMap<&'m str, Vec<(&'m str, &'m str)>>,
}

impl<'m> Walk<'m> {
    fn source(&mut self, rows: &[&'m MapRow]) {
        let start = self.chain.rows.len();
        let mut dropped = Vec::new();
        for row in rows {
            let Some(between) = &row.target else {
                continue;
            };
            let targets = self.onward.get(between.code.as_str()).cloned().unwrap_or_default();
            if targets.is_empty() {
                dropped.push((*row, between.code.as_str()));
            }
            for (target, second) in targets {
                self.ways
                    .entry(&target.code)
                    .or_default()
                    .push((&row.source, &between.code));
                let relationship = then(between.relationship, target.relationship);
                self.arrive(start, row, (target, second), relationship);
                if relationship != between.relationship {
                    let weakened = ChainLossKind::RelationWeakened;
                    self.lose(weakened, &row.source, &between.code, &target.code);
                }
            }
        }
        let found_none = self.chain.rows.len() == start;
        let kind = if found_none {
            ChainLossKind::SourceDropped
        } else {
            ChainLossKind::PartDropped
        };
        for (row, via) in dropped {
            self.lose(kind, &row.source, via, "");
        }
        if let (true, Some(row)) = (found_none, rows.first()) {
            self.chain.rows.push(MapRow {
                target: None,
                ..(*row).clone()
            });
        }
    }

    /// Adds a row, or puts the relationship of another way to the row that is there.
    fn arrive(&mut self, start: usize, row: &MapRow, onward: (&MapTarget, &MapRow), relationship: Relationship) {
        let (target, second) = onward;
        let mut here = self
            .chain
            .rows
            .iter_mut()
            .skip(start)
            .filter_map(|row| row.target.as_mut());
        if let Some(there) = here.find(|there| there.code == target.code) {
            there.relationship = then(there.relationship, relationship);
            return;
        }
        let comments = [row.comment.as_str(), second.comment.as_str()];
        let said: Vec<&str> = comments.into_iter().filter(|comment| !comment.is_empty()).collect();
        self.chain.rows.push(MapRow {
            source: row.source.clone(),
            source_display: row.source_display.clone(),
            target: Some(MapTarget {
                relationship,
                ..target.clone()
            }),
            comment: said.join("；"),
        });
    }

    fn lose(&mut self, kind: ChainLossKind, source: &str, via: &str, target: &str) {
        self.chain.losses.push(ChainLoss {
            kind,
            source: source.to_owned(),
            via: via.to_owned(),
            target: target.to_owned(),
        });
    }

    fn finish(mut self) -> Chain {
        for (target, ways) in std::mem::take(&mut self.ways) {
            let differs = |column: fn(&(&'m str, &'m str)) -> &'m str| {
                let mut all = ways.iter().map(column);
                let first = all.next();
                all.any(|other| Some(other) != first)
            };
            if differs(|way| way.0) && differs(|way| way.1) {
                for (source, via) in ways {
                    self.lose(ChainLossKind::MergeAdded, source, via, target);
                }
            }
        }
        self.chain
    }
}
