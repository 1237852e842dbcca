//! The figures of reports: how far the mapping of a dictionary is.

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
