//! A work list going out as a workbook or as CSV.

use super::columns::Column;
use super::columns::SUGGESTIONS;
use super::stamp::Medium;
use super::stamp::Stamp;
use super::words;
use crate::error::Result;
use crate::language::Language;
use crate::mapping::life::Mapping;
use crate::mapping::merge::Cells;
use crate::mapping::merge::Field;
use crate::mapping::merge::Place;
use crate::mapping::state::State;
use crate::mapping::state::Step;
use crate::matching::Suggestion;
use crate::registry::csv_file;
use crate::registry::sheet_file::FilledSheet;
use crate::registry::sheet_file::SheetColumn;
use crate::registry::sheet_file::SheetRow;
use crate::registry::sheet_file::Tone;
use crate::source::local_code::LocalCode;

/// The sheet of the rows.
pub(super) const SHEET: &str = "工作列表";
const EXPLANATION: &str = "说明";
/// Characters of a cell that is only shown; a longer text is cut.
const LONGEST_SHOWN: usize = 2_000;
const UTF8_BOM: &[u8] = b"\xEF\xBB\xBF";

/// What the person for whom the list goes out may write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pen {
    /// Decisions.
    pub may_draft: bool,
    /// Reviews.
    pub may_review: bool,
}

/// A row of the work list.
#[derive(Clone, Copy, Debug)]
pub struct Leaf<'r> {
    /// The local code.
    pub local_code: &'r LocalCode,
    /// Its mapping.
    pub mapping: Option<&'r Mapping>,
    /// What was suggested, best first.
    pub suggestions: &'r [Suggestion],
    /// Whether its code stands in the dictionary with other names too.
    pub is_ambiguous: bool,
}

/// A work list that goes out.
pub struct WorkListSheet<'s> {
    /// Where its rows are from.
    pub stamp: Stamp,
    /// What may be written.
    pub pen: Pen,
    /// Who takes it.
    pub account: &'s str,
    /// Which rows were wanted, in words.
    pub filter: &'s str,
}

impl Pen {
    fn steps(self) -> Vec<&'static str> {
        let steps = words::STEPS.into_iter().filter(|step| match step {
            Step::Draft | Step::Submit | Step::Withdraw => self.may_draft,
            Step::Approve | Step::Return => self.may_review,
            Step::Reopen => self.may_draft || self.may_review,
            Step::Confirm | Step::Publish | Step::Recheck | Step::Undo => false,
        });
        steps.map(|step| step.words().0).collect()
    }

    fn writes(self, column: Column) -> bool {
        let is_decision = matches!(column, Column::Cell(_));
        let is_step = matches!(column, Column::Action | Column::Opinion);
        (is_decision && self.may_draft) || (is_step && (self.may_draft || self.may_review))
    }
}

