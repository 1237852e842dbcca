//! One finding: a rule, a place, a value, and what it should perhaps be.

use super::cells;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use serde::Deserialize;
use serde::Serialize;
use std::sync::Arc;

const LONGEST_SUGGESTION: usize = 200;
/// Stands in words for a suggestion that there is not.
const NOTHING: &str = "?";
/// Names of further values that words mention.
const NAMES: [&str; 5] = ["first", "expected", "kind", "rule_zh", "rule_en"];

/// What a finding does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// It blocks storing.
    Error,
    /// It is stored, and shown to whoever reviews the edition.
    Warning,
    /// It is worth knowing.
    Info,
}

impl Severity {
    /// Every severity, the worst first.
    pub const ALL: [Self; 3] = [Self::Error, Self::Warning, Self::Info];

    /// The word in answers, files and the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|severity| severity.as_str() == text)
    }
}

/// Where a finding is.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The row as a person counts it in the file.
    pub row: u64,
    /// The title of the column.
    pub column: &'a Arc<str>,
}

/// Something wrong or doubtful in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule: an error code, whose words say what it means.
    pub rule: Code,
    /// What it does.
    pub severity: Severity,
    /// The row as a person counts it in the file: the header is row 1.
    pub row: u64,
    /// The title of the column.
    pub column: Arc<str>,
    /// The value: its first 60 characters, with what cannot be seen written out.
    pub value: String,
    /// What it should perhaps be.
    pub suggestion: Option<String>,
    more: Vec<(&'static str, String)>,
}

impl Finding {
    /// A finding of a rule about a value.
    pub(crate) fn new(rule: Code, severity: Severity, place: Place<'_>, value: &str) -> Self {
        Self {
            rule,
            severity,
            row: place.row,
            column: Arc::clone(place.column),
            value: cells::shown(value),
            suggestion: None,
            more: Vec::new(),
        }
    }

    /// Adds what it should perhaps be.
    #[must_use]
    pub(crate) fn suggesting(mut self, suggestion: Option<impl Into<String>>) -> Self {
        self.suggestion = suggestion.map(|text| text.into().chars().take(LONGEST_SUGGESTION).collect());
        self
    }

    /// Adds a further value of the rule's words.
    #[must_use]
    pub(crate) fn with(mut self, name: &'static str, value: impl std::fmt::Display) -> Self {
        self.more.push((name, value.to_string()));
        self
    }

    /// Takes what was stored; `more` is the JSON of [`Finding::more`].
    pub(crate) fn stored(mut self, more: &str) -> Result<Self> {
        let broken = |cause| Error::new(Code::Internal).caused_by(cause);
        let pairs: Vec<(String, String)> = serde_json::from_str(more).map_err(broken)?;
        let known = |name: &String| NAMES.into_iter().find(|known| known == name);
        self.more = pairs
            .into_iter()
            .filter_map(|(name, value)| Some((known(&name)?, value)))
            .collect();
        Ok(self)
    }

    /// The further values of the rule's words.
    pub(crate) fn more(&self) -> &[(&'static str, String)] {
        &self.more
    }

    /// The finding as an error with its words and its place.
    pub fn to_error(&self) -> Error {
        let mut error = Error::new(self.rule).with("value", &self.value);
        for (name, value) in &self.more {
            error = error.with(name, value);
        }
        error
            .with("suggestion", self.suggestion.as_deref().unwrap_or(NOTHING))
            .at_row(self.row)
            .in_column(&*self.column)
    }
}
