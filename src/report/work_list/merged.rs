//! What an import of a work list did, or would do.

use super::words;
use crate::error::Code;
use crate::error::Error;
use crate::error::Result;
use crate::language::Language;
use crate::mapping::merge::Clash;
use crate::registry::sheet_file::FilledSheet;
use crate::registry::sheet_file::SheetColumn;
use crate::registry::sheet_file::SheetRow;
use crate::registry::sheet_file::Tone;
use crate::time::Instant;

/// What an import did, or would do.
#[derive(Debug, Default)]
pub struct MergeReport {
    /// Rows of the file.
    pub rows: usize,
    /// Rows for which the file wants nothing.
    pub untouched: usize,
    /// Rows for which the file wants what is there already.
    pub already_so: usize,
    /// Mappings that were drafted.
    pub drafted: usize,
    /// Mappings that took each step.
    pub steps: Vec<(&'static str, usize)>,
    /// Rows that others changed too, of which nothing was applied.
    pub rows_in_conflict: usize,
    /// Their cells.
    pub conflicts: Vec<CellConflict>,
    /// Places of the file that look like personal data.
    pub personal_data: u64,
    /// What else is to know.
    pub notes: Vec<Error>,
    /// What speaks against the file; only of a rehearsal, otherwise it is refused.
    pub errors: Vec<Error>,
}

/// A cell that was changed on both sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellConflict {
    /// The row of the file.
    pub row: u64,
    /// The column of the file: its letters and its title.
    pub column: String,
    /// The local code.
    pub code: String,
    /// The local name in the file.
    pub name: String,
    /// What differs.
    pub clash: Clash,
    /// Who changed the row last.
    pub account: String,
    /// When.
    pub at: Instant,
}

impl CellConflict {
    /// The title of what differs.
    pub const fn title(&self) -> &'static str {
        words::place(self.clash.place).0
    }

    /// What stood there when the list went out, what stands in the file, what stands there now: in words of the file.
    pub fn words(&self) -> [String; 3] {
        let clash = &self.clash;
        [&clash.base, &clash.yours, &clash.now].map(|word| words::shown(clash.place, word))
    }

    /// The conflict as a finding.
    pub fn to_error(&self) -> Error {
        let (zh, en) = words::place(self.clash.place);
        let [base, yours, now] = self.words();
        Error::new(Code::WorkListCellConflict)
            .with("code", &self.code)
            .with("place_zh", zh)
            .with("place_en", en)
            .with("base", base)
            .with("yours", yours)
            .with("now", now)
            .with("account", &self.account)
            .with("at", self.at.to_shanghai())
            .at_row(self.row)
            .in_column(&self.column)
    }
}

/// The titles of the result, and the widths of its columns.
const TITLES: [(&str, f64); 11] = [
    ("类别", 10.0),
    ("行", 7.0),
    ("列", 18.0),
    ("本地编码", 16.0),
    ("本地名称", 28.0),
    ("导出时", 28.0),
    ("文件中", 28.0),
    ("系统现状", 28.0),
    ("改动人", 14.0),
    ("改动时间", 20.0),
    ("说明", 60.0),
];

/// The result as a workbook: conflicts in red, errors in red, notes in yellow, then the counts.
pub fn merged_xlsx(report: &MergeReport, language: Language) -> Result<Vec<u8>> {
    let columns = TITLES.map(|(title, width)| SheetColumn {
        title: title.to_owned(),
        note: String::new(),
        width,
        is_hidden: false,
        is_number: title == "行",
        is_open: false,
        choices: Vec::new(),
    });
    let sheet = FilledSheet {
        name: "合并结果",
        columns: &columns,
        frozen_columns: 0,
        explained_in: "计数",
        explanation: &report.counts(),
    };
    let conflicts = report.conflicts.iter().map(|conflict| SheetRow {
        cells: conflict_cells(conflict, language),
        locked: Vec::new(),
        tone: Tone::Alarm,
    });
    let errors = report
        .errors
        .iter()
        .map(|error| finding("错误", error, language, Tone::Alarm));
    let notes = report
        .notes
        .iter()
        .map(|note| finding("提示", note, language, Tone::Notice));
    sheet.write(conflicts.chain(errors).chain(notes))
}

impl MergeReport {
    /// How many drafts and steps were taken.
    pub fn changes(&self) -> usize {
        self.drafted + self.steps.iter().map(|(_, count)| count).sum::<usize>()
    }

    fn counts(&self) -> Vec<(String, String)> {
        let counts = [
            ("行 rows", self.rows),
            ("未改动 untouched", self.untouched),
            ("已是如此 already so", self.already_so),
            ("编制 drafted", self.drafted),
            ("冲突行 rows in conflict", self.rows_in_conflict),
            ("错误 errors", self.errors.len()),
        ];
        let steps = self.steps.iter().copied();
        let lines = counts.into_iter().chain(steps);
        lines
            .map(|(subject, count)| (subject.to_owned(), count.to_string()))
            .collect()
    }
}

fn conflict_cells(conflict: &CellConflict, language: Language) -> Vec<String> {
    let [base, yours, now] = conflict.words();
    vec![
        "冲突".to_owned(),
        conflict.row.to_string(),
        conflict.column.clone(),
        conflict.code.clone(),
        conflict.name.clone(),
        base,
        yours,
        now,
        conflict.account.clone(),
        conflict.at.to_shanghai(),
        conflict.to_error().detail(language),
    ]
}

fn finding(kind: &str, error: &Error, language: Language, tone: Tone) -> SheetRow {
    let place = error.place();
    let code = error.values().iter().find(|(name, _)| *name == "code");
    let mut cells = vec![
        kind.to_owned(),
        place.row.map_or_else(String::new, |row| row.to_string()),
        place.column.clone().unwrap_or_default(),
        code.map_or_else(String::new, |(_, code)| code.clone()),
    ];
    cells.resize(TITLES.len() - 1, String::new());
    cells.push(error.detail(language));
    SheetRow {
        cells,
        locked: Vec::new(),
        tone,
    }
}
