//! What is a standard: code systems, editions, concepts, their files and their check digits.

pub mod authority;
pub mod check_digit;
pub mod code_system;
pub mod columns;
pub mod comparison;
pub mod concept;
pub mod csv_file;
pub mod edition;
pub mod edition_diff;
pub mod edition_file;
pub mod edition_life;
pub mod exchange;
pub mod findings;
pub mod in_force;
pub mod kind;
pub mod lint;
pub mod registration;
pub mod shipped;
pub mod shipped_file;
pub mod tabular;
pub mod xlsx_file;
