//! The verbs on the audit log: reading, proving, checking, forwarding.

pub mod check;
pub mod duties;
pub mod events;
pub mod forwarding;
pub mod proofs;
