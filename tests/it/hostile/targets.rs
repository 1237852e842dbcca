//! The table of everything that reads what strangers write: its name, its seeds, and how it is run. A run gives its answer in
//! words, by which the driver sees whether something new happened, and panics when what is said of a reader does not hold.

mod documents;
mod files;
mod snapshots;
mod texts;

use zhiyu::error::Error;

/// A reader.
pub struct Target {
    /// Its name.
    pub name: &'static str,
    /// Inputs that are right, or nearly.
    pub seeds: fn() -> Vec<Vec<u8>>,
    /// Gives it an input.
    pub run: fn(&[u8]) -> String,
}

/// Every reader.
pub const TARGETS: &[Target] = &[
    files::CSV,
    files::TSV,
    files::LINES,
    files::DETECTED,
    files::XLSX,
    files::SHEET_PART,
    files::TEXTS_PART,
    files::STYLES_PART,
    files::WORKBOOK_PART,
    files::DICTIONARY,
    files::WORK_LIST_CSV,
    files::WORK_LIST_XLSX,
    files::GB18030,
    documents::EDITION,
    documents::PROFILED,
    documents::FHIR_CODE_SYSTEM,
    documents::FHIR_CONCEPT_MAP,
    documents::FHIR_VALUE_SET,
    documents::CLAML,
    documents::CONCEPT_MAP,
    documents::SSSOM,
    documents::USAGI,
    documents::CROSSWALK,
    documents::FHIR_MAPPINGS,
    documents::SUCCESSION,
    snapshots::BODY,
    snapshots::MANIFEST,
    snapshots::POINTER,
    snapshots::KEY_SET,
    snapshots::DELTA,
    snapshots::PACKED,
    snapshots::KEY_FILE,
    snapshots::CHECKPOINT,
    texts::TOKEN,
    texts::POLICY,
    texts::CONDITION,
    texts::DECISION,
    texts::KIND,
    texts::PROFILE,
    texts::SEARCH,
    texts::SUGGEST,
    texts::FORMULA,
    texts::PERSONAL_DATA,
    texts::DATES,
    texts::IDS,
];

/// The answer of a reader in words.
fn told<T>(answer: Result<T, Error>, words: impl FnOnce(T) -> String) -> String {
    match answer {
        Ok(value) => words(value),
        Err(error) => {
            let finding = error.findings().first().map(zhiyu::error::Error::code);
            let rule = error
                .values()
                .iter()
                .find(|(name, _)| name.starts_with("rule") || name.starts_with("reason"));
            format!("{} {finding:?} {rule:?}", error.code())
        }
    }
}

/// A text as the bytes of a seed.
fn seeds(texts: &[&str]) -> Vec<Vec<u8>> {
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}

/// The input as text; what is none is made one.
fn text(input: &[u8]) -> String {
    String::from_utf8_lossy(input).into_owned()
}
