//! What is asked: a code of a dictionary, with what its record says around it.

use crate::mapping::condition::AgeUnit;
use crate::mapping::condition::Circumstances;
use crate::mapping::condition::Sex;

/// A code to be translated. Everything is as the record has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Question<'q> {
    /// The dictionary, `source system/name`.
    pub dictionary: &'q str,
    /// The code, byte for byte.
    pub code: &'q str,
    /// The name beside it; empty when there is none.
    pub name: &'q str,
    /// What else the record says.
    pub record: Record<'q>,
}

/// What a record says that targets may depend on; empty is not said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Record<'q> {
    /// 单位.
    pub unit: &'q str,
    /// 标本.
    pub specimen: &'q str,
    /// 性别: `1`, `男`, `male`, `m`; `2`, `女`, `female`, `f`.
    pub sex: &'q str,
    /// 年龄: a whole number of years, or one followed by 岁, 月, 个月, 天 or 日.
    pub age: &'q str,
}

impl Record<'_> {
    /// What conditions are held against; what cannot be read is not said.
    pub fn circumstances(&self) -> Circumstances {
        let said = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Circumstances {
            unit: said(self.unit),
            specimen: said(self.specimen),
            sex: sex(self.sex.trim()),
            age: age(self.age.trim()),
        }
    }
}

fn sex(text: &str) -> Option<Sex> {
    match text {
        "1" | "男" | "男性" => Some(Sex::Male),
        "2" | "女" | "女性" => Some(Sex::Female),
        _ if ["male", "m"].iter().any(|word| text.eq_ignore_ascii_case(word)) => Some(Sex::Male),
        _ if ["female", "f"].iter().any(|word| text.eq_ignore_ascii_case(word)) => Some(Sex::Female),
        _ => None,
    }
}

fn age(text: &str) -> Option<(u16, AgeUnit)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at_checked(digits)?;
    let unit = match unit.trim() {
        "" | "岁" => AgeUnit::Years,
        "月" | "个月" => AgeUnit::Months,
        "天" | "日" => AgeUnit::Days,
        _ => return None,
    };
    Some((number.parse().ok()?, unit))
}
