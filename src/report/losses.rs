//! The losses of a concept map as CSV.

use crate::error::Result;
use crate::mapping::concept_map::Losses;
use crate::registry::csv_file;

/// One row a place: its kind, the source and target codes, and what more is to say.
pub fn losses_csv(losses: &Losses) -> Result<Vec<u8>> {
    let rows = losses
        .places
        .iter()
        .map(|place| [place.kind.as_str(), &place.source, &place.target, &place.detail]);
    csv_file::write_disarmed(&["kind", "source", "target", "detail"], rows)
}
