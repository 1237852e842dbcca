//! The verbs on organizations, accounts, grants and tokens; signing in.

pub mod accounts;
pub mod grants;
pub mod grid;
pub mod identities;
pub(super) mod last_uses;
pub mod oidc;
pub mod organizations;
pub mod password_sign_in;
pub(super) mod passwords;
pub mod second_factors;
pub mod sign_in;
pub mod tokens;
