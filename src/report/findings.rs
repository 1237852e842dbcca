//! Findings of a lint as CSV.

use crate::error::Result;
use crate::language::Language;
use crate::registry::csv_file;
use crate::registry::lint::Finding;

const HEADER: &[&str] = &[
    "row",
    "column",
    "rule",
    "severity",
    "value",
    "suggestion",
    "detail",
    "advice",
];

/// One row a finding, its words in a language.
pub fn findings_csv(findings: &[Finding], language: Language) -> Result<Vec<u8>> {
    csv_file::write_disarmed(
        HEADER,
        findings.iter().map(|finding| {
            let error = finding.to_error();
            [
                finding.row.to_string(),
                finding.column.to_string(),
                finding.rule.as_str().to_owned(),
                finding.severity.as_str().to_owned(),
                finding.value.clone(),
                finding.suggestion.clone().unwrap_or_default(),
                error.detail(language),
                error.advice(language),
            ]
        }),
    )
}
