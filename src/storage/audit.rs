//! Rows of the audit log.

pub mod audit_checkpoints;
pub mod audit_contents;
pub mod audit_forwarding;
pub mod audit_log;
pub mod audit_tree;
