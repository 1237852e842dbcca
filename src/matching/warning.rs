//! What speaks against a suggestion: each warning has a stable code, its evidence, words for people, and the cap that it
//! sets to the score.

use super::caps::CAUTION_CAP;
use super::caps::CONFLICT_CAP;
use super::kinds::level::Level;
use crate::language::Language;
use serde::Deserialize;
use serde::Serialize;

/// One warning with its evidence. Stored as JSON, tagged by `code`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "kebab-case")]
pub enum Warning {
    /// The code equals the local code, but the name is another: codes of other editions are other things.
    EqualCodeOtherName,
    /// The term is a code without a name; what a code means is a convention of its list.
    CodeIsConvention {
        /// The code of the term.
        local: String,
    },
    /// The name fits, but in the standard the local code means something else: both lists number their values differently.
    CodeMeansOther {
        /// The local code.
        local: String,
        /// What it means in the standard.
        name: String,
    },
    /// Several entries of the edition have this name.
    NameNotUnique {
        /// How many.
        count: usize,
    },
    /// The entry is a heading; data may not carry it.
    NotAssignable,
    /// The entry is retired.
    Retired,
    /// The lexicon gives the alias several meanings.
    AmbiguousAlias {
        /// The alias.
        alias: String,
    },
    /// Left, right and both sides differ.
    LateralityDiffers {
        /// The word of the term.
        term: String,
        /// The word of the name.
        name: String,
    },
    /// Numbers of a type, stage or grade differ.
    NumeralDiffers {
        /// The number and its slot in the term.
        term: String,
        /// The number and its slot in the name.
        name: String,
    },
    /// One side says malignant or benign, and the other says the opposite.
    MalignancyDiffers {
        /// The word of the term.
        term: String,
        /// The word of the name.
        name: String,
    },
    /// Only one side says malignant or benign.
    MalignancyOneSided {
        /// The word.
        word: String,
    },
    /// Words that exclude each other, such as 急性 and 慢性, 切除 and 切开.
    OppositeWords {
        /// The word of the term.
        term: String,
        /// The word of the name.
        name: String,
    },
    /// Both name a part of the body, and neither is part of the other, such as 牙龈 and 胃.
    AnatomyDiffers {
        /// The site of the term.
        term: String,
        /// The site of the name.
        name: String,
    },
    /// Only one side is an operation or an examination.
    OperationOneSided {
        /// The word that says so.
        word: String,
    },
    /// Letters or figures differ, such as FT3 and TT3.
    SymbolsDiffer {
        /// Those of the term.
        term: String,
        /// Those of the name.
        name: String,
    },
    /// The name is a residual class such as 其他 or 未特指, and the term does not say so.
    ResidualTarget {
        /// The word of the name.
        word: String,
    },
    /// The term itself is uncertain, such as 待查 or ？.
    UncertainTerm {
        /// The word of the term.
        word: String,
    },
    /// The term denies what it names, such as 否认 or 排除.
    NegatedTerm {
        /// The word of the term.
        word: String,
    },
    /// The term names several things at once.
    SeveralParts {
        /// How many.
        count: usize,
    },
    /// A level of the names differs, such as the form of a drug or the specimen of a laboratory item.
    LevelDiffers {
        /// The level.
        level: Level,
        /// What the term says.
        term: String,
        /// What the name says.
        name: String,
    },
    /// The name says more on a level than the term, which may mean another.
    LevelUnsaid {
        /// The level.
        level: Level,
        /// What the name says.
        value: String,
    },
    /// The term is a name that the entry had before.
    FormerName {
        /// The former name.
        name: String,
        /// When it was the name, as the edition writes it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        period: Option<String>,
    },
}

