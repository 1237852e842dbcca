//! Which errors exist: every refusal of the service has one stable code, one kind, and its words in Chinese and English.
//!
//! The table at the end is the whole contract. Values are named fields that fill the `{…}` of the words; nothing
//! internal (SQL, paths, stack) is ever a value. Wire formats and HTTP status belong to `http`.

#[macro_use]
mod accounts;
#[macro_use]
mod distribution;
#[macro_use]
mod files;
mod table;

pub use table::Code;

use crate::language::Language;
use std::fmt;

/// What sort of failure it is, free of any transport.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The input breaks a rule.
    Invalid,
    /// Nobody is signed in, or the token is not valid.
    Unauthorized,
    /// The account may not do this.
    Forbidden,
    /// The thing does not exist.
    NotFound,
    /// The thing is in a state that does not allow this.
    Conflict,
    /// The thing changed since it was read.
    PreconditionFailed,
    /// The input is larger than allowed.
    TooLarge,
    /// The thing is there, but not for this act.
    MethodNotAllowed,
    /// The thing has no such part.
    RangeNotSatisfiable,
    /// The input comes in a form that is not read.
    UnsupportedMediaType,
    /// The caller asks for more than their share; trying again later works.
    TooManyRequests,
    /// The service cannot answer now; trying again later may work.
    Unavailable,
    /// The service broke its own rule; the log has the cause.
    Internal,
}

/// Where in the input the error is: a row (1 is the header line of a file), a column, a field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Row number as a person counts it in the file: the header is row 1.
    pub row: Option<u64>,
    /// Column title or, without a title, its letter or number.
    pub column: Option<String>,
    /// Name of the field of a request.
    pub field: Option<String>,
}

/// One refusal: a stable code, the values of its words, its place, and further findings of the same input.
pub struct Error(Box<Inner>);

struct Inner {
    code: Code,
    values: Vec<(&'static str, String)>,
    place: Place,
    findings: Vec<Error>,
    cause: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// The result of everything that can be refused.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// A refusal with this code and nothing else yet.
    pub fn new(code: Code) -> Self {
        Self(Box::new(Inner {
            code,
            values: Vec::new(),
            place: Place::default(),
            findings: Vec::new(),
            cause: None,
        }))
    }

    /// Names a value that the words of the code mention as `{name}`.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.0.values.push((name, value.to_string()));
        self
    }

    /// Says in which row of the file it is; the header is row 1.
    #[must_use]
    pub fn at_row(mut self, row: u64) -> Self {
        self.0.place.row = Some(row);
        self
    }

    /// Says in which column of the file it is.
    #[must_use]
    pub fn in_column(mut self, column: impl Into<String>) -> Self {
        self.0.place.column = Some(column.into());
        self
    }

    /// Says which field of the request it is.
    #[must_use]
    pub fn in_field(mut self, field: impl Into<String>) -> Self {
        self.0.place.field = Some(field.into());
        self
    }

    /// Keeps the underlying failure for the log; a client never sees it.
    #[must_use]
    pub fn caused_by(mut self, cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.0.cause = Some(cause.into());
        self
    }

    /// Adds further findings of the same input, each with its own place.
    #[must_use]
    pub fn with_findings(mut self, findings: Vec<Error>) -> Self {
        self.0.findings = findings;
        self
    }

    /// The stable code.
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// The kind of the code.
    pub fn kind(&self) -> Kind {
        self.0.code.kind()
    }

    /// Where in the input it is.
    pub fn place(&self) -> &Place {
        &self.0.place
    }

    /// Further findings of the same input.
    pub fn findings(&self) -> &[Error] {
        &self.0.findings
    }

    /// The named values, in the order they were given.
    pub fn values(&self) -> &[(&'static str, String)] {
        &self.0.values
    }

    /// The underlying failure, for the log alone.
    pub fn cause(&self) -> Option<&(dyn std::error::Error + Send + Sync + 'static)> {
        self.0.cause.as_deref()
    }

    /// What a log may say of it: the code and the underlying failure, none of the values, which may be local codes and terms.
    pub fn in_log(&self) -> impl fmt::Display + use<> {
        match self.cause() {
            Some(cause) => format!("{} caused by {cause:?}", self.code()),
            None => self.code().to_string(),
        }
    }

    /// What is wrong, in words.
    pub fn detail(&self, language: Language) -> String {
        self.fill(language.of(self.0.code.detail()))
    }

    /// What to do about it, in words.
    pub fn advice(&self, language: Language) -> String {
        self.fill(language.of(self.0.code.advice()))
    }

    fn fill(&self, words: &str) -> String {
        let mut text = words.to_owned();
        for (name, value) in &self.0.values {
            text = text.replace(&format!("{{{name}}}"), value);
        }
        text
    }
}

impl From<Code> for Error {
    fn from(code: Code) -> Self {
        Self::new(code)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.0.code, self.detail(Language::English))?;
        let place = self.place();
        if let Some(row) = place.row {
            write!(f, " (row {row})")?;
        }
        if let Some(column) = &place.column {
            write!(f, " (column {column})")?;
        }
        if let Some(field) = &place.field {
            write!(f, " (field {field})")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")?;
        if let Some(cause) = self.cause() {
            write!(f, " caused by {cause:?}")?;
        }
        if !self.findings().is_empty() {
            write!(f, " findings {:?}", self.findings())?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}
