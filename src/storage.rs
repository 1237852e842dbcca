//! Rows in and out: embedded SQLite or PostgreSQL, chosen by URL. The only module that knows SQL.
//!
//! Functions are named after their question and take a connection inside [`Db::read`] or [`Db::write`]. Functions on
//! hospital data take the organization; there is none without it.

pub mod alerts;
pub mod assignments;
pub mod audit_checkpoints;
pub mod audit_contents;
pub mod audit_forwarding;
pub mod audit_log;
pub mod audit_tree;
pub mod authorities;
pub mod bindings;
pub mod blind_proposals;
pub mod bulk_acts;
pub mod code_notes;
pub mod code_systems;
pub mod collector_reports;
pub mod concept_maps;
pub mod concepts;
mod connection;
mod counters;
pub mod coverage;
pub mod coverage_reports;
pub mod data_elements;
pub mod delegations;
pub mod dictionaries;
pub mod edition_rechecks;
pub mod edition_steps;
pub mod editions;
mod failure;
pub mod findings;
pub mod jobs;
pub mod kinds;
pub mod lessons;
pub mod local_codes;
pub mod mapping_history;
pub mod mapping_steps;
pub mod mapping_targets;
pub mod mappings;
pub mod migrate;
pub mod name_keys;
pub mod offers;
pub mod organizations;
pub mod policies;
pub mod registrations;
pub mod releases;
pub mod reuse_policies;
mod rows;
pub mod samples;
mod schema;
pub mod shared_names;
pub mod sharing;
pub mod specifications;
mod statistics;
pub mod successions;
pub mod suggestions;
pub mod tokens;
mod transaction;
pub mod usage;
pub mod value_domains;
pub mod webhooks;
pub mod work_rows;

pub use connection::DbConn;
pub use connection::Target;
pub use transaction::Db;
