//! Files of changes: which forms are read, and what reading them gives.

use super::change_sheets;
use super::event_file;
use super::life_file;
use super::rows::ReadEvents;
use crate::error::Result;
use crate::registry::tabular;
use crate::registry::tabular::Format;
use crate::registry::tabular::Limits;

/// The form of a file of changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// This service's own: one change a row, columns `kind`, `date`, `old_code`, `old_name`, `valid_from`, `new_codes`,
    /// `new_names`, `document`, `note`, `confidence`.
    Events,
    /// One row for each life of a code: `代码`, `名称`, `状态`, `启用时间`, `变更/弃用时间`, `新代码`.
    Lives,
    /// A workbook with a sheet a year: `原区划代码`, `原名称`, `变更原因`, `现区划代码`, `现名称`, `批准文件`.
    Sheets,
}

impl Profile {
    /// Every profile.
    pub const ALL: [Self; 3] = [Self::Events, Self::Lives, Self::Sheets];

    /// The word in commands and addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Events => "events",
            Self::Lives => "lives",
            Self::Sheets => "sheets",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|profile| profile.as_str() == text)
    }

    /// Reads the changes of a file.
    ///
    /// Errors: those of [`tabular::read`]; `column-missing`; `rows-refused` with the rows that break a rule (events, lives).
    /// Sheets are kept as far as they can be read; what cannot is a finding.
    pub fn read(self, bytes: &[u8], file_name: Option<&str>) -> Result<ReadEvents> {
        let table = || tabular::read(bytes, Format::detect(file_name, bytes), &Limits::default());
        match self {
            Self::Events => event_file::read(&table()?),
            Self::Lives => life_file::read(&table()?),
            Self::Sheets => change_sheets::read(&tabular::sheets(bytes, &Limits::default())?),
        }
    }
}
