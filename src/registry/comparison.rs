//! How names are compared. Names of drugs, laboratory items, divisions and departments have parts that must be compared
//! one by one; the kind of a code system says which.

use serde::Deserialize;
use serde::Serialize;

/// The sort of name that a code system has. It decides how names are compared, never what is stored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Comparison {
    /// Anything whose names have no parts of their own: diagnoses, operations, value lists.
    #[default]
    Plain,
    /// Drugs 药品: generic name, salt, form, strength, pack, maker.
    Drug,
    /// Laboratory items 检验项目: analyte, specimen, unit, method.
    Laboratory,
    /// Administrative divisions 行政区划.
    Division,
    /// Departments 科室 and subjects of practice 诊疗科目.
    Department,
}

impl Comparison {
    /// Every comparison.
    pub const ALL: [Self; 5] = [
        Self::Plain,
        Self::Drug,
        Self::Laboratory,
        Self::Division,
        Self::Department,
    ];

    /// The word in files, answers and the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Drug => "drug",
            Self::Laboratory => "laboratory",
            Self::Division => "division",
            Self::Department => "department",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}
