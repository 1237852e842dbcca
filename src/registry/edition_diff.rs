//! The difference of two editions by code: what came, what went, and what a code that stayed says differently.
//!
//! Codes are compared byte for byte, and rows come in the order of their bytes. Two editions of one code system and
//! editions of two code systems are compared alike; equal code is no claim of equal meaning.

mod change;

pub use change::Change;

use super::concept::Concept;
use std::cmp::Ordering;

/// One code that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConceptDifference<'a> {
    /// The concept in the first edition, if it is there.
    pub before: Option<&'a Concept>,
    /// The concept in the second edition, if it is there.
    pub after: Option<&'a Concept>,
    /// What happened to it, at least one thing, in the order of [`Change::ALL`].
    pub changes: Vec<Change>,
}

/// How many codes each kind of change has; a code that was renamed and re-parented counts in both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Codes that are the same in every respect.
    pub unchanged: u64,
    /// Codes of the second edition alone.
    pub added: u64,
    /// Codes of the first edition alone.
    pub removed: u64,
    /// Codes with another name.
    pub renamed: u64,
    /// Codes with another parent.
    pub reparented: u64,
    /// Codes that were withdrawn or came back.
    pub status_changed: u64,
    /// Codes that became or ceased to be assignable.
    pub assignable_changed: u64,
    /// Codes with other other names.
    pub designations_changed: u64,
    /// Codes with other further columns.
    pub properties_changed: u64,
}

/// The difference of two editions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EditionDiff<'a> {
    /// How much differs.
    pub counts: Counts,
    /// What differs, by the bytes of the code.
    pub rows: Vec<ConceptDifference<'a>>,
}

/// What must be done to the first list of concepts to get the second. The lists may be in any order; the codes of each
/// are unique, as those of an edition are. Nothing is copied.
pub fn diff<'a>(from: &'a [Concept], to: &'a [Concept]) -> EditionDiff<'a> {
    let mut before = by_code(from).into_iter().peekable();
    let mut after = by_code(to).into_iter().peekable();
    let mut diff = EditionDiff::default();
    loop {
        let order = match (before.peek(), after.peek()) {
            (None, None) => return diff,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(old), Some(new)) => old.code.as_bytes().cmp(new.code.as_bytes()),
        };
        diff.add(match order {
            Ordering::Less => (before.next(), None),
            Ordering::Equal => (before.next(), after.next()),
            Ordering::Greater => (None, after.next()),
        });
    }
}

impl EditionDiff<'_> {
    /// Whether the two editions say the same.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

impl<'a> EditionDiff<'a> {
    fn add(&mut self, (before, after): (Option<&'a Concept>, Option<&'a Concept>)) {
        let changes = Change::between(before, after);
        self.counts.add(&changes);
        if !changes.is_empty() {
            self.rows.push(ConceptDifference { before, after, changes });
        }
    }
}

impl ConceptDifference<'_> {
    /// The code that differs.
    pub fn code(&self) -> &str {
        self.after.or(self.before).map_or("", |concept| &concept.code)
    }
}

impl Counts {
    /// How many codes have this change.
    pub const fn of(&self, change: Change) -> u64 {
        match change {
            Change::Added => self.added,
            Change::Removed => self.removed,
            Change::Renamed => self.renamed,
            Change::Reparented => self.reparented,
            Change::Status => self.status_changed,
            Change::Assignable => self.assignable_changed,
            Change::Designations => self.designations_changed,
            Change::Properties => self.properties_changed,
        }
    }

    /// The counts of two parts together.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self {
            unchanged: self.unchanged + other.unchanged,
            added: self.added + other.added,
            removed: self.removed + other.removed,
            renamed: self.renamed + other.renamed,
            reparented: self.reparented + other.reparented,
            status_changed: self.status_changed + other.status_changed,
            assignable_changed: self.assignable_changed + other.assignable_changed,
            designations_changed: self.designations_changed + other.designations_changed,
            properties_changed: self.properties_changed + other.properties_changed,
        }
    }

    fn add(&mut self, changes: &[Change]) {
        if changes.is_empty() {
            self.unchanged += 1;
        }
        for change in changes {
            let count = match change {
                Change::Added => &mut self.added,
                Change::Removed => &mut self.removed,
                Change::Renamed => &mut self.renamed,
                Change::Reparented => &mut self.reparented,
                Change::Status => &mut self.status_changed,
                Change::Assignable => &mut self.assignable_changed,
                Change::Designations => &mut self.designations_changed,
                Change::Properties => &mut self.properties_changed,
            };
            *count += 1;
        }
    }
}

fn by_code(list: &[Concept]) -> Vec<&Concept> {
    let mut sorted: Vec<&Concept> = list.iter().collect();
    sorted.sort_by(|a, b| a.code.as_bytes().cmp(b.code.as_bytes()));
    sorted
}
