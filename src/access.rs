//! Who may do what: roles and their rights, tokens, sessions, and permits as proof of a checked right.
//!
//! It is not the store of accounts (that is `storage`) and does not read requests (that is `http`).

pub mod grant;
pub mod permit;
pub mod role;
pub mod session;
pub mod token;
