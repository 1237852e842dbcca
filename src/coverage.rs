//! The figures of reports: how far the mapping of a dictionary is, of a hospital, of a province.
//!
//! Counts come in and figures go out. A [`Counter`] takes the codes of one dictionary; its [`Counts`] add up to those of a
//! hospital; [`Measure`] says which of them are divided by which, and in words why; a [`CoverageReport`] holds it all.

mod consistency;
mod counter;
mod counts;
mod group;
mod measure;
mod quality;
mod report;
mod tally;

pub use consistency::Consistency;
pub use consistency::Names;
pub use counter::CodeFacts;
pub use counter::Counter;
pub use counter::Published;
pub use counter::Settings;
pub use counter::UnmappedCode;
pub use counts::Counts;
pub use group::Binding;
pub use group::By;
pub use group::DictionaryFigures;
pub use group::Group;
pub use group::Grouping;
pub use measure::Measure;
pub use measure::MeasuredRate;
pub use quality::Durations;
pub use quality::Milestones;
pub use quality::OVERDUE_DAYS;
pub use quality::Pace;
pub use quality::Quality;
pub use quality::SamplingError;
pub use report::AddedCodes;
pub use report::CoverageReport;
pub use report::LeftOut;
pub use report::ReportedOrganization;
pub use report::Rule;
pub use tally::Rate;
pub use tally::Tally;

use crate::mapping::state::State;

/// 对码率 of one dictionary, counted in different local codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// Different codes of the present dictionary.
    pub codes: u64,
    /// Codes without a mapping.
    pub unmapped: u64,
    /// Mappings by state, in the order of a mapping's life.
    pub states: Vec<(State, u64)>,
}

impl Coverage {
    /// The figures from the number of codes and of mappings in each state.
    pub fn of(codes: u64, states: &[(State, u64)]) -> Self {
        let count = |state: &State| {
            states
                .iter()
                .find(|(named, _)| named == state)
                .map_or(0, |(_, count)| *count)
        };
        let states: Vec<(State, u64)> = State::ALL.iter().map(|state| (*state, count(state))).collect();
        let with_mapping: u64 = states.iter().map(|(_, count)| count).sum();
        Self {
            codes,
            unmapped: codes.saturating_sub(with_mapping),
            states,
        }
    }
}
