//! Rows of what comes back from collectors.

pub mod alerts;
pub mod collector_reports;
pub mod usage;
pub mod webhooks;
