//! The schema of the database, for those who bring it up to date by hand.

use crate::error::Result;
use crate::storage::Target;
use crate::storage::migrate;

/// Runs the migrations that the database does not have yet; returns their names.
pub fn bring_up_to_date(target: &Target) -> Result<Vec<String>> {
    migrate::up(target)
}

/// The names of this program's migrations, oldest first.
pub fn names() -> Result<Vec<String>> {
    Ok(migrate::names()?.0)
}
