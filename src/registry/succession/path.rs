//! The changes on the way from an old code to a later one.

use super::date::PartialDate;
use super::event::EventKind;
use super::event::Unit;

/// A step of a path: one change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// When.
    pub date: PartialDate,
    /// What kind of change.
    pub kind: EventKind,
    /// From what; none when the change has no old code.
    pub from: Option<Unit>,
    /// To what.
    pub to: Unit,
    /// The document that ordered it.
    pub document: String,
    /// Where in the source it stands.
    pub place: String,
    /// Whether it follows from the rows of the source rather than being said by one.
    pub derived: bool,
}

/// A code at the end of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reached {
    /// The code.
    pub code: String,
    /// Its name then.
    pub name: String,
    /// Whether it took over all of the old code, as far as the source says; false after a split or a transfer.
    pub whole: bool,
    /// When it ended, for one that has no successor.
    pub ended: Option<PartialDate>,
    /// The changes on the way; empty when nothing changed.
    pub path: Vec<Step>,
}
