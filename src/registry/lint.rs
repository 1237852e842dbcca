//! Lint: what is wrong or doubtful in the table of an edition. Nothing is repaired; every finding says where, what, how
//! bad, and what it should perhaps be.
//!
//! An *error* blocks storing, a *warning* is stored and shown to the reviewer, an *info* is told. The rule of a finding
//! is an error code, whose words say what it means.

mod cells;
mod characters;
mod codes;
mod finding;
mod look_alikes;
mod merged;
mod numbers;
mod profile;
mod repeats;
mod report;
mod titles;
mod tree;

pub use finding::Finding;
pub use finding::Place;
pub use finding::Severity;
pub use report::Count;
pub use report::Report;

pub(super) use cells::Broken;
pub(super) use cells::assignable;
pub(super) use cells::code;
pub use cells::has_invisible;
pub(super) use cells::name;
pub(super) use cells::property;
pub(super) use cells::status;
pub use characters::Garbled;
pub use characters::garbled;

pub(super) use characters::look_at_name;
pub(super) use codes::look_at_codes;
pub(super) use merged::look_at_merged;
pub(super) use repeats::index_codes;
pub(super) use repeats::look_at_names;
pub(super) use titles::look_at_titles;
pub(super) use tree::look_at_cycles;
pub(super) use tree::look_at_parents;
