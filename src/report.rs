//! Tables for people: differences, successions and suggestions as CSV.

mod diff;
mod successions;
mod suggestions;

pub use diff::diff_csv;
pub use successions::successions_csv;
pub use suggestions::suggestions_csv;
