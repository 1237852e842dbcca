//! The verbs on standards: importing, publishing, reading, comparing, validating.

pub mod authorities;
pub mod catalogue;
pub mod code_systems;
pub mod concept_maps;
pub mod delegations;
pub mod divisions;
pub mod edition_diff;
pub mod edition_life;
pub mod edition_steps;
pub mod editions;
pub mod exchange;
pub mod findings;
pub mod kinds;
pub mod reading;
pub mod rehearsal;
pub(super) mod shipped;
pub(super) mod shipped_catalogue;
pub mod specifications;
pub mod successions;
pub mod validation;
