//! What comes back from collectors 采集反馈: which release each runs, how many codes it converted and which it could not, and
//! what somebody has to look at because of it.

pub mod alert;
pub mod report;
pub mod rules;
pub mod webhook;
