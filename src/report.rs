//! Tables for people: differences, findings, losses, successions and suggestions as CSV and XLSX.

mod diff;
mod edition_diff;
mod findings;
mod losses;
mod steps;
mod successions;
mod suggestions;

pub use diff::diff_csv;
pub use edition_diff::edition_diff_csv;
pub use edition_diff::edition_diff_xlsx;
pub use findings::findings_csv;
pub use losses::losses_csv;
pub use steps::steps_markdown;
pub use successions::successions_csv;
pub use suggestions::suggestions_csv;
