//! A decision as the cells of a work list.

use crate::id::EditionRef;
use crate::mapping::decision::Decision;
use crate::mapping::target::Target;
use std::collections::BTreeMap;

/// The outcome of a decision that the cells cannot hold: more than three targets, conditions, or targets of another
/// edition. It is shown and cannot be changed in the file.
pub const COMPLEX: &str = "complex";
/// The longest text of a cell in characters (Excel and WPS).
const LONGEST: usize = 32_767;

/// The cells of the targets, the most important first: code and relationship.
pub const TARGETS: [(Field, Field); 3] = [
    (Field::Code1, Field::Relationship1),
    (Field::Code2, Field::Relationship2),
    (Field::Code3, Field::Relationship3),
];

/// A cell of a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// `mapped`, `no-match`, `ignored` or [`COMPLEX`]; empty without a decision.
    Outcome,
    /// The code of the first target.
    Code1,
    /// Its relationship.
    Relationship1,
    /// The code of the second target.
    Code2,
    /// Its relationship.
    Relationship2,
    /// The code of the third target.
    Code3,
    /// Its relationship.
    Relationship3,
    /// Why nothing fits or the code is never sent.
    Reason,
    /// The day on which to look again, `YYYY-MM-DD`.
    ReviewOn,
    /// Why this decision.
    Justification,
}

impl Field {
    /// Every cell.
    pub const ALL: &'static [Self] = &[
        Self::Outcome,
        Self::Code1,
        Self::Relationship1,
        Self::Code2,
        Self::Relationship2,
        Self::Code3,
        Self::Relationship3,
        Self::Reason,
        Self::ReviewOn,
        Self::Justification,
    ];
}

/// The cells of a row; blanks and line ends around a text do not count, and neither does how a line ends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cells(BTreeMap<Field, String>);

impl Cells {
    /// The cells of a decision whose targets are of this edition.
    pub fn of(decision: &Decision, justification: &str, edition: &EditionRef) -> Self {
        let mut cells = Self::default();
        match decision {
            Decision::Mapped { targets } => {
                cells.set(Field::Outcome, "mapped");
                for ((code, relationship), target) in TARGETS.iter().zip(targets) {
                    cells.set(*code, &target.code);
                    cells.set(*relationship, target.relationship.as_str());
                }
            }
            Decision::NoMatch { reason, review_on } => {
                cells.set(Field::Outcome, "no-match");
                cells.set(Field::Reason, reason);
                cells.set(Field::ReviewOn, review_on.as_deref().unwrap_or_default());
            }
            Decision::Ignored { reason } => {
                cells.set(Field::Outcome, "ignored");
                cells.set(Field::Reason, reason);
            }
        }
        cells.set(Field::Justification, justification);
        let is_own = |target: &Target| target.edition_ref() == *edition && target.when.is_empty();
        let fits = |target: &Target| is_own(target) && tidied(&target.code) == target.code;
        let targets = decision.targets();
        let is_too_long = cells.0.values().any(|text| text.chars().count() > LONGEST);
        if targets.len() > TARGETS.len() || !targets.iter().all(fits) || is_too_long {
            let mut complex = Self::default();
            complex.set(Field::Outcome, COMPLEX);
            return complex;
        }
        cells.tidy();
        cells
    }

    /// The text of a cell; empty where nothing stands.
    pub fn get(&self, field: Field) -> &str {
        self.0.get(&field).map_or("", String::as_str)
    }

    /// Writes a text into a cell.
    pub fn set(&mut self, field: Field, text: &str) {
        let text = tidied(text);
        if text.is_empty() {
            self.0.remove(&field);
        } else {
            self.0.insert(field, text);
        }
    }

    /// Whether the cells only show that there is a decision which they cannot hold.
    pub fn is_complex(&self) -> bool {
        self.get(Field::Outcome) == COMPLEX
    }

    /// Brings the cells into the one form that a decision has: targets without gaps, an outcome where there are targets,
    /// no justification that only says the reason again.
    pub fn tidy(&mut self) {
        let pairs = TARGETS.map(|(code, relationship)| (self.0.remove(&code), self.0.remove(&relationship)));
        let written = pairs
            .into_iter()
            .filter(|(code, relationship)| code.is_some() || relationship.is_some());
        let mut places = TARGETS.iter();
        for (pair, (code, relationship)) in written.zip(places.by_ref()) {
            self.set(*code, pair.0.as_deref().unwrap_or_default());
            self.set(*relationship, pair.1.as_deref().unwrap_or_default());
        }
        if self.get(Field::Outcome).is_empty() && !self.get(Field::Code1).is_empty() {
            self.set(Field::Outcome, "mapped");
        }
        if self.get(Field::Justification) == self.get(Field::Reason) {
            self.0.remove(&Field::Justification);
        }
    }
}

fn tidied(text: &str) -> String {
    let text = text.trim();
    if text.contains('\r') {
        return text.replace("\r\n", "\n").replace('\r', "\n");
    }
    text.to_owned()
}
