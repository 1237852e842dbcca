//! What a hospital has: organizations, source systems, local dictionaries, local codes, and what changed at a reload.

pub mod assignment;
pub mod dictionary_file;
pub mod doubts;
pub mod feedback;
pub mod local_code;
pub mod note;
pub mod organization;
pub mod reload;
pub mod standing;
