//! Codes that collectors could not convert, as a table: CSV for programs, a workbook for people.

use crate::error::Result;
use crate::registry::csv_file;
use crate::registry::xlsx_file;

/// The keys of the columns, as CSV has them.
const KEYS: &[&str] = &[
    "dictionary",
    "code",
    "name",
    "usage",
    "days",
    "first_day",
    "last_day",
    "standing",
    "state",
    "status",
    "local_name",
    "suggested_code",
    "suggested_name",
    "score",
    "mapped_in",
];
/// The titles of the columns, as a workbook has them.
const TITLES: &[&str] = &[
    "字典",
    "本地编码",
    "回报名称",
    "使用次数",
    "天数",
    "首日",
    "末日",
    "情况",
    "对照状态",
    "转换结果",
    "字典名称",
    "推荐编码",
    "推荐名称",
    "分数",
    "已对照的发布版",
];

/// One row a code, in the order of the queue.
pub fn unmapped_csv(rows: impl Iterator<Item = [String; 15]>) -> Result<Vec<u8>> {
    csv_file::write_disarmed(KEYS, rows)
}

/// The same as a workbook with one sheet.
pub fn unmapped_xlsx(rows: impl Iterator<Item = [String; 15]>) -> Result<Vec<u8>> {
    xlsx_file::write("未对照", TITLES, rows)
}
