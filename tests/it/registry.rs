//! What is a standard: reading files, editions, shipped lists, check digits.

#![cfg(test)]

mod check_digit;
mod columns;
mod edition_file;
mod encodings;
mod files;
pub mod hostile;
mod lists_at_hand;
mod shipped_file;
mod succession;
mod text_files;
mod workbooks;
