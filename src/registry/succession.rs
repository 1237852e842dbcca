//! Succession 沿革: what became of a code: dated changes from old codes to new ones, and the answer to "old code and date →
//! code today". For every code system whose codes change or are used again; divisions are the first.
//!
//! A list of changes ([`Event`]) is published whole, like an edition. An [`Index`] of it knows every **life** of a code (a
//! span of time in which it meant one thing) and follows the changes ([`Index::resolve`]). What is derived from a file and
//! not said by it is marked ([`event::DERIVED`]).

mod answer;
mod change_sheets;
mod date;
mod digest;
pub mod event;
mod event_file;
mod follow;
mod index;
mod kinds;
mod life_file;
mod list;
mod origins;
mod path;
mod profile;
mod rows;

pub use answer::Answer;
pub use answer::Outcome;
pub use date::PartialDate;
pub use digest::events_digest;
pub use event::Event;
pub use event::EventKind;
pub use event::OldUnit;
pub use event::Unit;
pub use event_file::check;
pub use event_file::write;
pub use index::Index;
pub use index::Life;
pub use list::SuccessionList;
pub use list::unknown_list;
pub use origins::Origin;
pub use path::Reached;
pub use path::Step;
pub use profile::Profile;
pub use rows::ReadEvents;
