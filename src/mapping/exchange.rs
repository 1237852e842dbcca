//! The mappings of a hospital's dictionary as files of other programs, out and in: SSSOM, FHIR `ConceptMap`, Usagi, and a
//! crosswalk for people.
//!
//! What a form of file cannot say is listed as a loss; nothing goes out that a reader would take for more than was decided.
//! What comes in are proposals for drafts: [`read`] says what each row asks for, `asked` what the rows ask for together.

mod asked;
mod crosswalk;
mod fhir;
mod losses;
mod sssom;
mod terms;
mod usagi;

pub use asked::Asked;
pub use asked::Outcome;
pub use asked::asked;
pub use losses::Field;
pub use losses::Loss;
pub use losses::LossKind;
pub use losses::Losses;

use super::concept_map::FhirRelease;
use super::condition::Condition;
use super::decision::Decision;
use super::origin::Origin;
use super::state::State;
use super::target::Relationship;
use super::target::Target;
use crate::error::Error;
use crate::error::Result;
use crate::id::AccountId;
use crate::id::DictionaryId;
use crate::id::EditionRef;
use crate::id::OrganizationId;
use crate::registry::tabular;
use crate::time::Instant;

/// A form of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExchangeFormat {
    /// SSSOM 1.1 as TSV with its metadata in front.
    Sssom,
    /// A FHIR `ConceptMap` as JSON.
    ConceptMap(FhirRelease),
    /// The save file of Usagi, a CSV.
    Usagi,
    /// A crosswalk for people, as a workbook or as CSV.
    Crosswalk(tabular::Format),
}

/// What the mappings are of.
#[derive(Clone, Debug)]
pub struct About {
    /// Whose they are.
    pub organization: OrganizationId,
    /// The dictionary.
    pub dictionary: DictionaryId,
    /// The edition its codes are to be mapped to.
    pub target: EditionRef,
    /// How often the dictionary was loaded: the version of the local codes.
    pub loads: i64,
    /// The release that goes out; `None` is the working state.
    pub release: Option<i64>,
}

/// A local code as it goes out.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The local code.
    pub code: String,
    /// Its name when the decision was made.
    pub name: String,
    /// What was decided; what a reviewer returned is no decision and stands in `refusals`.
    pub decision: Option<Decision>,
    /// Where the mapping is in its life.
    pub state: State,
    /// Why: the author's words.
    pub justification: String,
    /// What the decision was made from.
    pub origin: Origin,
    /// Who decided.
    pub author: AccountId,
    /// When.
    pub decided_at: Instant,
    /// Who approved it.
    pub reviewer: Option<AccountId>,
    /// When.
    pub reviewed_at: Option<Instant>,
    /// How often data used the code, where the hospital counts it.
    pub usage: Option<i64>,
    /// Targets that a reviewer returned and that are not decided now.
    pub refusals: Vec<Refusal>,
}

/// A target that a reviewer returned 退回.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The target.
    pub target: Target,
    /// The reviewer.
    pub reviewer: String,
    /// When.
    pub at: Instant,
    /// Why.
    pub reason: String,
}

/// A file and what it could not say.
#[derive(Clone, Debug)]
pub struct Written {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// The losses.
    pub losses: Losses,
}

/// What a file says: its rows, and the rows that cannot be understood.
#[derive(Debug, Default)]
pub struct Readings {
    /// The rows in the order of the file.
    pub rows: Vec<Reading>,
    /// What is wrong, each with its row.
    pub faults: Vec<Error>,
}

/// What one row of a file says of a local code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The row as a person counts it; of a document that is no table, the number of the target, from 1.
    pub row: u64,
    /// The local code, byte for byte.
    pub code: String,
    /// Its name; empty when the file has none.
    pub name: String,
    /// What it says.
    pub said: Said,
    /// Why; may be empty.
    pub justification: String,
}

