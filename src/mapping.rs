//! What a local code means: decisions, their life from draft to release, releases and their differences.

pub mod cases;
pub mod concept_map;
pub mod condition;
pub mod decision;
pub mod diff;
pub mod life;
pub mod origin;
pub mod release;
pub mod risk;
pub mod state;
pub mod work_filter;
