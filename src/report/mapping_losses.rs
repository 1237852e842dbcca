//! What a form of file cannot say of mappings, as CSV.

use crate::error::Result;
use crate::mapping::exchange::Losses;
use crate::registry::csv_file;

/// One row a place: its kind, the local code, the target, what is lost; then one row for each field that has no place.
pub fn mapping_losses_csv(losses: &Losses) -> Result<Vec<u8>> {
    let places = losses
        .places
        .iter()
        .map(|place| [place.kind.as_str(), &place.code, &place.target, &place.detail]);
    let fields = losses.fields.iter().map(|field| ["field", "", "", field.as_str()]);
    csv_file::write_disarmed(&["kind", "code", "target", "detail"], places.chain(fields))
}
