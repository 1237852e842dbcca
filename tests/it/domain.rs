//! The rules of the lower floors, without a database.

mod in_force;
mod language;
mod life;
mod reload;
mod snapshot;
mod time;
