//! Rows that are no entries: the header again, and totals.

use super::finding::Finding;
use super::finding::Place;
use super::finding::Severity;
use super::report::Report;
use crate::error::Code;
use crate::registry::concept::Concept;

const TITLES: [&str; 8] = [
    "编码",
    "代码",
    "编号",
    "主要编码",
    "诊断编码",
    "手术编码",
    "项目编码",
    "药品编码",
];
const TOTALS: [&str; 4] = ["合计", "总计", "小计", "总数"];

/// A code that is a title or a total is an error, a name that is a total a warning.
pub fn look_at_titles(concept: &Concept, code: Place<'_>, name: Place<'_>, report: &mut Report) {
    let rule = Code::HeaderAsData;
    let text = concept.code.trim();
    // A column without a title goes by its number, which may well be a code.
    let is_own_title = text == &**code.column && text.contains(char::is_alphabetic);
    if is_own_title || TITLES.contains(&text) || TOTALS.contains(&text) {
        report.add(rule, Severity::Error, || {
            Finding::new(rule, Severity::Error, code, &concept.code)
        });
    } else if TOTALS.contains(&concept.display.trim()) {
        report.add(rule, Severity::Warning, || {
            Finding::new(rule, Severity::Warning, name, &concept.display)
        });
    }
}
