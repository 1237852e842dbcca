//! The rules of the lower floors, without a database.

mod bulk;
mod cases;
mod concept_map;
mod coverage;
mod difference;
mod double_blind;
mod in_force;
mod language;
mod life;
mod mapping_exchange;
mod policy;
mod quality;
mod reload;
mod risk;
mod sample;
mod snapshot;
mod time;
mod translate;
mod upgrade;
