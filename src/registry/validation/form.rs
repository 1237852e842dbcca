//! Values of a described value domain: format, pattern, then the grammar and check digit of a kind.

use super::Verdict;
use super::repair;
use crate::error::Result;
use crate::registry::data_element::DataType;
use crate::registry::kind::Fault;
use crate::registry::kind::Kind;
use crate::registry::reason::Reason;
use crate::registry::representation::Representation;
use crate::registry::value_domain::Description;
use regex::Regex;
use std::sync::Arc;

/// A form that values must have.
#[derive(Debug)]
pub struct Form {
    representation: Option<Representation>,
    pattern: Option<Regex>,
    kind: Option<Known>,
}

/// The kind of code that a description names.
#[derive(Debug)]
enum Known {
    Kind(Arc<Kind>),
    Unknown,
}

impl Form {
    /// The form of a description; `kind` is the kind that it names, when that is registered.
    pub(super) fn of(description: &Description, kind: Option<Arc<Kind>>) -> Result<Self> {
        let is_named = description.kind.is_some();
        Ok(Self {
            representation: description
                .representation
                .or_else(|| usual_format(description.data_type)),
            pattern: description.regex()?,
            kind: is_named.then(|| kind.map_or(Known::Unknown, Known::Kind)),
        })
    }

    pub(super) fn of_representation(representation: Representation) -> Self {
        Self {
            representation: Some(representation),
            pattern: None,
            kind: None,
        }
    }

    pub(super) fn judge(&self, value: &str) -> Verdict<'static> {
        let reason = match self.check(value) {
            Ok(()) => return Verdict::of(self.verdict_when_right()),
            Err(Reason::Binary) => return Verdict::of(Reason::Binary),
            Err(reason) => reason,
        };
        let (tidy, why) = repair::tidy(value);
        if tidy.is_empty() {
            return Verdict::of(Reason::Empty);
        }
        if let Some(why) = why.filter(|_| self.check(&tidy).is_ok()) {
            return Verdict::with_hint(why, tidy, None);
        }
        let upper = tidy.to_uppercase();
        if upper != tidy && self.check(&upper).is_ok() {
            return Verdict::with_hint(Reason::LetterCase, upper, None);
        }
        Verdict::of(reason)
    }

    fn check(&self, value: &str) -> std::result::Result<(), Reason> {
        if value.is_empty() {
            return Err(Reason::Empty);
        }
        let has_blanks = value.trim() != value;
        if has_blanks {
            return Err(Reason::BlankAround);
        }
        if let Some(representation) = &self.representation {
            representation.check(value)?;
        }
        if self.pattern.as_ref().is_some_and(|pattern| !pattern.is_match(value)) {
            return Err(Reason::WrongFormat);
        }
        let Some(Known::Kind(kind)) = &self.kind else {
            return Ok(());
        };
        match kind.fault(value) {
            None => Ok(()),
            Some(Fault::Pattern) => Err(Reason::WrongFormat),
            Some(Fault::CheckDigit(_)) => Err(Reason::CheckDigit),
        }
    }

    /// A value that keeps every rule that is known is still not known to be right when one rule is not.
    fn verdict_when_right(&self) -> Reason {
        match &self.kind {
            Some(Known::Unknown) => Reason::KindUnknown,
            Some(Known::Kind(_)) | None => Reason::WellFormed,
        }
    }
}

/// The format that a data type has when none is said.
fn usual_format(data_type: Option<DataType>) -> Option<Representation> {
    match data_type? {
        DataType::Truth => Some(Representation::Truth),
        DataType::Date => Some(Representation::Date),
        DataType::Time => Some(Representation::Time),
        DataType::DateTime => Some(Representation::DateTime),
        DataType::Binary => Some(Representation::Binary),
        DataType::Text | DataType::FreeText | DataType::OwnList | DataType::Coded | DataType::Number => None,
    }
}
