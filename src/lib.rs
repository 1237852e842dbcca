//! Zhiyu 值域: a standards registry and value-domain mapping service.
//!
//! The house has floors; a module uses only modules of lower floors (`tests/architecture.rs` checks it):
//!
//! | floor | module | answers |
//! |---|---|---|
//! | 0 | [`error`], [`id`], [`language`], [`time`], [`digest`] | the words that everybody uses |
//! | 1 | [`registry`] | what is a standard |
//! | 2 | [`matching`] | which standard code is meant, and why |

pub mod digest;
pub mod error;
pub mod id;
pub mod language;
pub mod matching;
pub mod registry;
pub mod time;
