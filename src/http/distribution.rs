//! Releases, snapshots, translation, and who gets what when.

pub(super) mod explanation;
pub(super) mod news;
pub(super) mod offers;
pub mod pieces;
pub(super) mod pointers;
pub mod rehearsal;
pub mod releases;
pub(super) mod rollback;
pub(super) mod snapshots;
pub mod translation;
pub(super) mod watch;
