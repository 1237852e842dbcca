//! What is a standard: code systems, editions, concepts, their files and their check digits.

pub mod code_system;
pub mod concept;
pub mod edition;
