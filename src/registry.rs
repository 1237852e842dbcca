//! What is a standard: code systems, editions, concepts, their files and their check digits.

pub mod check_digit;
pub mod columns;
pub mod concept;
pub mod edition_file;
pub mod shipped_file;
pub mod tabular;
