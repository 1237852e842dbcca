//! Column profiles: how the files of a publication are read, as data in `dictionaries/profiles/<id>.toml`.

use super::format::Format;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::id::KindId;
use crate::registry::columns::ColumnChoice;
use crate::registry::columns::Wanted;
use crate::registry::columns::column_named;
use crate::registry::shipped;
use serde::Deserialize;
use std::collections::BTreeMap;

/// How the files of a publication are read. A field that is not known is refused; all may be missing but the titles.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Its id: the name of its file.
    #[serde(skip)]
    pub id: String,
    /// Its title in Chinese.
    pub title: String,
    /// Its title in English.
    pub title_en: String,
    /// The publication whose files have this form, and how sure that is.
    pub publication: String,
    /// The word of the format; detected without it.
    pub format: Option<String>,
    /// The sheet of the workbook; the first visible one without it.
    pub sheet: Option<String>,
    /// The row of the header; the first row that is not empty without it.
    pub header_row: Option<u64>,
    /// The kind of the code system.
    pub kind: Option<KindId>,
    /// Which column holds what.
    #[serde(default)]
    pub columns: ProfileColumns,
    /// Levels above the entries that stand in columns of every row, the highest first: each becomes a concept that data
    /// may not carry.
    #[serde(default)]
    pub levels: Vec<Level>,
    /// Codes in the column of parents that mean that there is none, such as `-1`.
    #[serde(default)]
    pub roots: Vec<String>,
    /// The publication's words of status and what they mean: `active` or `retired`. Another word is refused.
    #[serde(default)]
    pub statuses: BTreeMap<String, String>,
    /// What a row means that says the same as an earlier one.
    #[serde(default)]
    pub repeated: Repeated,
    /// What a row means without code or name.
    #[serde(default)]
    pub empty: EmptyRow,
    /// Whether blanks and line ends around codes are cut off; how many were is told.
    #[serde(default)]
    pub trim: bool,
    /// What is known of every edition in this form, where the caller says nothing.
    #[serde(default)]
    pub metadata: ProfileMetadata,
}

/// Titles of columns, of each the first that the table has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProfileColumns {
    /// The code; guessed without it.
    pub code: Option<Titles>,
    /// What is put behind the code: an additional code.
    pub code_suffix: Option<Titles>,
    /// The name; guessed without it.
    pub name: Option<Titles>,
    /// The code of the concept above.
    pub parent: Option<Titles>,
    /// Whether the concept is in use.
    pub status: Option<Titles>,
    /// Whether data may carry the code.
    pub assignable: Option<Titles>,
    /// Other names.
    #[serde(default)]
    pub aliases: AliasColumns,
    /// Further columns to keep.
    #[serde(default)]
    pub properties: Vec<String>,
    /// Further columns to keep where the table has them.
    #[serde(default)]
    pub properties_if_present: Vec<String>,
}

/// The titles that one column may have.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Titles {
    /// One title.
    One(String),
    /// Several, as they differ between years or publishers.
    Several(Vec<String>),
}

/// Where other names stand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum AliasColumns {
    /// Nowhere.
    #[default]
    Absent,
    /// In this column, separated by `|`.
    Cell(String),
    /// In these columns, one name in each; those that the table does not have are left out.
    Names(Vec<String>),
}

/// A level above the entries.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// The column of its codes.
    pub code: String,
    /// The column of its names.
    pub name: String,
}

/// What a row means that says the same as an earlier one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Repeated {
    /// A repeated code, which is refused.
    #[default]
    Refused,
    /// Nothing when all of its columns that are read are equal to those of the earlier row, as on the target side of a
    /// crosswalk; else it is refused.
    SameRowOnce,
}

/// What a row means without code or name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EmptyRow {
    /// Something is missing, which is refused.
    #[default]
    Refused,
    /// Nothing when it has neither, as on the target side of a crosswalk.
    Skipped,
    /// Nothing when it has no name, as in lists of products where a deleted entry keeps its code.
    UnnamedSkipped,
}

/// What is known of every edition in this form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProfileMetadata {
    /// Its title.
    #[serde(default)]
    pub title: String,
    /// Where such lists are taken from.
    #[serde(default)]
    pub source: String,
    /// How sure its facts are.
    #[serde(default)]
    pub confidence: String,
}

impl Profile {
    /// Every profile that comes with the program, by id.
    pub fn all() -> Result<Vec<Self>> {
        let texts = shipped::profiles()?;
        texts.into_iter().map(|(id, text)| Self::parse(id, &text)).collect()
    }

    /// The profile with this id.
    ///
    /// Errors: `profile-unknown`.
    pub fn find(id: &str) -> Result<Self> {
        let found = Self::all()?.into_iter().find(|profile| profile.id == id);
        found.ok_or_else(|| Error::new(Code::ProfileUnknown).with("profile", id))
    }

    /// Reads the text of a profile.
    ///
    /// Errors: `shipped-list-broken`.
    pub fn parse(id: String, text: &str) -> Result<Self> {
        let broken = || Error::new(Code::ShippedListBroken).with("list", format!("profiles/{id}"));
        let profile: Self = toml::from_str(text).map_err(|cause| broken().caused_by(cause))?;
        let is_known = |word: &String| Format::parse(word).is_some();
        if !profile.format.as_ref().is_none_or(is_known) {
            return Err(broken().caused_by("the format is not known"));
        }
        Ok(Self { id, ..profile })
    }

    /// The format that it names.
    pub fn format(&self) -> Option<Format> {
        self.format.as_deref().and_then(Format::parse)
    }

    /// The columns of a table with these titles.
    ///
    /// Errors: `column-missing` and the others of [`column_named`] for properties; the other columns are looked for when
    /// the table is read.
    pub(super) fn choice(&self, headers: &[String]) -> ColumnChoice {
        let columns = &self.columns;
        let named = |titles: &Titles| Wanted::Named(titles.in_table(headers).to_owned());
        let guessed = |titles: &Option<Titles>| titles.as_ref().map_or(Wanted::Guessed, named);
        let only_named = |titles: &Option<Titles>| titles.as_ref().map_or(Wanted::Absent, named);
        let has = |title: &&String| column_named(headers, title).is_ok();
        let present = columns.properties_if_present.iter().filter(has);
        ColumnChoice {
            code: guessed(&columns.code),
            name: guessed(&columns.name),
            parent: only_named(&columns.parent),
            status: only_named(&columns.status),
            assignable: only_named(&columns.assignable),
            aliases: match &columns.aliases {
                AliasColumns::Cell(title) => Wanted::Named(title.clone()),
                AliasColumns::Absent | AliasColumns::Names(_) => Wanted::Absent,
            },
            properties: columns.properties.iter().chain(present).cloned().collect(),
        }
    }
}

impl ProfileColumns {
    /// The columns that hold one other name each.
    pub(super) fn name_columns(&self) -> &[String] {
        match &self.aliases {
            AliasColumns::Names(titles) => titles,
            AliasColumns::Absent | AliasColumns::Cell(_) => &[],
        }
    }

    /// Whether no column is named.
    pub(super) fn are_unnamed(&self) -> bool {
        *self == Self::default()
    }
}

impl Titles {
    /// The first of the titles that the table has; the first of all when it has none.
    pub(super) fn in_table(&self, headers: &[String]) -> &str {
        match self {
            Self::One(title) => title,
            Self::Several(titles) => {
                let found = titles.iter().find(|title| column_named(headers, title).is_ok());
                found.or(titles.first()).map_or("", String::as_str)
            }
        }
    }
}

impl From<String> for Titles {
    fn from(title: String) -> Self {
        Self::One(title)
    }
}
