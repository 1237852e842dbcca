//! Rows of standards.

pub mod authorities;
pub mod code_systems;
pub mod concept_maps;
pub mod concepts;
pub mod data_elements;
pub mod delegations;
pub mod edition_steps;
pub mod editions;
pub mod findings;
pub mod kinds;
pub mod registrations;
pub mod specifications;
pub mod successions;
pub mod value_domains;
