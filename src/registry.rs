//! What is a standard: code systems, editions, concepts, their files and their check digits.

pub mod check_digit;
pub mod code_system;
pub mod columns;
pub mod concept;
pub mod csv_file;
pub mod delegation;
pub mod division;
pub mod edition;
pub mod edition_file;
pub mod kind;
pub mod shipped;
pub mod shipped_file;
pub mod succession;
pub mod tabular;
pub mod xlsx_file;
