//! Which work list a row is from, and whether its identity is still what went out.

use crate::digest::sha256_hex;
use crate::id::DictionaryId;
use crate::id::EditionRef;
use crate::id::OrganizationId;
use crate::time::Instant;

/// The format of the file; another layout gets another number.
const FORMAT: &str = "zhiyu-work-list/1";
const CHECK_DIGITS: usize = 12;

/// What kind of file a work list went out as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Medium {
    /// A workbook.
    Xlsx,
    /// Text; its cells are guarded against being computed.
    Csv,
}

/// The work list that a row is from, as every row carries it: `zhiyu-work-list/1 xlsx H1 his/diagnosis
/// icd-10/guolin-2.0 3 2026-11-21T01:00:00.000000Z`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// What kind of file it went out as.
    pub medium: Medium,
    /// The organization.
    pub organization: OrganizationId,
    /// The dictionary.
    pub dictionary: DictionaryId,
    /// The edition whose codes the targets are.
    pub target: EditionRef,
    /// How often the dictionary had been loaded.
    pub loads: i64,
    /// When it went out.
    pub exported_at: Instant,
}

impl Medium {
    /// The word in requests, and the ending of the file.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Xlsx, Self::Csv]
            .into_iter()
            .find(|medium| medium.as_str() == text)
    }
}

impl std::fmt::Display for Stamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (medium, at) = (self.medium.as_str(), self.exported_at.to_rfc3339());
        let (organization, dictionary, target) = (&self.organization, &self.dictionary, &self.target);
        write!(
            f,
            "{FORMAT} {medium} {organization} {dictionary} {target} {} {at}",
            self.loads
        )
    }
}

impl Stamp {
    /// Reads the text; nothing when it is none of this format.
    pub fn parse(text: &str) -> Option<Self> {
        let words: Vec<&str> = text.split(' ').collect();
        let [format, medium, organization, dictionary, target, loads, at] = words.as_slice() else {
            return None;
        };
        if *format != FORMAT {
            return None;
        }
        Some(Self {
            medium: Medium::parse(medium)?,
            organization: OrganizationId::new(*organization).ok()?,
            dictionary: DictionaryId::new(*dictionary).ok()?,
            target: EditionRef::parse(target).ok()?,
            loads: loads.parse().ok()?,
            exported_at: Instant::parse(at)?,
        })
    }

    /// The check of a row: some digits of a digest over where it is from, which row it is, its name and the version of
    /// its mapping. It finds slips, not forgers: whoever may import may also draft.
    pub fn check(&self, row_id: &str, name: &str, version: &str) -> String {
        let text = format!("{self}\n{}\n{}\n{version}", one_line_end(row_id), one_line_end(name));
        sha256_hex([text.as_bytes()]).chars().take(CHECK_DIGITS).collect()
    }
}

/// The text with every line end as a line feed: workbooks and their programs know no other.
pub fn one_line_end(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}
