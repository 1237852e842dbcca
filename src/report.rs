//! Tables for people: differences, findings, losses, successions and suggestions as CSV and XLSX.

mod comparison;
mod coverage;
mod diff;
mod diff_filter;
mod edition_diff;
mod feed;
mod findings;
mod load;
mod losses;
mod mapping_losses;
mod steps;
mod successions;
mod suggestions;
mod upgrade;

pub use comparison::comparison_csv;
pub use comparison::comparison_xlsx;
pub use coverage::CoverageTable;
pub use coverage::coverage_table;
pub use diff::diff_csv;
pub use diff::diff_xlsx;
pub use diff_filter::DiffFilter;
pub use edition_diff::edition_diff_csv;
pub use edition_diff::edition_diff_xlsx;
pub use feed::atom_feed;
pub use findings::findings_csv;
pub use load::load_csv;
pub use load::load_xlsx;
pub use losses::losses_csv;
pub use mapping_losses::mapping_losses_csv;
pub use steps::steps_markdown;
pub use successions::successions_csv;
pub use suggestions::suggestions_csv;
pub use upgrade::upgrade_csv;
pub use upgrade::upgrade_xlsx;
