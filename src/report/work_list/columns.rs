//! The columns of a work list file: titles, notes, widths.

use super::words;
use crate::mapping::merge::Field;
use crate::mapping::target::Relationship;

/// How many suggestions a row shows.
pub const SUGGESTIONS: u8 = 5;

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    /// The local code.
    Code,
    /// The local name.
    Name,
    /// How often data used it.
    Usage,
    /// Further columns of the dictionary.
    Attributes,
    /// The state of the mapping.
    State,
    /// The decision in words.
    Decision,
    /// What else is to know of the row.
    Hint,
    /// What shall be done with the row.
    Action,
    /// A cell of the decision.
    Cell(Field),
    /// The official name of a target, counted from 1.
    TargetName(u8),
    /// Why the step is taken.
    Opinion,
    /// The code of a suggestion, counted from 1.
    SuggestedCode(u8),
    /// Its name.
    SuggestedName(u8),
    /// Its score.
    Score(u8),
    /// Its reasons and warnings.
    Reasons(u8),
    /// The stamp of the row.
    Stamp,
    /// The row id: occurrence and code.
    RowId,
    /// The version of the mapping.
    Version,
    /// The check of the row.
    Check,
}

impl Column {
    /// Every column, in the order of the file.
    pub fn all() -> Vec<Self> {
        let mut list = vec![Self::Code, Self::Name, Self::Usage, Self::Attributes];
        list.extend([Self::State, Self::Decision, Self::Hint, Self::Action]);
        list.push(Self::Cell(Field::Outcome));
        let targets = [
            (Field::Code1, Field::Relationship1),
            (Field::Code2, Field::Relationship2),
            (Field::Code3, Field::Relationship3),
        ];
        for (number, (code, relationship)) in (1_u8..).zip(targets) {
            list.extend([Self::Cell(code), Self::TargetName(number), Self::Cell(relationship)]);
        }
        list.extend([Field::Reason, Field::ReviewOn, Field::Justification].map(Self::Cell));
        list.push(Self::Opinion);
        for number in 1..=SUGGESTIONS {
            list.extend([
                Self::SuggestedCode(number),
                Self::SuggestedName(number),
                Self::Score(number),
                Self::Reasons(number),
            ]);
        }
        list.extend([Self::Stamp, Self::RowId, Self::Version, Self::Check]);
        list
    }

    /// The titles: Chinese, which the file has, and English.
    pub fn titles(self) -> (String, String) {
        let (zh, en) = match self {
            Self::Code => ("本地编码", "local code"),
            Self::Name => ("本地名称", "local name"),
            Self::Usage => ("使用次数", "usage"),
            Self::Attributes => ("其他属性", "attributes"),
            Self::State => ("状态", "state"),
            Self::Decision => ("现有对照", "present decision"),
            Self::Hint => ("提示", "hint"),
            Self::Action => ("动作", "action"),
            Self::Cell(field) => words::field(field),
            Self::Opinion => ("意见", "opinion"),
            Self::TargetName(number) => return numbered(("目标", "名称"), ("target", "name"), number),
            Self::SuggestedCode(number) => return numbered(("推荐", "编码"), ("suggestion", "code"), number),
            Self::SuggestedName(number) => return numbered(("推荐", "名称"), ("suggestion", "name"), number),
            Self::Score(number) => return numbered(("推荐", "得分"), ("suggestion", "score"), number),
            Self::Reasons(number) => return numbered(("推荐", "理由"), ("suggestion", "reasons"), number),
            Self::Stamp => ("来源（勿改）", "stamp"),
            Self::RowId => ("行标识（勿改）", "row id"),
            Self::Version => ("对照版本（勿改）", "mapping version"),
            Self::Check => ("校验（勿改）", "check"),
        };
        (zh.to_owned(), en.to_owned())
    }

