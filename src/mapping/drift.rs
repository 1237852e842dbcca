//! What becomes of mappings when their dictionary is loaded again. Work is kept: a mapping whose ground moved waits for a
//! person, and the line in force stays in force meanwhile; that of a removed code stays until somebody decides.

use super::decision::Decision;
use super::life::Mapping;
use super::state::State;
use super::state::Step;
use crate::id::DictionaryId;
use crate::source::reload::Changed;
use crate::source::reload::Drift;
use crate::source::reload::ReloadReport;
use std::collections::BTreeMap;

/// What becomes of a mapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// 转待复核: its code changed its name or its meaning.
    Recheck,
    /// 仍待复核: the same, and it waits already.
    Waiting,
    /// 保留: its code is spelled otherwise, or only columns changed that do not say what it means.
    Kept,
    /// 编码已消失: its code is not in the dictionary any more; it stays as it is until somebody decides.
    Removed,
}

/// A mapping that a load touches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappingFate {
    /// The dictionary, or the side of it.
    pub dictionary: DictionaryId,
    /// The code.
    pub code: String,
    /// Its name when the decision was made.
    pub name: String,
    /// Where the mapping is before the load.
    pub state: State,
    /// The version of the mapping.
    pub version: i64,
    /// What becomes of it.
    pub fate: Fate,
    /// Why, as its history keeps it; empty when nothing is written.
    pub reason: String,
}

impl Fate {
    /// Every fate, the gravest first.
    pub const ALL: [Self; 4] = [Self::Recheck, Self::Waiting, Self::Kept, Self::Removed];

    /// The word in answers and files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Recheck => "to-recheck",
            Self::Waiting => "waits-already",
            Self::Kept => "kept",
            Self::Removed => "code-removed",
        }
    }
}

/// What becomes of the mappings of a dictionary, by code. `mappings` are those of changed and removed codes at least; codes
/// that went with an earlier load are listed again until somebody says that they are never sent.
pub fn fates(report: &ReloadReport, is_present: &dyn Fn(&str) -> bool, mappings: Vec<Mapping>) -> Vec<MappingFate> {
    let changed: BTreeMap<&str, &Changed> = report.changed.iter().map(|one| (one.code.as_str(), one)).collect();
    let fate = |mapping: Mapping| match changed.get(mapping.code.as_str()) {
        Some(change) => Some(of_changed(mapping, change)),
        None if is_present(&mapping.code) => None,
        None => of_removed(mapping),
    };
    mappings.into_iter().filter_map(fate).collect()
}

fn of_changed(mapping: Mapping, change: &Changed) -> MappingFate {
    let may_step = Step::Recheck.take(Some(mapping.state), &mapping.code).is_ok();
    let fate = match (change.drift.moves_the_ground(), may_step) {
        (false, _) => Fate::Kept,
        (true, true) => Fate::Recheck,
        (true, false) => Fate::Waiting,
    };
    let reason = match change.drift {
        Drift::ReUsed => format!("编码复用 code re-used: {}", change.words()),
        Drift::Reworded => format!("名称漂移 name drift: {}", change.words()),
        Drift::Columns | Drift::Respelled => String::new(),
    };
    MappingFate {
        reason,
        ..MappingFate::of(mapping, fate)
    }
}

fn of_removed(mapping: Mapping) -> Option<MappingFate> {
    let is_decided = matches!(mapping.decision, Decision::Ignored { .. });
    (!is_decided).then(|| MappingFate::of(mapping, Fate::Removed))
}

impl MappingFate {
    fn of(mapping: Mapping, fate: Fate) -> Self {
        Self {
            dictionary: mapping.dictionary,
            code: mapping.code,
            name: mapping.name,
            state: mapping.state,
            version: mapping.version,
            fate,
            reason: String::new(),
        }
    }
}
