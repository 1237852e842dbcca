//! The levels that names of a kind are compared on, with their words and how much a difference weighs.

use crate::language::Language;
use crate::matching::caps::CAUTION_CAP;
use crate::matching::caps::CONFLICT_CAP;
use serde::Deserialize;
use serde::Serialize;

/// One part of a name that is compared on its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// The generic name 通用名 of a drug, without salt and form.
    Generic,
    /// The brand 商品名 of a drug.
    Brand,
    /// The salt 盐基 of a drug, such as 盐酸 or 钠.
    Salt,
    /// The type within a generic name 型别, such as 30R of an insulin.
    Variant,
    /// The form 剂型 of a drug.
    Form,
    /// What a solution is made with 溶媒, such as 氯化钠.
    Vehicle,
    /// The strength 规格 of a drug.
    Strength,
    /// How many are in a pack 包装.
    Pack,
    /// Who makes it 生产企业.
    Maker,
    /// What a laboratory item measures 被测物.
    Analyte,
    /// Whether it is an absolute count, a percentage or a ratio 计量方式.
    Property,
    /// The specimen 标本.
    Specimen,
    /// The unit 单位.
    Unit,
    /// The method 方法.
    Method,
    /// The name of a division 区划名称.
    Division,
    /// The divisions above 上级区划.
    Above,
    /// The subject of a department 专业.
    Subject,
    /// Whom a department treats 服务对象, such as 小儿.
    Patients,
    /// The school of medicine 中西医类别.
    School,
}

impl Level {
    /// Its name in words.
    pub fn words(self, language: Language) -> &'static str {
        language.of(match self {
            Self::Generic => ("通用名", "generic name"),
            Self::Brand => ("商品名", "brand"),
            Self::Salt => ("盐基", "salt"),
            Self::Variant => ("型别", "type"),
            Self::Form => ("剂型", "form"),
            Self::Vehicle => ("溶媒", "vehicle"),
            Self::Strength => ("规格", "strength"),
            Self::Pack => ("包装", "pack"),
            Self::Maker => ("生产企业", "maker"),
            Self::Analyte => ("被测物", "analyte"),
            Self::Property => ("计量方式", "kind of quantity"),
            Self::Specimen => ("标本", "specimen"),
            Self::Unit => ("单位", "unit"),
            Self::Method => ("方法", "method"),
            Self::Division => ("区划名称", "division"),
            Self::Above => ("上级区划", "division above"),
            Self::Subject => ("专业", "subject"),
            Self::Patients => ("服务对象", "patients"),
            Self::School => ("中西医类别", "school of medicine"),
        })
    }

    /// The highest score when the level differs: another pack, maker or method is still the same thing to many lists.
    pub const fn cap(self) -> f64 {
        match self {
            Self::Brand | Self::Pack | Self::Maker | Self::Method | Self::Vehicle => CAUTION_CAP,
            Self::Generic
            | Self::Salt
            | Self::Variant
            | Self::Form
            | Self::Strength
            | Self::Analyte
            | Self::Property
            | Self::Specimen
            | Self::Unit
            | Self::Division
            | Self::Above
            | Self::Subject
            | Self::Patients
            | Self::School => CONFLICT_CAP,
        }
    }

    /// What is left of the score when the level differs, so that two differences weigh more than one.
    pub const fn weight_of_difference(self) -> f64 {
        match self {
            Self::Generic | Self::Analyte | Self::Division | Self::Subject => 0.6,
            Self::Variant | Self::Specimen | Self::Above | Self::Patients | Self::School | Self::Property => 0.75,
            Self::Salt | Self::Form | Self::Strength | Self::Unit => 0.85,
            Self::Brand | Self::Vehicle | Self::Pack | Self::Maker | Self::Method => 0.97,
        }
    }

    /// Whether an entry that says more on this level than the term is a guess: a term without a form is not the
    /// controlled-release tablet.
    pub const fn must_be_said(self) -> bool {
        match self {
            Self::Salt
            | Self::Variant
            | Self::Form
            | Self::Vehicle
            | Self::Patients
            | Self::School
            | Self::Property => true,
            Self::Generic
            | Self::Brand
            | Self::Strength
            | Self::Pack
            | Self::Maker
            | Self::Analyte
            | Self::Specimen
            | Self::Unit
            | Self::Method
            | Self::Division
            | Self::Above
            | Self::Subject => false,
        }
    }
}
