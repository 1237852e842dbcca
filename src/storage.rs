//! Rows in and out: embedded SQLite or PostgreSQL, chosen by URL. The only module that knows SQL.
//!
//! Functions are named after their question and take a connection inside [`Db::read`] or [`Db::write`]. Functions on
//! hospital data take the organization; there is none without it.

pub mod access;
mod account_schema;
pub mod audit;
pub mod backups;
mod connection;
mod counters;
pub mod curation;
pub mod distribution;
mod failure;
pub mod feedback;
pub mod jobs;
pub mod migrate;
pub mod registry;
pub mod restoring;
mod rows;
mod schema;
mod statistics;
pub mod tables;
mod transaction;

pub use connection::DbConn;
pub use connection::Target;
pub use transaction::Db;
pub use transaction::PoolHolding;
