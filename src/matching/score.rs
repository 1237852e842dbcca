//! How alike two names are: several measures of their cores, and one number from them. The only place that knows strsim.

mod edit;
mod measures;
mod probe;
mod rarity;

pub use edit::edit_likeness;
pub use measures::Measures;
pub use probe::Probe;
pub use probe::common_subsequence;
pub use rarity::Rarity;
