//! A list that comes with the program: `MANIFEST.toml` says what it is, `concepts.tsv` holds it, and each proves the
//! other.

use super::concept::Concept;
use super::edition_file;
use super::exchange::own;
use super::tabular;
use super::tabular::Format;
use super::tabular::Limits;
use crate::digest;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::EditionId;
use crate::id::EditionRef;
use crate::id::KindId;
use crate::id::SystemId;
use chrono::NaiveDate;
use serde::Deserialize;

const DAY: &str = "%Y-%m-%d";
const SHA256_DIGITS: usize = 64;

/// What a shipped list is and where it comes from: the fields of `MANIFEST.toml`. A field that is not known is refused.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The code system, such as `gbt-2261.1`.
    pub system: SystemId,
    /// The edition, such as `2003`.
    pub edition: EditionId,
    /// Its title in Chinese.
    pub title: String,
    /// Its title in English.
    pub title_en: String,
    /// Who publishes it.
    pub publisher: String,
    /// Its object identifier, digits and dots (GB/T 17969.1).
    pub oid: Option<String>,
    /// Where it is published.
    pub url: Option<String>,
    /// What kind of thing it lists; `plain` when it is not said.
    #[serde(default)]
    pub kind: KindId,
    /// From which source the rows were taken.
    pub source: String,
    /// How sure the rows are, in the words of who took them: `V` seen in a published source, `V-` seen in a second-hand
    /// one, `M` from memory.
    pub confidence: String,
    /// How many concepts `concepts.tsv` has.
    pub rows: usize,
    /// The SHA-256 of the bytes of `concepts.tsv`, 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// The day from which it is in force, as `2026-11-21`.
    pub effective_from: Option<String>,
    /// What else is worth knowing.
    pub note: Option<String>,
}

impl Manifest {
    /// Reads the text of a `MANIFEST.toml`; `list` names it in errors.
    ///
    /// Errors: `shipped-list-broken`.
    pub fn parse(list: &str, text: &str) -> Result<Self> {
        let manifest: Self = toml::from_str(text).map_err(|cause| broken(list).caused_by(cause))?;
        match manifest.fault() {
            None => Ok(manifest),
            Some(fault) => Err(broken(list).caused_by(fault)),
        }
    }

    /// The edition that the list is.
    pub fn edition_ref(&self) -> EditionRef {
        EditionRef {
            system: self.system.clone(),
            edition: self.edition.clone(),
        }
    }

    fn fault(&self) -> Option<&'static str> {
        let said = [
            &self.title,
            &self.title_en,
            &self.publisher,
            &self.source,
            &self.confidence,
        ];
        if said.iter().any(|text| text.trim().is_empty()) {
            return Some("a field of the manifest is empty");
        }
        let is_hexadecimal = self
            .sha256
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if !is_hexadecimal || self.sha256.len() != SHA256_DIGITS {
            return Some("sha256 is not 64 lower-case hexadecimal digits");
        }
        let is_number = |arc: &str| !arc.is_empty() && arc.bytes().all(|byte| byte.is_ascii_digit());
        if self.oid.as_ref().is_some_and(|oid| !oid.split('.').all(is_number)) {
            return Some("oid is not made of numbers and dots");
        }
        let is_day =
            |text: &String| NaiveDate::parse_from_str(text, DAY).is_ok_and(|day| day.format(DAY).to_string() == *text);
        if self.effective_from.as_ref().is_some_and(|text| !is_day(text)) {
            return Some("effective_from is no day of the form 2026-11-21");
        }
        None
    }
}

/// Reads a shipped list: the text of its manifest and the bytes of its `concepts.tsv`. `list` names it in errors.
///
/// Errors: `shipped-list-broken` when the manifest is not valid, or does not tell the digest or the number of rows of
/// the file, or the header is another than `code name parent status assignable aliases` and property columns, or a row
/// is refused; the finding or the cause says which.
pub fn read(list: &str, manifest: &str, concepts: &[u8]) -> Result<(Manifest, Vec<Concept>)> {
    let manifest = Manifest::parse(list, manifest)?;
    if digest::sha256_hex([concepts]) != manifest.sha256 {
        return Err(broken(list).caused_by("concepts.tsv has another sha256"));
    }
    let found = |error: Error| broken(list).with_findings(vec![error]);
    let table = tabular::read(concepts, Format::Tsv, &Limits::default()).map_err(found)?;
    let choice =
        own::choice(table.headers()).ok_or_else(|| broken(list).caused_by("concepts.tsv has another header"))?;
    let concepts = edition_file::concepts(&table, &choice).map_err(found)?;
    if concepts.len() != manifest.rows {
        return Err(broken(list).caused_by("concepts.tsv has another number of rows"));
    }
    Ok((manifest, concepts))
}

fn broken(list: &str) -> Error {
    Error::new(Code::ShippedListBroken).with("list", list)
}
