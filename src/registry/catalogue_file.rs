//! Tables of value domains, data elements and fields, as they are shipped, as publishers and hospitals export them, and as
//! they go out again.
//!
//! A row that can be registered is registered; a cell that breaks its rule is told with row and column and kept as a property
//! under its title, so that nothing is lost and nothing is guessed. Only a row without a usable id is left out, and told.

mod domains;
mod elements;
mod fields;
mod sheet;
mod write;

pub use domains::domains;
pub use domains::write_domains;
pub use elements::DraftElement;
pub use elements::elements;
pub use elements::write_elements;
pub use fields::DraftField;
pub use fields::fields;
pub use fields::tables;
pub use fields::write_fields;
pub use fields::write_tables;
pub use write::table_format;

use crate::error::Error;
use std::collections::BTreeMap;

/// How a file names things.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CatalogueChoice {
    /// Which of its columns holds what: our title, its title. A column that is not named is looked for under our title.
    pub columns: BTreeMap<String, String>,
    /// Stands before every id, with a colon: the items of one registry among those of others.
    pub namespace: Option<String>,
    /// The version of rows that name none.
    pub version: Option<String>,
    /// Where the file was taken from, for rows that say nothing.
    pub source: String,
    /// How sure it is, for rows that say nothing.
    pub confidence: String,
    /// Titles of further columns to keep as properties; one titled `property:` and a name is kept without being asked for.
    pub properties: Vec<String>,
}

/// What was read, and what is worth a look.
#[derive(Debug)]
pub struct Reading<T> {
    /// The items with the rows they stand in.
    pub items: Vec<(u64, T)>,
    /// What is wrong with rows and cells, at most 1,000.
    pub findings: Findings,
}

/// Findings, counted in full and listed up to a limit.
#[derive(Debug, Default)]
pub struct Findings {
    /// How many there are.
    pub count: u64,
    /// How many rows were left out.
    pub left_out: u64,
    /// The first of them.
    pub listed: Vec<Error>,
}

const MOST_LISTED: usize = 1_000;

impl Findings {
    /// Counts a finding and keeps it when there is room.
    pub fn add(&mut self, finding: Error) {
        self.count += 1;
        if self.listed.len() < MOST_LISTED {
            self.listed.push(finding);
        }
    }

    /// The same for a row that is left out.
    pub fn leave_out(&mut self, finding: Error) {
        self.left_out += 1;
        self.add(finding);
    }
}
