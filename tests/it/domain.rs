//! The rules of the lower floors, without a database.

mod cases;
mod concept_map;
mod in_force;
mod language;
mod life;
mod reload;
mod risk;
mod snapshot;
mod time;
