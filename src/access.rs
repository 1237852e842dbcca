//! Who may do what: roles and their rights, tokens, sessions, and permits as proof of a checked right.
//!
//! It is not the store of accounts (that is `storage`) and does not read requests (that is `http`).

pub mod account;
pub mod area;
pub mod grant;
pub mod oidc;
pub mod password;
pub mod password_policy;
pub mod permit;
pub mod role;
pub mod rules;
pub mod sealing;
pub mod session;
pub mod sign_in;
pub mod token;
pub mod totp;
pub mod weak_password;
