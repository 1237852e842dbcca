//! A snapshot 快照: the bytes of a release. Pure, so that a collector reads and checks with the same code.
//!
//! Format `zhiyu-snapshot/1`: a signed manifest, a body of JSON Lines, deltas between bodies, and a signed pointer to the
//! newest. The same release gives the same bytes everywhere. `docs/snapshot-format.md` is the whole description.

pub mod body;
pub mod comparison;
pub mod delta;
pub mod document;
pub mod encoding;
pub mod key_file;
pub mod key_set;
pub mod manifest;
pub mod packed_stream;
pub mod pointer;
pub mod refusal;
pub mod signature;
pub mod signed_note;
pub mod signing;
pub mod translate;
pub mod verify;
