//! What an edition does to the mappings of a hospital as a table: CSV for programs, a workbook for people.

use crate::error::Result;
use crate::mapping::target::Target;
use crate::mapping::upgrade::Evidence;
use crate::mapping::upgrade::Finding;
use crate::mapping::upgrade::UpgradeRow;
use crate::registry::csv_file;
use crate::registry::xlsx_file;

/// The keys of the columns, as CSV has them.
const KEYS: &[&str] = &[
    "finding",
    "dictionary",
    "code",
    "name",
    "usage",
    "state",
    "target",
    "display",
    "new_display",
    "proposed",
    "proposed_display",
    "relationship",
    "sure",
    "evidence",
];
/// The titles of the columns, as a workbook has them.
const TITLES: &[&str] = &[
    "情况",
    "字典",
    "本地编码",
    "本地名称",
    "使用次数",
    "状态",
    "现目标",
    "现目标名称",
    "新版名称",
    "建议目标",
    "建议目标名称",
    "关系",
    "唯一",
    "依据",
];

/// One row a mapping, findings as words of the interface; of several targets the cells are joined by ` + `.
pub fn upgrade_csv(rows: &[UpgradeRow]) -> Result<Vec<u8>> {
    csv_file::write_disarmed(KEYS, rows.iter().map(|row| cells(row, Finding::as_str)))
}

/// The same as a workbook with one sheet, findings in Chinese.
pub fn upgrade_xlsx(rows: &[UpgradeRow]) -> Result<Vec<u8>> {
    xlsx_file::write("标准升级", TITLES, rows.iter().map(|row| cells(row, Finding::title)))
}

fn cells(row: &UpgradeRow, word: fn(Finding) -> &'static str) -> [String; 14] {
    let present = |cell: fn(&Target) -> String| joined(row.targets.iter().map(|one| cell(&one.target)));
    let proposed = |cell: fn(&Target) -> String| joined(row.proposed.iter().map(cell));
    [
        word(row.finding).to_owned(),
        row.dictionary.to_string(),
        row.code.clone(),
        row.name.clone(),
        row.usage.map_or(String::new(), |count| count.to_string()),
        row.state.as_str().to_owned(),
        present(|target| target.code.clone()),
        present(|target| target.display.clone()),
        joined(row.targets.iter().map(|one| one.display.clone().unwrap_or_default())),
        proposed(|target| target.code.clone()),
        proposed(|target| target.display.clone()),
        proposed(|target| target.relationship.as_str().to_owned()),
        row.is_sure.to_string(),
        row.evidence.iter().map(Evidence::words).collect::<Vec<_>>().join("; "),
    ]
}

fn joined(cells: impl Iterator<Item = String>) -> String {
    cells.collect::<Vec<_>>().join(" + ")
}
