//! What is a standard: code systems, editions, concepts, their files and their check digits.

pub mod catalogue_file;
pub mod check_digit;
pub mod code_system;
pub mod columns;
pub mod concept;
pub mod csv_file;
pub mod data_element;
pub mod edition;
pub mod edition_file;
pub mod fhir_value_set;
pub mod kind;
pub mod reason;
pub mod representation;
pub mod shipped;
pub mod shipped_file;
pub mod shipped_specification;
pub mod specification;
pub mod tabular;
pub mod validation;
pub mod value_domain;
pub mod xlsx_file;
