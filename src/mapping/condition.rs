//! Conditions 条件 under which a target holds: simple statements on the record that a program can check.
//!
//! A laboratory item may mean one test in serum and another in urine. Anything that is not one of these statements is
//! refused: an expression that nobody can check is worse than no target.

use serde::Deserialize;
use serde::Serialize;
use std::collections::BTreeSet;

/// One statement about the record in which the local code stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Condition {
    /// 单位: the unit of the result is one of these texts.
    Unit {
        /// The texts, byte for byte.
        is: Vec<String>,
    },
    /// 标本: the specimen is one of these texts.
    Specimen {
        /// The texts, byte for byte.
        is: Vec<String>,
    },
    /// 性别: the sex of the person (GB/T 2261.1: 1 男, 2 女).
    Sex {
        /// Which.
        is: Sex,
    },
    /// 年龄: the age of the person, counted in whole units.
    Age {
        /// What is counted.
        unit: AgeUnit,
        /// The lowest age, included.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        from: Option<u16>,
        /// The age that is too high, excluded.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        below: Option<u16>,
    },
}

/// 性别, as far as targets differ by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sex {
    /// 男.
    Male,
    /// 女.
    Female,
}

/// What an age is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AgeUnit {
    /// 岁.
    Years,
    /// 月.
    Months,
    /// 天.
    Days,
}

/// What is known of the record in which a local code stands; what is not known stays `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Circumstances {
    /// The unit of the result.
    pub unit: Option<String>,
    /// The specimen.
    pub specimen: Option<String>,
    /// The sex of the person.
    pub sex: Option<Sex>,
    /// The age of the person in the unit in which it is known.
    pub age: Option<(u16, AgeUnit)>,
}

/// What a condition speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Attribute {
    /// 单位.
    Unit,
    /// 标本.
    Specimen,
    /// 性别.
    Sex,
    /// 年龄.
    Age,
}

impl Condition {
    /// What it speaks of.
    pub const fn attribute(&self) -> Attribute {
        match self {
            Self::Unit { .. } => Attribute::Unit,
            Self::Specimen { .. } => Attribute::Specimen,
            Self::Sex { .. } => Attribute::Sex,
            Self::Age { .. } => Attribute::Age,
        }
    }

    /// Whether it can hold at all: texts are there, once each, and an age has room between its limits.
    pub fn is_sound(&self) -> bool {
        match self {
            Self::Unit { is } | Self::Specimen { is } => {
                let different: BTreeSet<&str> = is.iter().map(String::as_str).collect();
                !is.is_empty() && different.len() == is.len() && is.iter().all(|text| !text.trim().is_empty())
            }
            Self::Sex { .. } => true,
            Self::Age { from, below, .. } => match (from, below) {
                (None, None) => false,
                (Some(from), Some(below)) => from < below,
                (None, Some(below)) => *below > 0,
                (Some(_), None) => true,
            },
        }
    }

    /// Whether it holds; `None` when the record does not say.
    pub fn holds(&self, record: &Circumstances) -> Option<bool> {
        match self {
            Self::Unit { is } => record.unit.as_ref().map(|unit| is.contains(unit)),
            Self::Specimen { is } => record.specimen.as_ref().map(|specimen| is.contains(specimen)),
            Self::Sex { is } => record.sex.map(|sex| sex == *is),
            Self::Age { unit, from, below } => {
                let (age, _) = record.age.filter(|(_, counted)| counted == unit)?;
                Some(from.is_none_or(|from| age >= from) && below.is_none_or(|below| age < below))
            }
        }
    }

    /// Whether this and another condition on the same attribute can never hold together.
    pub fn excludes(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Unit { is }, Self::Unit { is: others }) | (Self::Specimen { is }, Self::Specimen { is: others }) => {
                is.iter().all(|text| !others.contains(text))
            }
            (Self::Sex { is }, Self::Sex { is: other }) => is != other,
            (
                Self::Age { unit, from, below },
                Self::Age {
                    unit: other_unit,
                    from: other_from,
                    below: other_below,
                },
            ) => {
                let ends_before = |end: &Option<u16>, start: &Option<u16>| matches!((end, start), (Some(end), Some(start)) if end <= start);
                unit == other_unit && (ends_before(below, other_from) || ends_before(other_below, from))
            }
            (Self::Unit { .. } | Self::Specimen { .. } | Self::Sex { .. } | Self::Age { .. }, _) => false,
        }
    }

    /// The condition in words for tables, such as `标本 血清/血浆`.
    pub fn words(&self) -> String {
        match self {
            Self::Unit { is } => format!("单位 {}", is.join("/")),
            Self::Specimen { is } => format!("标本 {}", is.join("/")),
            Self::Sex { is: Sex::Male } => "性别 男".to_owned(),
            Self::Sex { is: Sex::Female } => "性别 女".to_owned(),
            Self::Age { unit, from, below } => {
                let unit = match unit {
                    AgeUnit::Years => "岁",
                    AgeUnit::Months => "月",
                    AgeUnit::Days => "天",
                };
                let limit = |sign: &str, age: &Option<u16>| age.map(|age| format!("{sign}{age}{unit}"));
                let limits: Vec<String> = [limit("≥", from), limit("<", below)].into_iter().flatten().collect();
                format!("年龄 {}", limits.join(" "))
            }
        }
    }
}
