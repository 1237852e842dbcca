//! The words of an answer: status, reason, warnings.

use crate::mapping::condition::Attribute;

/// How strict a translation is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// 从宽: every relationship is converted, and told.
    #[default]
    Lenient,
    /// 从严: only `equivalent` is converted; everything else is told as not converted.
    Strict,
}

/// What became of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// 已转换.
    Mapped,
    /// 未对照.
    Unmapped,
    /// 有歧义.
    Ambiguous,
    /// 源值无效.
    InvalidSource,
    /// 目标已停用.
    RetiredTarget,
}

macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($variant:ident $word:literal $zh:literal $en:literal;)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name {
            $(#[doc = $en] $variant,)*
        }

        impl $name {
            /// Every one.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The word in answers and files.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// What it means: Chinese, English.
            pub const fn words(self) -> (&'static str, &'static str) {
                match self { $(Self::$variant => ($zh, $en),)* }
            }
        }
    };
}

words! {
    /// Why a code was not converted.
    Reason {
        NotInRelease "not-in-release" "发布版中没有这个编码的对照" "the release has no mapping of the code";
        CodeHasBlanks "code-has-blanks" "去掉前后空格才有对照；编码须逐字节相同" "it is mapped only without the blanks around it; a code has to have the same bytes";
        NoMatch "no-match" "经审核，标准中没有对应条目" "reviewed: nothing in the standard fits";
        NoCase "no-case" "这条记录不属于任何一种情形" "none of the cases is that of the record";
        NotEquivalent "not-equivalent" "从严转换：目标并非等同" "strict: a target is not equivalent";
        NoWayOn "no-way-on" "标准间对照表没有给出后续编码" "the map between the standards leads nowhere";
        UnitNotSaid "unit-not-said" "目标取决于单位，记录没有写明" "the target depends on the unit, which the record does not say";
        SpecimenNotSaid "specimen-not-said" "目标取决于标本，记录没有写明" "the target depends on the specimen, which the record does not say";
        SexNotSaid "sex-not-said" "目标取决于性别，记录没有写明" "the target depends on the sex, which the record does not say";
        AgeNotSaid "age-not-said" "目标取决于年龄，记录没有写明" "the target depends on the age, which the record does not say";
        SeveralWays "several-ways" "标准间对照表给出多个编码" "the map between the standards gives several codes";
        CodeEmpty "code-empty" "编码为空" "the code is empty";
        CodeBlank "code-blank" "编码只有空格" "the code has only blanks";
        CodeTooLong "code-too-long" "编码超过 200 字节" "the code has more than 200 bytes";
        CodeHasControls "code-has-controls" "编码含有控制字符" "the code has control characters";
        CodeNotText "code-not-text" "编码不是文字" "the code is no text";
        DictionaryUnknown "dictionary-unknown" "发布版中没有这个字典" "the release has no such dictionary";
        EditionRetired "edition-retired" "目标版本已停用或已过有效期" "the edition of a target is retired or over";
        TargetRetired "target-retired" "现行版本中已没有这个目标编码，或已不可使用" "the edition in force does not have the target, or does not let data carry it";
    }
}

words! {
    /// What a converted code should be looked at for.
    Warning {
        NameDiffers "name-differs" "名称与对照时不同" "the name differs from the one that was mapped";
        EditionSuperseded "edition-superseded" "目标版本已被新版本取代" "the edition of a target is superseded";
    }
}

impl Mode {
    /// The word in requests.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Lenient => "lenient",
            Self::Strict => "strict",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Lenient, Self::Strict]
            .into_iter()
            .find(|mode| mode.as_str() == text)
    }
}

impl Status {
    /// Every status.
    pub const ALL: &'static [Self] = &[
        Self::Mapped,
        Self::Unmapped,
        Self::Ambiguous,
        Self::InvalidSource,
        Self::RetiredTarget,
    ];

    /// The word in answers and files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mapped => "mapped",
            Self::Unmapped => "unmapped",
            Self::Ambiguous => "ambiguous",
            Self::InvalidSource => "invalid_source",
            Self::RetiredTarget => "retired_target",
        }
    }
}

impl Reason {
    /// That the record does not say this.
    pub const fn not_said(attribute: Attribute) -> Self {
        match attribute {
            Attribute::Unit => Self::UnitNotSaid,
            Attribute::Specimen => Self::SpecimenNotSaid,
            Attribute::Sex => Self::SexNotSaid,
            Attribute::Age => Self::AgeNotSaid,
        }
    }

    /// The status that goes with it.
    pub const fn status(self) -> Status {
        match self {
            Self::NotInRelease
            | Self::CodeHasBlanks
            | Self::NoMatch
            | Self::NoCase
            | Self::NotEquivalent
            | Self::NoWayOn => Status::Unmapped,
            Self::UnitNotSaid | Self::SpecimenNotSaid | Self::SexNotSaid | Self::AgeNotSaid | Self::SeveralWays => {
                Status::Ambiguous
            }
            Self::CodeEmpty
            | Self::CodeBlank
            | Self::CodeTooLong
            | Self::CodeHasControls
            | Self::CodeNotText
            | Self::DictionaryUnknown => Status::InvalidSource,
            Self::EditionRetired | Self::TargetRetired => Status::RetiredTarget,
        }
    }
}
