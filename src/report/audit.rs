//! Events of the audit log as a table: CSV for programs, a workbook for people.

use crate::audit::Event;
use crate::error::Result;
use crate::registry::csv_file;
use crate::registry::csv_file::neutralise;
use crate::registry::xlsx_file;

/// The keys of the columns, as CSV has them.
const KEYS: &[&str] = &[
    "sequence",
    "at",
    "account",
    "role",
    "action",
    "outcome",
    "organization",
    "object",
    "details",
    "request_id",
    "address",
    "digest",
];
/// The titles of the columns, as a workbook has them.
const TITLES: &[&str] = &[
    "序号",
    "时间（北京）",
    "账户",
    "角色",
    "操作",
    "结果",
    "机构",
    "对象",
    "内容",
    "请求编号",
    "来源地址",
    "摘要",
];
/// Characters of a cell of a workbook.
const MOST_CHARACTERS: usize = 32_767;

/// The events as CSV, formulas disarmed; instants are RFC 3339 in UTC.
pub fn audit_csv(events: impl IntoIterator<Item = Event>) -> Result<Vec<u8>> {
    let row = |event: Event| {
        let at = event.at.to_rfc3339();
        cells(event, at).map(|cell| neutralise(&cell).into_owned())
    };
    csv_file::write(KEYS, events.into_iter().map(row))
}

/// The events as a workbook with one sheet, instants of Asia/Shanghai. A cell that is too long is cut; the log has it whole.
pub fn audit_xlsx(events: impl IntoIterator<Item = Event>) -> Result<Vec<u8>> {
    let row = |event: Event| {
        let at = event.at.to_shanghai();
        cells(event, at).map(|cell| neutralise(&cell).chars().take(MOST_CHARACTERS).collect::<String>())
    };
    xlsx_file::write("审计日志", TITLES, events.into_iter().map(row))
}

fn cells(event: Event, at: String) -> [String; 12] {
    [
        event.sequence.to_string(),
        at,
        event.account,
        event.role,
        event.action,
        event.outcome.as_str().to_owned(),
        event.organization.unwrap_or_default(),
        event.object,
        event.details,
        event.request_id,
        event.address,
        event.digest,
    ]
}
