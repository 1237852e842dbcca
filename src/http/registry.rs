//! Standards: code systems, editions, concepts, specifications, and what became of codes.

pub mod authorities;
pub mod catalogue;
pub mod code_systems;
pub mod concept_maps;
pub mod data_elements;
pub mod delegations;
pub mod divisions;
pub mod edition_diff;
pub mod edition_life;
pub mod editions;
pub mod exchange;
pub mod in_force;
pub mod kinds;
pub mod lint;
pub mod reading;
pub mod registrations;
pub mod specifications;
pub mod succession_answers;
pub mod successions;
pub mod validation;
pub mod value_domains;
