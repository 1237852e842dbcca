//! What a version of a concept map loses, and where it differs from the editions it names.

use super::MapRow;
use crate::mapping::target::Relationship;
use crate::registry::concept::Concept;
use crate::registry::concept::ConceptStatus;
use std::collections::BTreeMap;
use std::collections::HashMap;
use std::collections::HashSet;

/// What sort of loss it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LossKind {
    /// 合并: several sources have this target; the way back is not told.
    Merged,
    /// 拆分: the source has several targets.
    Split,
    /// 无目标: the map says that the source has no target.
    NoTarget,
    /// 未列出: a code of the source edition that data may carry is not in the map.
    NotListed,
    /// 源名称不同: the map has another name for the source than its edition.
    SourceDisplay,
    /// 目标名称不同: the map has another name for the target than its edition.
    TargetDisplay,
    /// 非等同: the relationship is another than equivalent.
    NotEquivalent,
    /// 目标已停用: the target is retired.
    TargetRetired,
    /// 目标不可用: data may not carry the target.
    TargetNotAssignable,
}

/// One place where something is lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// What sort.
    pub kind: LossKind,
    /// The source code.
    pub source: String,
    /// The target code; empty when there is none.
    pub target: String,
    /// What is more to say: how many sources or targets, the relationship, or the name that the edition has.
    pub detail: String,
}

/// The losses of a version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Losses {
    /// Rows of the map.
    pub rows: u64,
    /// Source codes in it.
    pub sources: u64,
    /// Target codes in it.
    pub targets: u64,
    /// Rows whose target has another code than the source.
    pub codes_changed: u64,
    /// Rows whose target has another name than the source.
    pub displays_changed: u64,
    /// Targets with several sources.
    pub merged_targets: u64,
    /// Sources with several targets.
    pub split_sources: u64,
    /// The places, by row of the map; then what is not listed.
    pub places: Vec<Loss>,
}

impl LossKind {
    /// Every kind.
    pub const ALL: [Self; 9] = [
        Self::Merged,
        Self::Split,
        Self::NoTarget,
        Self::NotListed,
        Self::SourceDisplay,
        Self::TargetDisplay,
        Self::NotEquivalent,
        Self::TargetRetired,
        Self::TargetNotAssignable,
    ];

    /// The word in answers and files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Merged => "merged",
            Self::Split => "split",
            Self::NoTarget => "no-target",
            Self::NotListed => "not-listed",
            Self::SourceDisplay => "source-display",
            Self::TargetDisplay => "target-display",
            Self::NotEquivalent => "not-equivalent",
            Self::TargetRetired => "target-retired",
            Self::TargetNotAssignable => "target-not-assignable",
        }
    }
}

impl Losses {
    /// How many places there are of each kind; kinds without one are zero.
    pub fn counts(&self) -> BTreeMap<LossKind, u64> {
        let mut counts: BTreeMap<LossKind, u64> = LossKind::ALL.map(|kind| (kind, 0)).into();
        for place in &self.places {
            *counts.entry(place.kind).or_default() += 1;
        }
        counts
    }

    fn add(&mut self, kind: LossKind, row: &MapRow, detail: &str) {
        self.places.push(Loss {
            kind,
            source: row.source.clone(),
            target: row.target_code().to_owned(),
            detail: detail.to_owned(),
        });
    }
}

/// What is lost by these rows between the concepts of the two editions.
pub fn losses(rows: &[MapRow], source: &[Concept], target: &[Concept]) -> Losses {
    let by_code = |list: &'_ [Concept]| -> HashMap<String, usize> {
        list.iter()
            .enumerate()
            .map(|(place, one)| (one.code.clone(), place))
            .collect()
    };
    let (source_places, target_places) = (by_code(source), by_code(target));
    let mut of_source: HashMap<&str, u64> = HashMap::new();
    let mut of_target: HashMap<&str, u64> = HashMap::new();
    for row in rows {
        let to = row.target.iter();
        to.for_each(|target| *of_target.entry(&target.code).or_default() += 1);
        *of_source.entry(&row.source).or_default() += 1;
    }
    let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    let several = |codes: &HashMap<&str, u64>| count(codes.values().filter(|&&rows| rows > 1).count());
    let mut losses = Losses {
        rows: count(rows.len()),
        sources: count(of_source.len()),
        targets: count(of_target.len()),
        merged_targets: several(&of_target),
        split_sources: several(&of_source),
        ..Losses::default()
    };
    for row in rows {
        let from = source_places.get(&row.source).and_then(|&place| source.get(place));
        let to = target_places
            .get(row.target_code())
            .and_then(|&place| target.get(place));
        let targets = of_source.get(row.source.as_str()).copied().unwrap_or_default();
        let sources = of_target.get(row.target_code()).copied().unwrap_or_default();
        of_row(row, (from, targets), (to, sources), &mut losses);
    }
    let listed: HashSet<&str> = rows.iter().map(|row| row.source.as_str()).collect();
    for concept in source {
        if concept.assignable && !listed.contains(concept.code.as_str()) {
            losses.places.push(Loss {
                kind: LossKind::NotListed,
                source: concept.code.clone(),
                target: String::new(),
                detail: concept.display.clone(),
            });
        }
    }
    losses
}

fn of_row(
    row: &MapRow,
    (from, targets): (Option<&Concept>, u64),
    (to, sources): (Option<&Concept>, u64),
    losses: &mut Losses,
) {
    let differs = |said: &str, concept: &Concept| !said.is_empty() && said != concept.display;
    if let Some(concept) = from.filter(|concept| differs(&row.source_display, concept)) {
        losses.add(LossKind::SourceDisplay, row, &concept.display);
    }
    let Some(target) = &row.target else {
        losses.add(LossKind::NoTarget, row, "");
        return;
    };
    losses.codes_changed += u64::from(target.code != row.source);
    losses.displays_changed += u64::from(target.display != row.source_display);
    if sources > 1 {
        losses.add(LossKind::Merged, row, &sources.to_string());
    }
    if targets > 1 {
        losses.add(LossKind::Split, row, &targets.to_string());
    }
    if target.relationship != Relationship::Equivalent {
        losses.add(LossKind::NotEquivalent, row, target.relationship.as_str());
    }
    let Some(concept) = to else {
        return;
    };
    if differs(&target.display, concept) {
        losses.add(LossKind::TargetDisplay, row, &concept.display);
    }
    if concept.status == ConceptStatus::Retired {
        losses.add(LossKind::TargetRetired, row, "");
    }
    if !concept.assignable {
        losses.add(LossKind::TargetNotAssignable, row, "");
    }
}
