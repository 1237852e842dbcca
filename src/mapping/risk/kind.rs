//! The kinds of risks as one table: a stable name, words, and which warnings of the matcher belong to it.

use crate::matching::Warning;

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident $word:literal $zh:literal $en:literal;)*) => {
        /// A rule that stops bulk acts.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum RiskKind { $($(#[$doc])* $name,)* }

        impl RiskKind {
            /// Every kind, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The stable name in requests, answers and the database.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            /// The kind in words: Chinese, English.
            pub const fn words(self) -> (&'static str, &'static str) {
                match self { $(Self::$name => ($zh, $en),)* }
            }
        }
    };
}

kinds! {
    /// Words of both names exclude each other: 急性 and 慢性, 恶性 and 良性, 切除 and 造影.
    Antonym "antonym" "含义相反或互斥" "opposite meaning";
    /// Numbers of a type, stage or grade differ, or letters and figures do: 1型 and 2型, FT3 and TT3.
    Numeral "numeral" "数字或符号不同" "numerals or symbols differ";
    /// Left, right and both sides differ.
    Laterality "laterality" "左右侧不同" "sides differ";
    /// Parts of the body differ.
    BodySite "body-site" "部位不同" "body sites differ";
    /// Only one side is an operation or an examination.
    Operation "operation" "仅一方是手术操作" "only one side is an operation";
    /// A level differs or is unsaid on one side, such as strength, form or specimen.
    Level "level" "规格、剂型、标本等不同" "strength, form, specimen or the like differ";
    /// The local name is uncertain, denied, or names several things.
    Doubtful "doubtful" "本地名称存疑" "the local name is doubtful";
    /// The standard or the lexicon gives the name several meanings, or the name is a former one.
    AmbiguousName "ambiguous-name" "名称有多种含义" "the name has several meanings";
    /// The same code stands for something else, or the row is a code without a name.
    EqualCode "equal-code" "编码相同含义不同" "equal code, other meaning";
    /// The target is a residual class such as 其他 or 未特指.
    ResidualTarget "residual-target" "目标为其他或未特指" "residual target";
    /// The target is a heading or retired.
    NotAssignable "not-assignable" "目标不可赋值" "target not assignable";
    /// Much data has the code.
    HighUsage "high-usage" "使用量高" "high usage";
    /// Several local names go to this target.
    Lossy "lossy" "多对一有损" "lossy n:1";
    /// The row has several targets.
    SeveralTargets "several-targets" "一对多" "several targets";
    /// A target holds under conditions only.
    Conditional "conditional" "目标带条件" "conditional target";
    /// The code has several names in the dictionary.
    AmbiguousCode "ambiguous-code" "本地编码重名不同义" "ambiguous local code";
}

impl RiskKind {
    /// Reads the stable name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == text)
    }

    /// The kind that a warning belongs to; `None` for those that rules of their own judge here.
    pub const fn of_warning(warning: &Warning) -> Option<Self> {
        Some(match warning {
            Warning::OppositeWords { .. }
            | Warning::MalignancyDiffers { .. }
            | Warning::MalignancyOneSided { .. }
            | Warning::NegatedTerm { .. } => Self::Antonym,
            Warning::NumeralDiffers { .. } | Warning::SymbolsDiffer { .. } => Self::Numeral,
            Warning::LateralityDiffers { .. } => Self::Laterality,
            Warning::AnatomyDiffers { .. } => Self::BodySite,
            Warning::OperationOneSided { .. } => Self::Operation,
            Warning::LevelDiffers { .. } | Warning::LevelUnsaid { .. } => Self::Level,
            Warning::UncertainTerm { .. } | Warning::SeveralParts { .. } => Self::Doubtful,
            Warning::NameNotUnique { .. } | Warning::AmbiguousAlias { .. } | Warning::FormerName { .. } => {
                Self::AmbiguousName
            }
            Warning::CodeIsConvention { .. } | Warning::CodeMeansOther { .. } => Self::EqualCode,
            Warning::EqualCodeOtherName
            | Warning::ResidualTarget { .. }
            | Warning::NotAssignable
            | Warning::Retired => return None,
        })
    }
}
