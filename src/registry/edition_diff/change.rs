//! What may happen to a code from one edition to another.

use crate::registry::concept::Concept;

/// One way in which a code differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Change {
    /// 新增: the code is new.
    Added,
    /// 删除: the code is gone.
    Removed,
    /// 更名: its name is another.
    Renamed,
    /// 改隶: its parent is another.
    Reparented,
    /// 状态变更: it was withdrawn, or came back.
    Status,
    /// 可用性变更: it became assignable, or ceased to be.
    Assignable,
    /// 别名变更: its other names are others.
    Designations,
    /// 属性变更: its further columns are others.
    Properties,
}

impl Change {
    /// Every change.
    pub const ALL: &'static [Change] = &[
        Self::Added,
        Self::Removed,
        Self::Renamed,
        Self::Reparented,
        Self::Status,
        Self::Assignable,
        Self::Designations,
        Self::Properties,
    ];

    /// The word in answers and files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Renamed => "renamed",
            Self::Reparented => "reparented",
            Self::Status => "status-changed",
            Self::Assignable => "assignable-changed",
            Self::Designations => "designations-changed",
            Self::Properties => "properties-changed",
        }
    }

    /// The word in tables for people.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Added => "新增",
            Self::Removed => "删除",
            Self::Renamed => "更名",
            Self::Reparented => "改隶",
            Self::Status => "状态变更",
            Self::Assignable => "可用性变更",
            Self::Designations => "别名变更",
            Self::Properties => "属性变更",
        }
    }

    /// Reads the word of answers and files.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|change| change.as_str() == text)
    }

    /// What happened between these two; nothing when they say the same.
    pub(super) fn between(before: Option<&Concept>, after: Option<&Concept>) -> Vec<Self> {
        match (before, after) {
            (None, None) => Vec::new(),
            (Some(_), None) => vec![Self::Removed],
            (None, Some(_)) => vec![Self::Added],
            (Some(old), Some(new)) => {
                let looks = [
                    (old.display != new.display, Self::Renamed),
                    (old.parent != new.parent, Self::Reparented),
                    (old.status != new.status, Self::Status),
                    (old.assignable != new.assignable, Self::Assignable),
                    (old.designations != new.designations, Self::Designations),
                    (old.properties != new.properties, Self::Properties),
                ];
                let differ = looks.into_iter().filter(|(differs, _)| *differs);
                differ.map(|(_, change)| change).collect()
            }
        }
    }
}
