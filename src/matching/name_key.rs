//! The key under which two hospitals mean the same name: its normalised spelling. Keys are kept in the database.

use super::normalise::normalise;

/// Which way of making keys the stored ones have. Whoever changes what [`normalise`] gives raises it; then all stored keys
/// are made again at the next start.
pub const VERSION: i64 = 1;

/// The key of a name; empty for a name without characters, which equals no other.
pub fn name_key(name: &str) -> String {
    normalise(name).text.into_owned()
}
