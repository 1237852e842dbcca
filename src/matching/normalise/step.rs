//! The names of the normalisation steps, and which function each one is.

use super::bracket;
use super::greek;
use super::invisible;
use super::numeral;
use super::punctuation;
use super::script;
use super::space;
use super::tail;
use super::unit;
use super::width;
use crate::language::Language;
use serde::Deserialize;
use serde::Serialize;

/// One named step. Each can be run alone, and says whether it took effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// Control and zero-width characters are removed.
    Invisible,
    /// Powers of ten and unit signs are written one way: `10⁹` and `10^9` become `10*9`, `㎎` becomes `mg`.
    Units,
    /// Full-width letters, digits and signs become half-width.
    Width,
    /// Every kind of bracket becomes `(` and `)`.
    Brackets,
    /// Every kind of dash becomes `-`.
    Dashes,
    /// Blanks, U+3000 and tabs go, except one between two Latin words.
    Spaces,
    /// Upper case becomes lower case.
    Case,
    /// Traditional and variant characters become simplified ones: 癥 becomes 症.
    Script,
    /// Greek letters that are written out become letters: 阿尔法 and `alpha` become α.
    Greek,
    /// A code at the end of a name goes: `(M98800/3)`, `(D46.4)`, `((56.0004))`.
    TrailingCode,
    /// `NOS` at the end goes.
    Unspecified,
    /// Roman, Chinese and Arabic numerals become Arabic before 型期级度类.
    Numerals,
    /// Commas and stops are written one way, quotation marks go, and so do signs at the end.
    Punctuation,
}

impl Step {
    /// Every step, in the order in which they run.
    pub const ALL: &'static [Step] = &[
        Self::Invisible,
        Self::Units,
        Self::Width,
        Self::Brackets,
        Self::Dashes,
        Self::Spaces,
        Self::Case,
        Self::Script,
        Self::Greek,
        Self::TrailingCode,
        Self::Unspecified,
        Self::Numerals,
        Self::Punctuation,
    ];

    /// The bit of the step in a set of steps.
    pub(super) const fn bit(self) -> u16 {
        1 << match self {
            Self::Invisible => 0,
            Self::Units => 1,
            Self::Width => 2,
            Self::Brackets => 3,
            Self::Dashes => 4,
            Self::Spaces => 5,
            Self::Case => 6,
            Self::TrailingCode => 7,
            Self::Unspecified => 8,
            Self::Numerals => 9,
            Self::Punctuation => 10,
            Self::Script => 11,
            Self::Greek => 12,
        }
    }

    /// The changed text, or `None` when the step took no effect.
    pub fn apply(self, text: &str) -> Option<String> {
        match self {
            Self::Invisible => invisible::remove(text),
            Self::Units => unit::unify(text),
            Self::Width => width::halve(text),
            Self::Brackets => bracket::unify_brackets(text),
            Self::Dashes => bracket::unify_dashes(text),
            Self::Spaces => space::close_up(text),
            Self::Case => width::lower(text),
            Self::Script => script::simplify(text),
            Self::Greek => greek::write(text),
            Self::TrailingCode => tail::drop_codes(text),
            Self::Unspecified => tail::drop_nos(text),
            Self::Numerals => numeral::unify(text),
            Self::Punctuation => punctuation::unify(text),
        }
    }

    /// What the step did, for people.
    pub const fn words(self, language: Language) -> &'static str {
        language.of(match self {
            Self::Invisible => ("去除不可见字符", "invisible characters removed"),
            Self::Units => ("统一单位写法", "unit signs written one way"),
            Self::Width => ("全角转半角", "full width made half width"),
            Self::Brackets => ("统一括号", "brackets written one way"),
            Self::Dashes => ("统一连接号", "dashes written one way"),
            Self::Spaces => ("去除空白", "blanks removed"),
            Self::Case => ("大写转小写", "upper case made lower case"),
            Self::Script => ("繁体转简体", "traditional characters made simplified"),
            Self::Greek => ("统一希腊字母", "Greek letters written one way"),
            Self::TrailingCode => ("去除末尾编码", "code at the end removed"),
            Self::Unspecified => ("去除末尾 NOS", "NOS at the end removed"),
            Self::Numerals => (
                "统一型期级度类前的数字",
                "numerals of type, stage or grade written one way",
            ),
            Self::Punctuation => ("统一标点", "punctuation written one way"),
        })
    }
}
