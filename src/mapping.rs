//! What a local code means: decisions, their life from draft to release, releases and their differences.

pub mod bulk;
pub mod cases;
pub mod choices;
pub mod concept_map;
pub mod condition;
pub mod decision;
pub mod diff;
pub mod double_blind;
pub mod drift;
pub mod exchange;
pub mod life;
pub mod merge;
pub mod offer;
pub mod origin;
pub mod policy;
pub mod release;
pub mod reuse;
pub mod risk;
pub mod sample;
pub mod state;
pub mod target;
pub mod undo;
pub mod upgrade;
pub mod work_filter;
pub mod work_order;
