//! The forms in which editions come and go.

use crate::registry::tabular;

/// A form of file that holds an edition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A table as text or as a workbook.
    Table(tabular::Format),
    /// A FHIR `CodeSystem` as JSON, R4 (4.0.1) or R5 (5.0.0).
    Fhir,
    /// ClaML 2 or 3 (EN 14463, ISO 13120), as WHO publishes ICD.
    ClaMl,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 6] = [
        Self::Table(tabular::Format::Csv),
        Self::Table(tabular::Format::Tsv),
        Self::Table(tabular::Format::Xlsx),
        Self::Table(tabular::Format::Lines),
        Self::Fhir,
        Self::ClaMl,
    ];

    /// The word in requests, commands and profiles.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Table(tabular::Format::Csv) => "csv",
            Self::Table(tabular::Format::Tsv) => "tsv",
            Self::Table(tabular::Format::Xlsx) => "xlsx",
            Self::Table(tabular::Format::Lines) => "txt",
            Self::Fhir => "fhir",
            Self::ClaMl => "claml",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == text)
    }

    /// The format of a file: an ending of JSON or XML, or a beginning that no table has; else the table that
    /// [`tabular::Format::detect`] finds.
    pub fn detect(file_name: Option<&str>, bytes: &[u8]) -> Self {
        let ending = file_name.and_then(|name| name.rsplit_once('.'));
        let ending = ending.map(|(_, ending)| ending.to_ascii_lowercase());
        let bytes_after_mark = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
        let begins = |beginning: &[u8]| bytes_after_mark.starts_with(beginning);
        match ending.as_deref() {
            Some("json") => Self::Fhir,
            Some("xml" | "claml") => Self::ClaMl,
            None if begins(b"{") => Self::Fhir,
            None if begins(b"<?xml") || begins(b"<ClaML") => Self::ClaMl,
            _ => Self::Table(tabular::Format::detect(file_name, bytes)),
        }
    }
}
