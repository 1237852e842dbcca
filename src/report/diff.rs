//! The difference of two releases as a table: CSV for programs, a workbook for people.

use crate::error::Result;
use crate::mapping::condition::Condition;
use crate::mapping::diff::DiffLine;
use crate::registry::csv_file;
use crate::registry::xlsx_file;
use crate::snapshot::body::Line;

const HEADER: &[&str] = &[
    "kind",
    "dictionary",
    "code",
    "name",
    "before",
    "after",
    "release",
    "author",
    "reviewer",
    "reviewed_at",
    "justification",
    "origin",
];

/// The titles of the columns, as a workbook has them.
const TITLES: &[&str] = &[
    "变更",
    "字典",
    "本地编码",
    "本地名称",
    "原对照",
    "新对照",
    "发布版",
    "编制人",
    "审核人",
    "审核时间",
    "理由",
    "来源",
];

/// The same as a workbook, with Chinese titles.
///
/// Errors: `file-too-large` when the lines do not fit on a sheet.
pub fn diff_xlsx(lines: &[DiffLine]) -> Result<Vec<u8>> {
    xlsx_file::write("diff", TITLES, lines.iter().map(row))
}

/// One row a line: what happened, before and after in words, who, when and why.
///
/// `before` and `after` are `code display (system/edition, relationship)`, several joined by ` + `, or `no match: reason`.
pub fn diff_csv(lines: &[DiffLine]) -> Result<Vec<u8>> {
    csv_file::write_disarmed(HEADER, lines.iter().map(row))
}

fn row(line: &DiffLine) -> [String; 12] {
    let before = line.before.as_deref().and_then(parse);
    let after = line.change.line.as_deref().and_then(parse);
    let name = after
        .as_ref()
        .or(before.as_ref())
        .map_or(String::new(), |line| line.name.clone());
    [
        line.kind.as_str().to_owned(),
        line.change.dictionary.to_string(),
        line.change.code.clone(),
        name,
        before.as_ref().map_or(String::new(), words),
        after.as_ref().map_or(String::new(), words),
        line.change.release.to_string(),
        line.change.author.to_string(),
        line.change.reviewer.to_string(),
        line.change.reviewed_at.to_rfc3339(),
        line.change.justification.clone(),
        line.change.origin.words(),
    ]
}

fn parse(line: &str) -> Option<Line> {
    serde_json::from_str(line).ok()
}

pub(super) fn words(line: &Line) -> String {
    if let Some(reason) = &line.no_match {
        return format!("no match: {reason}");
    }
    let targets = line.targets.iter().map(|target| {
        let when: Vec<String> = target.when.iter().map(Condition::words).collect();
        let when = if when.is_empty() {
            String::new()
        } else {
            format!(" [{}]", when.join("，"))
        };
        let relationship = target.relationship.as_str();
        format!(
            "{} {} ({}, {relationship}){when}",
            target.code,
            target.display,
            target.edition_ref()
        )
    });
    targets.collect::<Vec<_>>().join(" + ")
}
