//! A snapshot 快照: the bytes of a release. Pure, so that a collector reads and checks with the same code.
//!
//! Format `zhiyu-snapshot/1`: a manifest, and a body of JSON Lines. The same release gives the same bytes everywhere.

pub mod body;
pub mod encoding;
pub mod manifest;
pub mod translate;
pub mod verify;
