//! What is a standard: reading files, editions, shipped lists, check digits.

#![cfg(test)]

mod catalogue_file;
mod check_digit;
mod columns;
mod edition_diff;
mod edition_file;
mod encodings;
mod exchange;
mod fhir_value_set;
pub mod files;
pub mod hostile;
pub mod kinds;
mod lint;
mod lists_at_hand;
mod misread;
mod personal_data;
mod profiles;
mod representation;
mod shipped_file;
mod shipped_specification;
mod succession;
mod text_files;
mod validation;
mod workbooks;
