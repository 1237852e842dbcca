//! Which column of a table holds what: named by the caller, or guessed by the titles that publishers and hospitals use.

mod synonyms;

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;

const MOST_TITLES_SHOWN: usize = 50;
const LONGEST_TITLE_SHOWN: usize = 40;

/// What a caller says about one column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Wanted {
    /// Nothing: the title is guessed.
    #[default]
    Guessed,
    /// The title. One that is equal byte for byte wins; without one, case, blanks around it and full-width or
    /// half-width forms do not matter.
    Named(String),
    /// The table has no such column, whatever its titles say.
    Absent,
}

/// Which columns a caller wants to be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColumnChoice {
    /// The code 编码.
    pub code: Wanted,
    /// The name 名称.
    pub name: Wanted,
    /// The code of the concept above 上级编码; guessed when a title says so, and absent otherwise.
    pub parent: Wanted,
    /// Whether the concept is in use; guessed only as `status`.
    pub status: Wanted,
    /// Whether data may carry the code; guessed only as `assignable`.
    pub assignable: Wanted,
    /// Other names 别名; guessed when a title says so, and absent otherwise.
    pub aliases: Wanted,
    /// Titles of further columns to keep as properties; none is kept unasked.
    pub properties: Vec<String>,
}

/// The chosen columns, counted from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns {
    /// The code.
    pub code: usize,
    /// The name.
    pub name: usize,
    /// The code of the concept above.
    pub parent: Option<usize>,
    /// Whether the concept is in use.
    pub status: Option<usize>,
    /// Whether data may carry the code.
    pub assignable: Option<usize>,
    /// Other names.
    pub aliases: Option<usize>,
    /// Further columns, in the order of the choice.
    pub properties: Vec<usize>,
}

impl ColumnChoice {
    /// The choice of a caller who names the columns of code and name and wants no others.
    pub fn named(code: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            code: Wanted::Named(code.into()),
            name: Wanted::Named(name.into()),
            parent: Wanted::Absent,
            status: Wanted::Absent,
            assignable: Wanted::Absent,
            aliases: Wanted::Absent,
            properties: Vec::new(),
        }
    }

    /// Finds the columns among the titles of a table.
    ///
    /// Errors: `column-missing` for a named column that the table does not have, `column-not-guessed` when no title or
    /// more than one tells code or name, `column-repeated` when two columns have the title. The first two list the
    /// columns that exist.
    pub fn find(&self, headers: &[String]) -> Result<Columns> {
        let required = |wanted: &Wanted, guesses, what| {
            find(headers, wanted, guesses)?.ok_or_else(|| {
                Error::new(Code::ColumnNotGuessed)
                    .with("what", what)
                    .with("columns", titles(headers))
            })
        };
        Ok(Columns {
            code: required(&self.code, &synonyms::CODE, "编码 code")?,
            name: required(&self.name, &synonyms::NAME, "名称 name")?,
            parent: find(headers, &self.parent, &synonyms::PARENT)?,
            status: find(headers, &self.status, &synonyms::STATUS)?,
            assignable: find(headers, &self.assignable, &synonyms::ASSIGNABLE)?,
            aliases: find(headers, &self.aliases, &synonyms::ALIASES)?,
            properties: self
                .properties
                .iter()
                .map(|title| column_named(headers, title))
                .collect::<Result<_>>()?,
        })
    }
}

/// The column with this title, counted from 0; the title is matched as in [`Wanted::Named`].
///
/// Errors: `column-missing` listing the columns that exist, `column-repeated`.
pub fn column_named(headers: &[String], title: &str) -> Result<usize> {
    let missing = || {
        Error::new(Code::ColumnMissing)
            .with("column", title)
            .with("columns", titles(headers))
            .in_column(title)
    };
    let folded = fold(title);
    if folded.is_empty() {
        return Err(missing());
    }
    if let Some(column) = only_one(headers, |header| header == title)? {
        return Ok(column);
    }
    only_one(headers, |header| fold(header) == folded)?.ok_or_else(missing)
}

fn find(headers: &[String], wanted: &Wanted, guesses: &synonyms::Titles) -> Result<Option<usize>> {
    match wanted {
        Wanted::Absent => Ok(None),
        Wanted::Named(title) => column_named(headers, title).map(Some),
        Wanted::Guessed => guess(headers, guesses),
    }
}

/// The first title of the list that the table has; without one, the only column that ends in one of the endings.
fn guess(headers: &[String], guesses: &synonyms::Titles) -> Result<Option<usize>> {
    for title in guesses.whole {
        if let Some(column) = only_one(headers, |header| fold(header) == *title)? {
            return Ok(Some(column));
        }
    }
    let ends_well = |header: &&String| guesses.endings.iter().any(|ending| fold(header).ends_with(ending));
    let mut candidates = headers.iter().enumerate().filter(|(_, header)| ends_well(header));
    match (candidates.next(), candidates.next()) {
        (Some((column, _)), None) => Ok(Some(column)),
        _ => Ok(None),
    }
}

fn only_one(headers: &[String], fits: impl Fn(&str) -> bool) -> Result<Option<usize>> {
    let mut fitting = headers.iter().enumerate().filter(|(_, header)| fits(header));
    let first = fitting.next();
    if let Some((_, header)) = fitting.next() {
        return Err(Error::new(Code::ColumnRepeated)
            .with("column", header)
            .in_column(header));
    }
    Ok(first.map(|(column, _)| column))
}

/// Half-width, lower case, without blanks around it. Only titles are compared so; cells never are.
fn fold(title: &str) -> String {
    const FULL_WIDTH: std::ops::RangeInclusive<u32> = 0xFF01..=0xFF5E;
    const TO_HALF_WIDTH: u32 = 0xFEE0;
    let half_width = |c: char| match u32::from(c) {
        point if FULL_WIDTH.contains(&point) => char::from_u32(point - TO_HALF_WIDTH).unwrap_or(c),
        0x3000 => ' ',
        _ => c,
    };
    let halved: String = title.chars().map(half_width).collect();
    halved.trim().to_lowercase()
}

fn titles(headers: &[String]) -> String {
    let shown: Vec<String> = headers
        .iter()
        .filter(|header| !header.is_empty())
        .take(MOST_TITLES_SHOWN)
        .map(|header| header.chars().take(LONGEST_TITLE_SHOWN).collect())
        .collect();
    shown.join("、")
}
