//! What a lint found: counted in full, listed up to a limit for each rule, so that one rule never hides another.

use super::finding::Finding;
use super::finding::Severity;
use crate::error::Code;
use crate::error::Error;
use std::collections::BTreeMap;

const MOST_IN_A_REFUSAL: usize = 100;

/// How often a rule was broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// The rule.
    pub rule: Code,
    /// What its findings do.
    pub severity: Severity,
    /// How many there are, listed or not.
    pub count: u64,
}

/// The findings of a file.
#[derive(Clone, Debug)]
pub struct Report {
    counts: BTreeMap<(Severity, Code), u64>,
    listed: Vec<Finding>,
    most_of_a_rule: u64,
}

impl Report {
    /// How many findings of a rule are usually listed.
    pub const USUAL: u64 = 1_000;

    /// An empty report that lists so many findings of a rule.
    pub fn new(most_of_a_rule: u64) -> Self {
        Self {
            counts: BTreeMap::new(),
            listed: Vec::new(),
            most_of_a_rule,
        }
    }

    /// Counts a finding, and makes it when it will be listed.
    pub(crate) fn add(&mut self, rule: Code, severity: Severity, make: impl FnOnce() -> Finding) {
        let count = self.counts.entry((severity, rule)).or_default();
        *count += 1;
        if *count <= self.most_of_a_rule {
            self.listed.push(make());
        }
    }

    /// Orders the findings by row; those of a row stay in the order in which they were found.
    pub(crate) fn finish(&mut self) {
        self.listed.sort_by_key(|finding| finding.row);
    }

    /// How often each rule was broken, errors first.
    pub fn counts(&self) -> impl Iterator<Item = Count> {
        let counts = self.counts.iter();
        counts.map(|(&(severity, rule), &count)| Count { rule, severity, count })
    }

    /// How many findings of a severity there are.
    pub fn count(&self, severity: Severity) -> u64 {
        let of_severity = self.counts.iter().filter(|((other, _), _)| *other == severity);
        of_severity.map(|(_, count)| count).sum()
    }

    /// The findings by row, at most so many of a rule as the report was made for.
    pub fn findings(&self) -> &[Finding] {
        &self.listed
    }

    /// `rows-refused` with the number of all errors and the first 100 of them, or nothing when there is none.
    pub fn refusal(&self) -> Option<Error> {
        let count = self.count(Severity::Error);
        if count == 0 {
            return None;
        }
        let errors = self.listed.iter().filter(|finding| finding.severity == Severity::Error);
        let listed = errors.take(MOST_IN_A_REFUSAL).map(Finding::to_error).collect();
        let refusal = Error::new(Code::RowsRefused).with("count", count);
        Some(refusal.with_findings(listed))
    }
}
