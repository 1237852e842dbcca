//! Tables for people: differences and suggestions as CSV.

mod diff;
mod findings;
mod suggestions;

pub use diff::diff_csv;
pub use findings::findings_csv;
pub use suggestions::suggestions_csv;
