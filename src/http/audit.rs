//! The audit log: events, what leaves its mark there, checkpoints and proofs.

pub mod events;
pub(super) mod proofs;
pub(super) mod trail;