/// What a row says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// The code has this target.
    Target(Pointed),
    /// Nothing fits.
    NoMatch {
        /// Why.
        reason: String,
        /// The day on which to look again.
        review_on: Option<String>,
    },
    /// The code is never sent.
    Ignored {
        /// Why.
        reason: String,
    },
    /// The code does not have this target.
    Refused(Pointed),
    /// Nobody has decided: the word of the file for that.
    Undecided(String),
}

/// A target as a file points at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pointed {
    /// Its edition.
    pub edition: PointedEdition,
    /// Its code, byte for byte.
    pub code: String,
    /// Its name; may be empty.
    pub display: String,
    /// How it relates to the local code.
    pub relationship: Relationship,
    /// Under which conditions it holds.
    pub when: Vec<Condition>,
    /// Its place among the targets of the code, from 1, when the file says it; else the order of the rows counts.
    pub position: Option<u32>,
}

/// The edition of a target as a file names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PointedEdition {
    /// Not at all: the dictionary's target edition is meant.
    Unnamed,
    /// An edition by our name of it.
    Named(EditionRef),
    /// Something that is no name of an edition here.
    Foreign(String),
}

impl PointedEdition {
    /// The edition that a cell names as `system/edition`; an empty cell names none.
    fn of(text: &str) -> Self {
        match EditionRef::parse(text) {
            _ if text.is_empty() => Self::Unnamed,
            Ok(of) => Self::Named(of),
            Err(_) => Self::Foreign(text.to_owned()),
        }
    }
}

impl ExchangeFormat {
    /// Every form.
    pub const ALL: [Self; 6] = [
        Self::Sssom,
        Self::ConceptMap(FhirRelease::R4),
        Self::ConceptMap(FhirRelease::R5),
        Self::Usagi,
        Self::Crosswalk(tabular::Format::Xlsx),
        Self::Crosswalk(tabular::Format::Csv),
    ];

    /// The word in requests and commands.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sssom => "sssom",
            Self::ConceptMap(FhirRelease::R4) => "conceptmap-r4",
            Self::ConceptMap(FhirRelease::R5) => "conceptmap-r5",
            Self::Usagi => "usagi",
            Self::Crosswalk(tabular::Format::Xlsx) => "xlsx",
            Self::Crosswalk(tabular::Format::Csv | tabular::Format::Tsv | tabular::Format::Lines) => "csv",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == text)
    }

    /// The ending of a file and its media type.
    pub const fn ending(self) -> (&'static str, &'static str) {
        match self {
            Self::Sssom => ("sssom.tsv", "text/tab-separated-values; charset=utf-8"),
            Self::ConceptMap(_) => ("json", "application/fhir+json; charset=utf-8"),
            Self::Usagi => ("usagi.csv", "text/csv; charset=utf-8"),
            Self::Crosswalk(tabular::Format::Xlsx) => (
                "xlsx",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            ),
            Self::Crosswalk(tabular::Format::Csv | tabular::Format::Tsv | tabular::Format::Lines) => {
                ("csv", "text/csv; charset=utf-8")
            }
        }
    }
}

/// The entries in this form, in their order, with what it cannot say.
///
/// Errors: `file-too-large` when the rows do not fit on a sheet.
pub fn write(format: ExchangeFormat, about: &About, entries: &[Entry]) -> Result<Written> {
    match format {
        ExchangeFormat::Sssom => sssom::write(about, entries),
        ExchangeFormat::ConceptMap(release) => fhir::write(release, about, entries),
        ExchangeFormat::Usagi => usagi::write(entries),
        ExchangeFormat::Crosswalk(table) => crosswalk::write(table, entries),
    }
}

/// What a file says, row by row. Which release of FHIR a document is of is seen in it.
///
/// Errors: those of reading tables, `column-missing`, and `document-invalid` for FHIR that is no `ConceptMap`.
pub fn read(format: ExchangeFormat, bytes: &[u8]) -> Result<Readings> {
    match format {
        ExchangeFormat::Sssom => sssom::read(bytes),
        ExchangeFormat::ConceptMap(_) => fhir::read(bytes),
        ExchangeFormat::Usagi => usagi::read(bytes),
        ExchangeFormat::Crosswalk(table) => crosswalk::read(table, bytes),
    }
}
