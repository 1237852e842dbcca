//! The difference of two releases: the changes between them, each with who, when and why.

use super::release::Change;
use super::release::LineInForce;
use std::cmp::Ordering;

/// What happened to a code between two releases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DiffKind {
    /// It is in the later release and was not in the earlier.
    Added,
    /// It was in the earlier release and is not in the later.
    Removed,
    /// It is in both, otherwise.
    Changed,
}

impl DiffKind {
    /// Every sort.
    pub const ALL: [Self; 3] = [Self::Added, Self::Removed, Self::Changed];

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// The word in answers and files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }
}

/// One line of a difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiffLine {
    /// What happened.
    pub kind: DiffKind,
    /// The canonical line in the earlier release.
    pub before: Option<String>,
    /// The last change up to the later release: the line there, and who, when and why.
    pub change: Change,
}

/// Joins the last changes between the releases with what was in force at the earlier one, of these codes at least.
///
/// Both lists are sorted by (dictionary, code) bytes and hold a code at most once. A code that came back to what it
/// was is no difference.
pub fn diff(before: Vec<LineInForce>, changes: Vec<Change>) -> Vec<DiffLine> {
    let mut earlier = before.into_iter().peekable();
    let mut lines = Vec::new();
    for change in changes {
        while earlier.next_if(|old| order(old, &change) == Ordering::Less).is_some() {}
        let old_line = earlier
            .next_if(|old| order(old, &change) == Ordering::Equal)
            .map(|old| old.line);
        let kind = match (&old_line, &change.line) {
            (None, Some(_)) => DiffKind::Added,
            (Some(_), None) => DiffKind::Removed,
            (Some(old), Some(new)) if old != new => DiffKind::Changed,
            (Some(_), Some(_)) | (None, None) => continue,
        };
        lines.push(DiffLine {
            kind,
            before: old_line,
            change,
        });
    }
    lines
}

fn order(old: &LineInForce, change: &Change) -> Ordering {
    (old.dictionary.as_str(), &old.code).cmp(&(change.dictionary.as_str(), &change.code))
}
