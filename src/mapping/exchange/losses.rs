//! What a form of file cannot say.

use super::Entry;
use crate::mapping::condition::Condition;
use crate::mapping::decision::Decision;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// What sort of loss it is: a row, or a part of one, that is not in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LossKind {
    /// 不上传: the code is never sent, which the form cannot say; it is left out.
    NeverSent,
    /// 退回: a target that a reviewer returned, which the form cannot say without saying more; it is left out.
    Refusal,
    /// 条件: a target holds under conditions that the form cannot say; it is left out, because a reader would take it to
    /// hold always.
    Conditional,
    /// 其余情形: a target holds when no condition of others does, which the form cannot say; it is left out.
    Otherwise,
    /// 复核日期: the day on which to look again at a code without a match.
    ReviewDay,
    /// 理由: the author's words beside the reason of a decision.
    Justification,
    /// 关系: the form has one relationship for all targets of a code.
    Relationships,
}

/// A field of every row for which a form has no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// 状态: where the mapping is in its life.
    State,
    /// 编制人和编制时间.
    Author,
    /// 审核人和审核时间.
    Reviewer,
    /// 来源: what the decision was made from.
    Origin,
    /// 使用次数.
    Usage,
    /// 目标版本.
    TargetEdition,
}

/// One place where something is lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// What sort.
    pub kind: LossKind,
    /// The local code.
    pub code: String,
    /// The target; empty when it is about the code.
    pub target: String,
    /// What is lost.
    pub detail: String,
}

/// The losses of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Losses {
    /// The places, by code.
    pub places: Vec<Loss>,
    /// Fields that the form has no place for and that at least one row has.
    pub fields: BTreeSet<Field>,
}

impl LossKind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::NeverSent,
        Self::Refusal,
        Self::Conditional,
        Self::Otherwise,
        Self::ReviewDay,
        Self::Justification,
        Self::Relationships,
    ];

    /// The word in answers and files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NeverSent => "never-sent",
            Self::Refusal => "refusal",
            Self::Conditional => "conditional",
            Self::Otherwise => "otherwise",
            Self::ReviewDay => "review-day",
            Self::Justification => "justification",
            Self::Relationships => "relationships",
        }
    }
}

impl Field {
    /// The word in answers and files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::Author => "author",
            Self::Reviewer => "reviewer",
            Self::Origin => "origin",
            Self::Usage => "usage",
            Self::TargetEdition => "target-edition",
        }
    }
}

impl Losses {
    /// How many places there are of each kind; kinds without one are zero.
    pub fn counts(&self) -> BTreeMap<LossKind, u64> {
        let mut counts: BTreeMap<LossKind, u64> = LossKind::ALL.map(|kind| (kind, 0)).into();
        for place in &self.places {
            *counts.entry(place.kind).or_default() += 1;
        }
        counts
    }

    pub(super) fn add(&mut self, kind: LossKind, entry: &Entry, target: &str, detail: impl Into<String>) {
        self.places.push(Loss {
            kind,
            code: entry.code.clone(),
            target: target.to_owned(),
            detail: detail.into(),
        });
    }

    /// Notes those of these fields that the entry has.
    pub(super) fn lack(&mut self, entry: &Entry, fields: &[Field]) {
        for field in fields {
            let has = match field {
                Field::State | Field::Author | Field::Origin | Field::TargetEdition => true,
                Field::Reviewer => entry.reviewer.is_some(),
                Field::Usage => entry.usage.is_some(),
            };
            if has {
                self.fields.insert(*field);
            }
        }
    }

    /// Notes refusals for which the form has no place.
    pub(super) fn refusals(&mut self, entry: &Entry) {
        for refusal in &entry.refusals {
            self.add(LossKind::Refusal, entry, &refusal.target.code, refusal.reason.clone());
        }
    }

    /// Notes the author's words when the decision has a reason of its own beside them.
    pub(super) fn words(&mut self, entry: &Entry) {
        let reason = match &entry.decision {
            Some(Decision::NoMatch { reason, .. } | Decision::Ignored { reason }) => reason,
            Some(Decision::Mapped { .. }) | None => return,
        };
        if !entry.justification.is_empty() && entry.justification != *reason {
            self.add(LossKind::Justification, entry, "", entry.justification.clone());
        }
    }

    /// Notes the day on which to look again at a code without a match.
    pub(super) fn review_day(&mut self, entry: &Entry) {
        if let Some(Decision::NoMatch {
            review_on: Some(day), ..
        }) = &entry.decision
        {
            self.add(LossKind::ReviewDay, entry, "", day.clone());
        }
    }

    /// Notes the targets of a decision that has conditions, all of which are left out.
    pub(super) fn conditional(&mut self, entry: &Entry, decision: &Decision) {
        for target in decision.targets() {
            let words: Vec<String> = target.when.iter().map(Condition::words).collect();
            let kind = if words.is_empty() {
                LossKind::Otherwise
            } else {
                LossKind::Conditional
            };
            self.add(kind, entry, &target.code, words.join("；"));
        }
    }
}
