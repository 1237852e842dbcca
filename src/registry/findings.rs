//! Everything that is wrong with a file, counted in full and listed up to a limit.

use crate::error::Code;
use crate::error::Error;
use crate::error::Result;

const MOST_LISTED: usize = 100;

/// Gathers findings.
#[derive(Debug, Default)]
pub struct Findings {
    count: usize,
    listed: Vec<Error>,
}

impl Findings {
    /// Counts a finding, and makes it when it will be listed.
    pub fn add(&mut self, finding: impl FnOnce() -> Error) {
        self.count += 1;
        if self.listed.len() < MOST_LISTED {
            self.listed.push(finding());
        }
    }

    /// Nothing found, or `rows-refused` with the findings in the order of their rows.
    pub fn into_result(mut self) -> Result<()> {
        if self.count == 0 {
            return Ok(());
        }
        self.listed.sort_by_key(|finding| finding.place().row);
        Err(Error::new(Code::RowsRefused)
            .with("count", self.count)
            .with_findings(self.listed))
    }
}
