//! The web API over real HTTP: journeys of people and programs, refusals, access, and the interface description.

mod access;
mod audit;
mod bulk;
mod client;
mod data;
mod dictionaries;
mod docs;
mod edition_life;
mod error_codes;
mod lint;
mod memory;
mod openapi;
mod organizations;
mod refusals;
mod registry;
mod releases;
mod server;
mod snapshots;
mod specifications;
mod successions;
mod suggestions;
mod tokens;
mod versions;
mod witness;
