//! Rows in and out: embedded SQLite or PostgreSQL, chosen by URL. The only module that knows SQL.
//!
//! Functions are named after their question and take a connection inside [`Db::read`] or [`Db::write`]. Functions on
//! hospital data take the organization; there is none without it.

mod account_schema;
pub mod accounts;
pub mod assignments;
pub mod audit_log;
pub mod authorities;
pub mod bindings;
pub mod bulk_acts;
pub mod code_notes;
pub mod code_systems;
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
pub mod grants;
pub mod jobs;
pub mod kinds;
pub mod lessons;
pub mod local_codes;
pub mod mapped_codes;
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
pub mod second_factors;
pub mod shared_names;
pub mod sharing;
pub mod sign_ins;
pub mod specifications;
pub mod successions;
pub mod suggestions;
pub mod tokens;
mod transaction;
pub mod value_domains;
pub mod work_rows;

pub use connection::DbConn;
pub use connection::Target;
pub use transaction::Db;
