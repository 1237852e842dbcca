//! What is found in a file: counted in full, listed up to a limit, by row.

use crate::error::Error;

const MOST_LISTED: usize = 1_000;

/// How many rows, codes and mappings an import met.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Rows of the file.
    pub rows: u64,
    /// Local codes for which it asks a decision.
    pub codes: u64,
    /// Codes that get a draft and had no mapping.
    pub drafted: u64,
    /// Codes whose mapping is replaced by a draft.
    pub replaced: u64,
    /// Codes that are decided so already.
    pub unchanged: u64,
    /// Codes that are decided otherwise and stay so.
    pub kept: u64,
    /// Rows that say nothing positive.
    pub skipped: u64,
    /// What refuses the file.
    pub refused: usize,
}

/// Findings.
#[derive(Debug, Default)]
pub struct Listed {
    count: usize,
    listed: Vec<Error>,
}

impl Listed {
    /// Adds one.
    pub fn add(&mut self, finding: Error) {
        self.count += 1;
        if self.listed.len() < MOST_LISTED {
            self.listed.push(finding);
        }
    }

    /// These and others.
    pub fn with(mut self, others: Self) -> Self {
        let unlisted = others.count.saturating_sub(others.listed.len());
        others.listed.into_iter().for_each(|finding| self.add(finding));
        self.count += unlisted;
        self
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.count
    }

    /// The first ones by row.
    pub fn first(mut self) -> Vec<Error> {
        self.listed.sort_by_key(|finding| finding.place().row);
        self.listed
    }
}
