//! Rows of dictionaries, mappings and the work on them. Functions take the organization.

pub mod assignments;
pub mod bindings;
pub mod blind_proposals;
pub mod bulk_acts;
pub mod code_notes;
pub mod coverage;
pub mod coverage_reports;
pub mod dictionaries;
pub mod edition_rechecks;
pub mod lessons;
pub mod local_codes;
pub mod mapping_history;
pub mod mapping_steps;
pub mod mapping_targets;
pub mod mappings;
pub mod name_keys;
pub mod policies;
pub mod reuse_policies;
pub mod samples;
pub mod shared_names;
pub mod sharing;
pub mod suggestions;
pub mod upload_policies;
pub mod work_rows;
