//! Organizations, accounts, grants, tokens, signing in.

pub mod accounts;
pub(super) mod cookie;
pub mod grants;
pub mod grid;
pub(super) mod oidc;
pub mod organizations;
pub(super) mod session;
pub(super) mod sign_in;
pub mod tokens;
