//! What a new edition does to one mapping, and the named rules by which the safe ones are carried over.

/// What a new edition does to a mapping; earlier ones are graver.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Finding {
    /// 版本停用: the edition of the target is retired, and nothing replaces it.
    EditionRetired,
    /// 目标已删除: the new edition has not the code.
    Missing,
    /// 目标已停用: the new edition marks it as retired.
    Retired,
    /// 目标不可选: it is a heading in the new edition.
    NotAssignable,
    /// 编码复用: the code names another thing in the new edition.
    ReUsed,
    /// 目标拆分: the succession says that it became several.
    Split,
    /// 目标更名: the code has another wording, and no list says that it is the same thing.
    Renamed,
    /// 有更好的目标: a new entry has the local name itself, which the present target has not.
    BetterTarget,
    /// 更名已确认: another wording, and the succession or the concept map says that it is the same thing.
    ConfirmedRename,
    /// 书写差异: the name is the same in one spelling.
    Respelled,
    /// 无变化: code and name are the same.
    Unchanged,
}

/// A named rule by which mappings that a new edition leaves as they are may be carried over in one act. Whoever applies it
/// is their maker, and another person approves them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// Code and name are the same.
    Unchanged,
    /// The code is the same, and the name in one spelling.
    Respelled,
    /// The code is the same, and a list of the standard says that the thing is.
    ConfirmedRename,
}

impl Finding {
    /// Every finding, the gravest first.
    pub const ALL: [Self; 11] = [
        Self::EditionRetired,
        Self::Missing,
        Self::Retired,
        Self::NotAssignable,
        Self::ReUsed,
        Self::Split,
        Self::Renamed,
        Self::BetterTarget,
        Self::ConfirmedRename,
        Self::Respelled,
        Self::Unchanged,
    ];

    /// The word in answers and files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::EditionRetired => "edition-retired",
            Self::Missing => "target-missing",
            Self::Retired => "target-retired",
            Self::NotAssignable => "target-not-assignable",
            Self::ReUsed => "code-re-used",
            Self::Split => "target-split",
            Self::Renamed => "target-renamed",
            Self::BetterTarget => "better-target",
            Self::ConfirmedRename => "confirmed-rename",
            Self::Respelled => "respelled",
            Self::Unchanged => "unchanged",
        }
    }

    /// The word in tables for people.
    pub const fn title(self) -> &'static str {
        match self {
            Self::EditionRetired => "版本停用",
            Self::Missing => "目标已删除",
            Self::Retired => "目标已停用",
            Self::NotAssignable => "目标不可选",
            Self::ReUsed => "编码复用",
            Self::Split => "目标拆分",
            Self::Renamed => "目标更名",
            Self::BetterTarget => "有更好的目标",
            Self::ConfirmedRename => "更名已确认",
            Self::Respelled => "书写差异",
            Self::Unchanged => "无变化",
        }
    }

    /// Reads the word of answers.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|finding| finding.as_str() == text)
    }

    /// The finding for which a mapping went back to review, read from its history; none for another reason.
    pub fn of_reason(reason: &str) -> Option<Self> {
        let word = reason.split_whitespace().nth(1)?;
        word.strip_suffix(':').and_then(Self::parse)
    }

    /// Whether the thing that was chosen is no longer there to be chosen. Publishing an edition sends exactly these back to
    /// review; everything else waits for the hospital to upgrade.
    pub const fn loses_its_target(self) -> bool {
        match self {
            Self::EditionRetired | Self::Missing | Self::Retired | Self::NotAssignable | Self::ReUsed | Self::Split => {
                true
            }
            Self::Renamed | Self::BetterTarget | Self::ConfirmedRename | Self::Respelled | Self::Unchanged => false,
        }
    }

    /// The rule by which the mapping may be carried over; none where a person has to look.
    pub const fn rule(self) -> Option<Rule> {
        match self {
            Self::ConfirmedRename => Some(Rule::ConfirmedRename),
            Self::Respelled => Some(Rule::Respelled),
            Self::Unchanged => Some(Rule::Unchanged),
            Self::EditionRetired
            | Self::Missing
            | Self::Retired
            | Self::NotAssignable
            | Self::ReUsed
            | Self::Split
            | Self::Renamed
            | Self::BetterTarget => None,
        }
    }
}

impl Rule {
    /// Every rule.
    pub const ALL: [Self; 3] = [Self::Unchanged, Self::Respelled, Self::ConfirmedRename];

    /// Its name, as drafts, history and differences tell it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unchanged => "upgrade-unchanged",
            Self::Respelled => "upgrade-respelled",
            Self::ConfirmedRename => "upgrade-confirmed-rename",
        }
    }

    /// Reads the name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.as_str() == text)
    }
}
