//! The classes of qualifiers and what is done with each (domain notes crate::5.2).

/// What kind of thing a qualifier says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// 待查, 疑似, ？: nobody is sure.
    Uncertain,
    /// 否认, 未见, 排除: it is not there.
    Negated,
    /// 既往, 史, 陈旧性, 后遗症, 复发: when it was.
    Past,
    /// 术后, 化疗后: what was done before.
    AfterTreatment,
    /// 左.
    Left,
    /// 右.
    Right,
    /// 双侧.
    BothSides,
    /// 单侧.
    OneSide,
    /// 轻, 重度, 高危.
    Severity,
    /// Ⅲ期, T1N0M0, NYHA II: a stage or a grade.
    Stage,
    /// 急性, 慢性.
    Acuity,
    /// 病毒性, 继发: from what it comes.
    Cause,
    /// 孕39周, G1P0, LOA.
    Pregnancy,
    /// 自费, 复查, 会诊: words of the administration.
    Admin,
}

/// What the core of a term does with a qualifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// It goes: the core is looked for without it.
    Strip,
    /// It stays: it changes the code, or may.
    Keep,
}

/// Every class, with its name in the word lists and what is done with it.
const TABLE: [(Class, &str, Action); 14] = [
    (Class::Uncertain, "uncertain", Action::Strip),
    (Class::Negated, "negated", Action::Keep),
    (Class::Past, "past", Action::Keep),
    (Class::AfterTreatment, "after-treatment", Action::Keep),
    (Class::Left, "left", Action::Keep),
    (Class::Right, "right", Action::Keep),
    (Class::BothSides, "both-sides", Action::Keep),
    (Class::OneSide, "one-side", Action::Keep),
    (Class::Severity, "severity", Action::Keep),
    (Class::Stage, "stage", Action::Keep),
    (Class::Acuity, "acuity", Action::Keep),
    (Class::Cause, "cause", Action::Keep),
    (Class::Pregnancy, "pregnancy", Action::Keep),
    (Class::Admin, "admin", Action::Strip),
];

impl Class {
    /// The class that a word list names.
    pub fn parse(name: &str) -> Option<Self> {
        TABLE
            .iter()
            .find(|(_, known, _)| *known == name)
            .map(|(class, ..)| *class)
    }

    /// The name in the word lists.
    pub fn as_str(self) -> &'static str {
        TABLE
            .iter()
            .find(|(class, ..)| *class == self)
            .map_or("", |(_, name, _)| name)
    }

    /// What the core of a term does with its words.
    pub fn action(self) -> Action {
        TABLE
            .iter()
            .find(|(class, ..)| *class == self)
            .map_or(Action::Keep, |(.., action)| *action)
    }
}
