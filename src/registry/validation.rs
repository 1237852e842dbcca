//! Verdicts on values: a pure function of a value and of what a value domain permits, so that every node and every collector
//! gives the same verdict for the same versions. Values are judged byte for byte; what was probably meant is only a hint.

mod form;
mod permitted;
mod repair;

pub use permitted::PermittedValues;

use super::kind::Kind;
use super::reason::Reason;
use super::representation::Representation;
use super::value_domain::Description;
use crate::error::Result;
use form::Form;
use std::sync::Arc;

/// A verdict on one value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict<'v> {
    /// Why; the outcome follows from it.
    pub reason: Reason,
    /// The official display of a valid code.
    pub display: Option<&'v str>,
    /// The value that was probably meant, with its display where it has one.
    pub hint: Option<(String, Option<&'v str>)>,
}

/// What a value domain permits, ready to judge by.
#[derive(Debug)]
pub enum Judge {
    /// A list.
    Listed(PermittedValues),
    /// A form.
    Described(Form),
    /// Nothing that can be judged by, and why.
    NotCheckable(Reason),
}

impl Judge {
    /// A judge of described values; `kind` is the kind that the description names, when it is registered.
    ///
    /// Errors: `field-invalid` for a pattern that cannot be read.
    pub fn of_description(description: &Description, kind: Option<Arc<Kind>>) -> Result<Self> {
        Form::of(description, kind).map(Self::Described)
    }

    /// A judge by a representation format alone.
    pub fn of_representation(representation: Representation) -> Self {
        Self::Described(Form::of_representation(representation))
    }

    /// The verdict on a value.
    pub fn judge(&self, value: &str) -> Verdict<'_> {
        match self {
            Self::Listed(values) => values.judge(value),
            Self::Described(form) => form.judge(value),
            Self::NotCheckable(reason) => Verdict::of(*reason),
        }
    }

    /// Bytes that it takes, about.
    pub fn bytes(&self) -> usize {
        match self {
            Self::Listed(values) => values.bytes(),
            Self::Described(_) | Self::NotCheckable(_) => 1024,
        }
    }
}

impl<'v> Verdict<'v> {
    pub(super) fn of(reason: Reason) -> Self {
        Self {
            reason,
            display: None,
            hint: None,
        }
    }

    pub(super) fn with_hint(reason: Reason, value: String, display: Option<&'v str>) -> Self {
        Self {
            reason,
            display: None,
            hint: Some((value, display)),
        }
    }
}
