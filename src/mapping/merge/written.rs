//! The decision that somebody wrote into the cells of a row.

use super::cells::Cells;
use super::cells::Field;
use super::cells::TARGETS;
use crate::mapping::decision::is_day;
use crate::mapping::target::Relationship;

/// A decision by codes of the edition that the file is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// These targets, the most important first.
    Mapped(Vec<(String, Relationship)>),
    /// 无匹配.
    NoMatch {
        /// Why.
        reason: String,
        /// The day on which to look again.
        review_on: Option<String>,
    },
    /// 不上传.
    Ignored {
        /// Why.
        reason: String,
    },
}

/// A cell that does not fit the others, and its rule: Chinese, English.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    /// The cell.
    pub field: Field,
    /// What is wrong.
    pub rule: (&'static str, &'static str),
}

impl Misfit {
    /// The decision of the row cannot be changed in a file.
    pub(super) const fn fixed(field: Field) -> Self {
        let rule = (
            "此行的对照含三个以上目标、条件目标或其他版本的目标，只能在系统中修改",
            "the decision of this row has more than three targets, conditions, or targets of another edition; change it in the system",
        );
        Self { field, rule }
    }

    /// A step of review or a withdrawal stands beside changed cells.
    pub(super) const fn changed_beside_step(field: Field) -> Self {
        let rule = (
            "撤回、审核通过和退回时不可同时改动对照",
            "a row that is withdrawn, approved or returned keeps its decision",
        );
        Self { field, rule }
    }
}

impl Cells {
    /// The decision that the cells say.
    pub fn written(&self) -> Result<Written, Misfit> {
        let targets = self.targets()?;
        let reason = self.get(Field::Reason).to_owned();
        let review_on = Some(self.get(Field::ReviewOn)).filter(|day| !day.is_empty());
        let refuse = |field, zh, en| Err(Misfit { field, rule: (zh, en) });
        match self.get(Field::Outcome) {
            "" | "mapped" if !targets.is_empty() => {
                if let Some(field) = [Field::Reason, Field::ReviewOn]
                    .into_iter()
                    .find(|field| !self.get(*field).is_empty())
                {
                    return refuse(
                        field,
                        "有目标的行不写原因和复核日期",
                        "a row with targets has no reason and no review day",
                    );
                }
                Ok(Written::Mapped(targets))
            }
            "mapped" => refuse(Field::Code1, "至少要有一个目标", "at least one target is needed"),
            "" => refuse(
                Field::Outcome,
                "请写目标编码，或选无匹配、不上传",
                "write a target code, or choose no-match or ignored",
            ),
            "no-match" | "ignored" if !targets.is_empty() => refuse(
                Field::Code1,
                "无匹配和不上传的行没有目标，请清空目标",
                "a row for which nothing fits or that is never sent has no targets",
            ),
            "no-match" | "ignored" if reason.is_empty() => refuse(Field::Reason, "必须写明原因", "a reason is needed"),
            "no-match" if !review_on.is_none_or(is_day) => {
                refuse(Field::ReviewOn, "日期须写成 YYYY-MM-DD", "a day is YYYY-MM-DD")
            }
            "no-match" => Ok(Written::NoMatch {
                reason,
                review_on: review_on.map(str::to_owned),
            }),
            "ignored" if review_on.is_some() => refuse(
                Field::ReviewOn,
                "不上传的行没有复核日期",
                "a row that is never sent has no review day",
            ),
            "ignored" => Ok(Written::Ignored { reason }),
            _ => refuse(
                Field::Outcome,
                "可选 对照、无匹配、不上传",
                "one of mapped, no-match, ignored",
            ),
        }
    }

    fn targets(&self) -> Result<Vec<(String, Relationship)>, Misfit> {
        let mut list: Vec<(String, Relationship)> = Vec::new();
        for (code_field, relationship_field) in TARGETS {
            let (code, word) = (self.get(code_field), self.get(relationship_field));
            if code.is_empty() && word.is_empty() {
                continue;
            }
            let refuse = |field, zh, en| Misfit { field, rule: (zh, en) };
            if code.is_empty() {
                return Err(refuse(
                    code_field,
                    "有关系而没有编码",
                    "there is a relationship and no code",
                ));
            }
            if list.iter().any(|(other, _)| other == code) {
                return Err(refuse(code_field, "同一目标写了两次", "a target is named twice"));
            }
            let relationship = Relationship::parse(word).ok_or_else(|| {
                refuse(
                    relationship_field,
                    "须选 等同、目标更窄、目标更宽、相关 之一",
                    "one of equivalent, narrower, broader, related",
                )
            })?;
            list.push((code.to_owned(), relationship));
        }
        Ok(list)
    }
}
