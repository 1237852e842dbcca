//! FHIR `ConceptMap` of a hospital's mappings, R4 (4.0.1) and R5 (5.0.0): one group for each edition of targets.
//!
//! The words of both releases are those of maps between standards ([`concept_map`](crate::mapping::concept_map)): R4 says
//! what the target is, R5 what the source is. Conditions are `dependsOn`, which holds when all of it holds; a condition
//! with several texts becomes several targets, one for each, and is put together again when it is read.

mod condition;
mod read;
mod write;

pub(super) use read::read;
pub(super) use write::write;

/// The place of a target among all targets of its code, when they are of several editions and so in several groups.
const POSITION: &str = "urn:zhiyu:position";
/// The beginning of the addresses of code systems.
const CODE_SYSTEM: &str = "urn:zhiyu:code-system:";
