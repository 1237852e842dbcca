//! How two names of one code compare: spelled otherwise, worded otherwise, or names of two things. A hospital loads its
//! dictionary again, or a standard comes in another edition, and the code alone says nothing.
//!
//! Likeness is measured, but what must not be mistaken is decided by the guards and by the levels of a kind: 左 and 右 are
//! two things however alike the rest is, and so are two strengths of one drug.

use super::caps::CONFLICT_CAP;
use super::guard::Guard;
use super::kinds::drug::Drug;
use super::kinds::drug::DrugTerm;
use super::kinds::drug::Strength;
use super::kinds::laboratory;
use super::kinds::laboratory::Laboratory;
use super::kinds::level::Level;
use super::kinds::titles::Attributes;
use super::kinds::verdict::Verdict;
use super::lexicon::Lexicon;
use super::normalise::Step;
use super::normalise::normalise;
use super::score::edit_likeness;
use super::warning::Warning;
use crate::registry::comparison::Comparison;
use std::collections::BTreeMap;

/// From which likeness on, per mille, two wordings may be one thing. Among the 162 codes of a drug catalogue that were all
/// used again for other drugs the likest pair has 500 (碳酸钙D3片, 碳酸氢钠片).
const REWORDED: u16 = 600;
/// Fewer characters than this say too little for one name to be the beginning of another.
const SHORTEST_PART: usize = 2;

/// What a change of name is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// 书写差异: the same in one spelling: width, blanks, case, brackets, numerals.
    Respelled,
    /// 改写: other words, perhaps for the same thing.
    Reworded,
    /// 另有所指: another thing.
    Other,
}

/// A name and the columns beside it.
#[derive(Clone, Copy, Debug)]
pub struct Named<'a> {
    /// The name.
    pub name: &'a str,
    /// Further columns, by title.
    pub columns: &'a BTreeMap<String, String>,
}

/// How two names compare.
#[derive(Clone, Debug, PartialEq)]
pub struct Likeness {
    /// How alike they are: 1000 for one spelling, 0 for nothing in common.
    pub per_mille: u16,
    /// Whether they are the same in one spelling.
    pub same_spelling: bool,
    /// What must not differ and does.
    pub conflicts: Vec<Warning>,
}

impl Likeness {
    /// What the change is.
    pub fn grade(&self) -> Grade {
        if !self.conflicts.is_empty() {
            return Grade::Other;
        }
        if self.same_spelling {
            return Grade::Respelled;
        }
        if self.per_mille >= REWORDED {
            Grade::Reworded
        } else {
            Grade::Other
        }
    }
}

/// A name in one spelling: every step of [`normalise`] but those that take words away.
pub fn spelling(name: &str) -> String {
    let mut text = name.to_owned();
    for step in Step::ALL {
        let takes_words = matches!(step, Step::TrailingCode | Step::Unspecified);
        if let Some(changed) = (!takes_words).then(|| step.apply(&text)).flatten() {
            text = changed;
        }
    }
    text
}

/// Compares two names of one code, by the rules of a kind.
pub fn compare(lexicon: &Lexicon, kind: Comparison, before: Named<'_>, after: Named<'_>) -> Likeness {
    let (old, new) = (spelling(before.name), spelling(after.name));
    let same_spelling = old == new;
    let mut conflicts = by_columns(before, after);
    if !same_spelling {
        conflicts.extend(by_names(lexicon, before.name, after.name));
        conflicts.extend(by_kind(lexicon, kind, before, after));
    }
    conflicts.dedup();
    Likeness {
        per_mille: if same_spelling { 1000 } else { likeness(&old, &new) },
        same_spelling,
        conflicts,
    }
}

/// The likeness of two spellings; one that stands whole in the other counts as a wording of it.
fn likeness(old: &str, new: &str) -> u16 {
    let part = old.contains(new) || new.contains(old);
    let shorter = old.chars().count().min(new.chars().count());
    let measured = edit_likeness(old, new);
    if part && shorter >= SHORTEST_PART {
        measured.max(REWORDED)
    } else {
        measured
    }
}

fn by_names(lexicon: &Lexicon, before: &str, after: &str) -> Vec<Warning> {
    let (old, new) = (normalise(before).text, normalise(after).text);
    let warnings = Guard::new(lexicon.words(), &old).check(&new);
    warnings.into_iter().filter(is_conflict).collect()
}

fn by_kind(lexicon: &Lexicon, kind: Comparison, before: Named<'_>, after: Named<'_>) -> Vec<Warning> {
    let (old, new) = (Attributes::of(before.columns), Attributes::of(after.columns));
    let verdict = match kind {
        Comparison::Drug => {
            let term = DrugTerm::read(before.name, &old, lexicon);
            super::kinds::drug::compare(&term, after.name, std::iter::empty(), &new)
        }
        Comparison::Laboratory => {
            let term = Laboratory::read(before.name, &old);
            laboratory::compare(&term, after.name, std::iter::empty(), &new)
        }
        Comparison::Plain | Comparison::Division | Comparison::Department => Verdict::default(),
    };
    verdict.warnings.into_iter().filter(is_conflict).collect()
}

/// What the columns say about strength, form, unit and specimen, whatever the kind: their titles tell what they are.
fn by_columns(before: Named<'_>, after: Named<'_>) -> Vec<Warning> {
    let (old, new) = (Attributes::of(before.columns), Attributes::of(after.columns));
    let mut verdict = Verdict::default();
    if let (Some(one), Some(other)) = (old.spec, new.spec)
        && Strength::parse(one).agrees(&Strength::parse(other)) == Some(false)
    {
        verdict.differs(Level::Strength, one, other);
    }
    let forms = [before, after].map(|one| Drug::read(one.name, &Attributes::of(one.columns)).form);
    if let ([Some(one), Some(other)], true) = (forms, old.form.is_some() && new.form.is_some())
        && !one.fits(other)
    {
        verdict.differs(Level::Form, one.word, other.word);
    }
    for (level, one, other) in [
        (Level::Unit, old.unit, new.unit),
        (Level::Specimen, old.specimen, new.specimen),
    ] {
        if let (Some(one), Some(other)) = (one, other)
            && spelling(one) != spelling(other)
        {
            verdict.differs(level, one, other);
        }
    }
    verdict.warnings
}

fn is_conflict(warning: &Warning) -> bool {
    warning.cap() <= CONFLICT_CAP || matches!(warning, Warning::MalignancyOneSided { .. })
}