impl Warning {
    /// The stable code, as the JSON tags it.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::EqualCodeOtherName => "equal-code-other-name",
            Self::CodeIsConvention { .. } => "code-is-convention",
            Self::CodeMeansOther { .. } => "code-means-other",
            Self::NameNotUnique { .. } => "name-not-unique",
            Self::NotAssignable => "not-assignable",
            Self::Retired => "retired",
            Self::AmbiguousAlias { .. } => "ambiguous-alias",
            Self::LateralityDiffers { .. } => "laterality-differs",
            Self::NumeralDiffers { .. } => "numeral-differs",
            Self::MalignancyDiffers { .. } => "malignancy-differs",
            Self::MalignancyOneSided { .. } => "malignancy-one-sided",
            Self::OppositeWords { .. } => "opposite-words",
            Self::AnatomyDiffers { .. } => "anatomy-differs",
            Self::OperationOneSided { .. } => "operation-one-sided",
            Self::SymbolsDiffer { .. } => "symbols-differ",
            Self::ResidualTarget { .. } => "residual-target",
            Self::UncertainTerm { .. } => "uncertain-term",
            Self::NegatedTerm { .. } => "negated-term",
            Self::SeveralParts { .. } => "several-parts",
            Self::LevelDiffers { .. } => "level-differs",
            Self::LevelUnsaid { .. } => "level-unsaid",
            Self::FormerName { .. } => "former-name",
        }
    }

    /// The highest score that a suggestion with this warning can have.
    pub const fn cap(&self) -> f64 {
        match self {
            Self::AmbiguousAlias { .. }
            | Self::CodeIsConvention { .. }
            | Self::LateralityDiffers { .. }
            | Self::NumeralDiffers { .. }
            | Self::MalignancyDiffers { .. }
            | Self::OppositeWords { .. }
            | Self::AnatomyDiffers { .. }
            | Self::OperationOneSided { .. }
            | Self::SymbolsDiffer { .. }
            | Self::NegatedTerm { .. } => CONFLICT_CAP,
            Self::MalignancyOneSided { .. }
            | Self::ResidualTarget { .. }
            | Self::UncertainTerm { .. }
            | Self::SeveralParts { .. }
            | Self::LevelUnsaid { .. }
            | Self::FormerName { .. } => CAUTION_CAP,
            Self::LevelDiffers { level, .. } => level.cap(),
            Self::EqualCodeOtherName
            | Self::CodeMeansOther { .. }
            | Self::NameNotUnique { .. }
            | Self::NotAssignable
            | Self::Retired => 1.0,
        }
    }

    /// The warning in words.
    pub fn words(&self, language: Language) -> String {
        let (chinese, english): (String, String) = match self {
            Self::EqualCodeOtherName => (
                "编码相同但名称不同".into(),
                "the code is equal but the name is another".into(),
            ),
            Self::CodeIsConvention { local } => (
                format!("只有编码“{local}”而无名称，编码含义因表而异"),
                format!("only the code '{local}' and no name: lists give it different meanings"),
            ),
            Self::CodeMeansOther { local, name } => (
                format!("本地编码“{local}”在标准中表示“{name}”"),
                format!("the local code '{local}' means '{name}' in the standard"),
            ),
            Self::NameNotUnique { count } => (
                format!("标准中有 {count} 个条目同名"),
                format!("{count} entries have this name"),
            ),
            Self::NotAssignable => (
                "类目标题，不能作为对照目标".into(),
                "a heading, it cannot be a target".into(),
            ),
            Self::Retired => ("该条目已停用".into(), "the entry is retired".into()),
            Self::AmbiguousAlias { alias } => (
                format!("简称“{alias}”有多种含义"),
                format!("'{alias}' has several meanings"),
            ),
            Self::LateralityDiffers { term, name } => differ(("左右侧不同", "sides differ"), term, name),
            Self::NumeralDiffers { term, name } => differ(GRADES, term, name),
            Self::MalignancyDiffers { term, name } => differ(("良恶性不同", "malignant and benign differ"), term, name),
            Self::MalignancyOneSided { word } => {
                (format!("只有一方写明“{word}”"), format!("only one side says '{word}'"))
            }
            Self::OppositeWords { term, name } => differ(("含义相反或互斥", "words exclude each other"), term, name),
            Self::AnatomyDiffers { term, name } => differ(("部位不同", "parts of the body differ"), term, name),
            Self::OperationOneSided { word } => (
                format!("只有一方是手术操作（“{word}”）"),
                format!("only one side is an operation: '{word}'"),
            ),
            Self::SymbolsDiffer { term, name } => differ(("字母或数字不同", "letters or figures differ"), term, name),
            Self::ResidualTarget { word } => (
                format!("目标是“{word}”类"),
                format!("the target is a residual class: '{word}'"),
            ),
            Self::UncertainTerm { word } => (
                format!("本地名称带有“{word}”，不确定"),
                format!("the term is uncertain: '{word}'"),
            ),
            Self::NegatedTerm { word } => (
                format!("本地名称带有“{word}”，表示否定"),
                format!("the term denies it: '{word}'"),
            ),
            Self::SeveralParts { count } => (
                format!("本地名称包含 {count} 项内容"),
                format!("the term names {count} things"),
            ),
            Self::LevelDiffers { level, term, name } => level_differs(*level, term, name),
            Self::LevelUnsaid { level, value } => level_unsaid(*level, value),
            Self::FormerName { name, period } => former(name, period.as_deref()),
        };
        language.of((&chinese, &english)).to_owned()
    }
}

/// Numbers of a type, stage or grade.
const GRADES: (&str, &str) = ("分型分期分级不同", "type, stage or grade differ");

fn level_differs(level: Level, term: &str, name: &str) -> (String, String) {
    let chinese = format!("{}不同", level.words(Language::Chinese));
    let english = format!("another {}", level.words(Language::English));
    differ((&chinese, &english), term, name)
}

fn level_unsaid(level: Level, value: &str) -> (String, String) {
    let (chinese, english) = (level.words(Language::Chinese), level.words(Language::English));
    (
        format!("标准写明{chinese}“{value}”，本地未写"),
        format!("the name gives the {english} '{value}', the term gives none"),
    )
}

fn former(name: &str, period: Option<&str>) -> (String, String) {
    let (zh, en) = period.map_or_else(Default::default, |period| {
        (format!("（{period}）"), format!(" ({period})"))
    });
    (
        format!("“{name}”是该条目的曾用名{zh}"),
        format!("'{name}' is a former name of the entry{en}"),
    )
}

fn differ((chinese, english): (&str, &str), term: &str, name: &str) -> (String, String) {
    (
        format!("{chinese}：本地“{term}”，标准“{name}”"),
        format!("{english}: '{term}' in the term, '{name}' in the name"),
    )
}
