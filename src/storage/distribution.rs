//! Rows of releases and of who gets them.

pub mod offers;
pub mod releases;
