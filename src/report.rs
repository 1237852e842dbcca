//! Tables for people: differences and suggestions as CSV.

mod diff;
mod losses;
mod suggestions;

pub use diff::diff_csv;
pub use losses::losses_csv;
pub use suggestions::suggestions_csv;
