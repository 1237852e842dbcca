//! The measures 指标: which count is divided by which, and in words why. The words are printed in every report.

use super::counts::Counts;
use super::tally::Rate;
use super::tally::Tally;
use serde::Deserialize;
use serde::Serialize;

/// A rate by codes and by usage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeasuredRate {
    /// The word of the measure.
    pub measure: String,
    /// The codes that are counted.
    pub numerator: Tally,
    /// The codes that they are counted among.
    pub denominator: Tally,
    /// The share of the codes with six decimal places, the rest cut off; none of no codes.
    pub rate: Option<String>,
    /// The share of their usage; none when nothing was counted.
    pub weighted: Option<String>,
}

macro_rules! measures {
    ($($(#[$doc:meta])* $name:ident $word:literal $zh:literal $en:literal
        $rule_zh:literal $rule_en:literal $numerator:expr, $denominator:expr;)*) => {
        /// A measure.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Measure { $($(#[$doc])* $name,)* }

        impl Measure {
            /// Every measure, in the order of reports.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The word in answers and files.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            /// Its title: Chinese, English.
            pub const fn title(self) -> (&'static str, &'static str) {
                match self { $(Self::$name => ($zh, $en),)* }
            }

            /// What is divided by what: Chinese, English.
            pub const fn rule(self) -> (&'static str, &'static str) {
                match self { $(Self::$name => ($rule_zh, $rule_en),)* }
            }

            fn parts(self, counts: &Counts) -> (Tally, Tally) {
                let (numerator, denominator): (fn(&Counts) -> Tally, fn(&Counts) -> Tally) = match self {
                    $(Self::$name => ($numerator, $denominator),)*
                };
                (numerator(counts), denominator(counts))
            }
        }
    };
}

measures! {
    /// 对码率.
    Coverage "coverage" "对码率" "coverage"
        "已发布且有目标的编码 ÷ 字典全部编码（停用的、不上传的、无匹配的都在分母内）"
        "codes published with targets / all codes of the dictionaries (disabled, never sent and unmatched ones included)"
        |counts| counts.mapped, |counts| counts.codes;
    /// 处理率.
    Settled "settled" "处理率" "settled"
        "已发布结论的编码（有目标、无匹配、不上传）÷ 字典全部编码"
        "codes with a published decision (targets, no match, never sent) / all codes"
        Counts::settled, |counts| counts.codes;
    /// 在途率.
    Unpublished "unpublished" "在途率" "not yet published"
        "已有结论但尚未发布的编码（草稿、待审、退回、待复核、已审）÷ 字典全部编码"
        "codes decided and not published (drafted, in review, returned, to be checked again, approved) / all codes"
        Counts::unpublished, |counts| counts.codes;
    /// 审核率.
    Reviewed "reviewed" "审核率" "reviewed"
        "结论已由他人审核通过的编码 ÷ 已有结论的编码（发布与否都算）"
        "codes whose decision another person approved / codes with a decision, published or not"
        |counts| counts.reviewed, |counts| counts.decided;
    /// 其他率.
    Residual "residual" "其他率" "residual targets"
        "有目标属于“其他/未特指”类的编码 ÷ 已发布且有目标的编码"
        "codes with a target that is a residual class (other, unspecified) / codes published with targets"
        |counts| counts.residual, |counts| counts.mapped;
    /// 有损率.
    Lossy "lossy" "有损率" "lossy"
        "有目标更宽（broader）或与同一字典其他编码目标完全相同（多对一）的编码 ÷ 已发布且有目标的编码"
        "codes with a broader target, or with the same targets as another code of their dictionary (n:1) / codes published with targets"
        |counts| counts.lossy, |counts| counts.mapped;
    /// 无匹配率.
    NoMatch "no-match" "无匹配率" "no match"
        "已发布为“无匹配”的编码 ÷ 字典全部编码"
        "codes published as having no match / all codes"
        |counts| counts.no_match, |counts| counts.codes;
    /// 不上传率.
    Ignored "ignored" "不上传率" "never sent"
        "已发布为“不上传”的编码 ÷ 字典全部编码"
        "codes published as never sent / all codes"
        |counts| counts.ignored, |counts| counts.codes;
    /// 无效码率.
    Invalid "invalid" "无效码率" "invalid targets"
        "有目标不在任何已发布版本中的编码 ÷ 已发布且有目标的编码"
        "codes with a target that no published edition has / codes published with targets"
        |counts| counts.invalid, |counts| counts.mapped;
    /// 退役目标率.
    Retired "retired" "退役目标率" "retired targets"
        "有目标已停用、或目标所在版本已停用的编码 ÷ 已发布且有目标的编码"
        "codes with a target that is retired, or whose edition is / codes published with targets"
        |counts| counts.retired, |counts| counts.mapped;
}

impl Measure {
    /// The rates of some codes.
    pub fn of(self, counts: &Counts) -> MeasuredRate {
        let (numerator, denominator) = self.parts(counts);
        let by_codes = Rate {
            numerator: numerator.codes.into(),
            denominator: denominator.codes.into(),
        };
        let by_usage = Rate {
            numerator: numerator.usage,
            denominator: denominator.usage,
        };
        MeasuredRate {
            measure: self.as_str().to_owned(),
            numerator,
            denominator,
            rate: by_codes.decimal(),
            weighted: by_usage.decimal(),
        }
    }
}