    /// What is told beside the title.
    pub fn note(self) -> String {
        let (_, english) = self.titles();
        let words = match self {
            Self::Action => {
                "不选：只保存改动为草稿。选提交：保存并送审。\nempty: changed cells become a draft; submit: draft and hand to review"
            }
            Self::Cell(Field::Outcome) => "写了目标编码可不选。\nmay stay empty beside a target code",
            Self::Cell(Field::Code1 | Field::Code2 | Field::Code3) => {
                "目标版本中的编码，原样书写。\na code of the target edition, byte for byte"
            }
            Self::Cell(Field::Relationship1 | Field::Relationship2 | Field::Relationship3) => {
                "目标与本地码相比：等同、更窄、更宽、相关。\nthe target compared with the local code"
            }
            Self::Cell(Field::Reason) => "无匹配、不上传的原因。\nwhy nothing fits, or why it is never sent",
            Self::Cell(Field::ReviewOn) => "YYYY-MM-DD，仅无匹配。\nwhen to look again; no-match only",
            Self::Cell(Field::Justification) => "为什么这样对照。\nwhy this decision",
            Self::Opinion => "审核意见；退回必写。\nwhy the step is taken; a return needs it",
            Self::Code
            | Self::Name
            | Self::Usage
            | Self::Attributes
            | Self::State
            | Self::Decision
            | Self::Hint
            | Self::TargetName(_)
            | Self::SuggestedCode(_)
            | Self::SuggestedName(_)
            | Self::Score(_)
            | Self::Reasons(_)
            | Self::Stamp
            | Self::RowId
            | Self::Version
            | Self::Check => return english,
        };
        format!("{english}\n{words}")
    }

    /// Its width in characters.
    pub const fn width(self) -> f64 {
        match self {
            Self::Name | Self::Decision | Self::TargetName(_) | Self::SuggestedName(_) => 28.0,
            Self::Hint
            | Self::Reasons(_)
            | Self::Attributes
            | Self::Opinion
            | Self::Cell(Field::Reason | Field::Justification) => 24.0,
            Self::Usage | Self::State | Self::Score(_) => 9.0,
            Self::Code
            | Self::Action
            | Self::Cell(_)
            | Self::SuggestedCode(_)
            | Self::Stamp
            | Self::RowId
            | Self::Version
            | Self::Check => 14.0,
        }
    }

    /// Whether it is out of sight.
    pub const fn is_hidden(self) -> bool {
        matches!(self, Self::Stamp | Self::RowId | Self::Version | Self::Check)
    }

    /// Whether a file without it cannot be read.
    pub const fn is_needed(self) -> bool {
        self.is_hidden() || matches!(self, Self::Name | Self::Code)
    }

    /// The words to choose from; any text without. Those of an action depend on who chooses.
    pub fn choices(self) -> Vec<&'static str> {
        let Self::Cell(field) = self else {
            return Vec::new();
        };
        match field {
            Field::Outcome => vec!["对照", "无匹配", "不上传"],
            Field::Relationship1 | Field::Relationship2 | Field::Relationship3 => {
                Relationship::ALL.iter().map(|one| words::relationship(*one)).collect()
            }
            Field::Code1 | Field::Code2 | Field::Code3 | Field::Reason | Field::ReviewOn | Field::Justification => {
                Vec::new()
            }
        }
    }

    /// The column with this title, Chinese or English; blanks and case do not matter.
    pub fn titled(title: &str) -> Option<Self> {
        let wanted = folded(title);
        Self::all().into_iter().find(|column| {
            let (zh, en) = column.titles();
            folded(&zh) == wanted || folded(&en) == wanted
        })
    }
}

fn numbered(zh: (&str, &str), en: (&str, &str), number: u8) -> (String, String) {
    let chinese = format!("{}{number} {}", zh.0, zh.1);
    (chinese, format!("{} {number} {}", en.0, en.1))
}

fn folded(title: &str) -> String {
    let kept = title.chars().filter(|letter| !letter.is_whitespace());
    kept.collect::<String>().to_lowercase()
}
