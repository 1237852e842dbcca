//! Mapping: dictionaries, work lists, suggestions, decisions, review, bulk acts, figures.

pub(super) mod assignments;
pub mod bindings;
pub(super) mod bulk;
pub(super) mod code_notes;
pub(super) mod comparison;
pub mod coverage;
pub mod dictionaries;
pub mod double_blind;
pub mod loads;
pub mod mapping_files;
pub(super) mod mappings;
pub(super) mod memory;
pub(super) mod policies;
pub(super) mod reuse;
pub(super) mod samples;
pub(super) mod sides;
pub(super) mod suggestions;
pub(super) mod take_over;
pub mod upgrades;
pub mod upload_policies;
pub(super) mod work_lines;
pub(super) mod work_list;
pub mod work_list_file;
pub(super) mod work_query;
pub(super) mod work_row;
