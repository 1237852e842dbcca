//! Where the rows of a dictionary stand by usage, so that the most used are worked on first.

use super::local_code::LocalCode;
use std::cmp::Reverse;

/// Where a row stands in its dictionary.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Its place, the most used row being 1; no two rows share a place.
    pub rank: i64,
    /// The usage of all rows up to and with this one.
    pub through: i64,
}

/// The standings of the rows, in the order of the rows: by usage from the highest, rows without a count last, then by code
/// bytes and occurrence.
pub fn standings(rows: &[LocalCode]) -> Vec<Standing> {
    let mut order: Vec<(usize, &LocalCode)> = rows.iter().enumerate().collect();
    order.sort_by_key(|(_, row)| (Reverse(row.usage), &row.code, row.occurrence));
    let mut placed: Vec<(usize, Standing)> = Vec::with_capacity(rows.len());
    let mut through = 0_i64;
    for (rank, (index, row)) in (1..).zip(order) {
        through = through.saturating_add(row.usage.unwrap_or_default());
        placed.push((index, Standing { rank, through }));
    }
    placed.sort_unstable_by_key(|(index, _)| *index);
    placed.into_iter().map(|(_, standing)| standing).collect()
}
