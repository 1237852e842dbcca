//! Why an entry is suggested: each reason has a stable code, its evidence, and words for people.
//!
//! An equal code is no reason. [`Reason::ExactCodeAndName`] needs the equal name, and only ranks it before others of that name.

use super::kinds::level::Level;
use super::memory::Replacement;
use super::normalise::Step;
use super::score::Measures;
use super::values::Basis;
use crate::language::Language;
use serde::Deserialize;
use serde::Serialize;

/// One reason with its evidence. Stored as JSON, tagged by `code`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "kebab-case")]
pub enum Reason {
    /// Name and code are equal byte for byte.
    ExactCodeAndName,
    /// The official name is equal byte for byte.
    ExactName,
    /// The official name is equal once both are normalised.
    NormalisedName {
        /// The steps that took effect on either side.
        steps: Vec<Step>,
    },
    /// Another name of the entry is equal once both are normalised.
    OtherName {
        /// That name, as the edition writes it.
        name: String,
    },
    /// A governed synonym stands for the name.
    Synonym {
        /// The alias that the term has.
        alias: String,
        /// The preferred name that the lexicon gives.
        preferred: String,
        /// Where the lexicon has it from.
        source: String,
        /// How sure that source is.
        confidence: String,
    },
    /// A word of a small value list means the same.
    SameValue {
        /// The word of the list.
        word: String,
    },
    /// The term is a code without a name, which proves nothing.
    BareCode {
        /// What makes it a hint.
        basis: Basis,
    },
    /// The names are alike.
    SimilarName {
        /// The name that was compared, when it is not the display.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        /// How alike, by measure.
        measures: Measures,
        /// The normalisation steps that took effect on the term.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        steps: Vec<Step>,
    },
    /// This very name was approved for the entry before.
    ApprovedBefore {
        /// The local name that was approved.
        source: String,
        /// In how many mappings.
        times: u32,
    },
    /// A name like this one was approved for the entry.
    LikeApproved {
        /// The local name that was approved.
        source: String,
        /// How alike, from 0 to 1.
        likeness: f64,
    },
    /// Approved mappings often write one for the other.
    UsualReplacement {
        /// What counts were seen.
        #[serde(flatten)]
        replacement: Replacement,
    },
    /// Only a part of the term was compared.
    PartOfTerm {
        /// That part, normalised.
        part: String,
    },
    /// A level of the names is the same, such as the strength of a drug.
    SameLevel {
        /// The level.
        level: Level,
        /// What both say.
        value: String,
    },
}

impl Reason {
    /// The stable code, as the JSON tags it.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::ExactCodeAndName => "exact-code-and-name",
            Self::ExactName => "exact-name",
            Self::NormalisedName { .. } => "normalised-name",
            Self::OtherName { .. } => "other-name",
            Self::Synonym { .. } => "synonym",
            Self::SameValue { .. } => "same-value",
            Self::BareCode { .. } => "bare-code",
            Self::SimilarName { .. } => "similar-name",
            Self::ApprovedBefore { .. } => "approved-before",
            Self::LikeApproved { .. } => "like-approved",
            Self::UsualReplacement { .. } => "usual-replacement",
            Self::PartOfTerm { .. } => "part-of-term",
            Self::SameLevel { .. } => "same-level",
        }
    }

    /// The reason in words.
    pub fn words(&self, language: Language) -> String {
        let pair = match self {
            Self::ExactCodeAndName => ("名称与编码完全相同".into(), "name and code are equal".into()),
            Self::ExactName => ("名称完全相同".into(), "the name is equal".into()),
            Self::NormalisedName { steps } => normalised(steps),
            Self::OtherName { name } => (format!("与别名“{name}”相同"), format!("equals the other name '{name}'")),
            Self::Synonym {
                alias,
                preferred,
                source,
                ..
            } => (
                format!("同义词：“{alias}”即“{preferred}”（来源 {source}）"),
                format!("synonym: '{alias}' stands for '{preferred}' (source {source})"),
            ),
            Self::SameValue { word } => (
                format!("值域用语“{word}”含义相同"),
                format!("the value '{word}' means the same"),
            ),
            Self::BareCode { basis } => bare_code(*basis),
            Self::SimilarName { name, measures, .. } => similar(name.as_deref(), measures),
            Self::ApprovedBefore { source, times } => (
                format!("历史对照：“{source}”已审核对照为此条目（{times} 次）"),
                format!("approved before: '{source}' ({times} times)"),
            ),
            Self::LikeApproved { source, likeness } => like(source, *likeness),
            Self::UsualReplacement { replacement } => replaced(replacement),
            Self::PartOfTerm { part } => (
                format!("只比较了其中的“{part}”"),
                format!("only the part '{part}' was compared"),
            ),
            Self::SameLevel { level, value } => (
                format!("{}相同：{value}", level.words(Language::Chinese)),
                format!("the {} is the same: '{value}'", level.words(Language::English)),
            ),
        };
        let (chinese, english): (String, String) = pair;
        language.of((&chinese, &english)).to_owned()
    }
}

fn like(source: &str, likeness: f64) -> (String, String) {
    let percent = format!("{:.0}%", likeness * 100.0);
    (
        format!("相近的历史对照：“{source}”（相似度 {percent}）已审核对照为此条目"),
        format!("a name like it was approved: '{source}' ({percent} alike)"),
    )
}

fn replaced(replacement: &Replacement) -> (String, String) {
    let Replacement {
        dropped,
        written,
        times,
        of,
    } = replacement;
    (
        format!("习惯写法：历史对照中“{dropped}”常写作“{written}”（{of} 次中 {times} 次）"),
        format!("approved mappings write '{written}' for '{dropped}' ({times} of {of})"),
    )
}

fn bare_code(basis: Basis) -> (String, String) {
    let (chinese, english) = match basis {
        Basis::SameCode => (
            "本地值只有编码，标准中有此编码",
            "the term is a code alone, and the entry has this code",
        ),
        Basis::Custom => (
            "本地值只有编码，习惯上代表此含义",
            "the term is a code alone that by custom means this",
        ),
        Basis::Position => (
            "本地值只有编码，与条目顺序号相同",
            "the term is a code alone that equals the place in the list",
        ),
    };
    (chinese.into(), english.into())
}

fn normalised(steps: &[Step]) -> (String, String) {
    let list = |language, comma| {
        let words: Vec<&str> = steps.iter().map(|step| step.words(language)).collect();
        words.join(comma)
    };
    (
        format!("规范写法后名称相同（{}）", list(Language::Chinese, "、")),
        format!("the name is equal once normalised ({})", list(Language::English, ", ")),
    )
}

fn similar(name: Option<&str>, measures: &Measures) -> (String, String) {
    let percent = |share: f64| format!("{:.0}%", share * 100.0);
    let (covers, covered) = (percent(measures.name_covered), percent(measures.term_covered));
    let (other_zh, other_en) = match name {
        Some(name) => (format!("（别名“{name}”）"), format!(" (its other name '{name}')")),
        None => (String::new(), String::new()),
    };
    (
        format!("名称相近{other_zh}：标准名称的 {covers} 出现在本地名称中，本地名称的 {covered} 出现在标准名称中"),
        format!("the names are alike{other_en}: the term has {covers} of the name, the name has {covered} of the term"),
    )
}
