//! Rows of organizations, accounts, grants and tokens.

pub mod accounts;
pub mod grants;
pub mod grid;
pub mod identities;
pub mod organizations;
pub mod second_factors;
pub mod sign_ins;
pub mod tokens;