impl WorkListSheet<'_> {
    /// The bytes of the file.
    ///
    /// Errors: `file-too-large` for more rows than a sheet has.
    pub fn write<'r>(&self, rows: impl IntoIterator<Item = Leaf<'r>>) -> Result<Vec<u8>> {
        let columns = Column::all();
        let rows = rows.into_iter().map(|leaf| self.row(&columns, leaf));
        match self.stamp.medium {
            Medium::Xlsx => {
                let described: Vec<SheetColumn> = columns.iter().map(|column| self.column(*column)).collect();
                let sheet = FilledSheet {
                    name: SHEET,
                    columns: &described,
                    frozen_columns: 2,
                    explained_in: EXPLANATION,
                    explanation: &self.explanation(),
                };
                sheet.write(rows)
            }
            Medium::Csv => {
                let titles: Vec<String> = columns.iter().map(|column| column.titles().0).collect();
                let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
                let guarded = rows.map(|row| {
                    let cells = row.cells.into_iter();
                    cells
                        .map(|cell| csv_file::shield(&cell).into_owned())
                        .collect::<Vec<_>>()
                });
                let text = csv_file::write(&titles, guarded)?;
                Ok([UTF8_BOM, &text].concat())
            }
        }
    }

    fn column(&self, column: Column) -> SheetColumn {
        SheetColumn {
            title: column.titles().0,
            note: column.note(),
            width: column.width(),
            is_hidden: column.is_hidden(),
            is_number: matches!(column, Column::Usage | Column::Score(_)),
            is_open: self.pen.writes(column),
            choices: if column == Column::Action {
                self.pen.steps()
            } else {
                column.choices()
            },
        }
    }

    fn row(&self, columns: &[Column], leaf: Leaf<'_>) -> SheetRow {
        let cells = leaf.mapping.map_or_else(Cells::default, |mapping| {
            Cells::of(&mapping.decision, &mapping.justification, &self.stamp.target)
        });
        let is_fixed = cells.is_complex() || leaf.state() == Some(State::InReview);
        let may_be_said_of_any =
            [Field::Outcome, Field::Reason, Field::ReviewOn, Field::Justification].map(Column::Cell);
        let is_locked = |column: &Column| {
            let is_of_target = !may_be_said_of_any.contains(column);
            matches!(column, Column::Cell(_)) && (is_fixed || (leaf.is_ambiguous && is_of_target))
        };
        let locked = (0_u16..).zip(columns).filter(|(_, column)| is_locked(column));
        SheetRow {
            locked: locked.map(|(number, _)| number).collect(),
            cells: columns.iter().map(|column| self.cell(*column, &leaf, &cells)).collect(),
            tone: Tone::Plain,
        }
    }

    fn cell(&self, column: Column, leaf: &Leaf<'_>, cells: &Cells) -> String {
        let entry = leaf.local_code;
        let row_id = || format!("{}:{}", entry.occurrence, entry.code);
        let version = || leaf.mapping.map_or(0, |mapping| mapping.version).to_string();
        match column {
            Column::Code => entry.code.clone(),
            Column::Name => entry.name.clone(),
            Column::Usage => entry.usage.map_or_else(String::new, |usage| usage.to_string()),
            Column::Attributes => {
                let pairs = entry.attributes.iter().map(|(title, value)| format!("{title}={value}"));
                cut(pairs.collect::<Vec<_>>().join("；"))
            }
            Column::State => words::state(leaf.state()).to_owned(),
            Column::Decision => cut(leaf
                .mapping
                .map_or_else(String::new, |mapping| words::decision(&mapping.decision))),
            Column::Hint => leaf.hint(cells),
            Column::Cell(field) => words::shown(Place::Cell(field), cells.get(field)),
            Column::TargetName(number) => {
                let targets = leaf.mapping.map_or(&[][..], |mapping| mapping.decision.targets());
                let target = targets.get(usize::from(number).saturating_sub(1));
                let target = target.filter(|_| !cells.is_complex());
                target.map_or_else(String::new, |target| target.display.clone())
            }
            Column::Action | Column::Opinion => String::new(),
            Column::SuggestedCode(number) => leaf.suggested(number, |one| one.code.clone()),
            Column::SuggestedName(number) => leaf.suggested(number, |one| one.display.clone()),
            Column::Score(number) => leaf.suggested(number, |one| format!("{:.3}", one.score)),
            Column::Reasons(number) => leaf.suggested(number, reasons),
            Column::Stamp => self.stamp.to_string(),
            Column::RowId => row_id(),
            Column::Version => version(),
            Column::Check => self.stamp.check(&row_id(), &entry.name, &version()),
        }
    }

    fn explanation(&self) -> Vec<(String, String)> {
        let stamp = &self.stamp;
        let lines = [
            ("机构 organization", stamp.organization.to_string()),
            ("字典 dictionary", stamp.dictionary.to_string()),
            ("目标版本 target edition", stamp.target.to_string()),
            ("导出时间 exported at", format!("{} (Asia/Shanghai)", stamp.exported_at.to_shanghai())),
            ("导出人 exported by", self.account.to_owned()),
            ("筛选 filter", self.filter.to_owned()),
            ("格式 format", stamp.to_string()),
            (
                "怎样填写",
                "绿色表头的列可以填写：写目标编码并选关系，或选结论“无匹配”“不上传”并写原因；“动作”不选即保存为草稿，选“提交审核”即保存并送审；审核人选“审核通过”或“退回”，退回须写意见。没有改动的行，导入后保持原样。".to_owned(),
            ),
            (
                "how to fill in",
                "Write into the columns with a green title: target codes with a relationship, or an outcome without targets and its reason. Without an action a changed row becomes a draft; 提交审核 submits it. A row that is not touched stays as it is in the system.".to_owned(),
            ),
            (
                "排序与整理",
                "工作表受保护但没有密码；需要排序时先撤销保护，并选中整张表。可以筛选、移动列、删除行、添加列、另存为 CSV。请勿改动右侧隐藏的列。sort: unprotect (no password) and select the whole table; hidden columns at the right are the row's papers.".to_owned(),
            ),
            (
                "冲突",
                "导入时与系统中的现状三方合并：导出之后别人改过的行不会被覆盖，逐格列出。rows that others changed meanwhile are never overwritten; each cell is listed.".to_owned(),
            ),
        ];
        lines.map(|(subject, text)| (subject.to_owned(), text)).to_vec()
    }
}

impl Leaf<'_> {
    fn state(&self) -> Option<State> {
        self.mapping.map(|mapping| mapping.state)
    }

    fn suggested(&self, number: u8, text: impl Fn(&Suggestion) -> String) -> String {
        debug_assert!((1..=SUGGESTIONS).contains(&number));
        let suggestion = self.suggestions.get(usize::from(number).saturating_sub(1));
        suggestion.map_or_else(String::new, |one| cut(text(one)))
    }

    fn hint(&self, cells: &Cells) -> String {
        let mut hints = Vec::new();
        if cells.is_complex() {
            hints.push("对照含三个以上目标、条件目标或其他版本的目标，只能在系统中修改".to_owned());
        }
        if self.state() == Some(State::InReview) {
            hints.push("待审中，修改前须先撤回".to_owned());
        }
        if self.is_ambiguous {
            hints.push("编码有多个名称，不能对照，只能选无匹配或不上传".to_owned());
        }
        let drifted = self.mapping.filter(|mapping| mapping.name != self.local_code.name);
        hints.extend(drifted.map(|mapping| cut(format!("对照时名称为“{}”", mapping.name))));
        hints.join("；")
    }
}

fn reasons(suggestion: &Suggestion) -> String {
    let reasons = suggestion.reasons.iter().map(|one| one.words(Language::Chinese));
    let warnings = suggestion.warnings.iter();
    let warnings = warnings.map(|one| format!("⚠{}", one.words(Language::Chinese)));
    reasons.chain(warnings).collect::<Vec<_>>().join("；")
}

fn cut(text: String) -> String {
    match text.char_indices().nth(LONGEST_SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}
