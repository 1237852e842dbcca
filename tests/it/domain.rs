//! The rules of the lower floors, without a database.

mod audit;
mod bulk;
mod cases;
mod concept_map;
mod coverage;
mod difference;
mod double_blind;
mod feedback;
mod grid;
mod in_force;
mod language;
mod life;
mod mapping_exchange;
mod offer;
mod passwords;
mod policy;
mod quality;
mod reload;
mod risk;
mod sample;
mod session;
mod snapshot;
mod time;
mod translate;
mod upgrade;
