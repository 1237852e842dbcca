//! The rules of the lower floors, without a database.

mod bulk;
mod cases;
mod concept_map;
mod in_force;
mod language;
mod life;
mod policy;
mod reload;
mod risk;
mod sample;
mod snapshot;
mod time;
